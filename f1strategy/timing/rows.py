"""First step of the timing room: an envelope becomes a typed row with its key and version."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgspec

from schemas.openf1 import ROW_BY_ENDPOINT, SESSION_WIDE, SourceRow, time_ms
from schemas.records import RawEnvelope


class MalformedRow(ValueError):
    """A source row that cannot be read; the message says which and why."""

    def __init__(self, endpoint: str, reason: str) -> None:
        super().__init__(endpoint, reason)
        self.endpoint, self.reason = endpoint, reason

    def __str__(self) -> str:
        return f"not a row of {self.endpoint!r}: {self.reason}"


Version = int
"""Of two rows with one key the one with the higher version is the newer: its sequence and, behind it, a digest of the
payload, so that between equal sequences every order of arrival picks the same row. A number, because a race has
30,000 of them in memory."""
DIGEST_BYTES: Final = 8
_MOST_SEQUENCE: Final = 2**63 - 1


class ParsedRow(NamedTuple):
    """A source row as the timing room works with it.

    `key` names the row within its session: a row with the same key is another version of it.
    `time_ms` is when it happened; for a lap, when the lap began; null where the source is silent.
    """

    endpoint: str
    key: str
    row: SourceRow
    time_ms: int | None
    version: Version


_DECODERS: Final[dict[str, msgspec.json.Decoder[Any]]] = {
    endpoint: msgspec.json.Decoder(row) for endpoint, row in ROW_BY_ENDPOINT.items()
}

_TIME_FIELD: Final = {
    "laps": "date_start",
    "pit": "date",
    "intervals": "date",
    "position": "date",
    "race_control": "date",
    "weather": "date",
}

_KEY: Final[dict[str, Callable[[Any, int | None], str]]] = {
    "laps": lambda row, _: f"laps:{row.driver_number}:{row.lap_number}",
    "stints": lambda row, _: f"stints:{row.driver_number}:{row.stint_number}",
    # OpenF1's own key is the lap, which may be carried over from another car and hides a second
    # pass in one lap; the moment the car left the pit lane is its own.
    "pit": lambda row, at: f"pit:{row.driver_number}:{at}",
    "intervals": lambda row, at: f"intervals:{row.driver_number}:{at}",
    "position": lambda row, at: f"position:{row.driver_number}:{at}",
    # OpenF1's key leaves the message out, and two messages of one second collide.
    "race_control": lambda row, at: (
        f"race_control:{at}:{row.driver_number}:{row.lap_number}:{row.category}:{row.flag}"
        f":{row.scope}:{row.sector}:{row.message}"
    ),
    "weather": lambda _, at: f"weather:{at}",
    "drivers": lambda row, _: f"drivers:{row.driver_number}",
    # The payload carries the qualifying session, of which a sprint weekend has two.
    "starting_grid": lambda row, _: f"starting_grid:{row.driver_number}:{row.session_key}",
    "session_result": lambda row, _: f"session_result:{row.driver_number}",
    "race_info": lambda *_: "race_info",
}


MAX_ROW_BYTES: Final = 16 * 1024
"""A lap with all its mini-sectors has about 1 KiB. A field quotes names of every car, and has to fit
Kafka's 1 MB."""
_DAY_S: Final = 86_400
_MOST_LAPS: Final = 200
_MOST: Final[dict[str, dict[str, int]]] = {
    "laps": {"lap_number": _MOST_LAPS, "lap_duration": _DAY_S},
    "pit": {"pit_duration": _DAY_S, "lane_duration": _DAY_S},
    "stints": {"tyre_age_at_start": _MOST_LAPS},
    "race_info": {"scheduled_laps": _MOST_LAPS},
}
"""No true row holds more (78 laps at Monaco, 2,483 s in the pit lane under a red flag in the
recordings), and one that does would overflow a time or have tables laid out for a billion laps."""


def parse(envelope: RawEnvelope) -> ParsedRow:
    """Read an envelope's payload.

    Raises `MalformedRow` for an endpoint that makes no lap records, a sequence of more than 64 bits, and for a
    payload that is not JSON, lacks a key field, has a wrong type, an unreadable time, a lap before the first
    or one that took no time, a number that cannot be true or more bytes than any row has.
    """
    endpoint = envelope.endpoint
    read = _read_once if endpoint in SESSION_WIDE else _read
    return read(endpoint, envelope.sequence, bytes(envelope.payload))


def _read(endpoint: str, sequence: int, payload: bytes) -> ParsedRow:
    decoder = _DECODERS.get(endpoint)
    if decoder is None:
        raise MalformedRow(endpoint, f"expected one of {', '.join(_DECODERS)}")
    if not -_MOST_SEQUENCE <= sequence <= _MOST_SEQUENCE:
        raise MalformedRow(endpoint, f"expected a sequence of 64 bits, found {sequence}")
    if len(payload) > MAX_ROW_BYTES:
        raise MalformedRow(
            endpoint, f"expected {MAX_ROW_BYTES} bytes at most, found {len(payload)}"
        )
    try:
        row = decoder.decode(payload)
        at_ms = _moment(endpoint, row)
    except (ValueError, OverflowError) as error:
        raise MalformedRow(endpoint, str(error)) from error
    if endpoint == "laps" and row.lap_number < 1:
        raise MalformedRow(endpoint, f"expected a lap_number from 1, found {row.lap_number}")
    if endpoint == "laps" and row.lap_duration is not None and row.lap_duration <= 0:
        raise MalformedRow(endpoint, f"expected a lap_duration above 0, found {row.lap_duration}")
    for field, most in _MOST.get(endpoint, {}).items():
        found = getattr(row, field)
        if found is not None and not -most <= found <= most:
            raise MalformedRow(endpoint, f"expected a {field} up to {most}, found {found}")
    version = _version(sequence, payload)
    return ParsedRow(endpoint, _KEY[endpoint](row, at_ms), row, at_ms, version)


_read_once: Final = lru_cache(maxsize=256)(_read)
"""For rows of the whole session: every car's timeline reads them, and keeps the same object."""


def _version(sequence: int, payload: bytes) -> Version:
    digest = blake2b(payload, digest_size=DIGEST_BYTES).digest()
    return (sequence << 8 * DIGEST_BYTES) | int.from_bytes(digest)


def _moment(endpoint: str, row: SourceRow) -> int | None:
    field = _TIME_FIELD.get(endpoint)
    text = getattr(row, field) if field else None
    return None if text is None else time_ms(text)
