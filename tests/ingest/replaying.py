"""A replay on a clock that is moved by hand, with what it released and when."""

from collections.abc import Callable, Sequence
from typing import Any

from f1strategy.ingest.causal import release
from f1strategy.ingest.clock import ManualClock
from f1strategy.ingest.replay import Replay
from f1strategy.ingest.timed_row import TimedRow
from schemas.records import RawEnvelope
from tests.ingest.races import LIGHTS_OUT_MS, SESSION_KEY, recording

SMALL_RACE = release(recording())
"""Lap 2 begins 92 s after lights out, lap 3 184 s; the last of its rows comes after 292 s."""


def after_lights_out_s(row: TimedRow) -> float:
    """When a row is due, in race seconds."""
    return (row.release_time_ms - LIGHTS_OUT_MS) / 1000


class Stage:
    """One replay of `rows`; the clock shows 0 s when it is built. Times are real seconds by it."""

    def __init__(self, rows: Sequence[TimedRow] = SMALL_RACE, **options: Any) -> None:
        self.rows = rows
        self.clock: ManualClock = options.pop("clock", None) or ManualClock()
        self.published: list[RawEnvelope] = []
        self.released_s: list[float] = []
        """For each published row, when."""
        self._on_row: dict[int, Callable[[], Any]] = {}
        self.replay = Replay(
            rows,
            session_key=SESSION_KEY,
            source="recording",
            publish=self._publish,
            clock=self.clock,
            **options,
        )
        self.control = self.replay.control

    def at(self, second: float, action: Callable[[], Any]) -> None:
        """Plan an action."""
        self.clock.at(second * 1000, action)

    def on_row(self, sequence: int, action: Callable[[], Any]) -> None:
        """Do it while that row is being published."""
        self._on_row[sequence] = action

    def run(self) -> "Stage":
        self.replay.run()
        return self

    @property
    def sequences(self) -> list[int]:
        return [envelope.sequence for envelope in self.published]

    def seconds(self, from_s: float = 0.0) -> list[float]:
        """When the rows due at least so many race seconds after lights out were released."""
        return [
            second
            for second, row in zip(self.released_s, self.rows, strict=False)
            if after_lights_out_s(row) >= from_s
        ]

    def _publish(self, envelope: RawEnvelope) -> None:
        self.published.append(envelope)
        self.released_s.append(self.clock.elapsed_ms() / 1000)
        self._on_row.pop(envelope.sequence, lambda: None)()
