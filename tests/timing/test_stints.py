"""Stint rows: growing, overlapping, missing and false (pitfalls 6-9 of the feed)."""

import pytest

from schemas.records import Compound
from tests.timing.builders import laps, message, pit, stint
from tests.timing.normalizing import lap_records


def tyres(*rows, count=6):
    """Stint number, feed's stint number and tyre age, lap by lap."""
    records = lap_records(laps(count), *rows).values()
    return [(r.stint_number, r.source_stint_number, r.tyre_age_laps) for r in records]


def test_stints_that_meet_are_taken_as_told():
    assert tyres(stint(1, 1, 3), stint(2, 4, 6, "HARD", age=2), pit(285, 3)) == [
        (1, 1, 1),
        (1, 1, 2),
        (1, 1, 3),
        (2, 2, 3),
        (2, 2, 4),
        (2, 2, 5),
    ]


def test_the_running_stint_goes_on_until_a_newer_one_begins():
    assert tyres(stint(1, 1, 1), count=4) == [(1, 1, age) for age in (1, 2, 3, 4)]


@pytest.mark.parametrize("last", [3, 5], ids=["told as overlap", "known from the pit row"])
def test_an_in_lap_counted_to_both_stints_belongs_to_the_one_before(last):
    told = tyres(stint(1, 1, last), stint(2, 3, 6, "HARD"), pit(285, 3))
    assert [numbers[0] for numbers in told] == [1, 1, 1, 2, 2, 2]
    assert told[3] == (2, 2, 1)


def test_stops_on_consecutive_laps_keep_their_stints_apart():
    rows = (stint(1, 1, 2), stint(2, 3, 3, "HARD"), stint(3, 4, 6), pit(195, 2), pit(285, 3))
    assert [numbers[0] for numbers in tyres(*rows)] == [1, 1, 2, 3, 3, 3]


def test_a_stint_that_ends_before_it_starts_begins_all_the_same():
    told = tyres(stint(1, 1, 3), stint(2, 4, 3, "HARD"), pit(285, 3))
    assert [numbers[0] for numbers in told] == [1, 1, 1, 2, 2, 2]


def test_of_several_stints_on_one_lap_the_last_counts():
    rows = (stint(1, 1, 2), stint(2, 3, 3, "HARD"), stint(3, 3, 3, "SOFT"), stint(4, 4, 6, "HARD"))
    told = tyres(*rows, pit(195, 2), pit(285, 3))
    assert [numbers[:2] for numbers in told[1:5]] == [(1, 1), (2, 3), (3, 4), (3, 4)]


def test_stints_without_laps_before_the_race_do_not_count():
    told = tyres(stint(1, None, None), stint(2, None, None), stint(3, 1, 6))
    assert told[0] == (1, 3, 1)


def test_a_stint_without_laps_serves_when_there_is_no_other():
    assert tyres(stint(1, None, None, age=2), count=2) == [(1, 1, 3), (1, 1, 4)]


def test_a_lost_opening_stint_leaves_its_laps_on_unknown_tyres():
    told = tyres(stint(2, 4, 6, "HARD"), pit(285, 3))
    assert told[2:4] == [(1, None, None), (2, 2, 1)]


def test_an_opening_stint_told_late_is_counted_back_to_the_start():
    assert tyres(stint(1, 3, 6, age=5)) == [(1, 1, age) for age in (4, 5, 6, 7, 8, 9)]


def test_an_age_that_cannot_be_true_is_unknown():
    assert tyres(stint(1, 3, 6, age=0))[:3] == [(1, 1, None), (1, 1, None), (1, 1, 1)]


def test_a_feed_recovery_opens_no_stint():
    told = tyres(stint(1, 1, 3, age=0), stint(2, 4, 6, age=1))
    assert told[2:5] == [(1, 1, 3), (1, 2, 4), (1, 2, 5)]


def test_a_drive_through_on_which_the_tyres_grow_older_opens_no_stint():
    records = lap_records(laps(6), stint(1, 1, 3), stint(2, 4, 6, age=3), pit(285, 3, 14.0))
    assert [record.stint_number for record in records.values()] == [1] * 6
    assert [record.pit_stops for record in records.values()] == [0] * 6
    assert records[6].tyre_age_laps == 6


def test_a_new_set_of_the_same_compound_is_a_stop():
    records = lap_records(laps(6), stint(1, 1, 3), stint(2, 4, 6, age=0), pit(285, 3))
    assert [record.stint_number for record in records.values()] == [1, 1, 1, 2, 2, 2]
    assert [record.pit_stops for record in records.values()] == [0, 0, 0, 1, 1, 1]


def test_following_the_safety_car_through_the_pit_lane_is_no_stop():
    convoy = [message(100, "SAFETY CAR DEPLOYED"), message(120, "SAFETY CAR THROUGH THE PIT LANE")]
    rows = (stint(1, 1, 2), stint(2, 3, 6, age=0), pit(195, 2, 14.0))
    assert [numbers[0] for numbers in tyres(*convoy, *rows)] == [1] * 6


def test_another_compound_fitted_behind_the_safety_car_in_the_pit_lane_is_a_stop():
    convoy = [message(100, "SAFETY CAR DEPLOYED"), message(120, "SAFETY CAR THROUGH THE PIT LANE")]
    rows = (stint(1, 1, 2), stint(2, 3, 6, "HARD", age=0), pit(195, 2, 24.0))
    assert [numbers[0] for numbers in tyres(*convoy, *rows)] == [1, 1, 2, 2, 2, 2]


def test_a_compound_corrected_later_is_the_compound():
    rows = [*laps(2), stint(1, 1, 2, "UNKNOWN"), stint(1, 1, 2, "HARD", sequence=2)]
    assert lap_records(rows)[1].compound is Compound.HARD


@pytest.mark.parametrize(
    ("told", "compound"),
    [("UNKNOWN", Compound.UNKNOWN), ("TEST_UNKNOWN", Compound.UNKNOWN), (None, None)],
)
def test_a_compound_that_is_none_is_kept_apart_from_none_told(told, compound):
    assert lap_records(laps(1), stint(1, 1, 1, told))[1].compound is compound


def test_a_false_stint_of_unknown_compound_keeps_the_compound():
    records = lap_records(laps(4), stint(1, 1, 2, "HARD"), stint(2, 3, 4, "UNKNOWN", age=2))
    assert records[4].compound is Compound.HARD
    assert records[4].stint_number == 1


def test_a_compound_that_changes_without_a_pit_row_tells_of_a_lost_stop():
    records = lap_records(laps(4), stint(1, 1, 2, "HARD"), stint(2, 3, 4, "SOFT"))
    assert [record.pit_stops for record in records.values()] == [0, 0, 1, 1]


def test_without_stint_rows_tyres_are_unknown():
    assert tyres(count=1) == [(None, None, None)]
