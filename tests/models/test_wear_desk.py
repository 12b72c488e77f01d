"""Lap records get their wear: causal, the same whatever the order, revised when an earlier lap is."""

from itertools import permutations

import msgspec
import pytest

from f1strategy.models.driver_wear import with_wear, without_wear
from f1strategy.models.wear_desk import WearDesk
from schemas.records import Compound, LapRecord
from tests.worn_fold import MODELS

WEAR_FIELDS = ("degradation_s_per_lap", "tyre_loss_s", "fuel_corrected_lap_time_s")


def lap(number: int, time_s: float | None, **other) -> LapRecord:
    usual = {
        "session_key": 1,
        "driver_number": 4,
        "lap_number": number,
        "revision": 1,
        "caused_by_ingest_time_ms": 1000 * number,
        "season": 2025,
        "circuit": "sakhir",
        "scheduled_laps": 57,
        "is_complete": time_s is not None,
        "lap_time_s": time_s,
        "stint_number": 1,
        "compound": Compound.MEDIUM,
        "tyre_age_laps": number,
        "is_clean": number > 1 and time_s is not None,
    }
    return LapRecord(**{**usual, **other})


STINT = [
    lap(1, 100.0),
    *(lap(at, 95.0 + 0.1 * at) for at in range(2, 12)),
    lap(12, None),
]


def number(value: float | None) -> float:
    assert value is not None
    return value


def content(laps):
    plain = [msgspec.structs.replace(one, revision=0, caused_by_ingest_time_ms=0) for one in laps]
    return sorted(plain, key=lambda one: one.lap_number)


def test_a_stint_tells_its_wear_with_an_interval():
    *_, newest = with_wear(STINT, MODELS)
    low, middle, high = (
        number(newest.degradation_low_s_per_lap),
        number(newest.degradation_s_per_lap),
        number(newest.degradation_high_s_per_lap),
    )
    assert low < middle < high
    assert number(newest.tyre_loss_s) > 0.3
    assert newest.fuel_corrected_lap_time_s is None  # the lap still runs


def test_a_lap_knows_the_laps_before_it_only():
    whole = with_wear(STINT, MODELS)
    for until in range(1, len(STINT)):
        assert with_wear(STINT[:until], MODELS) == whole[:until]


def test_a_faster_fading_tyre_shows():
    fading = [lap(at, 95.0 + 0.3 * at) for at in range(2, 16)]
    steady = [lap(at, 95.0) for at in range(2, 16)]
    fast, slow = (with_wear(laps, MODELS)[-1].degradation_s_per_lap for laps in (fading, steady))
    assert number(fast) > number(slow)


@pytest.mark.parametrize("compound", [Compound.INTERMEDIATE, Compound.WET, None])
def test_wet_and_unknown_tyres_have_no_slick_wear(compound):
    laps = [lap(at, 110.0, compound=compound, is_clean=False) for at in (2, 3)]
    assert [one.degradation_s_per_lap for one in with_wear(laps, MODELS)] == [None, None]


def test_the_order_of_arrival_does_not_matter():
    laps = STINT[1:5]
    for order in permutations(laps):
        desk = WearDesk(MODELS)
        published = {}
        for one in order:
            published.update({new.lap_number: new for new in desk.apply([one])})
        assert content(published.values()) == content(with_wear(laps, MODELS))


def test_a_corrected_lap_revises_those_after_it_and_nothing_else():
    desk = WearDesk(MODELS)
    desk.apply(STINT)
    corrected = msgspec.structs.replace(STINT[4], lap_time_s=95.9, caused_by_ingest_time_ms=99_000)
    changed = desk.apply([corrected])
    revised = [one.lap_number for one in changed]
    assert revised[:2] == [5, 6]
    assert set(revised) <= set(range(5, 13))
    assert {one.revision for one in changed} == {2}
    assert {one.caused_by_ingest_time_ms for one in changed} == {99_000}
    assert desk.apply([corrected]) == ()


def test_restored_it_goes_on_as_if_it_had_never_stopped():
    running, restarted = WearDesk(MODELS), WearDesk(MODELS)
    for one in running.apply(STINT):
        timed = restarted.restore(one)
        assert all(getattr(timed, name) is None for name in WEAR_FIELDS)
        assert timed == without_wear(one)
    following = lap(13, 96.2)
    assert restarted.apply([following]) == running.apply([following]) != ()
