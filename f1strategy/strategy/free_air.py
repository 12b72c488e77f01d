"""The fastest legal plans of a car that is alone on the track: every sequence of up to three stops.

Time is additive over stints, so the best split of the laps that are left follows from the best splits
of fewer laps (dynamic programming); all sequences of compounds are tried.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import inf, isfinite
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from f1strategy.simulation.race_now import COLD_TYRES_S, CarNow, RaceNow, wear_table
from f1strategy.simulation.setup import OLDEST_LAPS, RAIN_BIT, SLICK_COUNT
from f1strategy.simulation.tyres import INTER, WET, best_for

MOST_FURTHER_STOPS: Final = 3
Stops = tuple[tuple[int, int], ...]
"""Laps from now and compounds; lap 0 is the one that begins now."""
Values = NDArray[np.float64]
Fitted = tuple[int, ...]
"""Compounds in the order in which they are fitted."""
_Split = tuple[Fitted, int, float]
"""A sequence, the lap before which it begins where that is cheapest, and its cost in seconds."""


@dataclass(frozen=True, slots=True)
class FreeAirPlan:
    """Stops, and what wear and stops cost until the flag, in seconds."""

    stops: Stops
    cost_s: float


class FreeAir:
    """The circuit's tails: what the last stints cost at best, for any number of laps.

    loss_now_s: what a stop at the end of the lap that begins now costs; later ones cost
    `race.pit_loss_s`.
    """

    def __init__(self, race: RaceNow, loss_now_s: float | None = None) -> None:
        self._laps, self._wear = race.laps, wear_table(race.wear_s)
        self._loss_s = race.pit_loss_s + COLD_TYRES_S
        self._loss_now_s = self._loss_s if loss_now_s is None else loss_now_s + COLD_TYRES_S
        self._choice = choice(race.wetness)
        self._two_compounds = race.two_compounds
        self._tails = _tails(race.wear_s, race.laps, self._loss_s, self._choice)

    def plans(self, car: CarNow, most_stops: int = MOST_FURTHER_STOPS) -> list[FreeAirPlan]:
        """The best plan of every legal sequence, fastest first; to the flag where none is legal."""
        until_s = self._until_s(car)
        to_flag = FreeAirPlan((), float(until_s[self._laps]))
        found = [to_flag] if self._suits_rule(car, ()) else []
        for sequence, first, cost_s in self._splits(car, until_s, most_stops):
            found.append(FreeAirPlan(self._stops(sequence, first), cost_s))
        found.sort(key=lambda plan: (plan.cost_s, len(plan.stops), plan.stops))
        return found or [to_flag]

    def fastest(self, car: CarNow, most_stops: int = MOST_FURTHER_STOPS) -> Stops:
        """The stops of the first of `plans`, without working out the others."""
        until_s = self._until_s(car)
        splits = self._splits(car, until_s, most_stops)
        least_s = min((cost_s for _, _, cost_s in splits), default=inf)
        if self._suits_rule(car, ()) and until_s[self._laps] <= least_s:
            return ()
        found = [
            self._stops(sequence, first) for sequence, first, cost_s in splits if cost_s == least_s
        ]
        return min(found, key=lambda stops: (len(stops), stops), default=())

    def stopping_now(self, car: CarNow) -> FreeAirPlan | None:
        """The fastest legal plan that begins with a stop on this lap; None on the last lap."""
        if self._laps < 2:
            return None
        legal = self._legal(car, MOST_FURTHER_STOPS)
        tails_s = self._tails.cost_s[legal, self._laps - 1]
        if not np.isfinite(tails_s).any():
            return None
        least_s = tails_s.min()
        stops = min(
            self._stops(self._tails.sequences[row], 1)
            for row, tail_s in zip(legal, tails_s, strict=True)
            if tail_s == least_s
        )
        return FreeAirPlan(stops, float(self._until_s(car)[1] + self._loss_now_s + least_s))

    def is_legal(self, car: CarNow, stops: Stops) -> bool:
        """Whether the car can still drive this plan: laps to come, in order, compounds that suit."""
        laps = [lap for lap, _ in stops]
        return (
            laps == sorted(set(laps))
            and all(0 <= lap < self._laps - 1 for lap in laps)
            and all(compound in self._choice for _, compound in stops)
            and self._suits_rule(car, [compound for _, compound in stops])
        )

    def _splits(self, car: CarNow, until_s: Values, most_stops: int) -> list[_Split]:
        legal = self._legal(car, most_stops)
        if self._laps < 2 or not legal:
            return []
        first = np.arange(1, self._laps)
        stop_s = np.where(first == 1, self._loss_now_s, self._loss_s)
        cost_s = self._tails.cost_s[legal][:, self._laps - first] + (until_s[first] + stop_s)
        at = cost_s.argmin(axis=1)
        least_s = cost_s[np.arange(len(legal)), at]
        return [
            (self._tails.sequences[row], lap + 1, cost)
            for row, lap, cost in zip(legal, at.tolist(), least_s.tolist(), strict=True)
            if isfinite(cost)
        ]

    def _legal(self, car: CarNow, most_stops: int) -> list[int]:
        return [
            row
            for row, sequence in enumerate(self._tails.sequences)
            if len(sequence) <= most_stops and self._suits_rule(car, sequence)
        ]

    def _until_s(self, car: CarNow) -> Values:
        """Wear of the fitted tyre over the next 0, 1, 2 … laps."""
        ages = np.minimum(car.age_laps + np.arange(self._laps), OLDEST_LAPS - 1)
        return np.concatenate([[0.0], np.cumsum(self._wear[car.compound, ages])])

    def _stops(self, sequence: Fitted, first: int) -> Stops:
        stops, driven, left = [(first - 1, sequence[0])], first, self._laps - first
        for at in range(1, len(sequence)):
            length = int(self._tails.lengths[sequence[at - 1 :]][left])
            driven, left = driven + length, left - length
            stops.append((driven - 1, sequence[at]))
        return tuple(stops)

    def _suits_rule(self, car: CarNow, sequence: Iterable[int]) -> bool:
        if not self._two_compounds or car.used & RAIN_BIT or self._choice[0] >= SLICK_COUNT:
            return True
        used = car.used
        for compound in sequence:
            used |= 1 << compound
        return bin(used).count("1") > 1


def choice(wetness: float) -> tuple[int, ...]:
    """The compounds worth fitting on such a track."""
    best = best_for(wetness)
    return tuple(range(SLICK_COUNT)) if best < SLICK_COUNT else (INTER, WET)


class _Tails(NamedTuple):
    """Last one, two and three stints: what they cost over 0 … laps, and how long the first of them is."""

    sequences: list[Fitted]
    cost_s: Values
    """sequences x laps."""
    lengths: dict[Fitted, NDArray[np.int64]]


@lru_cache(maxsize=8)
def _tails(
    wear_s: tuple[tuple[float, ...], ...], laps: int, loss_s: float, choice: Fitted
) -> _Tails:
    """Kept for a while: a circuit's tails are asked for by every car and for every event."""
    wear = wear_table(wear_s)
    ages = np.minimum(np.arange(laps), OLDEST_LAPS - 1)
    fresh = {one: np.concatenate([[0.0], np.cumsum(wear[one, ages])]) for one in choice}
    count = np.arange(laps + 1)
    left = count[:, None] - count[None, :]
    cost_s: dict[Fitted, Values] = {(one,): fresh[one] for one in choice}
    lengths: dict[Fitted, NDArray[np.int64]] = {(one,): count for one in choice}
    for stints in range(2, MOST_FURTHER_STOPS + 1):
        for rest in product(choice, repeat=stints - 1):
            after_s = np.where(left > 0, cost_s[rest][left], np.inf)
            after_s[:, 0] = np.inf
            for first in choice:
                total_s = fresh[first][None, :] + after_s
                at = total_s.argmin(axis=1)
                cost_s[first, *rest] = total_s[count, at] + loss_s
                lengths[first, *rest] = at
    return _Tails(list(cost_s), np.array(list(cost_s.values())), lengths)
