"""Fuel, dirty air, overtaking and the start: the terms of a lap time that are not tyres.

Numbers and their sources: domain.md, sections 2 to 2.2.
"""

import math
from random import Random
from typing import Final

FUEL_S_PER_LAP: Final = 0.055
"""Burn-off: 1.79 kg a lap at 0.031 s/kg (TUM files)."""
NEUTRAL_CONSUMPTION: Final = 0.25
"""Fuel burnt and tyre worn on a lap behind the Safety Car, as a share of a racing lap's (TUM)."""

START_LOSS_S: Final = 3.8
START_LOSS_S_PER_SLOT: Final = 0.139
START_SPREAD_S: Final = 0.55
"""Lap 1: standing start and grid distance (TUM); the spread is wide enough for places to change."""

DIRTY_AIR_S: Final = 0.45
DIRTY_AIR_REACH_S: Final = 1.6
"""Loss close behind a car, falling linearly to zero at this gap (Pitwall-H)."""

MISTAKE_CHANCE: Final = 0.012
PASS_REACH_S: Final = 0.6
"""A slipstream makes up this much of a lap: DRS gains 0.50 s in the median (TUM)."""


def pass_chance(advantage_s: float) -> float:
    """Chance to pass the car ahead in a lap, by pace advantage in s/lap (Pitwall-H, 16,004 events).

    >>> round(pass_chance(0.0), 2), round(pass_chance(1.0), 2)
    (0.13, 0.4)
    """
    return 1.0 / (1.0 + math.exp(1.887 - 1.463 * advantage_s))


def dirty_air_s(gap_s: float) -> float:
    """Loss per lap at this gap to the car ahead.

    >>> dirty_air_s(0.0), round(dirty_air_s(0.8), 3), dirty_air_s(2.0)
    (0.45, 0.225, 0.0)
    """
    return DIRTY_AIR_S * max(0.0, 1.0 - gap_s / DIRTY_AIR_REACH_S)


def lap_noise_s(spread_s: float, rng: Random) -> float:
    """A lap's luck: now and then a mistake of a second or two."""
    mistake_s = rng.uniform(0.6, 2.2) if rng.random() < MISTAKE_CHANCE else 0.0
    return rng.gauss(0.0, spread_s) + mistake_s
