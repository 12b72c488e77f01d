"""Does the call come when teams stop? Stops called, and calls taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import msgspec

from f1strategy.backtest.by_race import Interval, ratio_by_race
from f1strategy.backtest.decisions import Decision
from f1strategy.backtest.driven import tyre_stops
from f1strategy.models.observed import ObservedLap
from f1strategy.models.race import Race, laps_by_driver
from schemas.records import TrackStatus

SAFETY_CAR = frozenset({TrackStatus.SC, TrackStatus.RED})


PUBLISHED: Final = {"coverage": 0.356, "within_0": 0.186, "within_1": 0.343, "within_2": 0.500}
"""F1-StratLab#1144, #715: 204 of 573 stops of 2025 scored."""


@dataclass(frozen=True, slots=True)
class StopCalled:
    """A tyre stop that was made at the end of `lap_number`, and the first call of its stint to stop.

    called_lap: None where no call had come by then; planned_lap is then when the desk's plan would have
    stopped, None for never.
    """

    driver: str
    lap_number: int
    called_lap: int | None
    planned_lap: int | None
    is_neutralised: bool

    def is_within(self, laps: int) -> bool:
        """Called, and no more than so many laps early."""
        return self.called_lap is not None and self.lap_number - self.called_lap <= laps


@dataclass(frozen=True, slots=True)
class Called:
    """One race: its stops, and for every driver how often the call changed within a stint."""

    code: int
    stops: tuple[StopCalled, ...]
    flips: Mapping[str, int]
    is_calm: bool
    """Dry, without safety car or red flag."""


class CallFigures(msgspec.Struct, frozen=True):
    """Shares with their 95 % intervals, whole races resampled; n of each.

    coverage: stops before which the desk had called in that stint. within_…: of those, called on the lap
    or so many laps earlier; …_of_all: of all stops, those not called being missed. late_laps: mean laps
    between a stop that was not called and the desk's own. flips: changes between stopping and staying
    out within a stint, the first call to stop included, per driver and calm race, and the greatest number.
    """

    races: int
    stops: int
    coverage: Interval
    within_0: Interval
    within_1: Interval
    within_2: Interval
    within_1_of_all: Interval
    within_2_of_all: Interval
    mean_early_laps: float
    late_stops: int
    mean_late_laps: float
    calm_races: int
    flips_per_driver: Interval
    most_flips: int
    share_of_three_flips_at_most: float


def called(race: Race, decisions: Iterable[Decision]) -> Called:
    """What the decisions of a race were worth as calls."""
    told: dict[str, dict[int, Decision]] = {}
    for one in decisions:
        told.setdefault(one.driver, {})[one.lap_number] = one
    driven = laps_by_driver(race)
    statuses = {status for lap in race.laps for status in (lap.status, lap.status_end)}
    return Called(
        code=race.code,
        stops=tuple(
            _stop(stop.lap, laps, told.get(driver, {}))
            for driver, laps in driven.items()
            for stop in tyre_stops(laps)
        ),
        flips={driver: _flips(laps, told.get(driver, {})) for driver, laps in driven.items()},
        is_calm=not statuses & SAFETY_CAR and all(lap.is_dry for lap in race.laps),
    )


def _stop(
    lap: ObservedLap, laps: Sequence[ObservedLap], told: Mapping[int, Decision]
) -> StopCalled:
    begin = min(one.lap_number for one in laps if one.stint_number == lap.stint_number)
    before = [told[n] for n in range(begin - 1, lap.lap_number) if n in told]
    first = next((one.lap_number + 1 for one in before if one.says_stop), None)
    plans = before[-1].options.plans if before else ()
    planned = plans[0].stops[0].lap_number if plans and plans[0].stops else None
    return StopCalled(
        lap.driver,
        lap.lap_number,
        first,
        planned,
        TrackStatus.GREEN not in (lap.status, lap.status_end),
    )


def _flips(laps: Sequence[ObservedLap], told: Mapping[int, Decision]) -> int:
    return sum(
        told[lap.lap_number].says_stop != told[after.lap_number].says_stop
        for lap, after in pairwise(laps)
        if lap.stint_number == after.stint_number
        and not after.is_in_lap
        and lap.lap_number in told
        and after.lap_number in told
    )


def call_figures(races: Sequence[Called]) -> CallFigures:
    """The scores of all races."""
    stops = [one.stops for one in races]
    scored = [[stop for stop in some if stop.called_lap is not None] for some in stops]
    late = [
        stop.planned_lap - stop.lap_number
        for some in stops
        for stop in some
        if stop.called_lap is None and stop.planned_lap is not None
    ]
    early = [stop.lap_number - (stop.called_lap or 0) for some in scored for stop in some]
    calm = [list(one.flips.values()) for one in races if one.is_calm]
    flips = [count for some in calm for count in some]

    def within(laps: int, among: Sequence[Sequence[StopCalled]]) -> Interval:
        return ratio_by_race([[float(stop.is_within(laps)) for stop in some] for some in among])

    return CallFigures(
        races=len(races),
        stops=sum(map(len, stops)),
        coverage=ratio_by_race([[float(s.called_lap is not None) for s in some] for some in stops]),
        within_0=within(0, scored),
        within_1=within(1, scored),
        within_2=within(2, scored),
        within_1_of_all=within(1, stops),
        within_2_of_all=within(2, stops),
        mean_early_laps=_mean(early),
        late_stops=len(late),
        mean_late_laps=_mean(late),
        calm_races=len(calm),
        flips_per_driver=ratio_by_race(calm),
        most_flips=max(flips, default=0),
        share_of_three_flips_at_most=_mean([count <= 3 for count in flips]),
    )


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0
