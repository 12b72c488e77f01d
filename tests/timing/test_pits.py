"""Passes of the pit lane (pitfalls 10 and 11 of the feed) and red flags (19)."""

from tests.timing.builders import lap, laps, message, pit, stint
from tests.timing.normalizing import lap_records


def in_laps(*rows):
    return [number for number, record in lap_records(*rows).items() if record.is_in_lap]


def test_a_pass_belongs_to_the_lap_before_the_one_on_which_the_car_left_the_lane():
    assert in_laps(laps(4), pit(left=190, in_lap=2)) == [2]


def test_a_lap_number_carried_over_from_another_car_is_recomputed_from_time():
    assert in_laps(laps(6), pit(left=190, in_lap=5)) == [2]


def test_without_lap_times_the_feeds_lap_number_holds():
    assert in_laps([lap(1), lap(2), lap(3)], pit(left=190, in_lap=2)) == [2]


def test_a_car_that_left_while_its_laps_are_lost_keeps_the_feeds_lap_number():
    assert in_laps([lap(1, 0, 90), lap(2, 90, 90), lap(6, 450, 90)], pit(400, in_lap=2)) == [2]


def test_leaving_the_pits_for_the_grid_is_no_pass():
    assert in_laps(laps(3), pit(left=-1500, in_lap=1)) == []


def test_starting_from_the_pit_lane_is_no_in_lap():
    assert in_laps(laps(3), pit(left=10, in_lap=1)) == []


def test_the_pit_lane_after_the_flag_is_no_pass():
    assert in_laps(laps(3), message(270, "CHEQUERED FLAG"), pit(left=400, in_lap=3)) == []


def test_two_passes_told_for_one_lap_are_both_found():
    rows = (laps(5), pit(left=190, in_lap=2), pit(left=285, in_lap=2))
    assert in_laps(*rows) == [2, 3]


def test_lane_time_is_the_newer_field_or_its_old_name():
    old = lap_records(laps(3), pit(190, 2, 22.5))[2]
    new = lap_records(laps(3), pit(190, 2, 22.5, lane_duration=22.4, stop_duration=2.3))[2]
    assert (old.pit_lane_time_s, old.pit_stationary_time_s) == (22.5, None)
    assert (new.pit_lane_time_s, new.pit_stationary_time_s) == (22.4, 2.3)


def test_a_pass_without_a_time_is_a_pass():
    record = lap_records(laps(3), pit(190, 2, None))[2]
    assert record.is_in_lap
    assert record.pit_lane_time_s is None


def red_flag():
    return [
        lap(1, 0, 90.0),
        lap(2, 90.0),
        lap(3, 200.0),
        lap(4, 2300.0, 91.0),
        message(150, "RED FLAG", category="Flag", flag="RED", scope="Track"),
        message(1500, "RACE WILL RESUME AT 15:33"),
    ]


def test_minutes_in_the_pit_lane_under_a_red_flag_are_kept():
    record = lap_records(red_flag(), pit(1990, 2, 1780.0))[2]
    assert record.is_in_lap
    assert record.pit_lane_time_s == 1780.0


def test_tyres_changed_under_a_red_flag_are_a_new_stint_but_no_stop():
    rows = (stint(1, 1, 2), stint(2, 3, 4, "HARD"), pit(1990, 2, 1780.0))
    records = lap_records(red_flag(), *rows)
    assert [record.stint_number for record in records.values()] == [1, 1, 2, 2]
    assert [record.pit_stops for record in records.values()] == [0, 0, 0, 0]


def test_a_stop_before_the_red_flag_is_a_stop():
    rows = (stint(1, 1, 1), stint(2, 2, 4, "HARD"), pit(110, 1, 22.0))
    assert lap_records(red_flag(), *rows)[2].pit_stops == 1


def test_laps_of_the_stoppage_are_red():
    statuses = [record.track_status for record in lap_records(red_flag()).values()]
    assert statuses == ["GREEN", "RED", "RED", "GREEN"]
