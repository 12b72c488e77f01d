"""A timed row says whom it is about; from all of them follow the laps' starts and shorter races."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.ingest.timed_row import TimedRow, first_laps, lap_start_times_ms
from tests.ingest.replaying import SMALL_RACE, after_lights_out_s


@pytest.mark.parametrize(
    ("row", "driver"),
    [({"driver_number": 44}, 44), ({}, None), ({"driver_number": None}, None)],
)
def test_a_row_is_about_a_driver_or_about_all(row, driver):
    assert TimedRow(0, "laps", row).driver_number == driver


@pytest.mark.parametrize(
    ("endpoint", "row", "lap"),
    [
        ("laps", {"lap_number": 3}, 3),
        ("laps", {"lap_number": None}, None),
        ("laps", {}, None),
        ("pit", {"lap_number": 3}, None),
        ("race_control", {"lap_number": 3}, None),
    ],
)
def test_only_lap_rows_show_that_a_lap_has_begun(endpoint, row, lap):
    assert TimedRow(0, endpoint, row).started_lap == lap


def test_a_lap_begins_with_the_first_car_that_begins_it():
    starts_ms = lap_start_times_ms(SMALL_RACE)
    first_ms = min(starts_ms.values())
    assert {lap: (ms - first_ms) / 1000 for lap, ms in starts_ms.items()} == {1: 0, 2: 92, 3: 184}


def test_without_lap_rows_no_lap_begins():
    assert lap_start_times_ms([TimedRow(0, "weather", {"lap_number": 1})]) == {}


@pytest.mark.parametrize(("laps", "end_s"), [(1, 92), (2, 184), (3, 292), (50, 292)])
def test_a_shortened_race_ends_when_the_leader_has_completed_so_many_laps(laps, end_s):
    kept = first_laps(SMALL_RACE, laps)
    assert kept == [row for row in SMALL_RACE if after_lights_out_s(row) <= end_s]
    assert after_lights_out_s(kept[-1]) == end_s


def test_a_race_is_not_shortened_where_the_next_lap_is_missing():
    rows = [row for row in SMALL_RACE if row.started_lap != 2]
    assert first_laps(rows, 1) == rows


@given(st.integers(0, 5), st.integers(0, 5))
def test_a_longer_race_begins_as_the_shorter_one(laps, more):
    shorter, longer = first_laps(SMALL_RACE, laps), first_laps(SMALL_RACE, laps + more)
    assert longer[: len(shorter)] == shorter
