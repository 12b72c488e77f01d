"""A driver's lap records with the wear of the tyres filled in, revised when either changes."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from f1strategy.models.driver_wear import (
    LapWear,
    StintWear,
    WearModels,
    after_lap,
    fields_of,
    without_wear,
)
from schemas.records import LapRecord


class _Known(NamedTuple):
    """The stint after a lap, and what the lap told."""

    stint: StintWear | None
    wear: LapWear


class WearDesk:
    """Keeps one driver's laps as timing knows them and as they were published."""

    def __init__(self, models: WearModels) -> None:
        self._models = models
        self._timed: dict[int, LapRecord] = {}
        self._numbers: list[int] = []
        self._known: dict[int, _Known] = {}
        self._published: dict[int, LapRecord] = {}

    def restore(self, lap: LapRecord) -> LapRecord:
        """Take back a published lap; returns it as timing knows it."""
        self._published[lap.lap_number] = lap
        timed = without_wear(lap)
        self._keep(timed)
        return timed

    def apply(self, revised: Iterable[LapRecord]) -> tuple[LapRecord, ...]:
        """Take laps that timing has revised; returns every lap whose content is new, wear included.

        A corrected lap may bend the estimate of the laps after it: they are revised with it.
        """
        news = {lap.lap_number: lap for lap in revised}
        if not news:
            return ()
        for lap in news.values():
            self._keep(lap)
        caused_by_ms = max(lap.caused_by_ingest_time_ms for lap in news.values())
        changed = []
        for number in self._reestimated(min(news), max(news), news.keys()):
            new = self._revision(number, caused_by_ms)
            if new is not None:
                self._published[number] = new
                changed.append(new)
        return tuple(changed)

    def _keep(self, lap: LapRecord) -> None:
        if lap.lap_number not in self._timed:
            insort(self._numbers, lap.lap_number)
        self._timed[lap.lap_number] = lap

    def _reestimated(self, first: int, last: int, news: Iterable[int]) -> list[int]:
        """Laps that are new or tell something new of the tyre, from the first of them that timing has revised.

        Behind the last one nothing is new from where the stint is what it was.
        """
        begin = bisect_left(self._numbers, first)
        while begin and self._numbers[begin - 1] not in self._known:
            begin -= 1
        stint = self._known[self._numbers[begin - 1]].stint if begin else None
        found, revised = [], set(news)
        for number in self._numbers[begin:]:
            stint, wear = after_lap(stint, self._timed[number], self._models)
            before, self._known[number] = self._known.get(number), _Known(stint, wear)
            if number in revised or before is None or wear != before.wear:
                found.append(number)
            if number >= last and before is not None and before.stint == stint:
                break
        return found

    def _revision(self, number: int, caused_by_ms: int) -> LapRecord | None:
        """The lap's next revision; None where its content is what was published last."""
        known, wear = self._published.get(number), fields_of(self._known[number].wear)
        if known is None:
            return msgspec.structs.replace(
                self._timed[number], revision=1, caused_by_ingest_time_ms=caused_by_ms, **wear
            )
        same = msgspec.structs.replace(
            self._timed[number],
            schema=known.schema,
            revision=known.revision,
            caused_by_ingest_time_ms=known.caused_by_ingest_time_ms,
            **wear,
        )
        if same == known:
            return None
        return msgspec.structs.replace(
            same,
            schema=self._timed[number].schema,
            revision=known.revision + 1,
            caused_by_ingest_time_ms=caused_by_ms,
        )
