"""Which driver a row concerns: rows about the whole session go to every driver of it."""

from typing import NamedTuple

from f1strategy.timing.rows import ParsedRow, Version, parse
from schemas import codec
from schemas.openf1 import ARCHIVED_ONLY, HIGH_RATE, SESSION_WIDE, RaceControlRow
from schemas.records import RaceMessage, RawEnvelope

Stored = tuple[str, bytes]
"""A state entry: its key and an encoded record that carries its own schema version."""

_DRIVER = "driver:"
_OF_NO_LAP = ARCHIVED_ONLY | HIGH_RATE


class Routed(NamedTuple):
    """What one envelope leads to: state to write, envelopes for drivers in this order, and what race
    control says in it.
    """

    to_store: tuple[Stored, ...] = ()
    deliveries: tuple[tuple[int, RawEnvelope], ...] = ()
    message: RaceMessage | None = None


class SessionRouter:
    """Knows a session's drivers and its session-wide rows.

    A driver is known from its first row on. That row brings every session-wide row so far to it,
    before the row itself, so that no driver misses a flag whatever the order of arrival.
    """

    def __init__(self, session_key: int) -> None:
        self.session_key = session_key
        self._drivers: set[int] = set()
        self._wide: dict[str, tuple[Version, RawEnvelope]] = {}

    def apply(self, envelope: RawEnvelope) -> Routed:
        """Route one envelope. Raises `MalformedRow` for a row that nobody downstream could read."""
        if envelope.endpoint in _OF_NO_LAP:
            return Routed()
        parsed = parse(envelope)
        if parsed.endpoint in SESSION_WIDE:
            return self._to_everyone(parsed, envelope)
        return self._to_its_driver(parsed, envelope)

    def restore(self, key: str, value: bytes) -> None:
        """Take back one entry of `Routed.to_store`; the order of entries does not matter."""
        if key.startswith(_DRIVER):
            self._drivers.add(int(key.removeprefix(_DRIVER)))
        else:
            envelope = codec.decode(value, RawEnvelope)
            self._keep(parse(envelope), envelope)

    def _to_everyone(self, parsed: ParsedRow, envelope: RawEnvelope) -> Routed:
        if not self._keep(parsed, envelope):
            return Routed()
        deliveries = tuple((driver, envelope) for driver in sorted(self._drivers))
        stored = ((parsed.key, codec.encode(envelope)),)
        return Routed(stored, deliveries, race_message(parsed, envelope))

    def _to_its_driver(self, parsed: ParsedRow, envelope: RawEnvelope) -> Routed:
        driver: int = parsed.row.driver_number  # type: ignore[union-attr, assignment]
        if driver in self._drivers:
            return Routed((), ((driver, envelope),))
        self._drivers.add(driver)
        earlier = tuple((driver, known) for _, known in self._wide.values())
        introduction = (f"{_DRIVER}{driver}", codec.encode(envelope))
        return Routed((introduction,), (*earlier, (driver, envelope)))

    def _keep(self, parsed: ParsedRow, envelope: RawEnvelope) -> bool:
        known = self._wide.get(parsed.key)
        if known is not None and known[0] >= parsed.version:
            return False
        self._wide[parsed.key] = (parsed.version, envelope)
        return True


def race_message(parsed: ParsedRow, envelope: RawEnvelope) -> RaceMessage | None:
    """What race control says in a row; None for other rows, and for one without words."""
    row = parsed.row
    if not isinstance(row, RaceControlRow) or not row.message or parsed.time_ms is None:
        return None
    return RaceMessage(
        session_key=envelope.session_key,
        message_id=parsed.key.removeprefix("race_control:"),
        event_time_ms=parsed.time_ms,
        message=row.message.strip(),
        category=row.category,
        flag=row.flag,
        scope=row.scope,
        sector=row.sector,
        lap_number=row.lap_number,
        driver_number=row.driver_number,
        caused_by_ingest_time_ms=envelope.ingest_time_ms,
    )
