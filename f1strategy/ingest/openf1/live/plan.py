"""When to ask REST for missed rows, since when, and what sequence the answers get.

Rows from REST carry no `_id`, yet must be ordered among rows that do. What is asked after a gap knows
more than everything before it and less than what the stream tells after it. So its sequence is the
gap's edge, the newest `_id` before, plus one. But OpenF1 publishes a row first and stores it seconds
later: an answer given at once may be older than the last rows before the gap, and must not win.
"""

from typing import Final, NamedTuple

from f1strategy.ingest.openf1.live.events import Fill

STORED_WITHIN_MS: Final = 10_000
"""OpenF1's ingestor gives up on storing a row after so long."""
SECOND_LOOK_MS: Final = 15_000
"""When all that was published before the stream stood is stored, or lost."""
OVERLAP_MS: Final = 60_000
"""How far a wish reaches back behind the gap: rows are published later than they are dated."""
ASK_AGAIN_MS: Final = 30_000


class _Wish(NamedTuple):
    due_ms: float
    edge: int
    since_ms: int | None
    is_early: bool = False


class FillPlan:
    """The wishes still to be made. Due times are elapsed ms; edges and moments are the server's."""

    def __init__(self, *, second_look_ms: float = SECOND_LOOK_MS) -> None:
        self._second_look_ms = second_look_ms
        self._newest = 0
        self._gap: int | None = None
        self._has_asked_for_all = False
        self._wishes: list[_Wish] = []
        self._under_way = 0
        self._last_sequence = 0

    def knows(self, sequence: int) -> None:
        """The stream has told a row with this sequence."""
        self._newest = max(self._newest, sequence)

    def gap_begins(self, server_ms: int) -> None:
        """The stream is lost; what it told last is the edge. A gap has but one."""
        if self._gap is None:
            self._gap = self._newest or server_ms

    def gap_ends(self, now_ms: float, server_ms: int) -> None:
        """The stream stands: ask at once for what it missed, and soon for what was stored late."""
        edge = server_ms if self._gap is None else self._gap
        self._gap = None
        self._wish(now_ms, edge, is_early=True)
        self._wish(now_ms + self._second_look_ms, edge)

    def in_silence(self, now_ms: float, server_ms: int) -> None:
        """The stream should speak and does not: look past it, unless that is being done."""
        if not self._wishes and not self._under_way:
            edge = self._gap if self._gap is not None else self._newest or server_ms
            self._wish(now_ms, edge)

    def due(self, now_ms: float) -> list[Fill]:
        """The wishes whose time has come, to be made now."""
        due = [wish for wish in self._wishes if wish.due_ms <= now_ms]
        self._wishes = [wish for wish in self._wishes if wish.due_ms > now_ms]
        self._under_way += len(due)
        return [Fill(self._sequence(wish), wish.since_ms) for wish in due]

    def granted(self) -> None:
        """A wish has been answered whole."""
        self._under_way -= 1

    def failed(self, fill: Fill, now_ms: float) -> None:
        """A wish was not answered: make it again, later."""
        self._under_way -= 1
        self._wishes.append(_Wish(now_ms + ASK_AGAIN_MS, fill.sequence, fill.since_ms))

    def _wish(self, due_ms: float, edge: int, *, is_early: bool = False) -> None:
        since_ms = edge - OVERLAP_MS if self._has_asked_for_all else None
        self._has_asked_for_all = True
        self._wishes.append(_Wish(due_ms, edge, since_ms, is_early))

    def _sequence(self, wish: _Wish) -> int:
        if wish.is_early:
            return wish.edge - STORED_WITHIN_MS
        # What is asked later knows more, also within one gap.
        self._last_sequence = max(wish.edge, self._last_sequence) + 1
        return self._last_sequence
