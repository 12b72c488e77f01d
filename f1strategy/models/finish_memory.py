"""What earlier races say about who finishes where: form of drivers and teams, and the circuit."""

import itertools
from statistics import median
from typing import Any, Final, NamedTuple

import msgspec

from f1strategy.models.observed import ObservedLap, is_tyre_stop
from f1strategy.models.pit_window_memory import PIT_LOSS_S, green_losses_s
from f1strategy.models.race import Race, laps_by_driver

SAME_TEAM: Final = {
    "Force India": "Aston Martin",
    "Racing Point": "Aston Martin",
    "Toro Rosso": "Racing Bulls",
    "AlphaTauri": "Racing Bulls",
    "RB": "Racing Bulls",
    "Sauber": "Audi",
    "Alfa Romeo": "Audi",
    "Alfa Romeo Racing": "Audi",
    "Kick Sauber": "Audi",
    "Renault": "Alpine",
}
"""Teams that changed their name, by the newest one."""
RACE_DECAY: Final = 0.85
"""A race earlier counts so much: half the weight lies in the last four (chosen on 2021-2024)."""
WINTER_DECAY: Final = 0.35
"""What is left of last season's weight when a new one begins: the cars are others."""
TEAM_RACES: Final = 1.5
"""The team's form weighs as much as so many races of the driver."""
FIELD_RACES: Final = 1.0
"""The prior of an unknown team weighs as much as so many of its cars' races."""
CIRCUIT_RACES: Final = 3.0
"""The mean of all circuits weighs as much as so many races at one."""
FINISHED_SHARE: Final = 0.9
"""A finisher has completed so much of the winner's laps (sporting regulations, article 62.6)."""
FEWEST_LAPS: Final = 8
"""Pace over fewer clean laps says nothing."""
FEWEST_CARS: Final = 6
"""So many clean times of a lap make a field to compare with."""


STOPS_PER_CAR: Final = 1.5
"""Where nothing is known: median over the races of seasons 2018-2024 (1.49, n=138)."""
STOPS_RACES: Final = 0.5
"""The mean of all circuits weighs as much as so many races at one, in stops and in their cost."""
CIRCUIT_DECAY: Final = 0.7
"""An earlier race at a circuit counts so much, for the stops made there."""


class FormMeans(NamedTuple):
    """Expected loss to the field's median lap (%), finish and first lap (0 first, 1 last), retirement."""

    pace: float
    finish: float
    first_lap: float
    retired: float


NEWCOMER: Final = FormMeans(0.4, 0.7, 0.7, 0.15)
"""Prior of a team without a past, an assumption: drivers new in seasons 2019-2024 (n=19) had means of
0.83, 0.61, 0.77 and 0.05 in their first race."""


