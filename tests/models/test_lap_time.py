"""The decomposition finds the effects that a race was made of, and tells wear from fuel burn."""

import pytest

from f1strategy.models.lap_time import (
    MIN_LAPS,
    TimedLap,
    closeness,
    decompose,
    fuel_corrected_s,
    fuel_s,
    timed_laps,
)
from tests.models.races import HARD, MEDIUM, WEAR, a_lap, a_race

RACE = a_race(noise_s=0.05)


def test_wear_and_burn_are_told_apart():
    found = decompose(timed_laps(RACE), RACE.total_laps)
    assert found is not None
    assert set(found.wear_s_per_lap) == {MEDIUM, HARD}
    for compound, (slope, error) in found.wear_s_per_lap.items():
        assert slope == pytest.approx(WEAR[compound] * found.scale, abs=4 * error + 0.005)
    assert found.burn_s == pytest.approx(3.2 * found.scale, abs=0.3)
    assert found.noise_s == pytest.approx(0.05, abs=0.02)
    assert found.evolution_s() == pytest.approx(found.burn_s - 3.41)


def test_a_plain_slope_over_age_would_be_wear_minus_burn():
    laps = [one.lap for one in timed_laps(RACE) if one.lap.driver == "AAA"]
    stint = [lap for lap in laps if lap.stint_number == 1]
    slope = (stint[-1].lap_time_s - stint[0].lap_time_s) / (len(stint) - 1)
    assert slope < WEAR[MEDIUM] - 0.05


def test_slow_laps_do_not_bend_the_fit():
    laps = timed_laps(RACE)
    slow = [
        TimedLap(a_lap("AAA", 20, lap_time_s=100.0, tyre_age_laps=3.0), float("nan"))
        for _ in range(10)
    ]
    one, other = decompose(laps, RACE.total_laps), decompose([*laps, *slow], RACE.total_laps)
    assert one is not None
    assert other is not None
    assert other.wear_s_per_lap[MEDIUM][0] == pytest.approx(one.wear_s_per_lap[MEDIUM][0], abs=1e-3)


def test_too_few_laps_say_nothing():
    assert decompose(timed_laps(RACE)[: MIN_LAPS - 1], RACE.total_laps) is None
    assert decompose([], 50) is None


def test_a_car_in_traffic_loses_what_the_fit_says():
    free, close = TimedLap(a_lap(), float("nan")), TimedLap(a_lap(), 0.5)
    found = decompose(timed_laps(RACE), RACE.total_laps)
    assert found is not None
    loss_s = found.tyre_part_s(free, 40) - found.tyre_part_s(close, 40)
    assert loss_s == pytest.approx(0.75 * found.traffic_s)


def test_fuel_and_closeness_stay_in_their_bounds():
    assert fuel_s(1.5) == 0.0
    assert fuel_corrected_s(80.0, 0.25) < 80.0
    assert (closeness(0.0), closeness(-1.0), closeness(2.0)) == (1.0, 1.0, 0.0)
