"""How many races the simulator runs per second and core, kernel and reference on the same draws."""

from statistics import median
from time import thread_time
from typing import Any, Final

import numpy as np

from f1strategy.benches.machine import machine
from f1strategy.simulation import kernel, reference
from f1strategy.simulation.draws import draw
from f1strategy.simulation.example import a_track, one_stop, some_cars
from f1strategy.simulation.futures import Engine, run

SEED: Final = 2025
ENGINES: Final[tuple[Engine, ...]] = (kernel.simulate, reference.simulate)
REFERENCE_RACES: Final = 4_000
"""The reference is fastest in batches of so many."""


def measure(*, races: int, scenarios: int, repeats: int) -> dict[str, Any]:
    """Median rates over the repeats, CPU time of this thread, draws included."""
    cars, track = some_cars(), a_track()
    drawn = draw(cars, track, races, SEED)
    fast, plain = (run(cars, track, one_stop(), drawn, engine) for engine in ENGINES)
    kernel_s = [_cpu_s(kernel.simulate, races, scenarios) for _ in range(repeats)]
    reference_s = [_cpu_s(reference.simulate, REFERENCE_RACES, 1) for _ in range(min(repeats, 3))]
    return {
        "races_per_s_core": round(races * scenarios / median(kernel_s)),
        "numpy_races_per_s_core": round(REFERENCE_RACES / median(reference_s)),
        "equal_places": bool((fast.places == plain.places).all()),
        "largest_clock_difference_s": float(np.abs(fast.clocks_s - plain.clocks_s).max()),
        "cars": len(cars.clock_s),
        "laps": track.laps,
        "races": races,
        "scenarios": scenarios,
        "repeats": repeats,
        **machine("numba", "numpy"),
    }


def _cpu_s(engine: Engine, races: int, scenarios: int) -> float:
    cars, track, plans = some_cars(), a_track(), one_stop(scenarios)
    begin = thread_time()
    run(cars, track, plans, draw(cars, track, races, SEED), engine)
    return thread_time() - begin
