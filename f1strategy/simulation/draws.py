"""The chances of a race, drawn beforehand: the same for every plan that is compared.

Common random numbers: two plans meet the same safety cars, the same slow stops and the same laps, so
their difference is theirs and not luck's.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from f1strategy.simulation.setup import MOST_STOPS, Cars, Track

Singles = NDArray[np.float32]
Codes = NDArray[np.int8]

GREEN, VSC, SC, RED = 0, 1, 2, 3
"""Codes of a simulated lap's status."""
NEVER: Final = 10_000
RAIN_COMES_LAPS: Final = 3
"""A shower reaches its strength within so many laps."""
DRYING_PER_LAP: Final = 0.015
"""What the track's pace ratio for slicks gains per lap once the rain is over."""
SHOWER_RATIO: Final = (1.05, 1.30)
"""How much slower slicks are at a shower's height: from a drizzle to past the change to full wets,
around the crossovers of the laps of 2018 to 2024 (docs/models/degradation.md)."""


class Draws(NamedTuple):
    """Chances of many races: an entry (first index) a race."""

    lap: Singles
    """races x laps x cars: standard normal."""
    passing: Singles
    """races x laps x cars: standard logistic."""
    pace: Singles
    """races x cars: standard normal."""
    wear: Singles
    stop: Singles
    """races x cars x stops: standard normal."""
    slow: Singles
    """races x cars x stops: multiples of the mean slow stop, 0 for most."""
    retires: NDArray[np.int32]
    """races x cars: the lap on which the car retires; `NEVER`."""
    status: Codes
    """races x laps."""
    wetness: Singles
    """races x laps: how many times longer a lap on slicks takes than in the dry; 1 is dry."""


@dataclass(frozen=True, slots=True)
class Now:
    """The race when the simulation starts. Laps count from the first simulated one."""

    status: int = GREEN
    wetness: float = 1.0
    is_raining: bool = False


@dataclass(frozen=True, slots=True)
class Forced:
    """Events that a scenario fixes, in every race; None leaves them to chance."""

    sc_lap: int | None = None
    sc_laps: int = 4
    vsc_lap: int | None = None
    vsc_laps: int = 2
    red_lap: int | None = None
    rain_lap: int | None = None
    rain_laps: int = 15
    rain_ratio: float = 1.16


def draw(
    cars: Cars,
    track: Track,
    races: int,
    seed: int,
    now: Now | None = None,
    forced: Forced | None = None,
) -> Draws:
    """Draw so many races; equal arguments give equal draws."""
    now, forced = now or Now(), forced or Forced()
    rng = np.random.default_rng(seed)
    count = len(cars.clock_s)
    shape = (races, track.laps, count)
    lap = rng.standard_normal(shape, dtype=np.float32)
    chance = np.maximum(rng.random(shape, dtype=np.float32), np.float32(1e-7))
    stops = (races, count, MOST_STOPS)
    slow = np.where(rng.random(stops) < track.slow_stop_chance, rng.standard_exponential(stops), 0)
    retires = _retirements(rng, cars, races)
    return Draws(
        lap=lap,
        passing=np.log(chance / (1 - chance + np.float32(1e-7))),
        pace=rng.standard_normal((races, count), dtype=np.float32),
        wear=rng.standard_normal((races, count), dtype=np.float32),
        stop=rng.standard_normal(stops, dtype=np.float32),
        slow=slow.astype(np.float32),
        retires=retires,
        status=_statuses(rng, track, retires, now, forced),
        wetness=_wetness(rng, track, races, now, forced),
    )


def _retirements(rng: np.random.Generator, cars: Cars, races: int) -> NDArray[np.int32]:
    survives = np.log1p(-np.clip(cars.retire_hazard, 1e-12, 0.999))
    laps = np.log(1 - rng.random((races, len(survives)))) / survives
    laps = np.where(cars.retire_hazard > 0, np.minimum(laps, NEVER), NEVER)
    return np.where(cars.is_running == 1, laps, -1).astype(np.int32)


def _statuses(
    rng: np.random.Generator, track: Track, retires: NDArray[np.int32], now: Now, forced: Forced
) -> Codes:
    races = len(retires)
    onset, red = rng.random((races, track.laps)), rng.random((races, track.laps))
    sc_laps = _durations(rng, track.sc_laps, (races, track.laps))
    vsc_laps = _durations(rng, track.vsc_laps, (races, track.laps))
    status = np.zeros((races, track.laps), dtype=np.int8)
    kind = np.full(races, now.status, dtype=np.int8)
    left = np.where(kind == SC, sc_laps[:, 0], np.where(kind == VSC, vsc_laps[:, 0], 0))
    for lap in range(track.laps):
        stopped = (retires == lap).sum(axis=1)
        idle = left <= 0
        sc = 1 - (1 - track.sc_hazard[lap]) * (1 - track.retirement_sc) ** stopped
        vsc = 1 - (1 - track.vsc_hazard[lap]) * (1 - track.retirement_vsc) ** stopped
        starts_sc = idle & (onset[:, lap] < sc)
        starts_vsc = idle & ~starts_sc & (onset[:, lap] < sc + (1 - sc) * vsc)
        is_red = starts_sc & (red[:, lap] < track.red_share)
        kind = np.where(is_red, RED, np.where(starts_sc, SC, np.where(starts_vsc, VSC, kind)))
        left = np.where(starts_sc, sc_laps[:, lap], np.where(starts_vsc, vsc_laps[:, lap], left))
        left = np.where(is_red, 1, left)
        kind, left = _forced(lap, kind, left, forced)
        status[:, lap] = np.where(left > 0, kind, GREEN)
        left = left - 1
    return status


def _forced(
    lap: int, kind: NDArray[np.int8], left: NDArray[np.int64], forced: Forced
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    for at, code, laps in (
        (forced.vsc_lap, VSC, forced.vsc_laps),
        (forced.sc_lap, SC, forced.sc_laps),
        (forced.red_lap, RED, 1),
    ):
        if lap == at:
            kind, left = np.full_like(kind, code), np.full_like(left, laps)
    return kind, left


def _durations(
    rng: np.random.Generator, chances: NDArray[np.float64], shape: tuple[int, int]
) -> NDArray[np.int64]:
    return 1 + np.searchsorted(np.cumsum(chances)[:-1], rng.random(shape), side="right")


def _wetness(
    rng: np.random.Generator, track: Track, races: int, now: Now, forced: Forced
) -> Singles:
    onset = rng.random((races, track.laps))
    lasts = 1 + rng.standard_exponential((races, track.laps)) * track.rain_laps
    height = rng.uniform(*SHOWER_RATIO, (races, track.laps))
    wet = np.empty((races, track.laps), dtype=np.float32)
    ratio = np.full(races, now.wetness)
    peak = np.maximum(ratio, height[:, 0])
    left = np.where(now.is_raining, lasts[:, 0], 0.0)
    for lap in range(track.laps):
        begins = (left <= 0) & (onset[:, lap] < track.rain_hazard)
        left = np.where(begins, lasts[:, lap], left)
        peak = np.where(begins, height[:, lap], peak)
        if lap == forced.rain_lap:
            left, peak = np.full(races, float(forced.rain_laps)), np.full(races, forced.rain_ratio)
        rising = np.minimum(peak, ratio + (peak - 1) / RAIN_COMES_LAPS)
        ratio = np.where(left > 0, rising, np.maximum(1.0, ratio - DRYING_PER_LAP))
        wet[:, lap] = ratio
        left = left - 1
    return wet
