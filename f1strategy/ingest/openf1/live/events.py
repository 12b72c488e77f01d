"""What the threads of a live feed tell its main loop, and rows read from MQTT messages."""

from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

import msgspec

from f1strategy.ingest.recording import FOREIGN_SESSION
from f1strategy.ingest.row_values import Row, integer

TOPIC_ROOT: Final = "v1/"
ID_TOLERANCE_MS: Final = 12 * 3_600_000
"""An `_id` further than this from the server's time is no time in ms, whatever else it may be."""


class Arrived(NamedTuple):
    """An MQTT message."""

    topic: str
    payload: bytes


class Subscribed(NamedTuple):
    """From now on every message arrives."""


class Lost(NamedTuple):
    """Messages may be missed from now on. A planned reconnection has nothing wrong with it."""

    reason: str
    is_planned: bool = False


class Broken(NamedTuple):
    """The stream cannot go on; nothing that time would mend."""

    error: Exception


class Fill(NamedTuple):
    """A wish: what REST knows since a moment of the server's time, None for everything.

    `sequence` is what the answers count as: newer than all before the gap, older than all after.
    """

    sequence: int
    since_ms: int | None = None


class Filled(NamedTuple):
    """Rows of one endpoint, as an answer to a wish."""

    fill: Fill
    endpoint: str
    rows: Sequence[Row]


class FillEnded(NamedTuple):
    """A wish was granted, or failed."""

    fill: Fill
    failure: str | None = None


Event: TypeAlias = Arrived | Subscribed | Lost | Broken | Filled | FillEnded


class LiveRow(NamedTuple):
    """A source row from the stream."""

    endpoint: str
    row: Row
    sequence: int


class Unreadable(ValueError):
    """A message that is no row."""

    def __init__(self, endpoint: str, reason: str) -> None:
        super().__init__(endpoint, reason)
        self.endpoint, self.reason = endpoint, reason

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.reason}"


def read(message: Arrived, server_time_ms: int) -> LiveRow:
    """The row in a message. Raises `Unreadable`.

    OpenF1's `_id` is the time of publication in ms, raised where needed so that it increases: of two
    rows with one `_key` the higher is the newer. Without a believable one, `server_time_ms` is.

    >>> read(Arrived("v1/laps", b'{"session_key": 9, "_id": 1700000000001}'), 1700000000000)
    LiveRow(endpoint='laps', row={'session_key': 9, '_id': 1700000000001}, sequence=1700000000001)
    """
    endpoint = message.topic.removeprefix(TOPIC_ROOT)
    try:
        row = msgspec.json.decode(message.payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(endpoint, f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise Unreadable(endpoint, f"expected an object, found {type(row).__name__}")
    if endpoint not in FOREIGN_SESSION and integer(row, "session_key") is None:
        found = row.get("session_key")
        raise Unreadable(endpoint, f"expected a session_key, found {found!r}")
    told_ms = integer(row, "_id")
    is_time = told_ms is not None and abs(told_ms - server_time_ms) <= ID_TOLERANCE_MS
    return LiveRow(endpoint, row, told_ms if told_ms is not None and is_time else server_time_ms)
