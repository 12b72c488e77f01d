"""Alerts begin once, end once, and noise around a level does not ring the bell twice."""

from itertools import pairwise

import msgspec
import pytest

from f1strategy.simulation.events import SC
from f1strategy.strategy.alerts import AlertDesk
from f1strategy.strategy.options import option_set, simulated
from schemas.records import AlertKind, TrackStatus
from tests.strategy.requests import FORECAST, a_race, asked

QUIET = msgspec.structs.replace(FORECAST, duels=())


def threat(chance: float, lap: int = 10):
    duels = (msgspec.structs.replace(FORECAST.duels[1], undercut_probability=chance),)
    return asked(lap_number=lap, forecast=msgspec.structs.replace(FORECAST, duels=duels))


def rung(desk: AlertDesk, request):
    """Kinds that began or ended."""
    options = option_set(request, simulated(request, futures=20), 1)
    return [(one.kind, one.is_active) for one in desk.apply(request, options)]


def of_kind(found, kind):
    return [active for one, active in found if one is kind]


def test_a_threat_begins_once_and_ends_below_its_lower_level():
    desk = AlertDesk()
    levels = [
        (0.4, []),
        (0.55, [True]),
        (0.7, []),
        (0.45, []),
        (0.55, []),
        (0.3, [False]),
        (0.3, []),
    ]
    for lap, (chance, expected) in enumerate(levels, 10):
        assert of_kind(rung(desk, threat(chance, lap)), AlertKind.UNDERCUT_THREAT) == expected


def test_an_alert_names_its_cause_its_car_and_its_laps():
    desk = AlertDesk()
    request = threat(0.62, 10)
    begun = desk.apply(request, option_set(request, simulated(request, futures=20), 1))
    (alert,) = [one for one in begun if one.kind is AlertKind.UNDERCUT_THREAT]
    assert alert.alert_id == "UNDERCUT_THREAT:10:16"
    assert alert.rival_driver_number == 16
    assert "D16 is 2.0 s behind" in alert.cause
    assert "62 %" in alert.cause
    rung(desk, threat(0.6, 11))
    last = threat(0.1, 12)
    ended = desk.apply(last, option_set(last, simulated(last, futures=20), 1))
    (over,) = [one for one in ended if one.kind is AlertKind.UNDERCUT_THREAT]
    assert (over.alert_id, over.is_active) == (alert.alert_id, False)
    assert (over.first_lap_number, over.last_lap_number) == (10, 11)


def test_a_rival_in_the_pits_rings_when_it_is_near():
    def pitting(number: int):
        rivals = tuple(
            msgspec.structs.replace(one, is_in_pit=one.driver_number == number)
            for one in asked().rivals
        )
        return asked(rivals=rivals, forecast=QUIET)

    assert of_kind(rung(AlertDesk(), pitting(16)), AlertKind.RIVAL_PITTED) == [True]
    assert of_kind(rung(AlertDesk(), pitting(14)), AlertKind.RIVAL_PITTED) == []


def test_a_cheap_stop_behind_the_safety_car_is_an_opportunity():
    neutral = asked(track_status=TrackStatus.SC, race=a_race(status=SC), forecast=QUIET)
    desk = AlertDesk()
    assert of_kind(rung(desk, neutral), AlertKind.SC_OPPORTUNITY) == [True]
    assert of_kind(rung(desk, asked(lap_number=11, forecast=QUIET)), AlertKind.SC_OPPORTUNITY) == [
        False
    ]


@pytest.mark.parametrize(("worn_s", "rings"), [(0.16, []), (0.3, []), (0.5, [True])])
def test_a_cliff_is_wear_far_beyond_what_was_expected(worn_s, rings):
    request = asked(degradation_s_per_lap=worn_s, forecast=QUIET)
    assert of_kind(rung(AlertDesk(), request), AlertKind.TYRE_CLIFF) == rings


def test_the_window_is_open_while_a_stop_costs_nothing():
    desk, seen = AlertDesk(), []
    for lap in range(10, 36):
        worn = msgspec.structs.replace(
            a_race(40 - lap),
            cars=tuple(msgspec.structs.replace(car, age_laps=lap) for car in a_race(40 - lap).cars),
        )
        request = asked(
            lap_number=lap, laps_to_go=40 - lap, tyre_age_laps=lap, forecast=QUIET, race=worn
        )
        seen += of_kind(rung(desk, request), AlertKind.WINDOW_OPEN)
    assert seen
    assert seen[0] is True
    assert len(seen) <= 6
    assert all(a != b for a, b in pairwise(seen))


def test_silence_rings_once_and_ends_with_the_next_lap():
    desk = AlertDesk()
    (alert,) = desk.stale(asked(), 180.0)
    assert alert.kind is AlertKind.STALE_DATA
    assert alert.cause == "no new lap for 180 s since lap 10"
    assert desk.stale(asked(), 200.0) == ()
    assert (AlertKind.STALE_DATA, False) in rung(desk, asked(lap_number=11))
    assert AlertDesk().stale(asked(is_out=True), 180.0) == ()


def test_when_the_race_is_over_every_alert_ends():
    desk = AlertDesk()
    rung(desk, threat(0.8))
    ended = rung(desk, asked(laps_to_go=0, race=None))
    assert (AlertKind.UNDERCUT_THREAT, False) in ended
    assert desk.active == ()


def test_restored_alerts_go_on():
    desk, restored = AlertDesk(), AlertDesk()
    request = threat(0.8)
    for alert in desk.apply(request, option_set(request, simulated(request, futures=20), 1)):
        restored.restore(alert)
    assert restored.active == desk.active
    assert of_kind(rung(restored, threat(0.8, 11)), AlertKind.UNDERCUT_THREAT) == []
    for alert in desk.active:
        restored.restore(msgspec.structs.replace(alert, is_active=False))
    assert restored.active == ()
