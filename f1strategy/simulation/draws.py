"""The chances of a race, drawn beforehand: the same for every plan that is compared.

Common random numbers: two plans meet the same safety cars, the same slow stops and the same laps, so
their difference is theirs and not luck's.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from f1strategy.simulation.events import GREEN, NO_LAP, fill_status, fill_wetness
from f1strategy.simulation.setup import MOST_STOPS, Cars, Track

Singles = NDArray[np.float32]
Codes = NDArray[np.int8]

NEVER: Final = 10_000
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
    luck = _luck(seed, races, track.laps, len(cars.clock_s))
    retires = _retirements(luck.fate, cars)
    rng = np.random.default_rng((seed, 1))
    return Draws(
        lap=luck.lap,
        passing=luck.passing,
        pace=luck.pace,
        wear=luck.wear,
        stop=luck.stop,
        slow=np.where(luck.is_slow < track.slow_stop_chance, luck.slow, np.float32(0)),
        retires=retires,
        status=_statuses(rng, track, retires, now, forced),
        wetness=_wetness(rng, track, races, now, forced),
    )


class _Luck(NamedTuple):
    """What does not depend on the race that is simulated, only on its size; shapes as in `Draws`."""

    lap: Singles
    passing: Singles
    pace: Singles
    wear: Singles
    stop: Singles
    is_slow: Singles
    slow: Singles
    fate: NDArray[np.float64]


@lru_cache(maxsize=4)
def _luck(seed: int, races: int, laps: int, cars: int) -> _Luck:
    """Kept for a while: all drivers of a lap, and all events of a scenario, ask for the same."""
    rng = np.random.default_rng(seed)
    shape, stops = (races, laps, cars), (races, cars, MOST_STOPS)
    chance = np.maximum(rng.random(shape, dtype=np.float32), np.float32(1e-7))
    return _Luck(
        lap=rng.standard_normal(shape, dtype=np.float32),
        passing=np.log(chance / (1 - chance + np.float32(1e-7))),
        pace=rng.standard_normal((races, cars), dtype=np.float32),
        wear=rng.standard_normal((races, cars), dtype=np.float32),
        stop=rng.standard_normal(stops, dtype=np.float32),
        is_slow=rng.random(stops, dtype=np.float32),
        slow=rng.standard_exponential(stops, dtype=np.float32),
        fate=rng.random((races, cars)),
    )


def _retirements(fate: NDArray[np.float64], cars: Cars) -> NDArray[np.int32]:
    survives = np.log1p(-np.clip(cars.retire_hazard, 1e-12, 0.999))
    laps = np.log(1 - fate) / survives
    laps = np.where(cars.retire_hazard > 0, np.minimum(laps, NEVER), NEVER)
    return np.where(cars.is_running == 1, laps, -1).astype(np.int32)


def _statuses(
    rng: np.random.Generator, track: Track, retires: NDArray[np.int32], now: Now, forced: Forced
) -> Codes:
    shape = (len(retires), track.laps)
    status = np.zeros(shape, dtype=np.int8)
    fill_status(
        status,
        now.status,
        _stopped(retires, track.laps),
        rng.random(shape),
        rng.random(shape),
        _durations(rng, track.sc_laps, shape),
        _durations(rng, track.vsc_laps, shape),
        (track.sc_hazard, track.vsc_hazard),
        (track.retirement_sc, track.retirement_vsc),
        track.red_share,
        (
            _lap(forced.sc_lap),
            forced.sc_laps,
            _lap(forced.vsc_lap),
            forced.vsc_laps,
            _lap(forced.red_lap),
        ),
    )
    return status


def _stopped(retires: NDArray[np.int32], laps: int) -> NDArray[np.int64]:
    """How many cars retire, races x laps."""
    count = np.zeros((len(retires), laps), dtype=np.int64)
    race, car = np.nonzero((retires >= 0) & (retires < laps))
    np.add.at(count, (race, retires[race, car]), 1)
    return count


def _lap(lap: int | None) -> int:
    return NO_LAP if lap is None else lap


def _durations(
    rng: np.random.Generator, chances: NDArray[np.float64], shape: tuple[int, int]
) -> NDArray[np.int64]:
    return 1 + np.searchsorted(np.cumsum(chances)[:-1], rng.random(shape), side="right")


def _wetness(
    rng: np.random.Generator, track: Track, races: int, now: Now, forced: Forced
) -> Singles:
    shape = (races, track.laps)
    wetness = np.empty(shape, dtype=np.float32)
    onset = rng.random(shape)
    fill_wetness(
        wetness,
        float(now.wetness),
        now.is_raining,
        onset,
        1 + rng.standard_exponential(shape) * track.rain_laps,
        rng.uniform(*SHOWER_RATIO, shape),
        float(track.rain_hazard),
        (_lap(forced.rain_lap), forced.rain_laps, float(forced.rain_ratio)),
    )
    return wetness
