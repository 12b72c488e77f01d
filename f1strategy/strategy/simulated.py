"""A field in drawn futures, asked what becomes of one car on different plans."""

from collections.abc import Sequence
from copy import copy
from math import sqrt
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from f1strategy.simulation.draws import Draws, Forced, draw
from f1strategy.simulation.futures import Futures, run
from f1strategy.simulation.race_now import RaceNow, arrays, plan_rows, weather
from f1strategy.simulation.setup import MOST_STOPS, NO_STOP, Plans
from f1strategy.strategy.free_air import Stops

Z_95: Final = 1.96


class Simulated:
    """The field's futures, drawn once: every plan that is asked for meets the same luck.

    Equal arguments give equal futures.
    """

    def __init__(
        self, field: RaceNow, futures: int, seed: int, forced: Forced | None = None
    ) -> None:
        self._field, self._futures, self._seed = field, futures, seed
        self._cars, self._track = arrays(field)
        self._planned = Plans(*map(np.array, plan_rows(field)))
        self._draws = self._drawn(forced)

    def where(self, forced: Forced) -> Self:
        """The same luck in a race in which these events come."""
        other = copy(self)
        other._draws = self._drawn(forced)
        return other

    def waiting(self, mine: int, until_lap: int) -> Self:
        """The same futures, in which this car takes no planned stop early before that lap."""
        other = copy(self)
        early_from = self._cars.early_from.copy()
        early_from[mine] = until_lap
        other._cars = self._cars._replace(early_from=early_from)
        return other

    def as_it_was(self, status: NDArray[np.int8], retires: NDArray[np.int32]) -> Self:
        """The same luck in a race whose safety cars and retirements are known.

        status: per simulated lap. retires: per car the lap on which it stops, `NEVER` if it does not.
        """
        other = copy(self)
        races = len(self._draws.retires)
        is_out_already = self._draws.retires[0] < 0
        other._draws = self._draws._replace(
            status=np.repeat(status[None, :], races, axis=0),
            retires=np.repeat(np.where(is_out_already, -1, retires)[None, :], races, axis=0),
        )
        return other

    def run(self, mine: int, plans: Sequence[Stops]) -> Futures:
        """The race on each plan of the car of this index, the others on their own."""
        return run(self._cars, self._track, self._rows(mine, plans), self._draws)

    def places(self, mine: int, plans: Sequence[Stops]) -> NDArray[np.int8]:
        """The car's places, plans x futures."""
        return self.run(mine, plans).places[:, :, mine]

    def _drawn(self, forced: Forced | None) -> Draws:
        now = weather(self._field)
        return draw(self._cars, self._track, self._futures, self._seed, now, forced)

    def _rows(self, mine: int, plans: Sequence[Stops]) -> Plans:
        lap = np.repeat(self._planned.lap[None], len(plans), axis=0)
        compound = np.repeat(self._planned.compound[None], len(plans), axis=0)
        lap[:, mine, :] = NO_STOP
        for number, stops in enumerate(plans):
            for at, (on, rubber) in enumerate(stops[:MOST_STOPS]):
                lap[number, mine, at], compound[number, mine, at] = on, rubber
        return Plans(lap, compound)


def mean_with_interval(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean of independent futures and the ends of its 95 % interval."""
    # numpy's own mean and deviation take five times as long for so few.
    count = len(values)
    mean = float(values.sum()) / count
    off = values - mean
    half = Z_95 * sqrt(float((off * off).sum()) / count) / sqrt(count)
    return mean, mean - half, mean + half
