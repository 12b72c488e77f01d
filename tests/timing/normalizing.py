"""The room as the normalize job uses it: a router before one timeline a driver, and their state."""

from collections.abc import Iterable

import msgspec

from f1strategy.timing.fold import fold
from f1strategy.timing.routing import SessionRouter
from f1strategy.timing.timeline import DriverTimeline
from schemas import codec
from schemas.records import LapRecord, RawEnvelope
from tests.timing.builders import CAR, SESSION

LapKey = tuple[int, int, int]


def lap_records(*rows: RawEnvelope | Iterable[RawEnvelope], car: int = CAR) -> dict[int, LapRecord]:
    """The final records of one car by lap."""
    envelopes: list[RawEnvelope] = []
    for row in rows:
        envelopes.extend([row] if isinstance(row, RawEnvelope) else row)
    return {number: lap for (_, driver, number), lap in fold(envelopes).items() if driver == car}


def content(lap: LapRecord) -> LapRecord:
    """The record without what tells of its making."""
    return msgspec.structs.replace(lap, revision=0, caused_by_ingest_time_ms=0)


def contents(laps: dict[LapKey, LapRecord]) -> dict[LapKey, LapRecord]:
    """The same for every record."""
    return {key: content(lap) for key, lap in laps.items()}


class Normalizing:
    """Takes envelopes one by one and keeps what the job would: state, and the newest records."""

    def __init__(self, session_key: int = SESSION) -> None:
        self.session_key = session_key
        self.laps: dict[LapKey, LapRecord] = {}
        self._router = SessionRouter(session_key)
        self._timelines: dict[int, DriverTimeline] = {}
        self._router_state: dict[str, bytes] = {}
        self._rows: dict[int, dict[str, bytes]] = {}

    def apply(self, envelope: RawEnvelope) -> list[LapRecord]:
        """Deliver one envelope; the records that it revised."""
        routed = self._router.apply(envelope)
        self._router_state.update(routed.to_store)
        revised: list[LapRecord] = []
        for driver, delivered in routed.deliveries:
            applied = self._timeline(driver).apply(delivered)
            self._rows.setdefault(driver, {}).update(applied.to_store)
            revised.extend(applied.laps)
        self.laps.update({(self.session_key, x.driver_number, x.lap_number): x for x in revised})
        return revised

    def take(self, envelopes: Iterable[RawEnvelope]) -> "Normalizing":
        """Deliver them all."""
        for envelope in envelopes:
            self.apply(envelope)
        return self

    def restored(self) -> "Normalizing":
        """Another one, from this one's state alone, read in the opposite order."""
        other = Normalizing(self.session_key)
        for key, value in reversed(self._router_state.items()):
            other._router.restore(key, value)
        for driver, rows in self._rows.items():
            for key, value in reversed(rows.items()):
                other._timeline(driver).restore_row(key, value)
        for lap in reversed(self.laps.values()):
            other._timeline(lap.driver_number).restore_lap(codec.encode(lap))
        other.laps = dict(self.laps)
        other._router_state, other._rows = dict(self._router_state), dict(self._rows)
        return other

    def stored_rows(self, driver: int = CAR) -> dict[str, bytes]:
        """The rows in a driver's state."""
        return self._rows.get(driver, {})

    def _timeline(self, driver: int) -> DriverTimeline:
        return self._timelines.setdefault(driver, DriverTimeline(self.session_key, driver))
