"""The filter follows a slope, starts anew after a slow lap, and says how sure it is."""

from dataclasses import astuple

import numpy as np
import pytest

from f1strategy.models.stint_filter import (
    FilterParameters,
    StintState,
    interval_80,
    predict,
    start,
    update,
)

PARAMETERS = FilterParameters()


def driven(times_s: list[float]) -> StintState:
    state = start(times_s[0], 1, PARAMETERS)
    for lap, time_s in enumerate(times_s, 1):
        state = update(state, lap - 1.0, lap, time_s, PARAMETERS)
    return state


def test_a_steady_slope_bends_the_estimate_and_the_pace_follows():
    rising, falling = ([90.0 + sign * 0.05 * lap for lap in range(40)] for sign in (1, -1))
    assert driven(rising).slope_s_per_lap == pytest.approx(-driven(falling).slope_s_per_lap)
    assert 0.005 < driven(rising).slope_s_per_lap < 0.05
    mean_s, _ = predict(driven(rising), 45.0, 46, PARAMETERS)
    assert mean_s == pytest.approx(90.0 + 0.05 * 45, abs=0.4)


def test_uncertainty_falls_with_laps_and_grows_with_the_horizon():
    early, late = driven([90.0] * 3), driven([90.0] * 20)
    assert late.slope_sd_s_per_lap < early.slope_sd_s_per_lap
    near, far = predict(late, 20.0, 21, PARAMETERS)[1], predict(late, 30.0, 31, PARAMETERS)[1]
    assert far > near > PARAMETERS.lap_sd_s**2


def test_one_slow_lap_is_left_out():
    assert driven([90.0, 90.0, 90.0, 96.0]) == driven([90.0, 90.0, 90.0])


def test_an_estimate_that_rests_on_a_slow_lap_starts_anew():
    assert driven([140.0, 90.0, 90.0]).pace_s == pytest.approx(90.0)


def test_intervals_of_simulated_stints_hold_four_laps_in_five():
    rng = np.random.default_rng(7)
    inside = []
    for _ in range(300):
        pace, slope = 90.0, rng.normal(0.0, PARAMETERS.first_slope_sd_s)
        state = start(pace + rng.normal(0, PARAMETERS.first_pace_sd_s), 1, PARAMETERS)
        for lap in range(1, 16):
            pace += rng.normal(0.0, PARAMETERS.pace_drift_sd_s)
            time_s = pace + slope * (lap - 1) + rng.normal(0.0, PARAMETERS.lap_sd_s)
            if lap > 5:
                low_s, high_s = interval_80(*predict(state, lap - 1.0, lap, PARAMETERS), PARAMETERS)
                inside.append(low_s <= time_s <= high_s)
            state = update(state, lap - 1.0, lap, time_s, PARAMETERS)
    assert np.mean(inside) == pytest.approx(0.80, abs=0.03)


def test_every_number_stays_finite_over_a_race():
    assert np.isfinite(astuple(driven([90.0, 91.0] * 40))).all()
