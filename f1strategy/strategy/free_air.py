"""The fastest legal plans of a car that is alone on the track: every sequence of up to three stops.

Time is additive over stints, so the best split of the laps that are left follows from the best splits
of fewer laps (dynamic programming); all sequences of compounds are tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from f1strategy.simulation.race_now import COLD_TYRES_S, CarNow, RaceNow, wear_table
from f1strategy.simulation.setup import OLDEST_LAPS, RAIN_BIT, SLICK_COUNT
from f1strategy.simulation.tyres import INTER, WET, best_for

MOST_FURTHER_STOPS: Final = 3
Stops = tuple[tuple[int, int], ...]
"""Laps from now and compounds; lap 0 is the one that begins now."""
Values = NDArray[np.float64]


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
        self._laps, self._wear = race.laps, wear_table(race)
        self._loss_s = race.pit_loss_s + COLD_TYRES_S
        self._loss_now_s = self._loss_s if loss_now_s is None else loss_now_s + COLD_TYRES_S
        self._choice = choice(race.wetness)
        self._two_compounds = race.two_compounds
        self._tails: dict[tuple[int, ...], tuple[Values, NDArray[np.int64]]] = {}
        self._fill()

    def plans(self, car: CarNow, most_stops: int = MOST_FURTHER_STOPS) -> list[FreeAirPlan]:
        """The best plan of every legal sequence, fastest first; to the flag where none is legal."""
        found = sorted(
            self._plans(car, most_stops),
            key=lambda plan: (plan.cost_s, len(plan.stops), plan.stops),
        )
        return found or [FreeAirPlan((), self._until_s(car)[self._laps])]

    def stopping_now(self, car: CarNow) -> FreeAirPlan | None:
        """The fastest legal plan that begins with a stop on this lap; None on the last lap."""
        if self._laps < 2:
            return None
        first_s = self._until_s(car)[1] + self._loss_now_s
        found = [
            FreeAirPlan(self._stops(sequence, 1), float(first_s + self._tails[sequence][0][-2]))
            for sequence in self._tails
            if self._suits_rule(car, sequence) and np.isfinite(self._tails[sequence][0][-2])
        ]
        return min(found, key=lambda plan: (plan.cost_s, plan.stops), default=None)

    def is_legal(self, car: CarNow, stops: Stops) -> bool:
        """Whether the car can still drive this plan: laps to come, in order, compounds that suit."""
        laps = [lap for lap, _ in stops]
        return (
            laps == sorted(set(laps))
            and all(0 <= lap < self._laps - 1 for lap in laps)
            and all(compound in self._choice for _, compound in stops)
            and self._suits_rule(car, [compound for _, compound in stops])
        )

    def _plans(self, car: CarNow, most_stops: int) -> Iterator[FreeAirPlan]:
        until_s = self._until_s(car)
        if self._suits_rule(car, ()):
            yield FreeAirPlan((), float(until_s[self._laps]))
        if self._laps < 2:
            return
        first = np.arange(1, self._laps)
        stop_s = np.where(first == 1, self._loss_now_s, self._loss_s)
        for sequence, (tail_s, _) in self._tails.items():
            if len(sequence) > most_stops or not self._suits_rule(car, sequence):
                continue
            cost_s = until_s[first] + stop_s + tail_s[self._laps - first]
            at = int(np.argmin(cost_s))
            if np.isfinite(cost_s[at]):
                yield FreeAirPlan(self._stops(sequence, int(first[at])), float(cost_s[at]))

    def _until_s(self, car: CarNow) -> Values:
        """Wear of the fitted tyre over the next 0, 1, 2 … laps."""
        ages = np.minimum(car.age_laps + np.arange(self._laps), OLDEST_LAPS - 1)
        return np.concatenate([[0.0], np.cumsum(self._wear[car.compound, ages])])

    def _fill(self) -> None:
        """Tails of one, two and three stints: cost over 0 … laps, and the length of the first."""
        laps = self._laps
        ages = np.minimum(np.arange(laps), OLDEST_LAPS - 1)
        fresh = {
            one: np.concatenate([[0.0], np.cumsum(self._wear[one, ages])]) for one in self._choice
        }
        count = np.arange(laps + 1)
        for compound, cost_s in fresh.items():
            self._tails[compound,] = (cost_s, count)
        for stints in range(2, MOST_FURTHER_STOPS + 1):
            for rest in product(self._choice, repeat=stints - 1):
                left = count[:, None] - count[None, :]
                after_s = np.where(left > 0, self._tails[rest][0][left], np.inf)
                after_s[:, 0] = np.inf
                for first in self._choice:
                    total_s = fresh[first][None, :] + after_s
                    at = total_s.argmin(axis=1)
                    best_s = total_s[count, at] + self._loss_s
                    self._tails[first, *rest] = (best_s, at)

    def _stops(self, sequence: Sequence[int], first: int) -> Stops:
        stops, driven, left = [(first - 1, sequence[0])], first, self._laps - first
        for at in range(1, len(sequence)):
            length = int(self._tails[tuple(sequence[at - 1 :])][1][left])
            driven, left = driven + length, left - length
            stops.append((driven - 1, sequence[at]))
        return tuple(stops)

    def _suits_rule(self, car: CarNow, sequence: Sequence[int]) -> bool:
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
