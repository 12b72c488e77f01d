"""What a lap costs: base time, fuel, wear of the tyre now fitted and of those still to come.

Heuristics with their sources, to be replaced by fitted models.
"""

from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Final

from f1strategy.strategy.request import OptionsRequest
from schemas.records import Compound

FUEL_S_PER_LAP: Final = 0.055
"""A lap's fuel makes the next lap so much faster: 1.79 kg times 0.031 s/kg (TUMFTM race files)."""
WEAR_S_PER_LAP: Final = {
    Compound.SOFT: 1.28 / 15,
    Compound.MEDIUM: 1.26 / 15,
    Compound.HARD: 0.73 / 15,
    Compound.INTERMEDIATE: 0.05,
    Compound.WET: 0.05,
    Compound.UNKNOWN: 1.26 / 15,
}
"""Slicks: loss at tyre age 15 over 15 laps (Hellblazer704/pitwall); wet tyres: a guess of that size."""
COLD_TYRES_S: Final = 1.0
"""Loss of an out-lap on cold tyres (TUMFTM)."""
PRIOR_LAPS: Final = 8
"""So many observed laps weigh as much as the compound's prior."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Base time of a lap on a new tyre with today's fuel, and the loss per lap of the tyre fitted."""

    base_lap_time_s: float
    degradation_s_per_lap: float


def theil_sen(points: list[tuple[float, float]]) -> float | None:
    """The median slope over all pairs of points; None without two different abscissas.

    One lap lost in traffic does not bend it:

    >>> theil_sen([(1, 10.0), (2, 10.5), (3, 11.0), (4, 11.5), (5, 99.0)])
    0.5
    """
    slopes = [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2) if x1 != x2]
    return median(slopes) if slopes else None


def pace(request: OptionsRequest) -> Pace | None:
    """Estimate from the driver's clean laps; the field's median lap without any; else None.

    The slope of lap time over age is wear minus fuel burn, so the burn is added; it is then shrunk
    towards the compound's prior and never below zero.
    """
    prior = WEAR_S_PER_LAP[request.compound or Compound.UNKNOWN]
    stint = [
        (float(lap.tyre_age_laps), lap.lap_time_s)
        for lap in request.clean_laps
        if lap.stint_number == request.stint_number and lap.tyre_age_laps is not None
    ]
    slope = theil_sen(stint[-15:])
    weight = len(stint) / (len(stint) + PRIOR_LAPS) if slope is not None else 0.0
    wear = max(0.0, weight * ((slope or 0.0) + FUEL_S_PER_LAP) + (1 - weight) * prior)
    recent = [
        lap.lap_time_s
        - _wear(lap.compound, lap.stint_number == request.stint_number, wear)
        * (lap.tyre_age_laps or 1)
        - FUEL_S_PER_LAP * (request.lap_number - lap.lap_number)
        for lap in request.clean_laps[-5:]
    ]
    if recent:
        return Pace(median(recent), wear)
    if request.field_lap_time_s is None:
        return None
    return Pace(request.field_lap_time_s - wear * (request.tyre_age_laps or 1), wear)


def _wear(compound: Compound | None, is_this_stint: bool, wear: float) -> float:
    return wear if is_this_stint else WEAR_S_PER_LAP[compound or Compound.UNKNOWN]
