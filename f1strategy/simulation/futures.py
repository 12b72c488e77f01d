"""Runs a race many times and says what came out."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from f1strategy.simulation import kernel
from f1strategy.simulation.draws import Draws
from f1strategy.simulation.setup import BadSetup, Cars, Plans, Track, check


class Engine(Protocol):
    """What runs the races: the compiled kernel, or the reference."""

    def __call__(
        self,
        cars: Cars,
        track: Track,
        plans: Plans,
        draws: Draws,
        places: NDArray[np.int8],
        clocks: NDArray[np.float64],
        /,
    ) -> None:
        """Write places and clocks of every scenario, race and car."""


@dataclass(frozen=True, slots=True)
class Futures:
    """Results, scenarios x races x cars: `places` (1 is the winner), `clocks_s` at the car's last line."""

    places: NDArray[np.int8]
    clocks_s: NDArray[np.float64]

    def chance(self, places: int) -> NDArray[np.float64]:
        """Chance to end among the first so many, scenarios x cars."""
        return np.asarray((self.places <= places).mean(axis=1))

    def expected_place(self) -> NDArray[np.float64]:
        """Mean place, scenarios x cars."""
        return np.asarray(self.places.mean(axis=1))


def run(
    cars: Cars, track: Track, plans: Plans, draws: Draws, engine: Engine = kernel.simulate
) -> Futures:
    """Simulate every scenario in every drawn race; raises `BadSetup`."""
    check(cars, track, plans)
    races, count = draws.pace.shape
    if draws.lap.shape != (races, track.laps, count) or count != len(cars.clock_s):
        raise BadSetup("draws of another race: they have other laps or cars")
    shape = (len(plans.lap), races, count)
    places, clocks = np.zeros(shape, dtype=np.int8), np.zeros(shape)
    engine(cars, track, plans, draws, places, clocks)
    return Futures(places, clocks)
