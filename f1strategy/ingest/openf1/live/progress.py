"""How a live feed is doing, as numbers and as a line."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class LiveProgress:
    """How a feed is doing, for whoever watches it."""

    is_connected: bool = False
    is_silent: bool = False
    live_rows: int = 0
    filled_rows: int = 0
    dead_letters: int = 0
    breaks: int = 0
    fills: int = 0
    other_sessions: Counter[int | None] = field(default_factory=Counter)
    silence_s: float | None = None


def line(progress: LiveProgress) -> str:
    """How a feed is doing, as one line.

    >>> line(LiveProgress(is_connected=True, live_rows=1234, filled_rows=70, silence_s=0.4))
    'connected · 1,234 rows live, 70 by REST · last 0 s ago · 0 breaks'
    """
    state = "connected" if progress.is_connected else "no stream"
    parts = [
        "SILENT" if progress.is_silent else state,
        f"{progress.live_rows:,} rows live, {progress.filled_rows:,} by REST",
        f"last {progress.silence_s or 0:.0f} s ago",
        "1 break" if progress.breaks == 1 else f"{progress.breaks} breaks",
    ]
    if progress.dead_letters:
        parts.append(f"{progress.dead_letters} unreadable")
    return " · ".join(parts)