class Form(msgspec.Struct):
    """Decayed sums over races: `weight` counts them, `sums` are of pace, finish, lap 1, retired.

    `pace_weight` and `finish_weight` count the races in which there was a pace or a finish.
    """

    weight: float = 0.0
    pace_weight: float = 0.0
    finish_weight: float = 0.0
    pace: float = 0.0
    finish: float = 0.0
    first_lap: float = 0.0
    retired: float = 0.0

    def fade(self, share: float) -> None:
        """Let the past count less."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) * share)

    def add(
        self, pace: float | None, finish: float | None, first_lap: float, *, retired: bool
    ) -> None:
        """Take the result of a race; None for a pace or a finish there was not."""
        self.weight += 1.0
        self.first_lap += first_lap
        self.retired += retired
        if pace is not None:
            self.pace += pace
            self.pace_weight += 1.0
        if finish is not None:
            self.finish += finish
            self.finish_weight += 1.0

    def means(self, prior: FormMeans, races: float) -> FormMeans:
        """Pace, finish, first lap, retired: shrunk to a prior that weighs so many races."""
        pace, finish, first_lap, retired = prior
        return FormMeans(
            (self.pace + races * pace) / (self.pace_weight + races),
            (self.finish + races * finish) / (self.finish_weight + races),
            (self.first_lap + races * first_lap) / (self.weight + races),
            (self.retired + races * retired) / (self.weight + races),
        )


class Circuit(msgspec.Struct):
    """Sums over the races at a circuit: places changed after lap 1 (share of the field), retired.

    `stops` per car and their `weight` fade; `losses_s` sums the median green pit loss of
    `loss_races` races.
    """

    races: float = 0.0
    moved: float = 0.0
    retired: float = 0.0
    weight: float = 0.0
    stops: float = 0.0
    loss_races: float = 0.0
    losses_s: float = 0.0


class FinishMemory(msgspec.Struct):
    """Form per driver and team, what is usual at a circuit, and who drove the last race."""

    drivers: dict[str, Form] = {}
    teams: dict[str, Form] = {}
    circuits: dict[str, Circuit] = {}
    season: int = 0
    entrants: dict[str, str] = {}
    """Driver and team of the last race's cars."""

    def add(self, race: Race) -> None:
        """Learn from a race that is over."""
        by_driver = laps_by_driver(race)
        self.entrants = {driver: laps[-1].team for driver, laps in by_driver.items()}
        share = RACE_DECAY * (WINTER_DECAY if race.season > self.season else 1.0)
        self.season = max(self.season, race.season)
        for known in (self.drivers, self.teams):
            for form in known.values():
                form.fade(share)
        order, finishers = classified(by_driver)
        pace = paces(by_driver)
        first = first_lap_order(by_driver)
        cars = len(by_driver)
        for driver, laps in by_driver.items():
            finish = (order[driver] - 0.5) / cars if driver in finishers else None
            start = (first.get(driver, cars) - 0.5) / cars
            for known, name in (
                (self.drivers, driver),
                (self.teams, team_key(laps[-1].team)),
            ):
                form = known.setdefault(name, Form())
                form.add(pace.get(driver), finish, start, retired=driver not in finishers)
        here = self.circuits.setdefault(race.circuit, Circuit())
        _learn_moves(here, order, finishers, first)
        _learn_stops(here, by_driver)

    def form(self, driver: str, team: str) -> FormMeans:
        """The driver's form, shrunk to that of the team."""
        car = self.teams.get(team_key(team), Form()).means(NEWCOMER, FIELD_RACES)
        return self.drivers.get(driver, Form()).means(car, TEAM_RACES)

    def circuit(self, name: str) -> tuple[float, float]:
        """Places changed between lap 1 and the flag (share of the field); share of cars retired."""
        races = sum(known.races for known in self.circuits.values())
        if not races:
            return 0.13, 0.15
        here = self.circuits.get(name, Circuit())
        moved = sum(known.moved for known in self.circuits.values()) / races
        retired = sum(known.retired for known in self.circuits.values()) / races
        weight = here.races + CIRCUIT_RACES
        return (
            (here.moved + CIRCUIT_RACES * moved) / weight,
            (here.retired + CIRCUIT_RACES * retired) / weight,
        )

    def stops_per_car(self, circuit: str) -> float:
        """Tyre stops that a car usually makes here."""
        known = self.circuits.values()
        weight = sum(one.weight for one in known)
        usual = sum(one.stops for one in known) / weight if weight else STOPS_PER_CAR
        here = self.circuits.get(circuit, Circuit())
        return (here.stops + STOPS_RACES * usual) / (here.weight + STOPS_RACES)

    def pit_loss_s(self, circuit: str) -> float:
        """What a green stop usually costs here, shrunk to `PIT_LOSS_S`."""
        here = self.circuits.get(circuit, Circuit())
        return (here.losses_s + STOPS_RACES * PIT_LOSS_S) / (here.loss_races + STOPS_RACES)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `msgspec.convert` to this class takes them back."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def _learn_moves(
    here: Circuit, order: dict[str, int], finishers: set[str], first: dict[str, int]
) -> None:
    there = [driver for driver in sorted(first, key=first.__getitem__) if driver in finishers]
    if len(there) < FEWEST_CARS:
        return
    here.races += 1.0
    moved = sum(abs(at + 1 - order[driver]) for at, driver in enumerate(there))
    here.moved += moved / len(there) / len(order)
    here.retired += 1.0 - len(finishers) / len(order)


def _learn_stops(here: Circuit, by_driver: dict[str, list[ObservedLap]]) -> None:
    stops = sum(
        is_tyre_stop(lap, after)
        for laps in by_driver.values()
        for lap, after in itertools.pairwise(laps)
    )
    here.weight = CIRCUIT_DECAY * here.weight + 1.0
    here.stops = CIRCUIT_DECAY * here.stops + stops / len(by_driver)
    losses_s = [loss_s for laps in by_driver.values() for loss_s in green_losses_s(laps)]
    if losses_s:
        here.loss_races += 1.0
        here.losses_s += median(losses_s)


def team_key(team: str) -> str:
    """The team by its newest name.

    >>> team_key("Toro Rosso"), team_key("Ferrari")
    ('Racing Bulls', 'Ferrari')
    """
    return SAME_TEAM.get(team, team)


def classified(by_driver: dict[str, list[ObservedLap]]) -> tuple[dict[str, int], set[str]]:
    """Places by laps completed, then by the end of the last; and who finished."""
    ends = {driver: (-laps[-1].lap_number, laps[-1].end_s) for driver, laps in by_driver.items()}
    ranked = sorted(ends, key=ends.__getitem__)
    most = max((-laps for laps, _ in ends.values()), default=0)
    finishers = {driver for driver in ranked if -ends[driver][0] >= FINISHED_SHARE * most}
    return {driver: at + 1 for at, driver in enumerate(ranked)}, finishers


def first_lap_order(by_driver: dict[str, list[ObservedLap]]) -> dict[str, int]:
    """Places at the end of lap 1 of the cars that completed it."""
    ends = {d: laps[0].end_s for d, laps in by_driver.items() if laps[0].lap_number == 1}
    return {driver: at + 1 for at, driver in enumerate(sorted(ends, key=ends.__getitem__))}


def paces(by_driver: dict[str, list[ObservedLap]]) -> dict[str, float]:
    """Median loss (%) of each driver's clean laps to the field's median on the same lap."""
    times: dict[int, list[float]] = {}
    for laps in by_driver.values():
        for lap in laps:
            if lap.is_clean:
                times.setdefault(lap.lap_number, []).append(lap.lap_time_s)
    usual = {number: median(found) for number, found in times.items() if len(found) >= FEWEST_CARS}
    found = {}
    for driver, laps in by_driver.items():
        losses = [
            100.0 * (lap.lap_time_s / usual[lap.lap_number] - 1.0)
            for lap in laps
            if lap.is_clean and lap.lap_number in usual
        ]
        if len(losses) >= FEWEST_LAPS:
            found[driver] = median(losses)
    return found
