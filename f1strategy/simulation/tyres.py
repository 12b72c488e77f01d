"""Rubber in a simulated race: what a track costs on it, and what a team fits next."""

from typing import Final

import numba

from f1strategy.simulation.events import RED, SC, VSC
from f1strategy.simulation.setup import RAIN_BIT, SLICK_COUNT

SOFT: Final = 0
MEDIUM: Final = 1
HARD: Final = 2
INTER: Final = 3
WET: Final = 4
STAY_OUT: Final = -1
INTER_BASE: Final = 1.06
INTER_SLOPE: Final = 0.434
WET_BASE: Final = 1.17
WET_SLOPE: Final = 0.145
"""Lap-time ratios of intermediates and wets, base plus slope times what slicks lose: lines through the
crossovers measured on the laps of 2018 to 2024, 1.106 and 1.225 (docs/models/degradation.md)."""
CHANGE_MARGIN: Final = 0.015
"""A team changes between slicks and wet tyres when that is faster by this share of a lap."""
QUARTERS: Final = 4
"""Tyre age is counted in quarters of a lap: a lap behind the safety car is one (TUM: a factor of 0.25)."""


@numba.njit(cache=True)
def ratio_on(rubber: int, wetness: float) -> float:
    """How many times longer than in the dry on slicks a lap takes on this rubber."""
    if rubber < SLICK_COUNT:
        return wetness
    if rubber == INTER:
        return INTER_BASE + INTER_SLOPE * (wetness - 1.0)
    return WET_BASE + WET_SLOPE * (wetness - 1.0)


@numba.njit(cache=True)
def best_for(wetness: float) -> int:
    """The fastest kind of rubber: `MEDIUM` stands for slicks."""
    inter, wet = ratio_on(INTER, wetness), ratio_on(WET, wetness)
    if wetness <= inter and wetness <= wet:
        return MEDIUM
    return INTER if inter <= wet else WET


@numba.njit(cache=True)
def fitted_next(rubber: int, planned: int, wetness: float) -> int:
    """The compound to change to at the end of this lap, or `STAY_OUT`.

    planned: what the plan fits on this lap, or `STAY_OUT`. Weather overrules a plan.
    """
    best = best_for(wetness)
    if ratio_on(rubber, wetness) - ratio_on(best, wetness) > CHANGE_MARGIN:
        return planned if best == MEDIUM and STAY_OUT < planned < SLICK_COUNT else best
    if planned != STAY_OUT and (planned < SLICK_COUNT) != (best < SLICK_COUNT):
        # The plan's rubber is wrong for this track: the stop waits for the track to change.
        return STAY_OUT
    return planned


@numba.njit(cache=True)
def owes_a_compound(used: int) -> bool:
    """One slick compound only so far, in a race without wet tyres."""
    return used in (1, 2, 4)


@numba.njit(cache=True)
def marked(used: int, rubber: int) -> int:
    """The compounds used, this one included."""
    return used | ((1 << rubber) if rubber < SLICK_COUNT else RAIN_BIT)


@numba.njit(cache=True)
def quarters_worn(status: int) -> int:
    """Quarters of a lap by which tyres age on a lap of this status (TUM: 0.25 under SC, 0.5 under VSC)."""
    if status in (SC, RED):
        return 1
    return 2 if status == VSC else QUARTERS


@numba.njit(cache=True)
def free_change(rubber: int, wetness: float) -> int:
    """What is fitted during a red flag: the right kind, and among slicks another than before."""
    best: int = best_for(wetness)
    if best != MEDIUM:
        return best
    return HARD if rubber == MEDIUM else MEDIUM
