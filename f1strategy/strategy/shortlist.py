"""The plans of a car that are worth simulating, and what its rivals are expected to do."""

from typing import Final

from msgspec.structs import replace

from f1strategy.simulation.events import SC, VSC
from f1strategy.simulation.race_now import CarNow, RaceNow
from f1strategy.strategy.free_air import FreeAir, FreeAirPlan, Stops

KEPT: Final = 5
"""So many plans are simulated and shown, and the one that was followed so far."""
RIVALS_STOPS: Final = 2
"""Rivals are expected to follow their fastest plan of at most so many stops in free air."""
SHIFT_LAPS: Final = 3
"""The best plan is also tried so many laps earlier and later."""


def with_rival_plans(race: RaceNow, name: str) -> RaceNow:
    """The field with every other car on its fastest plan in free air, after the stops it has made."""
    green = FreeAir(race)
    return replace(
        race,
        cars=tuple(
            car if car.name == name or car.stops else _planned(car, green) for car in race.cars
        ),
    )


def _planned(car: CarNow, air: FreeAir) -> CarNow:
    return replace(car, stops=air.fastest(car, RIVALS_STOPS))


def shortlist(race: RaceNow, car: CarNow, incumbent: Stops | None = None) -> tuple[Stops, ...]:
    """Different plans, the fastest in free air first: other sequences, a stop on this lap, other laps.

    incumbent: the plan followed so far, tried as well while it can still be driven.
    """
    air = FreeAir(race, loss_now_s(race))
    free = air.plans(car)
    found: list[Stops] = [free[0].stops]
    now = air.stopping_now(car)
    if now is not None:
        found.append(now.stops)
    found += [plan.stops for plan in free[1:2]]
    found += [plan.stops for plan in free if not plan.stops][:1]
    found += _shifted(free[0], race.laps)
    found += [plan.stops for plan in free[2:KEPT]]
    kept = list(dict.fromkeys(found))[:KEPT]
    if incumbent is not None and incumbent not in kept and air.is_legal(car, incumbent):
        kept.append(incumbent)
    return tuple(kept)


def loss_now_s(race: RaceNow) -> float:
    """What a stop at the end of this lap costs as the track stands."""
    return race.pit_loss_s * {SC: race.sc_pit_factor, VSC: race.vsc_pit_factor}.get(
        race.status, 1.0
    )


def _shifted(plan: FreeAirPlan, laps: int) -> list[Stops]:
    if not plan.stops:
        return []
    (first, compound), rest = plan.stops[0], plan.stops[1:]
    last = rest[0][0] if rest else laps - 1
    return [
        ((first + by, compound), *rest)
        for by in (SHIFT_LAPS, -SHIFT_LAPS)
        if 0 <= first + by < last
    ]
