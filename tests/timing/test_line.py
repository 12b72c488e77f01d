"""Gaps and places at the line (pitfalls 12-14 of the feed), and the weather."""

import pytest

from tests.timing.builders import grid, interval, lap, laps, position, weather
from tests.timing.normalizing import lap_records


def gaps(*rows, number=2):
    record = lap_records(laps(3), position(0, 5), *rows)[number]
    return record.gap_to_leader_s, record.interval_s, record.laps_behind


def test_gaps_are_the_last_told_until_two_seconds_after_the_line():
    rows = (interval(176, 10.0, 1.0), interval(181.9, 11.0, 1.5), interval(182.1, 12.0, 2.0))
    assert gaps(*rows) == (11.0, 1.5, 0)


@pytest.mark.parametrize(("told", "behind"), [("+1 LAP", 1), ("+2 LAPS", 2), ("+3L LAPS", 3)])
def test_a_gap_in_laps_is_no_gap_in_seconds(told, behind):
    assert gaps(interval(180, told, 2.5)) == (None, 2.5, behind)


def test_an_interval_in_laps_is_unknown_in_seconds():
    assert gaps(interval(180, "+1 LAP", "+1 LAP")) == (None, None, 1)


def test_a_lap_told_once_is_remembered_while_the_feed_says_nothing():
    rows = (interval(60, "+1 LAP", 2.0), interval(100, None, 2.2), interval(180, None, 2.4))
    assert gaps(*rows) == (None, 2.4, 1)


def test_a_gap_in_seconds_is_not_remembered():
    assert gaps(interval(60, 80.0, 2.0), interval(180, None, 2.4)) == (None, 2.4, None)


@pytest.mark.parametrize("told", [None, 0.0])
def test_the_leader_has_no_gap_whether_told_as_null_or_zero(told):
    assert gaps(position(100, 1), interval(180, told, None)) == (0.0, 0.0, 0)


def test_another_car_without_a_gap_has_an_unknown_one():
    assert gaps(interval(180, None, None)) == (None, None, None)


def test_gaps_from_before_the_lap_are_stale():
    assert gaps(interval(89, 10.0, 1.0)) == (None, None, None)


def test_a_lap_without_a_start_takes_gaps_of_its_last_two_minutes():
    rows = [lap(1), lap(2, 300, 90.0), position(0, 5)]
    assert lap_records(rows, interval(290, 10.0, 1.0))[1].gap_to_leader_s == 10.0
    assert lap_records(rows, interval(170, 10.0, 1.0))[1].gap_to_leader_s is None


def test_a_running_lap_has_no_gaps():
    record = lap_records(lap(1, 0, 90.0), lap(2, 90.0), interval(120, 10.0, 1.0))[2]
    assert (record.gap_to_leader_s, record.interval_s, record.laps_behind) == (None, None, None)


def places(*rows):
    records = lap_records(laps(2), lap(3, 180), *rows)
    return [record.position for record in records.values()]


def test_before_the_first_row_the_place_on_the_grid_holds():
    assert places(grid(7), position(120, 6)) == [7, 6, 6]


def test_a_driver_who_never_changes_place_keeps_the_grid():
    assert places(grid(7)) == [7, 7, 7]


def test_a_swap_at_the_line_counts_and_a_later_one_does_not():
    assert places(position(0, 9), position(91.5, 8), position(92.5, 7), position(250, 3)) == [
        8,
        7,
        3,
    ]


def test_a_place_told_twice_for_one_moment_is_the_newer_version():
    assert places(position(50, 4, sequence=2), position(50, 3))[0] == 4


def test_a_sprint_weekends_race_starts_from_the_later_grid():
    records = lap_records(laps(1), grid(3, qualifying=8990), grid(12, qualifying=8996))
    assert records[1].grid_position == 12


def test_weather_is_the_last_report_before_the_line():
    records = lap_records(laps(2), weather(30, 20.0), weather(85, 21.0), weather(95, 22.0, rain=1))
    assert [record.air_temperature_c for record in records.values()] == [21.0, 22.0]
    assert [record.is_raining for record in records.values()] == [False, True]


def test_weather_first_reported_later_holds_for_the_laps_before():
    assert lap_records(laps(1), weather(400, 20.0))[1].air_temperature_c == 20.0


def test_without_a_report_the_weather_is_unknown():
    record = lap_records(laps(1))[1]
    assert record.air_temperature_c is None
    assert record.is_raining is None
