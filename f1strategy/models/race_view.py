"""What is known of a race at one moment: the laps completed so far, and nothing after them.

Laps are added in order of the line crossings that end them, so a feature read between two additions
can only know the past. Training folds tables of history through it, the strategy job the live laps, and
takes back the last ones when a moment before them is asked for.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from statistics import median
from typing import Final, NamedTuple, TypeVar

from f1strategy.models.observed import NEUTRAL, ObservedLap
from schemas.records import Compound, TrackStatus

T = TypeVar("T")

RECENT_LAPS: Final = 5
"""A driver's pace is the median of the racing laps among so many last ones (the scorer's rule)."""


class Before(NamedTuple):
    """A car as it was before its newest lap: lengths of what only grows, and the rest itself."""

    clean: list[ObservedLap]
    clean_laps: int
    stint_start_lap: int
    stint_start_age: float
    stops: int
    compounds: int
    newest_lap: int


@dataclass(slots=True)
class CarView:
    """One car's race so far."""

    driver: str
    team: str
    laps: dict[int, ObservedLap] = field(default_factory=dict)
    clean: list[ObservedLap] = field(default_factory=list)
    """Clean laps of the stint that is being driven."""
    stint_start_lap: int = 1
    stint_start_age: float = 1.0
    stop_laps: list[int] = field(default_factory=list)
    compounds: list[Compound] = field(default_factory=list)
    newest_lap: int = 0
    _pace_s: float | None = field(default=None, repr=False, compare=False)
    _is_pace_known: bool = field(default=False, repr=False, compare=False)

    @property
    def last(self) -> ObservedLap:
        """The newest completed lap."""
        return self.laps[self.newest_lap]

    def add(self, lap: ObservedLap) -> Before:
        """Take the next completed lap; the answer is what `take_back` wants."""
        was = Before(
            self.clean,
            len(self.clean),
            self.stint_start_lap,
            self.stint_start_age,
            len(self.stop_laps),
            len(self.compounds),
            self.newest_lap,
        )
        before = self.laps.get(lap.lap_number - 1)
        if before is None or lap.stint_number != before.stint_number:
            self.clean = []
            self.stint_start_lap = lap.lap_number
            self.stint_start_age = lap.tyre_age_laps
            if before is not None and before.is_in_lap:
                self.stop_laps.append(before.lap_number)
        if lap.compound not in self.compounds and lap.compound is not Compound.UNKNOWN:
            self.compounds.append(lap.compound)
        self.laps[lap.lap_number] = lap
        self._is_pace_known = False
        self.newest_lap = max(self.newest_lap, lap.lap_number)
        if lap.is_clean:
            self.clean.append(lap)
        return was

    def take_back(self, lap: ObservedLap, was: Before) -> None:
        """Forget the lap that was added last."""
        del self.laps[lap.lap_number]
        self.clean = was.clean
        del self.clean[was.clean_laps :], self.stop_laps[was.stops :]
        del self.compounds[was.compounds :]
        self.stint_start_lap, self.stint_start_age = was.stint_start_lap, was.stint_start_age
        self.newest_lap = was.newest_lap
        self._is_pace_known = False

    def recent_pace_s(self) -> float | None:
        """Median of the racing laps among the last five, two at least; else None."""
        if not self._is_pace_known:
            self._pace_s, self._is_pace_known = self._recent_pace_s(), True
        return self._pace_s

    def _recent_pace_s(self) -> float | None:
        newest = self.last.lap_number
        times = [
            lap.lap_time_s
            for number in range(newest - RECENT_LAPS + 1, newest + 1)
            if (lap := self.laps.get(number)) is not None and lap.is_racing
        ]
        return median(times) if len(times) >= 2 else None


class _Added(NamedTuple):
    """A lap of a view, and what was there before it."""

    lap: ObservedLap
    car: Before
    leader_laps: int
    is_compared: bool


