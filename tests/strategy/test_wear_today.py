"""Wear of today: told by a race that wears its tyres faster or slower, and by nothing else."""

import pytest

from f1strategy.strategy.told_laps import told_laps
from f1strategy.strategy.wear_today import (
    USUAL,
    WearToday,
    measured_wear,
    scaled,
    with_wear_of_today,
)
from tests.models.races import a_race
from tests.simulation.test_race_now import a_race_now

KNOTS = tuple(tuple(slope * age for age in range(0, 81, 5)) for slope in (0.09, 0.06, 0.03))
WET = ((0.0,) * 17,) * 2
CIRCUIT = a_race_now(
    laps=40, lap_time_s=90.0, fuel_s_per_lap=0.08, traffic_s=0.0, wear_s=(*KNOTS, *WET)
)
"""Wears as the hand-written races do."""
VAGUE = WearToday(1.0, 0.5)


def of(race, circuit=CIRCUIT, usual=VAGUE, until=99):
    laps = [lap for lap in race.laps if lap.lap_number <= until]
    return measured_wear(circuit, told_laps(circuit, laps, race.total_laps), usual)


def test_a_race_that_wears_as_expected_is_measured_so():
    found = of(a_race(drivers=16))
    assert found.factor == pytest.approx(1.0, abs=0.1)
    assert found.sd < 0.3


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_wear_is_measured_against_the_circuits_curves(factor):
    other = a_race_now(
        laps=40,
        lap_time_s=90.0,
        fuel_s_per_lap=0.08,
        traffic_s=0.0,
        wear_s=scaled(CIRCUIT.wear_s, 1 / factor),
    )
    found = of(a_race(drivers=16), other, WearToday(1.0, 2.0))
    assert found.factor == pytest.approx(factor, rel=0.15)


def test_few_laps_tell_little_and_none_tell_nothing():
    race = a_race(drivers=16)
    assert of(race, until=1) == VAGUE
    early, late = of(race, until=6), of(race)
    assert late.sd < early.sd < VAGUE.sd


def test_a_lap_of_trouble_is_left_out():
    race = a_race(drivers=16)
    told = told_laps(CIRCUIT, race.laps, race.total_laps)
    spoilt = told.times_s.copy()
    spoilt[-5:] += 30.0
    plain, troubled = (
        measured_wear(CIRCUIT, laps, VAGUE) for laps in (told, told._replace(times_s=spoilt))
    )
    assert troubled.factor == pytest.approx(plain.factor, abs=0.05)


def test_a_race_is_planned_with_the_wear_that_was_measured():
    usual = with_wear_of_today(CIRCUIT, USUAL)
    assert usual.wear_s[1][4] == pytest.approx(USUAL.factor * CIRCUIT.wear_s[1][4], abs=1e-4)
    assert usual.wear_s[3] == CIRCUIT.wear_s[3]
    assert usual.wear_sd == CIRCUIT.wear_sd
    known = with_wear_of_today(CIRCUIT, WearToday(1.5, USUAL.sd / 2))
    assert known.wear_s[1][4] == pytest.approx(1.5 * CIRCUIT.wear_s[1][4])
    assert known.wear_sd == pytest.approx(CIRCUIT.wear_sd / 2)
    assert min(with_wear_of_today(CIRCUIT, WearToday(-3.0, 0.1)).wear_s[0]) == 0.0
