"""Was the plan any good? The engine's and the driven one, in the race as it is known afterwards.

Hindsight: every driver's pace and the tyres' wear from the whole race, the safety cars and retirements
that came, the rivals' stops as driven. What stays drawn is the luck of laps, stops and duels, the same for every plan.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from f1strategy.backtest.by_race import SEED, Interval, ratio_by_race
from f1strategy.backtest.decisions import Decision
from f1strategy.backtest.driven import driven_stops
from f1strategy.backtest.grid import same_race_pace
from f1strategy.models.finish_memory import FINISHED_SHARE
from f1strategy.models.race import Race, laps_by_driver
from f1strategy.simulation.draws import NEVER
from f1strategy.simulation.events import GREEN
from f1strategy.simulation.race_now import RaceNow
from f1strategy.simulation.setup import MOST_STOPS
from f1strategy.strategy.free_air import Stops
from f1strategy.strategy.plan_records import from_now
from f1strategy.strategy.race_models import RaceModels
from f1strategy.strategy.race_start import STATUS
from f1strategy.strategy.shortlist import shortlist
from f1strategy.strategy.simulated import Simulated
from f1strategy.strategy.told_laps import told_laps
from f1strategy.strategy.wear_today import USUAL_AS_DRIVEN, measured_wear, scaled
from schemas.records import TrackStatus

EVERY_LAPS: Final = 5
RULED: Final = frozenset({(2025, "monaco")})
"""Two stops were the rule there, which the engine does not know."""


@dataclass(frozen=True, slots=True)
class Regrets:
    """One decision: places, and seconds to the flag, behind the plan that is best in hindsight."""

    engine_places: float
    driven_places: float
    engine_s: float
    driven_s: float


@dataclass(frozen=True, slots=True)
class Tried:
    """One decision's plans in the race as it was.

    plans: stops with laps from now; engine, driven: which of them the desk and the team took.
    places, times_s: plans x futures; the futures are the same for every plan.
    """

    plans: tuple[Stops, ...]
    engine: int
    driven: int
    places: NDArray[np.int8]
    times_s: NDArray[np.float64]

    def regrets(self) -> Regrets:
        """Both against the best of all plans."""
        places, times_s = self.places.mean(axis=1), self.times_s.mean(axis=1)
        return Regrets(
            float(places[self.engine] - places.min()),
            float(places[self.driven] - places.min()),
            float(times_s[self.engine] - times_s.min()),
            float(times_s[self.driven] - times_s.min()),
        )


class RegretFigures(msgspec.Struct, frozen=True):
    """Means with their 95 % intervals, whole races resampled; gain: driven minus engine, paired."""

    races: int
    decisions: int
    engine_places: Interval
    driven_places: Interval
    gain_places: Interval
    engine_s: Interval
    driven_s: Interval
    gain_s: Interval


class Hindsight:
    """A dry race as it was, to run other plans in."""

    def __init__(self, race: Race, models: RaceModels, futures: int, seed: int) -> None:
        self._race, self._futures, self._seed = race, futures, seed
        self._driven = laps_by_driver(race)
        circuit = models.circuit(race.circuit, race.season, race.total_laps, as_driven=True)
        told = told_laps(circuit, race.laps, race.total_laps)
        measured = measured_wear(circuit, told, USUAL_AS_DRIVEN)
        self._wear_s = scaled(circuit.wear_s, max(0.0, measured.factor))
        form = dict.fromkeys(self._driven, 0.0)
        self._base_s = same_race_pace(replace(circuit, wear_s=self._wear_s), race, form).base_s
        self._statuses = _statuses(race)

    def tried(self, decision: Decision) -> Tried | None:
        """None where the driver did not reach the flag, or there was nothing to plan."""
        request, plans = decision.request, decision.options.plans
        at, car = decision.lap_number, request.car
        if request.race is None or car is None or not plans or not self._finished(decision.driver):
            return None
        mine = request.race.cars.index(car)
        field = self._field(request.race, decision)
        ours, theirs = from_now(at, plans[0].stops), field.cars[mine].stops
        tried = list(dict.fromkeys((ours, theirs, *shortlist(field, field.cars[mine]))))
        races = Simulated(field, self._futures, self._seed)
        races = races.as_it_was(self._statuses[at:], self._retired(field, decision))
        found = races.run(mine, tried)
        return Tried(
            plans=tuple(tried),
            engine=tried.index(ours),
            driven=tried.index(theirs),
            places=found.places[:, :, mine],
            times_s=found.clocks_s[:, :, mine],
        )

    def _field(self, now: RaceNow, decision: Decision) -> RaceNow:
        """As it stood then; paces, wear and stops as they are known afterwards."""
        cars = []
        for car in now.cars:
            driver = decision.names[int(car.name)]
            stops = tuple(
                (lap - decision.lap_number, fitted)
                for lap, fitted in driven_stops(self._driven[driver])
                if lap >= decision.lap_number
            )
            base_s = self._base_s[driver]
            cars.append(replace(car, base_s=base_s, pace_sd_s=0.0, stops=stops[:MOST_STOPS]))
        return replace(now, cars=tuple(cars), wear_s=self._wear_s)

    def _retired(self, field: RaceNow, decision: Decision) -> NDArray[np.int32]:
        """Simulated lap on which each car stopped, `NEVER` for those that reached the flag."""
        drivers = [decision.names[int(car.name)] for car in field.cars]
        return np.array(
            [
                (
                    NEVER
                    if self._finished(driver)
                    else max(0, self._driven[driver][-1].lap_number - decision.lap_number)
                )
                for driver in drivers
            ],
            dtype=np.int32,
        )

    def _finished(self, driver: str) -> bool:
        return self._driven[driver][-1].lap_number >= FINISHED_SHARE * self._race.total_laps


def is_told_by_hindsight(race: Race) -> bool:
    """Not a race in the rain, nor one under a rule of its own."""
    return all(lap.is_dry for lap in race.laps) and (race.season, race.circuit) not in RULED


def every_fifth(
    race: Race,
    decisions: Iterable[Decision],
    models: RaceModels,
    futures: int,
    seed: int = SEED,
) -> Iterator[tuple[Decision, Tried]]:
    """The decisions of every fifth lap with what became of their plans; none where hindsight tells nothing."""
    if not is_told_by_hindsight(race):
        return
    afterwards = Hindsight(race, models, futures, seed)
    for decision in decisions:
        if decision.lap_number % EVERY_LAPS == 0:
            tried = afterwards.tried(decision)
            if tried is not None:
                yield decision, tried


def regret_figures(races: Sequence[Sequence[Regrets]]) -> RegretFigures:
    """The means over all decisions of the races that have any."""
    told = [some for some in races if some]

    def mean(of: Callable[[Regrets], float]) -> Interval:
        return ratio_by_race([[of(one) for one in some] for some in told])

    return RegretFigures(
        races=len(told),
        decisions=sum(map(len, told)),
        engine_places=mean(lambda one: one.engine_places),
        driven_places=mean(lambda one: one.driven_places),
        gain_places=mean(lambda one: one.driven_places - one.engine_places),
        engine_s=mean(lambda one: one.engine_s),
        driven_s=mean(lambda one: one.driven_s),
        gain_s=mean(lambda one: one.driven_s - one.engine_s),
    )


def _statuses(race: Race) -> NDArray[np.int8]:
    """What the leader met on each lap of the race."""
    led = {lap.lap_number: lap.status for lap in reversed(race.laps)}
    laps = range(1, race.total_laps + 1)
    return np.array(
        [STATUS.get(led.get(lap, TrackStatus.GREEN), GREEN) for lap in laps], dtype=np.int8
    )
