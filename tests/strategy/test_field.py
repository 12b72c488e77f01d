"""The field follows from the newest lap revisions, in whatever order they came."""

from hypothesis import given
from hypothesis import strategies as st

from f1strategy.strategy.field import FieldTable
from schemas.records import Compound, LapRecord, TrackStatus, Trigger

LAP_MS = 90_000


def lap(driver: int, number: int, **changes) -> LapRecord:
    start = number * LAP_MS + driver * 1000
    fields = {
        "session_key": 9,
        "driver_number": driver,
        "lap_number": number,
        "revision": 1,
        "caused_by_ingest_time_ms": 7,
        "scheduled_laps": 50,
        "is_complete": True,
        "lap_start_time_ms": start,
        "lap_end_time_ms": start + LAP_MS,
        "lap_time_s": 90.0,
        "position": driver,
        "compound": Compound.MEDIUM,
        "tyre_age_laps": number,
        "stint_number": 1,
        "is_clean": number > 1,
    }
    return LapRecord(**{**fields, **changes})


LAPS = [lap(driver, number) for number in range(1, 6) for driver in range(1, 5)]


def after(laps):
    table = FieldTable(9)
    updates = [table.apply(one) for one in laps]
    return table, updates


@given(st.permutations(LAPS), st.lists(st.sampled_from(LAPS), max_size=5))
def test_any_order_with_duplicates_ends_in_the_same_cars(shuffled, again):
    in_order = [one.field for one in after(LAPS)[1] if one.field][-1]
    mixed = [one.field for one in after([*shuffled, *again])[1] if one.field][-1]
    assert mixed.cars == in_order.cars
    assert [car.driver_number for car in mixed.cars] == [1, 2, 3, 4]
    assert [car.gap_to_leader_s for car in mixed.cars] == [0.0, 1.0, 2.0, 3.0]


@given(st.permutations(LAPS))
def test_every_completed_lap_is_asked_for_once_as_new(shuffled):
    _, updates = after(shuffled)
    asked = [
        (one.driver_number, one.lap_number)
        for update in updates
        for one in update.requests
        if one.trigger == Trigger.NEW_LAP
    ]
    assert sorted(asked) == sorted((one.driver_number, one.lap_number) for one in LAPS)


def test_a_stop_asks_for_the_neighbours():
    table, _ = after(LAPS)
    update = table.apply(lap(2, 6, is_in_lap=True))
    triggers = {one.driver_number: one.trigger for one in update.requests}
    assert triggers == {2: Trigger.NEW_LAP, **dict.fromkeys((1, 3, 4), Trigger.NEIGHBOUR_PITTED)}


def test_a_track_status_asks_for_everybody():
    table, _ = after(LAPS)
    neutralised = lap(
        1, 6, is_complete=False, lap_end_time_ms=None, track_status_end=TrackStatus.SC
    )
    update = table.apply(neutralised)
    assert update.field.track_status == TrackStatus.SC
    assert {one.driver_number for one in update.requests} == {1, 2, 3, 4}


def test_a_yellow_flag_changes_no_plan():
    table, _ = after(LAPS)
    waved = lap(1, 6, is_complete=False, lap_end_time_ms=None, track_status_end=TrackStatus.YELLOW)
    update = table.apply(waved)
    assert update.field.track_status == TrackStatus.YELLOW
    assert update.requests == ()


def test_an_older_revision_changes_nothing():
    table, _ = after([lap(1, 1, revision=3)])
    assert table.apply(lap(1, 1, revision=2, position=9)).to_store == ()


def test_a_restored_table_goes_on_as_if_nothing_had_happened():
    table, updates = after(LAPS[:10])
    stored = dict(entry for update in updates for entry in update.to_store)
    restored = FieldTable(9)
    for key, value in reversed(stored.items()):
        restored.restore(key, value)
    assert restored.apply(LAPS[10]) == table.apply(LAPS[10])


def test_a_lapped_car_keeps_a_gap_in_seconds():
    slow = [lap(9, n, lap_end_time_ms=n * 2 * LAP_MS + LAP_MS, position=5) for n in range(1, 3)]
    _table, updates = after([*LAPS, *slow])
    car = [one.field for one in updates if one.field][-1].cars[-1]
    assert (car.driver_number, car.gap_to_leader_s, car.laps_behind) == (9, 179.0, 1)


def test_the_interval_is_taken_at_the_same_line():
    ahead_has_pitted = lap(1, 6, lap_end_time_ms=7 * LAP_MS + 21_000, is_in_lap=True)
    table, _ = after(LAPS)
    assert table.apply(ahead_has_pitted).field.cars[1].interval_s == 1.0


def test_the_interval_to_a_car_that_has_come_by_is_not_known():
    table, _ = after(LAPS)
    running = {"is_complete": False, "lap_end_time_ms": None, "lap_time_s": None}
    table.apply(lap(2, 6, position=1, **running))
    cars = table.apply(lap(1, 6, position=2, **running)).field.cars
    assert [(car.driver_number, car.interval_s) for car in cars] == [
        (2, None),
        (1, None),
        (3, 2.0),
        (4, 1.0),
    ]
