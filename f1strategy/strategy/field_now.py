"""What a simulation needs to know of the whole field at a moment: the circuit with today's wear, and paces."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Final, NamedTuple

from f1strategy.models.observed import ObservedLap
from f1strategy.models.race_view import CarView, RaceView
from f1strategy.simulation.race_now import RaceNow
from f1strategy.strategy.pace_today import Pace, pace_today
from f1strategy.strategy.race_models import RaceModels
from f1strategy.strategy.told_laps import LapsToldSoFar
from f1strategy.strategy.wear_today import measured_wear, with_wear_of_today

GONE_AFTER_LAPS: Final = 2
"""A car that has not been seen for more laps of the leader is out of the race."""


class FieldNow(NamedTuple):
    """What is the same for all drivers at one moment: circuit with today's wear, paces, who still runs,
    and by team how much longer than the field's its stops take.
    """

    circuit: RaceNow
    pace: Pace
    running: frozenset[str]
    stops_s: Mapping[str, float]


class _Race(NamedTuple):
    """What earlier races are asked about: where and when this one is, and who drives for whom."""

    circuit: str
    season: int
    total_laps: int
    teams: tuple[tuple[str, str], ...]


class _Expected(NamedTuple):
    """What earlier races say of one: its circuit without cars, each driver's form, each team's stops."""

    circuit: RaceNow
    form: Mapping[str, float]
    stops_s: Mapping[str, float]


class Fields:
    """The field of one race at its moments. What earlier races say of it, and what laps of another number
    told, is worked out once: the models must not learn meanwhile.
    """

    def __init__(self, models: RaceModels) -> None:
        self._models, self._told = models, LapsToldSoFar()
        self._known: tuple[_Race, _Expected] | None = None

    def at(self, view: RaceView) -> FieldNow:
        """The field as the view has it."""
        circuit, form, stops_s = self._expected(view)
        told = self._told.at(circuit, _by_number(view), view.total_laps)
        circuit = with_wear_of_today(circuit, measured_wear(circuit, told))
        now_s = view.newest[-1][0]
        running = (car.driver for car in view.cars.values() if _is_running(view, car, now_s))
        return FieldNow(circuit, pace_today(circuit, told, form), frozenset(running), stops_s)

    def _expected(self, view: RaceView) -> _Expected:
        teams = tuple((car.driver, car.team) for car in view.cars.values())
        race = _Race(view.circuit, view.season, view.total_laps, teams)
        if self._known is None or self._known[0] != race:
            self._known = race, _expected(race, self._models)
        return self._known[1]


def _expected(race: _Race, models: RaceModels) -> _Expected:
    said = {driver: models.finishes.form(driver, team).pace for driver, team in race.teams}
    middle = median(said.values())
    return _Expected(
        circuit=models.circuit(race.circuit, race.season, race.total_laps),
        form={driver: (loss - middle) / 100 for driver, loss in said.items()},
        stops_s=models.stops_s({team for _, team in race.teams}, race.season),
    )


def _by_number(view: RaceView) -> Iterator[tuple[int, list[ObservedLap]]]:
    cars = view.cars
    for number, crossed in view.crossings.items():
        yield number, [cars[driver].laps[number] for _, driver in crossed]


def _is_running(view: RaceView, car: CarView, now_s: float) -> bool:
    """By the leader's laps, not by time: a red flag stops the clock of all."""
    ends = view.lead_ends
    return bisect_right(ends, now_s) - bisect_right(ends, car.last.end_s) <= GONE_AFTER_LAPS
