"""The cars around one car at its line crossing: gaps, pace, stops still to come; entrants not seen yet."""

from dataclasses import dataclass
from math import exp, isnan, nan
from statistics import median
from typing import Final

from f1strategy.models.finish_memory import FEWEST_CARS, FinishMemory, FormMeans
from f1strategy.models.pit_window import SOFTNESS, owes_compound
from f1strategy.models.pit_window_field import WET, lap_seconds
from f1strategy.models.race_view import CarView, RaceView

GONE_LAPS: Final = 2.5
"""A car that has not crossed the line for so many laps is out."""
PACE_LAPS: Final = 15
"""The newest laps from which the pace of today is taken."""
FORM_LAPS: Final = 10.0
"""Earlier races weigh as much as so many laps of today (chosen on seasons 2021-2024)."""
UNSEEN_S: Final = -8.0
"""Stands in for the gap to a car that has not ended lap 1 yet: it is somewhere behind."""


@dataclass(frozen=True, slots=True)
class Runner:
    """A car seen from ours. `ahead_s`: seconds ahead of us, negative when behind.

    `is_seen`: it has ended a lap. If not, it is one of the last race's entrants that must be behind
    us on lap 1, and what only laps can tell is NaN. `pace` is the loss to the field's median lap in
    percent, today's and earlier races' together, `today` and `form` each alone;
    `stops_to_come` a guess at the tyre stops still to make; `softness` as in `SOFTNESS`.
    """

    driver: str
    team: str
    is_seen: bool
    ahead_s: float
    pace: float
    today: float
    form: FormMeans
    stops_made: int
    stops_to_come: float
    owes: float
    age_laps: float
    softness: float
    is_wet: bool
    is_in_pits: bool


def runners(view: RaceView, driver: str, memory: FinishMemory) -> tuple[Runner, list[Runner]]:
    """Our car, and the other running ones in race order as of our newest line crossing.

    At the end of lap 1 the entrants of the last race that have not crossed the line follow.
    """
    me = view.cars[driver]
    now_s, lap_s = me.last.end_s, lap_seconds(me)
    if not isnan(me.last.lap_time_s):
        lap_s = max(lap_s, me.last.lap_time_s)
    usual_s: dict[int, float] = {}
    field_stops = sum(len(car.stop_laps) for car in view.cars.values()) / len(view.cars)
    usual_stops = memory.stops_per_car(view.circuit)
    others = []
    for car in view.cars.values():
        if car is me or now_s - car.last.end_s >= GONE_LAPS * lap_s:
            continue
        ahead_s = view.gap_s(driver, car.driver)
        if ahead_s is not None:
            stops = stops_to_come(view, car, field_stops, usual_stops)
            others.append(_runner(view, car, ahead_s, memory, stops, usual_s))
    others.sort(key=lambda runner: -runner.ahead_s)
    if me.newest_lap == 1:
        others.extend(
            _unseen(name, team, memory)
            for name, team in memory.entrants.items()
            if name not in view.cars
        )
    stops = stops_to_come(view, me, field_stops, usual_stops)
    return _runner(view, me, 0.0, memory, stops, usual_s), others


def _runner(
    view: RaceView,
    car: CarView,
    ahead_s: float,
    memory: FinishMemory,
    stops: float,
    usual_s: dict[int, float],
) -> Runner:
    today, laps = _today(view, car, usual_s)
    form = memory.form(car.driver, car.team)
    last = car.last
    return Runner(
        driver=car.driver,
        team=car.team,
        is_seen=True,
        ahead_s=ahead_s,
        pace=(laps * today + FORM_LAPS * form.pace) / (laps + FORM_LAPS) if laps else form.pace,
        today=today,
        form=form,
        stops_made=len(car.stop_laps),
        stops_to_come=stops,
        owes=float(owes_compound(car)),
        age_laps=last.tyre_age_laps,
        softness=SOFTNESS.get(last.compound, nan),
        is_wet=last.compound in WET,
        is_in_pits=last.is_in_lap,
    )


def _unseen(driver: str, team: str, memory: FinishMemory) -> Runner:
    form = memory.form(driver, team)
    return Runner(
        driver=driver,
        team=team,
        is_seen=False,
        ahead_s=UNSEEN_S,
        pace=form.pace,
        today=nan,
        form=form,
        stops_made=0,
        stops_to_come=nan,
        owes=nan,
        age_laps=nan,
        softness=nan,
        is_wet=False,
        is_in_pits=False,
    )


def _today(view: RaceView, car: CarView, usual_s: dict[int, float]) -> tuple[float, int]:
    losses = []
    for number in range(max(2, car.newest_lap - PACE_LAPS + 1), car.newest_lap + 1):
        lap = car.laps.get(number)
        if lap is None or not lap.is_clean:
            continue
        if number not in usual_s:
            times = view.clean_times[number]
            usual_s[number] = median(times) if len(times) >= FEWEST_CARS else nan
        losses.append(100.0 * (lap.lap_time_s / usual_s[number] - 1.0))
    known = [loss for loss in losses if not isnan(loss)]
    return (median(known), len(known)) if known else (nan, 0)


def stops_to_come(view: RaceView, car: CarView, field_stops: float, usual_stops: float) -> float:
    """How many tyre stops the car may still make; one at least while a second compound is owed.

    Grows with the share of the race that is left, and for a car that has stopped less often than
    the field or than is usual here. Least squares on seasons 2019-2022, n = 4,944.
    """
    left = (view.total_laps - car.newest_lap) / view.total_laps
    stops = len(car.stop_laps)
    expected = 1.78 * left + 0.10 * (usual_stops - stops) + 0.12 * (field_stops - stops) - 0.25
    return max(expected, float(owes_compound(car) and left > 0), 0.0)


def place(gaps_s: list[float], scale_s: float) -> float:
    """Expected place among cars that are so many seconds ahead, give or take `scale_s`.

    One plus the sum of the logistic probabilities of being behind each.

    >>> place([50.0, -50.0], 1.0), place([0.0], 5.0)
    (2.0, 1.5)
    """
    return 1.0 + sum(1.0 / (1.0 + exp(-max(-30.0, min(30.0, gap / scale_s)))) for gap in gaps_s)
