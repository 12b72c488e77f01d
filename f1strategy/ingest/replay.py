"""Plays timed rows to a publisher at a chosen speed, each at its moment."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from f1strategy.ingest.clock import Clock
from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.pace import Pace
from f1strategy.ingest.replay_control import ReplayControl
from f1strategy.ingest.timed_row import TimedRow, lap_start_times_ms
from schemas.records import RawEnvelope

LEAD_MS: Final = 5_000
"""How much race time is played before lights out; what comes earlier is released at once."""


@dataclass(frozen=True, slots=True)
class ReplayProgress:
    """How far a replay is. `race_time_s` counts from lights out and is negative before."""

    rows_released: int
    rows_total: int
    race_time_s: float
    race_duration_s: float
    leader_lap: int
    last_lap: int
    speed: float
    is_paused: bool
    is_over: bool


class Replay:
    """One run through a race.

    `rows` come from `causal.release`. `speed` is race seconds per second, `math.inf` for as fast as
    it goes. Race time begins `lead_ms` before lights out: the hour before it is released at once,
    unless `lead_ms` is None. `sequence` of a row is its index in `rows`.
    """

    def __init__(
        self,
        rows: Sequence[TimedRow],
        *,
        session_key: int,
        source: str,
        publish: Callable[[RawEnvelope], None],
        clock: Clock,
        speed: float = 1.0,
        lead_ms: int | None = LEAD_MS,
    ) -> None:
        self._rows, self._publish, self._clock = rows, publish, clock
        self._session_key, self._source = session_key, source
        self._release_times_ms = [row.release_time_ms for row in rows]
        lap_starts_ms = lap_start_times_ms(rows)
        first_ms = rows[0].release_time_ms if rows else 0
        self._lights_out_ms = min(lap_starts_ms.values(), default=first_ms)
        start_ms = first_ms if lead_ms is None else max(first_ms, self._lights_out_ms - lead_ms)
        self._start_ms = start_ms
        self._released = 0
        self._leader_lap = 0
        self._is_over = False
        pace = Pace(race_ms=start_ms, elapsed_ms=clock.elapsed_ms(), speed=speed)
        self.control: Final = ReplayControl(clock, pace, lap_starts_ms)
        """Pause, speed, seek and stop, from any thread."""

    def run(self) -> None:
        """Release every row at its moment; return after the last one or after `stop`.

        Whatever `publish` raises ends the replay and is passed on.
        """
        control = self.control
        control.begin()
        try:
            while self._released < len(self._rows):
                # Cleared before anything is read, so that no command slips through unseen.
                control.changed.clear()
                if control.is_stopped:
                    return
                pace = control.pace
                race_now_ms = pace.race_time_ms(self._clock.elapsed_ms())
                self._release_until(race_now_ms)
                if control.changed.is_set() or self._released == len(self._rows):
                    continue
                due_ms = self._release_times_ms[self._released]
                delay_ms = pace.due_in_ms(due_ms, self._clock.elapsed_ms())
                self._clock.wait(delay_ms, control.changed)
        finally:
            self._is_over = True

    @property
    def progress(self) -> ReplayProgress:
        """A snapshot, from any thread."""
        pace = self.control.pace
        race_now_ms = pace.race_time_ms(self._clock.elapsed_ms())
        if math.isinf(race_now_ms) or self._is_over:
            # Before the first row there is none to tell the time.
            last = self._released - 1
            race_now_ms = self._release_times_ms[last] if last >= 0 else self._start_ms
        last_ms = self._release_times_ms[-1] if self._rows else self._lights_out_ms
        return ReplayProgress(
            rows_released=self._released,
            rows_total=len(self._rows),
            race_time_s=(race_now_ms - self._lights_out_ms) / 1000,
            race_duration_s=(last_ms - self._lights_out_ms) / 1000,
            leader_lap=self._leader_lap,
            last_lap=self.control.last_lap,
            speed=pace.speed,
            is_paused=pace.is_paused,
            is_over=self._is_over,
        )

    def _release_until(self, race_ms: float) -> None:
        """Release the rows that are due; stop early when a command comes in."""
        due = bisect_right(self._release_times_ms, race_ms)
        while self._released < due and not self.control.changed.is_set():
            row = self._rows[self._released]
            self._publish(
                envelope(
                    row.row,
                    source=self._source,
                    endpoint=row.endpoint,
                    session_key=self._session_key,
                    sequence=self._released,
                    ingest_time_ms=self._clock.now_ms(),
                )
            )
            self._released += 1
            self._leader_lap = max(self._leader_lap, row.started_lap or 0)
            self.control.reach(row.release_time_ms)
