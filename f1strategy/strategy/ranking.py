"""Plans of one car against a field that follows its own: simulated in the same futures, and ranked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from f1strategy.simulation.draws import SC, VSC, Forced, draw
from f1strategy.simulation.futures import run
from f1strategy.simulation.race_now import CarNow, RaceNow, arrays, plan_rows, weather
from f1strategy.simulation.setup import MOST_STOPS, NO_STOP, Plans
from f1strategy.strategy.free_air import FreeAir, FreeAirPlan, Stops

KEPT: Final = 6
"""So many plans are simulated and shown."""
FUTURES: Final = 100
IF_FUTURES: Final = 50
RIVALS_STOPS: Final = 2
"""Rivals are expected to follow their fastest plan of at most so many stops in free air."""
SHIFT_LAPS: Final = 3
"""The best plan is also tried so many laps earlier and later."""
Z_95: Final = 1.96
POINTS_PLACES: Final = 10
PODIUM_PLACES: Final = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """A plan in the simulated futures; time in seconds to the flag, `regret` in places.

    regret: mean place behind the best plan's with the ends of its 95 % interval, paired by future.
    is_level: the interval holds zero, so the futures tell no difference in place.
    """

    stops: Stops
    time_s: float
    place: float
    place_low: int
    place_high: int
    win: float
    podium: float
    points: float
    regret: tuple[float, float, float]
    is_level: bool


@dataclass(frozen=True, slots=True)
class IfNeutralised:
    """The best plan if the race were neutralised on this lap, against the best that stays out."""

    stops: Stops
    place: float
    gain_places: float | None
    """What stopping at once is better by than staying out; negative: worse; None: it cannot be compared."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Plans, best first, and what to do if the safety car or the VSC came now."""

    ranked: tuple[Ranked, ...]
    if_sc: IfNeutralised
    if_vsc: IfNeutralised


def outcome(race: RaceNow, name: str, seed: int) -> Outcome:
    """Search, simulate and rank the plans of the car of this name; equal arguments, equal answers.

    A car that is out of the race, or unknown, is the caller's mistake: `ValueError`.
    """
    mine = next((at for at, car in enumerate(race.cars) if car.name == name), None)
    if mine is None or not race.cars[mine].is_running:
        raise ValueError(name)
    field = with_rival_plans(race, name)
    plans = shortlist(race, race.cars[mine])
    rows = _rows(field, mine, plans)
    cars, track = arrays(field)
    futures = run(cars, track, rows, draw(cars, track, FUTURES, seed, weather(field)))
    ranked = _ranked(plans, futures.places[:, :, mine], futures.clocks_s[:, :, mine])
    ifs = []
    for forced in (Forced(sc_lap=0), Forced(vsc_lap=0)):
        draws = draw(cars, track, IF_FUTURES, seed, weather(field), forced)
        found = run(cars, track, rows, draws)
        ifs.append(_if_neutralised(plans, found.places[:, :, mine], found.clocks_s[:, :, mine]))
    return Outcome(ranked, ifs[0], ifs[1])


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
    return replace(car, stops=air.plans(car, RIVALS_STOPS)[0].stops)


def shortlist(race: RaceNow, car: CarNow) -> tuple[Stops, ...]:
    """Different plans worth simulating: the best sequences, a stop on this lap, the best one shifted."""
    air = FreeAir(race, loss_now_s(race))
    free = air.plans(car)
    found: list[Stops] = [free[0].stops]
    now = air.stopping_now(car)
    if now is not None:
        found.append(now.stops)
    found += [plan.stops for plan in free[1:3]]
    found += [plan.stops for plan in free if not plan.stops][:1]
    found += _shifted(free[0], race.laps)
    return tuple(dict.fromkeys(found))[:KEPT]


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


def _rows(field: RaceNow, mine: int, plans: Sequence[Stops]) -> Plans:
    laps, compounds = plan_rows(field)
    lap = np.repeat(np.array([laps]), len(plans), axis=0)
    compound = np.repeat(np.array([compounds]), len(plans), axis=0)
    lap[:, mine, :] = NO_STOP
    for number, stops in enumerate(plans):
        for at, (on, rubber) in enumerate(stops[:MOST_STOPS]):
            lap[number, mine, at], compound[number, mine, at] = on, rubber
    return Plans(lap, compound)


def _ranked(
    plans: Sequence[Stops], places: NDArray[np.int8], clocks_s: NDArray[np.float64]
) -> tuple[Ranked, ...]:
    """Level plans by time, the others by place. places, clocks_s: plans x futures."""
    place, time_s = places.mean(axis=1), clocks_s.mean(axis=1)
    best = min(range(len(plans)), key=lambda at: (place[at], time_s[at]))
    level = {at for at in range(len(plans)) if _regret(places, at, best)[1] <= 0.0}
    order = sorted(
        range(len(plans)),
        key=lambda at: (0, time_s[at], 0.0) if at in level else (1, place[at], time_s[at]),
    )
    first = order[0]
    found = []
    for at in order:
        low, high = np.percentile(places[at], [10, 90])
        found.append(
            Ranked(
                stops=plans[at],
                time_s=float(time_s[at]),
                place=float(place[at]),
                place_low=int(low),
                place_high=int(np.ceil(high)),
                win=float((places[at] == 1).mean()),
                podium=float((places[at] <= PODIUM_PLACES).mean()),
                points=float((places[at] <= POINTS_PLACES).mean()),
                regret=_regret(places, at, first),
                is_level=at in level,
            )
        )
    return tuple(found)


def _regret(places: NDArray[np.int8], at: int, best: int) -> tuple[float, float, float]:
    behind = places[at].astype(float) - places[best]
    mean, half = float(behind.mean()), Z_95 * float(behind.std()) / len(behind) ** 0.5
    return mean, mean - half, mean + half


def _if_neutralised(
    plans: Sequence[Stops], places: NDArray[np.int8], clocks_s: NDArray[np.float64]
) -> IfNeutralised:
    place, time_s = places.mean(axis=1), clocks_s.mean(axis=1)
    order = sorted(range(len(plans)), key=lambda at: (place[at], time_s[at]))
    now = next((at for at in order if plans[at] and plans[at][0][0] == 0), None)
    later = next((at for at in order if not plans[at] or plans[at][0][0] > 0), None)
    gain = None if now is None or later is None else float(place[later] - place[now])
    return IfNeutralised(plans[order[0]], float(place[order[0]]), gain)
