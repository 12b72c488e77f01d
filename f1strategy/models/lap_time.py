"""What a lap time is made of: driver and car, fuel, track evolution, tyre, traffic.

    t = base[driver] + offset[compound] + slope[compound] · age − burn · progress + traffic · closeness + ε

Wear and fuel burn both grow with the laps, so a plain slope of lap time over tyre age is wear *minus*
burn. Cars that stop on different laps tell the two apart: that is why the whole field is fitted at
once. Everything is in seconds of a 90 s lap, so that circuits compare.

Source: the additive law of the TUM race simulation (doi 10.3390/app10124229) and docs/models/degradation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from f1strategy.models.observed import ObservedLap
from f1strategy.models.race import Race
from schemas.records import Compound

REFERENCE_LAP_S: Final = 90.0
"""Times are scaled to a lap of this length; fuel sensitivity is published for laps of about 90 s."""
FUEL_S_PER_KG: Final = 0.031
"""Median of the TUM race files; Hellblazer704/pitwall fits 0.0309 (90 % interval 0.0226-0.0390)."""
START_FUEL_KG: Final = 110.0
"""Allowed race fuel since 2019 (technical regulations, article 30.5)."""
TRAFFIC_WITHIN_S: Final = 2.0
"""A car ahead slows the lap from this gap on; linear down to 0 s."""
SLICKS: Final = (Compound.SOFT, Compound.MEDIUM, Compound.HARD)
MIN_LAPS: Final = 200
"""Fewer clean laps than this in a race do not tell wear from burn."""
SLOW: Final = 1.05
"""Laps slower than this times the median are left out (mistakes, damage)."""
PRIOR_WEIGHT: Final = 1.0
"""Ridge weight of all effects but the drivers' bases, in observations of unit noise."""
HUBER: Final = 1.345
"""Huber's constant: 95 % efficient under normal noise."""
ROUNDS: Final = 10


@dataclass(frozen=True, slots=True)
class TimedLap:
    """A clean lap and the gap (s) to the car ahead at the line that ended it; NaN without one."""

    lap: ObservedLap
    gap_ahead_s: float


def timed_laps(race: Race) -> list[TimedLap]:
    """The race's clean laps with the gap (s) to the car ahead at the line."""
    crossed: dict[int, float] = {}
    found = []
    for lap in race.laps:
        ahead_s = crossed.get(lap.lap_number)
        crossed[lap.lap_number] = lap.end_s
        if lap.is_clean:
            gap_s = nan if ahead_s is None else lap.end_s - ahead_s
            found.append(TimedLap(lap, gap_s))
    return found


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The effects of one race, in seconds of a 90 s lap. Compounds without laps are absent.

    burn_s: how much faster the last lap is than the first, fuel and track evolution together.
    wear_s_per_lap: per compound the slope over tyre age, with its standard error.
    noise_s: robust standard deviation of what is left.
    """

    scale: float
    burn_s: float
    traffic_s: float
    offsets_s: dict[Compound, float]
    wear_s_per_lap: dict[Compound, tuple[float, float]]
    noise_s: float

    def evolution_s(self) -> float:
        """What the track gained over the race beyond the fuel burnt (positive: faster)."""
        return self.burn_s - fuel_s(0.0)

    def tyre_part_s(self, timed: TimedLap, total_laps: int) -> float:
        """The lap's time (90 s lap) without burn and traffic: driver, car and tyre remain."""
        lap = timed.lap
        progress = lap.lap_number / total_laps
        return (
            lap.lap_time_s * self.scale
            + self.burn_s * progress
            - self.traffic_s * closeness(timed.gap_ahead_s)
        )


def fuel_s(progress: float) -> float:
    """What the fuel still on board costs a 90 s lap, at this share of the race distance.

    >>> fuel_s(0.0), fuel_s(0.5), fuel_s(1.0)
    (3.41, 1.705, 0.0)
    """
    return FUEL_S_PER_KG * START_FUEL_KG * max(0.0, 1.0 - progress)


