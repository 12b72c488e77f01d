"""The race as the models see it: what had happened when a driver crossed the line, and nothing later."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from f1strategy.models.observed import ObservedLap, observed
from f1strategy.models.race_view import RaceView
from f1strategy.strategy.car import CarLaps
from schemas.records import LapRecord

UNKNOWN_CIRCUIT: Final = ""
USUAL_LAPS: Final = 57
"""Race distance where the feed has not told it: the median of the races of 2018 to 2024."""


class RaceSoFar:
    """Folds the newest revisions of a session's laps into a view at any moment.

    Laps may come late or be corrected, so a view is folded anew where the laps before its moment are
    not the ones folded last; usually one lap is added.
    """

    def __init__(self) -> None:
        self._seen: dict[int, dict[int, tuple[LapRecord, str, ObservedLap | None]]] = {}
        self._folded: list[ObservedLap] = []
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
        names = {number: car.name for number, car in cars.items()}
        this = self._observed(moment, names)
        if this is None:
            return None
        other = self._observed(until, names) if until is not None else None
        end_s = this.end_s if other is None else max(this.end_s, other.end_s)
        laps = [
            lap
            for car in cars.values()
            for record in car.laps.values()
            if (lap := self._observed(record, names)) is not None and lap.end_s <= end_s
        ]
        laps.sort(key=_order)
        known = len(self._folded)
        if self._view is None or laps[:known] != self._folded or not _same(self._view, moment):
            self._view, known = _empty(moment), 0
            self.folds += 1
        for lap in laps[known:]:
            self._view.add(lap)
            self.folds += 1
        self._folded = laps
        return self._view

    def _observed(self, record: LapRecord, names: Mapping[int, str]) -> ObservedLap | None:
        name = names[record.driver_number]
        seen = self._seen.setdefault(record.driver_number, {})
        known = seen.get(record.lap_number)
        # A revision is another object; comparing identities keeps this cheap, for every lap each time.
        if known is None or known[0] is not record or known[1] != name:
            lap = observed(record)
            known = seen[record.lap_number] = (record, name, lap and replace(lap, driver=name))
        return known[2]


def _order(lap: ObservedLap) -> tuple[float, int, str]:
    return (lap.end_s, lap.position, lap.driver)


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
