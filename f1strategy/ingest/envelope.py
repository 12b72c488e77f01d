"""A source row wrapped for `telemetry.raw`, with an id that follows from its content."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

import msgspec

from f1strategy.ingest.row_values import integer, moment_ms
from schemas.records import RawEnvelope

EVENT_ID_BYTES: Final = 16
EVENT_TIME_FIELDS: Final = ("date", "date_start")


def envelope(
    row: Mapping[str, Any],
    *,
    source: str,
    endpoint: str,
    session_key: int,
    sequence: int,
    ingest_time_ms: int,
) -> RawEnvelope:
    """Wrap one row; its payload is the row as it came.

    `session_key` is the session the row is about to be used for, `sequence` rises with what the
    source knew, `ingest_time_ms` is the clock's now.
    """
    moments = (moment_ms(row, name) for name in EVENT_TIME_FIELDS)
    return RawEnvelope(
        source=source,
        endpoint=endpoint,
        session_key=session_key,
        driver_number=integer(row, "driver_number"),
        event_time_ms=next((ms for ms in moments if ms is not None), None),
        ingest_time_ms=ingest_time_ms,
        sequence=sequence,
        event_id=event_id(row, endpoint=endpoint, session_key=session_key),
        payload=msgspec.Raw(msgspec.json.encode(row)),
    )


def event_id(row: Mapping[str, Any], *, endpoint: str, session_key: int) -> str:
    """The same content has the same id, whoever delivered it and in whatever field order.

    `_id` and `_key`, which OpenF1 adds on its live stream only, do not count.

    >>> live = {"_id": 7, "_key": "9_1", "position": 1, "driver_number": 4}
    >>> recorded = {"driver_number": 4, "position": 1}
    >>> event_id(live, endpoint="position", session_key=9) == event_id(
    ...     recorded, endpoint="position", session_key=9)
    True
    """
    content = {name: value for name, value in row.items() if not name.startswith("_")}
    identified = msgspec.json.encode((endpoint, session_key, content), order="deterministic")
    return blake2b(identified, digest_size=EVENT_ID_BYTES).hexdigest()
