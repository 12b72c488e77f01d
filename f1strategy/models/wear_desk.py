"""A driver's lap records with the wear of the tyres filled in, revised when either changes."""

from collections.abc import Iterable

import msgspec

from f1strategy.models.driver_wear import WearModels, with_wear, without_wear
from schemas.records import LapRecord


class WearDesk:
    """Keeps one driver's laps as timing knows them and as they were published."""

    def __init__(self, models: WearModels) -> None:
        self._models = models
        self._timed: dict[int, LapRecord] = {}
        self._published: dict[int, LapRecord] = {}

    def restore(self, lap: LapRecord) -> LapRecord:
        """Take back a published lap; returns it as timing knows it."""
        self._published[lap.lap_number] = lap
        self._timed[lap.lap_number] = timed = without_wear(lap)
        return timed

    def apply(self, revised: Iterable[LapRecord]) -> tuple[LapRecord, ...]:
        """Take laps that timing has revised; returns every lap whose content is new, wear included.

        A corrected lap may bend the estimate of the laps after it: they are revised with it.
        """
        news = tuple(revised)
        if not news:
            return ()
        self._timed.update((lap.lap_number, lap) for lap in news)
        caused_by_ms = max(lap.caused_by_ingest_time_ms for lap in news)
        changed = []
        for lap in with_wear(self._timed.values(), self._models):
            known = self._published.get(lap.lap_number)
            if known is not None and _content(lap) == _content(known):
                continue
            revision = 1 if known is None else known.revision + 1
            new = msgspec.structs.replace(
                lap, revision=revision, caused_by_ingest_time_ms=caused_by_ms
            )
            self._published[lap.lap_number] = new
            changed.append(new)
        return tuple(changed)


def _content(lap: LapRecord) -> LapRecord:
    return msgspec.structs.replace(lap, schema="", revision=0, caused_by_ingest_time_ms=0)
