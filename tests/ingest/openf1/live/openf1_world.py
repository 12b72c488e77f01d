"""A race as OpenF1 would have run it: rows published over MQTT and stored for REST, on its own clock."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Thread
from typing import Any

from f1strategy.ingest.causal import release
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.openf1.live.feed import LiveFeed
from f1strategy.ingest.openf1.live.filler import GapFiller
from f1strategy.ingest.openf1.live.plan import FillPlan
from f1strategy.ingest.openf1.sessions import Session
from f1strategy.ingest.recording import RECORDED, Recording
from f1strategy.ingest.timed_row import TimedRow
from schemas.records import DeadLetter, RawEnvelope
from tests.ingest.openf1.history import History, Race

Row = dict[str, Any]

GROWING = {"laps": ("driver_number", "lap_number"), "stints": ("driver_number", "stint_number")}
HOUR_MS = 3_600_000
SECOND_LOOK_MS = 1_500.0
"""In these tests rows are stored as they are published, and a race takes seconds."""


class World:
    """The race goes on by `publish`; `now_ms` is its time and that of every OpenF1 server."""

    def __init__(self, recording: Recording) -> None:
        self.rows = [row for row in release(recording) if row.endpoint != "race_info"]
        self.now_ms = self.rows[0].release_time_ms
        self.last_id = self.now_ms
        grid = next((row.row for row in self.rows if row.endpoint == "starting_grid"), {})
        meeting_key = recording.rows["laps"][0]["meeting_key"]
        self.session = Session(
            recording.session_key,
            meeting_key,
            grid.get("session_key"),
            recording.name,
            self.now_ms,
            self.rows[-1].release_time_ms + HOUR_MS,
        )
        self._stored: dict[str, dict[str, Row]] = {endpoint: {} for endpoint in RECORDED}
        stored = _Stored(self._stored)
        self.history = History([Race(recording.session_key, meeting_key, stored)])

    def next_rows(self, count: int) -> Iterator[tuple[str, Row]]:
        """Let so many rows happen: they are stored, and given for publication."""
        happening, self.rows = self.rows[:count], self.rows[count:]
        for one in happening:
            yield one.endpoint, self._happen(one)

    def _happen(self, one: TimedRow) -> Row:
        self.now_ms = max(self.now_ms, one.release_time_ms)
        self.last_id = max(self.last_id + 1, self.now_ms)
        names = GROWING.get(one.endpoint, tuple(one.row))
        key = json.dumps([one.row.get(name) for name in names])
        self._stored[one.endpoint][key] = one.row
        return {**one.row, "_key": key, "_id": self.last_id}


class _Stored(Mapping[str, Sequence[Row]]):
    """What REST knows: the newest version of every row."""

    def __init__(self, rows: Mapping[str, Mapping[str, Row]]) -> None:
        self._rows = rows

    def __getitem__(self, endpoint: str) -> Sequence[Row]:
        return list(self._rows[endpoint].values())

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class Published:
    """Takes what a feed publishes."""

    def __init__(self) -> None:
        self.envelopes: list[RawEnvelope] = []
        self.letters: list[DeadLetter] = []

    def publish(self, envelope: RawEnvelope) -> None:
        self.envelopes.append(envelope)

    def publish_dead_letter(self, letter: DeadLetter) -> None:
        self.letters.append(letter)

    def flush(self) -> None:
        """Nothing waits."""


@contextmanager
def following(
    world: World,
    new_stream: Callable[[Callable[[Any], None]], Any],
    client: Any,
    *,
    quiet_s: float = 60.0,
) -> Iterator[tuple[LiveFeed, Published, list[str]]]:
    """A feed that follows the world in a thread: itself, what it publishes, what it tells.

    `new_stream` makes the stream from what takes its events.
    """
    events: SimpleQueue[Any] = SimpleQueue()
    published = Published()
    told: list[str] = []
    feed = LiveFeed(
        world.session,
        published,
        new_stream(events.put),
        GapFiller(client, world.session, events.put),
        events,
        clock=SystemClock(),
        server_time_ms=lambda: world.now_ms,
        report=told.append,
        quiet_s=quiet_s,
        plan=FillPlan(second_look_ms=SECOND_LOOK_MS),
    )
    thread = Thread(target=feed.run, daemon=True)
    thread.start()
    try:
        yield feed, published, told
    finally:
        feed.stop()
        thread.join(30)
        assert not thread.is_alive(), "the feed did not end"
