"""The stops that were really made, as the table of laps tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from f1strategy.models.lap_time import SLICKS
from f1strategy.models.observed import ObservedLap
from f1strategy.simulation.setup import COMPOUNDS
from f1strategy.simulation.tyres import HARD
from schemas.records import Compound

LATE_LAPS: Final = 4
"""The feed tells the new tyres up to so many laps after the stop (Miami 2025)."""


@dataclass(frozen=True, slots=True)
class TyreStop:
    """The in-lap, and the compound that was fitted."""

    lap: ObservedLap
    fitted: Compound


def tyre_stops(laps: Sequence[ObservedLap]) -> list[TyreStop]:
    """One driver's stops for other tyres.

    A pass through the pit lane behind the safety car opens a stint as well, on the same set: none.
    """
    stops = []
    for at, (lap, after) in enumerate(pairwise(laps)):
        if _is_other_set(lap, after):
            lately = [one for one in laps[max(0, at - LATE_LAPS + 1) : at + 1] if one.is_in_lap]
            stops.append(TyreStop(lately[-1] if lately else lap, after.compound))
    return stops


def driven_stops(laps: Sequence[ObservedLap]) -> tuple[tuple[int, int], ...]:
    """Stops as driven, counted from the first lap; wet tyres stand as hards, for a dry simulation."""
    return tuple(
        (stop.lap.lap_number - 1, slick(COMPOUNDS.index(stop.fitted)))
        for stop in tyre_stops(laps)
        if stop.fitted in COMPOUNDS
    )


def slick(compound: int) -> int:
    """The compound, hards for wet tyres."""
    return compound if compound < len(SLICKS) else HARD


def _is_other_set(lap: ObservedLap, after: ObservedLap) -> bool:
    return after.stint_number != lap.stint_number and (
        after.compound is not lap.compound or after.tyre_age_laps < lap.tyre_age_laps
    )
