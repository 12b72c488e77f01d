"""Plans of one car against a field that follows its own: simulated in the same futures, and ranked."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from f1strategy.simulation.events import GREEN
from f1strategy.simulation.race_now import RaceNow
from f1strategy.strategy.contingency import Contingency, contingencies, later, waiting
from f1strategy.strategy.free_air import Stops
from f1strategy.strategy.shortlist import shortlist, with_rival_plans
from f1strategy.strategy.simulated import Simulated, mean_with_interval

FUTURES: Final = 100
HOLD_S: Final = 2.0
"""The plan followed so far is kept while it is level in place and no more than this slower."""
LOW: Final = 0.1
HIGH: Final = 0.9
"""The percentiles of a plan's place that are told."""
Interval = tuple[float, float, float]
"""Mean and ends of its 95 % interval."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A plan in the simulated futures; time in seconds to the flag, chances of places 1, 2, …

    place_low, place_high: 10th and 90th percentile. slower_s, regret: seconds and places behind the
    plan ranked first, paired by future. is_level: that interval of the best place holds zero.
    """

    stops: Stops
    time_s: float
    slower_s: Interval
    place: float
    place_low: int
    place_high: int
    chances: tuple[float, ...]
    regret: Interval
    is_level: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Plans, best first, what to do if something happened on this lap, and in how many futures."""

    ranked: tuple[Ranked, ...]
    contingencies: tuple[Contingency, ...]
    futures: int


def outcome(
    race: RaceNow,
    name: str,
    seed: int,
    incumbent: Stops | None = None,
    futures: int = FUTURES,
) -> Outcome:
    """Search, simulate and rank the plans of the car of this name; equal arguments, equal answers.

    incumbent: the plan followed so far; it stays first until another one is really better.
    A car that is out of the race, or unknown, is the caller's mistake: `ValueError`.
    """
    mine = next((at for at, car in enumerate(race.cars) if car.name == name), None)
    if mine is None or not race.cars[mine].is_running:
        raise ValueError(name)
    car = race.cars[mine]
    field = with_rival_plans(race, name)
    plans = shortlist(race, car, incumbent)
    if race.status != GREEN:
        cars = [waiting(one) if at == mine else one for at, one in enumerate(field.cars)]
        field = replace(field, cars=tuple(cars))
    ranked = compare(field, mine, plans, seed, futures, incumbent)
    stays = later([plan.stops for plan in ranked])
    events = contingencies(field, mine, stays, seed, max(1, futures // 2))
    return Outcome(ranked, events, futures)


def compare(
    field: RaceNow,
    mine: int,
    plans: Sequence[Stops],
    seed: int,
    futures: int,
    incumbent: Stops | None = None,
) -> tuple[Ranked, ...]:
    """These plans of the car of this index, ranked; the others follow the plans they have."""
    found = Simulated(field, futures, seed).run(mine, plans)
    return _ranked(plans, found.places[:, :, mine], found.clocks_s[:, :, mine], incumbent)


def _ranked(
    plans: Sequence[Stops],
    places: NDArray[np.int8],
    clocks_s: NDArray[np.float64],
    incumbent: Stops | None,
) -> tuple[Ranked, ...]:
    """Level plans by time, the others by place. places, clocks_s: plans x futures."""
    place, time_s = places.mean(axis=1), clocks_s.mean(axis=1)
    best = min(range(len(plans)), key=lambda at: (place[at], time_s[at]))
    level = {at for at in range(len(plans)) if _behind(places, at, best)[1] <= 0.0}
    quickest_s = min(time_s[at] for at in level)

    def rank(at: int) -> tuple[int, float, float]:
        if at not in level:
            return (1, place[at], time_s[at])
        is_held = plans[at] == incumbent and time_s[at] <= quickest_s + HOLD_S
        return (0, -np.inf if is_held else time_s[at], 0.0)

    order = sorted(range(len(plans)), key=rank)
    first = order[0]
    last = places.shape[1] - 1
    in_order = np.sort(places, axis=1)
    low, high = in_order[:, floor(last * LOW)], in_order[:, ceil(last * HIGH)]
    return tuple(
        Ranked(
            stops=plans[at],
            time_s=float(time_s[at]),
            slower_s=mean_with_interval(clocks_s[at] - clocks_s[first]),
            place=float(place[at]),
            place_low=int(low[at]),
            place_high=int(high[at]),
            chances=_chances(places[at]),
            regret=_behind(places, at, first),
            is_level=at in level,
        )
        for at in order
    )


def _chances(places: NDArray[np.int8]) -> tuple[float, ...]:
    """Shares of places 1, 2, … up to the last one that came."""
    return tuple((np.bincount(places)[1:] / len(places)).tolist())


def _behind(places: NDArray[np.int8], at: int, other: int) -> Interval:
    return mean_with_interval(places[at].astype(float) - places[other])