def fuel_corrected_s(lap_time_s: float, progress: float) -> float:
    """The lap time with an empty tank, the published sensitivity scaled to the lap's length.

    >>> round(fuel_corrected_s(90.0, 0.0), 2), fuel_corrected_s(90.0, 1.0)
    (86.59, 90.0)
    """
    return lap_time_s * (1.0 - fuel_s(progress) / REFERENCE_LAP_S)


def closeness(gap_ahead_s: float) -> float:
    """0 in clean air, 1 at the gearbox of the car ahead.

    >>> closeness(nan), closeness(3.0), closeness(0.5)
    (0.0, 0.0, 0.75)
    """
    if isnan(gap_ahead_s):
        return 0.0
    return min(1.0, max(0.0, 1.0 - gap_ahead_s / TRAFFIC_WITHIN_S))


def decompose(laps: Sequence[TimedLap], total_laps: int) -> Decomposition | None:
    """Fit the effects to a race's clean laps; None when they are too few to tell them apart."""
    times = np.array([timed.lap.lap_time_s for timed in laps])
    if len(times) < MIN_LAPS:
        return None
    middle_s = float(np.median(times))
    kept = [
        one
        for one in laps
        if one.lap.lap_time_s < SLOW * middle_s and not isnan(one.lap.tyre_age_laps)
    ]
    compounds = [name for name in SLICKS if any(one.lap.compound is name for one in kept)]
    drivers = sorted({one.lap.driver for one in kept})
    if len(kept) < MIN_LAPS or not compounds:
        return None
    scale = REFERENCE_LAP_S / middle_s
    design = _design(kept, drivers, compounds, total_laps)
    ridge = np.full(design.shape[1], PRIOR_WEIGHT)
    ridge[: len(drivers)] = 1e-6
    target = scale * np.array([one.lap.lap_time_s for one in kept])
    effects, errors, noise_s = _huber(design, target, ridge)
    effects, errors = effects[len(drivers) :], errors[len(drivers) :]
    count = len(compounds)
    return Decomposition(
        scale=scale,
        burn_s=-float(effects[2 * count]),
        traffic_s=max(0.0, float(effects[2 * count + 1])),
        offsets_s=dict(zip(compounds, effects[:count].tolist(), strict=True)),
        wear_s_per_lap={
            name: (float(effects[count + at]), float(errors[count + at]))
            for at, name in enumerate(compounds)
        },
        noise_s=noise_s,
    )


def _design(
    laps: list[TimedLap], drivers: list[str], compounds: list[Compound], total_laps: int
) -> NDArray[np.float64]:
    count, width = len(drivers), len(compounds)
    design = np.zeros((len(laps), count + 2 * width + 2))
    place = {driver: at for at, driver in enumerate(drivers)}
    for row, timed in enumerate(laps):
        lap = timed.lap
        compound = compounds.index(lap.compound)
        design[row, place[lap.driver]] = 1.0
        design[row, count + compound] = 1.0
        design[row, count + width + compound] = lap.tyre_age_laps
        design[row, -2] = lap.lap_number / total_laps
        design[row, -1] = closeness(timed.gap_ahead_s)
    return design


def _huber(
    design: NDArray[np.float64], target: NDArray[np.float64], ridge: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Iteratively reweighted least squares: effects, standard errors, robust noise."""
    weights = np.ones(len(target))
    noise = 1.0
    for _ in range(ROUNDS):
        weighted = design * weights[:, None]
        normal = weighted.T @ design + np.diag(ridge)
        effects = np.linalg.solve(normal, weighted.T @ target)
        rest = np.abs(target - design @ effects)
        noise = max(1e-3, 1.4826 * float(np.median(rest)))
        weights = np.minimum(1.0, HUBER * noise / np.maximum(rest, 1e-9))
    errors = noise * np.sqrt(np.diag(np.linalg.inv(normal)))
    return effects, errors, noise