@dataclass(slots=True)
class RaceView:
    """The whole field, lap by lap."""

    circuit: str
    total_laps: int
    season: int
    cars: dict[str, CarView] = field(default_factory=dict)
    crossings: dict[int, list[tuple[float, str]]] = field(default_factory=dict)
    """Per lap number the line crossings that ended it, earliest first."""
    lead_ends: list[float] = field(default_factory=list)
    """When the first car finished lap 1, 2, …"""
    newest: list[tuple[float, str]] = field(default_factory=list)
    """All crossings, whatever the lap: who is physically ahead of whom."""
    changes: dict[int, list[float]] = field(default_factory=dict)
    """Per lap number, how much each clean lap took longer than the driver's one before it."""
    clean_times: dict[int, list[float]] = field(default_factory=dict)
    neutral_laps: list[tuple[float, TrackStatus]] = field(default_factory=list)
    """End and status of every neutralised lap."""
    _added: list[_Added] = field(default_factory=list, repr=False)

    def add(self, lap: ObservedLap) -> CarView:
        """Take the next lap in order of `end_s`; returns the car's view, lap included."""
        car = self.cars.get(lap.driver)
        if car is None:
            car = self.cars[lap.driver] = CarView(lap.driver, lap.team)
        before = car.laps.get(lap.lap_number - 1)
        change_s = None if before is None else _change_s(before, lap)
        was = car.add(lap)
        self._added.append(_Added(lap, was, len(self.lead_ends), change_s is not None))
        self.crossings.setdefault(lap.lap_number, []).append((lap.end_s, lap.driver))
        self.newest.append((lap.end_s, lap.driver))
        if lap.lap_number > len(self.lead_ends):
            self.lead_ends.append(lap.end_s)
        if lap.is_clean:
            self.clean_times.setdefault(lap.lap_number, []).append(lap.lap_time_s)
        if change_s is not None:
            self.changes.setdefault(lap.lap_number, []).append(change_s)
        if lap.status in NEUTRAL:
            self.neutral_laps.append((lap.end_s, lap.status))
        return car

    def take_back(self) -> None:
        """Forget the lap that was added last: the view is what it was before. `IndexError` without one."""
        lap, was, leader_laps, is_compared = self._added.pop()
        car = self.cars[lap.driver]
        car.take_back(lap, was)
        if not car.laps:
            del self.cars[lap.driver]
        self.newest.pop()
        del self.lead_ends[leader_laps:]
        _pop(self.crossings, lap.lap_number)
        if lap.is_clean:
            _pop(self.clean_times, lap.lap_number)
        if is_compared:
            _pop(self.changes, lap.lap_number)
        if lap.status in NEUTRAL:
            self.neutral_laps.pop()

    def end_s(self, driver: str, lap_number: int) -> float | None:
        """When the driver ended this lap."""
        lap = self.cars[driver].laps.get(lap_number)
        return lap.end_s if lap else None

    def gap_s(self, behind: str, ahead: str) -> float | None:
        """Seconds from `ahead` back to `behind` at the newest line crossing that both have made.

        Negative when `behind` is in front.
        """
        one, other = self.cars[behind].laps, self.cars[ahead].laps
        if not one or not other:
            return None
        at = min(self.cars[behind].newest_lap, self.cars[ahead].newest_lap)
        mine, theirs = one.get(at), other.get(at)
        return mine.end_s - theirs.end_s if mine and theirs else None

    def laps_since_neutral(self, now_s: float) -> int:
        """The leader's laps since the last neutralised lap ended; 99 without any."""
        if not self.neutral_laps:
            return 99
        since = bisect_right(self.lead_ends, self.neutral_laps[-1][0])
        return bisect_right(self.lead_ends, now_s) - since

    def running(self, now_s: float, lap_s: float) -> list[CarView]:
        """Cars that have crossed the line within the last two and a half laps."""
        return [car for car in self.cars.values() if now_s - car.last.end_s < 2.5 * lap_s]


def _change_s(before: ObservedLap, lap: ObservedLap) -> float | None:
    is_stint = before.stint_number == lap.stint_number
    is_told = before.is_clean and lap.is_clean and is_stint
    return lap.lap_time_s - before.lap_time_s if is_told else None


def _pop(lists: dict[int, list[T]], number: int) -> None:
    found = lists[number]
    found.pop()
    if not found:
        del lists[number]
