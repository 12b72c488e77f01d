"""How long a whole field's option sets take, and one driver's from more plans and futures."""

from collections.abc import Callable
from time import perf_counter, thread_time
from typing import Any, Final

import numpy as np
from msgspec.structs import replace

from f1strategy.artifacts.store import SHIPPED, load
from f1strategy.benches.machine import machine
from f1strategy.simulation.race_now import CarNow, RaceNow
from f1strategy.simulation.tyres import MEDIUM
from f1strategy.strategy.free_air import FreeAir
from f1strategy.strategy.race_models import read_race_models
from f1strategy.strategy.ranking import compare, outcome
from f1strategy.strategy.shortlist import with_rival_plans
from f1strategy.strategy.warm_up import warm_up

CIRCUIT: Final = "yas-marina"
SEASON: Final = 2025
LAPS: Final = 57
CARS: Final = 20
FUTURES: Final = 100
MANY_PLANS: Final = 10
MANY_FUTURES: Final = 200
GAP_S: Final = 0.6
STEP_S: Final = 0.08
"""From car to car, on the road and in pace."""


def measure(*, repeats: int) -> dict[str, Any]:
    """Wall times in milliseconds, and the CPU's of this thread; every repeat draws other futures."""
    warm_up()
    race = after_lap_one()
    everyone = _timed(lambda seed: _everyone(race, seed), repeats)
    one = _timed(lambda seed: _one(race, seed), repeats)
    return {
        **_percentiles("all", everyone),
        **_percentiles("one", one),
        "cars": CARS,
        "laps": race.laps,
        "all_plans_x_futures": f"5 x {FUTURES}",
        "one_plans_x_futures": f"{MANY_PLANS} x {MANY_FUTURES}",
        "repeats": repeats,
        **machine("numba", "numpy"),
    }


def after_lap_one() -> RaceNow:
    """A full field on mediums one lap into a race, its circuit as the fitted models have it."""
    circuit = read_race_models(load(SHIPPED)).circuit(CIRCUIT, SEASON, LAPS - 1)
    cars = tuple(
        CarNow(
            name=str(place),
            team=str((place - 1) // 2),
            clock_s=GAP_S * place,
            base_s=circuit.lap_time_s + STEP_S * place,
            pace_sd_s=0.2,
            compound=MEDIUM,
            age_laps=1,
            used=1 << MEDIUM,
            retire_hazard=0.002,
            is_running=True,
        )
        for place in range(1, CARS + 1)
    )
    return replace(circuit, cars=cars)


def _everyone(race: RaceNow, seed: int) -> None:
    """What the job does for every driver of a lap: plans and contingencies, the luck shared."""
    for car in race.cars:
        outcome(race, car.name, seed, futures=FUTURES)


def _one(race: RaceNow, seed: int) -> None:
    car = race.cars[CARS // 2]
    plans = [plan.stops for plan in FreeAir(race).plans(car)[:MANY_PLANS]]
    compare(with_rival_plans(race, car.name), CARS // 2, plans, seed, MANY_FUTURES)


def _timed(work: Callable[[int], None], repeats: int) -> list[tuple[float, float]]:
    """Wall and CPU milliseconds of every repeat."""
    times = []
    for seed in range(repeats):
        wall_s, cpu_s = perf_counter(), thread_time()
        work(seed)
        times.append((1000 * (perf_counter() - wall_s), 1000 * (thread_time() - cpu_s)))
    return times


def _percentiles(name: str, times: list[tuple[float, float]]) -> dict[str, float]:
    wall_ms, cpu_ms = np.array(times).T
    return {
        f"{name}_p50_ms": round(float(np.percentile(wall_ms, 50)), 1),
        f"{name}_p99_ms": round(float(np.percentile(wall_ms, 99)), 1),
        f"{name}_cpu_p99_ms": round(float(np.percentile(cpu_ms, 99)), 1),
    }
