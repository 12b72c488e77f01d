"""A stint as it is driven: the loss curve of earlier races, bent lap by lap to today's track.

A two-state Kalman filter per driver and stint. The state is the pace of the fresh tyre (fuel-corrected,
seconds) and how much more a lap of age costs than the curve says (seconds per lap); both may drift.
Track evolution, the day's temperature and the driver's management all end up in the second.

    fuel-corrected lap time = pace + curve(age) + slope · (age − age at the start) + ε

Source: local linear trend model, Durbin & Koopman, Time Series Analysis by State Space Methods,
section 3.2; parameters fitted by `f1strategy models train` (docs/models/degradation.md).
"""

from dataclasses import dataclass
from math import sqrt

import msgspec

Z_80 = 1.2816
"""Half width of a central 80 % interval in standard deviations of a normal distribution."""

FAR = 0.03
"""Share of the lap time, some 2.7 s: neither wear nor traffic takes or gives so much within a lap."""


class FilterParameters(msgspec.Struct, frozen=True):
    """Standard deviations in seconds: of a lap, of the drifts from lap to lap, of the first state.

    outlier: innovations beyond so many standard deviations are cut there (a mistake, a lapped car).
    widen: factor on the predictive standard deviation that makes 80 % intervals hold 80 %.
    """

    lap_sd_s: float = 0.25
    pace_drift_sd_s: float = 0.25
    slope_drift_sd_s: float = 0.001
    first_pace_sd_s: float = 0.5
    first_slope_sd_s: float = 0.02
    outlier: float = 3.0
    widen: float = 1.0


@dataclass(frozen=True, slots=True)
class StintState:
    """Estimate after the stint's clean laps so far. Covariances in s², s² per lap, s² per lap²."""

    pace_s: float
    slope_s_per_lap: float
    pace_var: float
    cross_var: float
    slope_var: float
    laps: int
    lap_number: int

    @property
    def slope_sd_s_per_lap(self) -> float:
        """Standard deviation of the slope's estimate."""
        return sqrt(self.slope_var)


def start(pace_s: float, lap_number: int, parameters: FilterParameters) -> StintState:
    """The state before the stint's first clean lap: the curve as it is, the pace barely known."""
    return StintState(
        pace_s=pace_s,
        slope_s_per_lap=0.0,
        pace_var=parameters.first_pace_sd_s**2,
        cross_var=0.0,
        slope_var=parameters.first_slope_sd_s**2,
        laps=0,
        lap_number=lap_number,
    )


def predict(
    state: StintState, since_laps: float, lap_number: int, parameters: FilterParameters
) -> tuple[float, float]:
    """Mean and variance of the lap's time *without* the curve: fuel-corrected seconds.

    `since_laps` is the tyre's age at that lap minus its age at the start of the stint.
    """
    drifted = _drift(state, lap_number, parameters)
    mean_s = drifted.pace_s + drifted.slope_s_per_lap * since_laps
    variance = (
        drifted.pace_var
        + 2 * since_laps * drifted.cross_var
        + since_laps * since_laps * drifted.slope_var
        + parameters.lap_sd_s**2
    )
    return mean_s, variance


def update(
    state: StintState,
    since_laps: float,
    lap_number: int,
    observed_s: float,
    parameters: FilterParameters,
) -> StintState:
    """The state after a clean lap; `observed_s` is its fuel-corrected time minus the curve.

    A lap can be slow for many reasons, but it cannot be too fast: one far slower than expected is
    left out, and one far faster says that the estimate rested on a slow one, so it starts anew.
    """
    mean_s, variance = predict(state, since_laps, lap_number, parameters)
    if observed_s - mean_s > FAR * mean_s:
        return state
    if mean_s - observed_s > FAR * mean_s:
        state = start(observed_s, lap_number, parameters)
        mean_s, variance = predict(state, since_laps, lap_number, parameters)
    drifted = _drift(state, lap_number, parameters)
    limit = parameters.outlier * sqrt(variance)
    surprise = min(limit, max(-limit, observed_s - mean_s))
    pace_gain = (drifted.pace_var + since_laps * drifted.cross_var) / variance
    slope_gain = (drifted.cross_var + since_laps * drifted.slope_var) / variance
    return StintState(
        pace_s=drifted.pace_s + pace_gain * surprise,
        slope_s_per_lap=drifted.slope_s_per_lap + slope_gain * surprise,
        pace_var=drifted.pace_var - pace_gain * pace_gain * variance,
        cross_var=drifted.cross_var - pace_gain * slope_gain * variance,
        slope_var=drifted.slope_var - slope_gain * slope_gain * variance,
        laps=state.laps + 1,
        lap_number=lap_number,
    )


def interval_80(
    mean_s: float, variance: float, parameters: FilterParameters
) -> tuple[float, float]:
    """Low and high end of the central 80 % of a predicted lap."""
    half_s = Z_80 * parameters.widen * sqrt(variance)
    return mean_s - half_s, mean_s + half_s


def _drift(state: StintState, lap_number: int, parameters: FilterParameters) -> StintState:
    laps = max(0, lap_number - state.lap_number)
    return StintState(
        state.pace_s,
        state.slope_s_per_lap,
        state.pace_var + laps * parameters.pace_drift_sd_s**2,
        state.cross_var,
        state.slope_var + laps * parameters.slope_drift_sd_s**2,
        state.laps,
        lap_number,
    )
