"""How fast tyres wear in this race, against what its circuit's past said: from all cars' laps so far.

Within a car's laps, time lost with tyre age is told apart from what the track gives with every lap by a
least-squares fit with a prior on both; between cars nothing is compared. On the dry races of 2019-2024
(n = 106) the factor of the whole race was missed by 0.26 from the past alone, by 0.22 after 12 laps, 0.20
after 20 and 0.16 after 30 (docs/models/simulator.md).
"""

from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from f1strategy.simulation.race_now import REFERENCE_LAP_S, RaceNow, wear_table
from f1strategy.simulation.setup import SLICK_COUNT
from f1strategy.simulation.tyres import HARD, SOFT
from f1strategy.strategy.told_laps import ToldLaps, Values

TREND_SD_S: Final = 0.013
"""Spread over races of what a 90 s lap gains with every lap driven, beyond fuel (measured)."""
COMPOUND_SD_S: Final = 0.3
LAP_SD_S: Final = 2.0
"""A lap of 90 s counts as if it were so uncertain: three times its spread, for the laps of a stint err
together. Chosen on the races of 2019-2024."""
FEWEST_LAPS: Final = 40
FIRST_LAP: Final = 3
OUTLIER: Final = 3.0
NORMAL_MAD: Final = 1.4826


class WearToday(NamedTuple):
    """Tyres wear `factor` times as fast as the circuit's curves say; sd: its uncertainty, of the factor."""

    factor: float
    sd: float


USUAL: Final = WearToday(0.64, 0.33)
"""Median and spread of the measured factors: the curves are for any tyre, and driven are those that last."""
USUAL_AS_DRIVEN: Final = WearToday(1.0, 0.5)
"""The same for the curves of the tyres that teams kept (106 dry races of 2019-2024)."""


def measured_wear(race: RaceNow, told: ToldLaps, usual: WearToday = USUAL) -> WearToday:
    """From the dry laps among those that tell the pace. usual: what is known without them."""
    is_dry = told.is_dry & (told.numbers >= FIRST_LAP)
    if is_dry.sum() < FEWEST_LAPS:
        return usual
    scale = race.lap_time_s / REFERENCE_LAP_S
    table = wear_table(race.wear_s)
    rubber, ages = told.compounds[is_dry], told.ages[is_dry]
    worn_s = (table[rubber, ages] - table[rubber, 0]) / scale
    times_s = (told.times_s[is_dry] - table[rubber, 0]) / scale
    softs, hards = (rubber == SOFT).astype(float), (rubber == HARD).astype(float)
    columns = np.stack([worn_s, told.numbers[is_dry], softs, hards], axis=1)
    return _fit(columns, times_s, told.cars[is_dry], usual)


def with_wear_of_today(race: RaceNow, measured: WearToday) -> RaceNow:
    """The race with tyres that wear as measured, and less uncertain.

    On the dry races of 2024, rounds 1-14, the plans made so cost 0.07 places in hindsight (909 decisions),
    0.29 where the measure was taken relative to `USUAL`, so that wear stays as told by the curves.
    """
    wear_s = scaled(race.wear_s, max(0.0, measured.factor))
    return replace(race, wear_s=wear_s, wear_sd=race.wear_sd * min(1.0, measured.sd / USUAL.sd))


def scaled(wear_s: tuple[tuple[float, ...], ...], factor: float) -> tuple[tuple[float, ...], ...]:
    """Slicks' wear at its knots times a factor; what a new tyre costs stays."""
    return tuple(
        (
            tuple(round(knots[0] + factor * (knot - knots[0]), 4) for knot in knots)
            if at < SLICK_COUNT
            else knots
        )
        for at, knots in enumerate(wear_s)
    )


def _fit(columns: Values, times_s: Values, cars: NDArray[np.int64], usual: WearToday) -> WearToday:
    """Mean and spread of the first coefficient, outliers left out twice."""
    kept = np.ones(len(times_s), dtype=bool)
    prior = np.diag([usual.sd, TREND_SD_S, COMPOUND_SD_S, COMPOUND_SD_S]) ** 2
    precision = np.linalg.inv(prior)
    expected = np.array([usual.factor, 0.0, 0.0, 0.0])
    while True:
        within = _within_cars(columns[kept], cars[kept])
        times = _within_cars(times_s[kept, None], cars[kept])[:, 0]
        told = within.T @ within / LAP_SD_S**2 + precision
        found = np.linalg.solve(told, within.T @ times / LAP_SD_S**2 + precision @ expected)
        off = np.abs(times - within @ found)
        is_far = off > OUTLIER * NORMAL_MAD * np.median(off)
        if not is_far.any() or kept.sum() < len(kept) * 0.9:
            return WearToday(float(found[0]), float(np.sqrt(np.linalg.inv(told)[0, 0])))
        kept[np.flatnonzero(kept)[is_far]] = False


def _within_cars(values: Values, cars: NDArray[np.int64]) -> Values:
    """Without each car's mean."""
    counts = np.maximum(np.bincount(cars), 1)
    means = [np.bincount(cars, column) / counts for column in values.T]
    return np.asarray(values - np.stack(means, axis=1)[cars])
