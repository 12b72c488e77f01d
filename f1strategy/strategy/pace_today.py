"""How fast each car is today: its clean laps freed of tyre, fuel and traffic, against the field's.

A lap is compared with the field's laps of the same number, on slicks or on wet tyres as it was, so that
neither what the track gains nor the weather counts as anybody's pace.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from f1strategy.models.lap_time import SLICKS
from f1strategy.simulation.race_now import REFERENCE_LAP_S, RaceNow, wear_table
from f1strategy.strategy.told_laps import ToldLaps, Values
from schemas.records import Compound

FORM_LAPS: Final = 3.0
"""Earlier races weigh as much as so many laps of today (chosen on simulated races of 2022-2024)."""
USUAL_AGE_LAPS: Final = 10
"""Of a tyre during a race, about."""
MEMORY_LAPS: Final = 20.0
"""Half the weight lies in the last fourteen laps: tyres, fuel and damage of today."""
FEWEST_CARS: Final = 5
NO_LAPS: Final = 1e-9
LEAST_SD: Final = 0.0006
"""What stays unknown of a car's pace however many laps were seen, as a share of the lap."""
FORM_SD: Final = 0.0020
"""Spread of a driver's pace around its form, as a share of the lap. Measured are 0.0042, in which the
luck of a race is counted that the simulator adds itself; half of it told the results of 2022-2024 best."""
OUTLIER: Final = 3.0
"""Seconds of a 90 s lap off the median: a mistake or damage, clipped."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Base lap times in seconds by driver, and their uncertainty."""

    base_s: Mapping[str, float]
    sd_s: Mapping[str, float]


def pace_today(
    race: RaceNow, told: ToldLaps, form: Mapping[str, float], memory_laps: float = MEMORY_LAPS
) -> Pace:
    """The paces of the drivers of `form`.

    race: the circuit, for its wear. form: what each driver is expected to lose to the field's median lap,
    as a share of it. memory_laps: a lap that many laps ago counts 1/e of the newest one.
    """
    numbers, corrected = told.numbers, told.without_wear(race.wear_s)
    names = list(form)
    scale = race.lap_time_s / REFERENCE_LAP_S
    field_s = new_tyre_lap_s(race)
    weights, means = np.zeros(len(names)), np.zeros(len(names))
    if len(numbers):
        is_dry, usual = told.is_dry, np.empty(len(numbers))
        for kind in (is_dry, ~is_dry):
            if kind.any():
                usual[kind], _ = _field(corrected[kind], numbers[kind])
        if is_dry.any():
            field_s = _field(corrected[is_dry], numbers[is_dry])[1]
        off = np.clip(corrected - usual, -OUTLIER * scale, OUTLIER * scale)
        newest = int(numbers.max())
        counts = np.exp((numbers - newest) / memory_laps)
        place = {name: at for at, name in enumerate(names)}
        at = np.array([place.get(name, -1) for name in told.names])[told.cars]
        known = at >= 0
        weights = np.bincount(at[known], counts[known], len(names)).astype(float)
        sums = np.bincount(at[known], (counts * off)[known], len(names))
        means = sums / np.maximum(weights, NO_LAPS)
    prior_s = np.array([form[name] for name in names]) * field_s
    share = weights / (weights + FORM_LAPS)
    base_s = field_s + share * means + (1 - share) * prior_s
    sd_s = field_s * np.sqrt(LEAST_SD**2 + (1 - share) * FORM_SD**2)
    return Pace(
        dict(zip(names, base_s.tolist(), strict=True)), dict(zip(names, sd_s.tolist(), strict=True))
    )


def new_tyre_lap_s(race: RaceNow) -> float:
    """The field's usual lap here without fuel and wear, before any lap of the race was seen."""
    table = wear_table(race.wear_s)
    wear_s = float(table[SLICKS.index(Compound.MEDIUM), USUAL_AGE_LAPS])
    return race.lap_time_s - race.fuel_s_per_lap * race.laps / 2 - wear_s


def _field(corrected: Values, numbers: Values) -> tuple[Values, float]:
    """The field's median at each lap's number, and the one of the newest laps."""
    at, place, cars = np.unique(numbers, return_inverse=True, return_counts=True)
    whole = float(np.median(corrected))
    medians = np.where(cars >= FEWEST_CARS, _medians(corrected, place, cars), np.nan)
    known = np.flatnonzero(~np.isnan(medians))
    if not len(known):
        return np.full(len(corrected), whole), whole
    filled = np.interp(np.arange(len(at)), known, medians[known])
    return filled[place], float(np.median(medians[known[-5:]]))


def _medians(values: Values, group: NDArray[np.intp], sizes: NDArray[np.intp]) -> Values:
    """The median of each group of values, all at once."""
    in_order = values[np.lexsort((values, group))]
    begins = np.cumsum(sizes) - sizes
    return np.asarray((in_order[begins + (sizes - 1) // 2] + in_order[begins + sizes // 2]) / 2)
