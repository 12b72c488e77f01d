"""The main loop of a live feed: what stream and filler tell becomes envelopes, silence an alarm.

One thread publishes; the stream and the filler only put events into its queue.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final

from f1strategy.ingest.clock import Clock
from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.openf1.live.dead_man import DeadMan
from f1strategy.ingest.openf1.live.ends import Filler, Sink, Stream
from f1strategy.ingest.openf1.live.events import (
    Arrived,
    Broken,
    Event,
    Fill,
    Filled,
    FillEnded,
    Lost,
    Subscribed,
    Unreadable,
    read,
)
from f1strategy.ingest.openf1.live.plan import FillPlan
from f1strategy.ingest.openf1.live.progress import LiveProgress
from f1strategy.ingest.openf1.sessions import Session
from f1strategy.ingest.recording import FOREIGN_SESSION
from f1strategy.ingest.row_values import Row
from schemas.records import DeadLetter
from schemas.topics import RAW

LIVE: Final = "openf1-live"
REST: Final = "openf1-rest"
"""What envelopes call the two ways."""

LOOK_EVERY_S: Final = 0.25
FLUSH_EVERY_MS: Final = 1_000
OVER_AFTER_MS: Final = 600_000
"""So much silence after the session's scheduled end, red flags allowed for, is its end."""


class LiveFeed:
    """Follows one session until it is over or `stop` is called.

    `report` hears in one line what people should know. `server_time_ms` is OpenF1's clock, by which
    `_id` and the answers of REST are ordered.
    """

    def __init__(
        self,
        session: Session,
        sink: Sink,
        stream: Stream,
        filler: Filler,
        events: SimpleQueue[Event],
        *,
        clock: Clock,
        server_time_ms: Callable[[], int],
        report: Callable[[str], None],
        quiet_s: float = 30.0,
        plan: FillPlan | None = None,
    ) -> None:
        self._session, self._sink, self._stream, self._filler = session, sink, stream, filler
        self._events, self._clock, self._server_time_ms = events, clock, server_time_ms
        self._report = report
        now_ms = clock.elapsed_ms()
        self._dead_man = DeadMan(quiet_ms=quiet_s * 1000, now_ms=now_ms)
        self._plan = plan or FillPlan()
        self._flushed_ms = now_ms
        self._has_rows_to_flush = False
        self._stopping = threading.Event()
        self.progress: Final = LiveProgress()

    def run(self) -> None:
        """Follow the session. Raises what the stream broke at, and what publishing raises."""
        self._filler.start()
        self._stream.start()
        try:
            while not self._stopping.is_set():
                with suppress(Empty):
                    self.take(self._events.get(timeout=LOOK_EVERY_S))
                self.watch()
        finally:
            self._stream.stop()
            self._filler.stop()

    def stop(self) -> None:
        """End after the event that is being taken; from any thread, or a signal."""
        self._stopping.set()

    def take(self, event: Event) -> None:
        """Act on one event."""
        match event:
            case Arrived():
                self._arrived(event)
            case Filled(fill, endpoint, rows):
                for row in rows:
                    self._publish(REST, endpoint, row, fill.sequence)
                self.progress.filled_rows += len(rows)
            case Subscribed():
                self._subscribed()
            case Lost(reason, is_planned):
                self._lost(reason, is_planned=is_planned)
            case FillEnded(fill, failure):
                self._fill_ended(fill, failure)
            case Broken(error):
                raise error

    def watch(self) -> None:
        """What is due by now: wishes, an alarm, a new token, a flush, the end."""
        now_ms = self._clock.elapsed_ms()
        self._stream.renew_if_due()
        for fill in self._plan.due(now_ms):
            self._filler.ask(fill)
        self._listen(now_ms)
        if self._has_rows_to_flush and now_ms - self._flushed_ms >= FLUSH_EVERY_MS:
            self._sink.flush()
            self._flushed_ms, self._has_rows_to_flush = now_ms, False

    def _arrived(self, message: Arrived) -> None:
        try:
            endpoint, row, sequence = read(message, self._server_time_ms())
        except Unreadable as error:
            self._refuse(message, str(error))
            return
        if not self._is_ours(endpoint, row):
            self._pass_over(row.get("session_key"))
            return
        self._plan.knows(sequence)
        if self._dead_man.hear(self._clock.elapsed_ms()):
            self._report("the live stream is back")
        self._publish(LIVE, endpoint, row, sequence)
        self.progress.live_rows += 1

    def _publish(self, source: str, endpoint: str, row: Row, sequence: int) -> None:
        self._sink.publish(
            envelope(
                row,
                source=source,
                endpoint=endpoint,
                session_key=self._session.session_key,
                sequence=sequence,
                ingest_time_ms=self._clock.now_ms(),
            )
        )
        self._has_rows_to_flush = True

    def _refuse(self, message: Arrived, reason: str) -> None:
        letter = DeadLetter.of(
            message.payload,
            source_topic=RAW.name,
            stage="ingest",
            error=reason,
            session_key=self._session.session_key,
        )
        self._sink.publish_dead_letter(letter)
        self.progress.dead_letters += 1
        self._has_rows_to_flush = True

    def _is_ours(self, endpoint: str, row: Row) -> bool:
        found = row.get("session_key")
        if endpoint == "starting_grid":
            return found in (self._session.grid_session_key, self._session.session_key)
        if endpoint in FOREIGN_SESSION:
            return row.get("meeting_key") == self._session.meeting_key
        return found == self._session.session_key

    def _pass_over(self, session_key: int | None) -> None:
        others = self.progress.other_sessions
        if session_key not in others:
            self._report(f"rows of session {session_key} come as well; they are left out")
        others[session_key] += 1

    def _subscribed(self) -> None:
        self.progress.is_connected = True
        self._report("following the live stream; asking for what it has not told")
        self._plan.gap_ends(self._clock.elapsed_ms(), self._server_time_ms())

    def _lost(self, reason: str, *, is_planned: bool) -> None:
        if self.progress.is_connected:
            self.progress.breaks += not is_planned
            self._plan.gap_begins(self._server_time_ms())
        self.progress.is_connected = False
        self._report(reason if is_planned else f"no live stream: {reason}")

    def _fill_ended(self, fill: Fill, failure: str | None) -> None:
        if failure is None:
            self.progress.fills += 1
            self._plan.granted()
        else:
            self._report(f"what was missed is still missing: {failure}")
            self._plan.failed(fill, self._clock.elapsed_ms())

    def _listen(self, now_ms: float) -> None:
        server_ms = self._server_time_ms()
        self.progress.silence_s = self._dead_man.silence_ms(now_ms) / 1000
        if not self._session.is_running(server_ms):
            self._dead_man.rest(now_ms)
            self._end_if_over(server_ms, now_ms)
        elif self._dead_man.alarm(now_ms):
            self._report(
                f"ALARM: nothing from the live stream for {self.progress.silence_s:.0f} s; "
                "asking REST instead"
            )
            self._plan.in_silence(now_ms, server_ms)
        self.progress.is_silent = self._dead_man.is_silent

    def _end_if_over(self, server_ms: int, now_ms: float) -> None:
        end_ms = self._session.end_time_ms
        if end_ms is None or server_ms <= end_ms:
            return
        if self._dead_man.silence_ms(now_ms) >= OVER_AFTER_MS:
            self._report("the session is over")
            self.stop()
