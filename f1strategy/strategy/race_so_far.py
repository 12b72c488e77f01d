"""The race as the models see it: what had happened when a driver crossed the line, and nothing later."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from f1strategy.models.observed import ObservedLap, observed
from f1strategy.models.race_view import RaceView
from f1strategy.strategy.car import CarLaps
from schemas.records import LapRecord

UNKNOWN_CIRCUIT: Final = ""
USUAL_LAPS: Final = 57
"""Race distance where the feed has not told it: the median of the races of 2018 to 2024."""


@dataclass(slots=True)
class _Seen:
    """One car as it was looked at last: its laps as records and as the models see them."""

    version: int = 0
    name: str = ""
    laps: dict[int, tuple[LapRecord, ObservedLap | None]] = field(default_factory=dict)


class RaceSoFar:
    """Folds the newest revisions of a session's laps into a view at any moment.

    Laps may come late or be corrected: then a view goes back to the last lap before its moment that is what it
    was, and on from there; usually one lap is added.
    """

    def __init__(self) -> None:
        self._seen: dict[int, _Seen] = {}
        self._ended: list[ObservedLap] = []
        self._folded, self._unchanged = 0, 0
        self._view: RaceView | None = None
        self.folds = 0
        """Changes with the view: while it stands still, so does what follows from the view."""

    def at(
        self, cars: Mapping[int, CarLaps], moment: LapRecord, until: LapRecord | None = None
    ) -> RaceView | None:
        """All laps that had ended when this lap ended, the lap itself included.

        until: another lap that has ended since; then all that had ended when it did.
        None while the lap runs, or its end is not known.
        """
        for number, car in cars.items():
            self._look(self._seen.setdefault(number, _Seen()), car)
        this, other = observed(moment), observed(until) if until is not None else None
        if this is None:
            return None
        end_s = this.end_s if other is None else max(this.end_s, other.end_s)
        count = bisect_right(self._ended, end_s, key=_end_s)
        if self._view is None or not _same(self._view, moment):
            self._view, self._folded = _empty(moment), 0
            self.folds += 1
        for _ in range(min(count, self._unchanged), self._folded):
            self._view.take_back()
            self.folds += 1
        self._folded = min(self._folded, count, self._unchanged)
        for lap in self._ended[self._folded : count]:
            self._view.add(lap)
            self.folds += 1
        self._folded = self._unchanged = count
        return self._view

    def _look(self, seen: _Seen, car: CarLaps) -> None:
        """Put the car's laps in their places that are other ones than when it was looked at last."""
        if (seen.version, seen.name) == (car.version, car.name):
            return
        for number, record in car.laps.items():
            known, before = seen.laps.get(number, (None, None))
            if known is record and seen.name == car.name:
                continue
            lap = observed(record)
            lap = lap and replace(lap, driver=car.name)
            if lap == before:
                lap = before
            else:
                self._exchange(before, lap)
            seen.laps[number] = record, lap
        seen.version, seen.name = car.version, car.name

    def _exchange(self, before: ObservedLap | None, lap: ObservedLap | None) -> None:
        if before is not None:
            at = bisect_left(self._ended, _order(before), key=_order)
            del self._ended[at]
            self._unchanged = min(self._unchanged, at)
        if lap is not None:
            at = bisect_left(self._ended, _order(lap), key=_order)
            self._ended.insert(at, lap)
            self._unchanged = min(self._unchanged, at)


def _end_s(lap: ObservedLap) -> float:
    return lap.end_s


def _order(lap: ObservedLap) -> tuple[float, int, str, int]:
    return (lap.end_s, lap.position, lap.driver, lap.lap_number)


def _empty(moment: LapRecord) -> RaceView:
    return RaceView(
        circuit=moment.circuit or UNKNOWN_CIRCUIT,
        total_laps=moment.scheduled_laps or USUAL_LAPS,
        season=moment.season or 0,
    )


def _same(view: RaceView, moment: LapRecord) -> bool:
    fresh = _empty(moment)
    return (view.circuit, view.total_laps, view.season) == (
        fresh.circuit,
        fresh.total_laps,
        fresh.season,
    )
