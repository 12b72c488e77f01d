"""The state of the track over race time, from race control's messages.

Neutralisation belongs to race time, not to a lap number: a lap's status follows from the moments
at which the car began and ended it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from math import inf
from typing import Final, NamedTuple

from f1strategy.timing.race_control import Event, Signal
from schemas.records import TrackStatus

VSC_ENDING_MS: Final = 15_000
"""Green follows 10-15 s after the message (sporting regulations; 11-15 s in the recordings)."""
RELEASE_AFTER_MS: Final = 80_000
"""Without TRACK CLEAR a neutralisation ends at the line. In the 12 restarts recorded the cars
released by "Safety Car in this lap" crossed it 83.9-134.7 s after the message; an earlier crossing
is of a car at the tail that still began the neutralised lap."""
FLAG_TOLERANCE_MS: Final = 10_000
"""The message comes up to 3.7 s after the winner, to 2.7 s before (ten recordings)."""
_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 60 * _MINUTE_MS
_SEVERITY: Final = {status: rank for rank, status in enumerate(TrackStatus)}
_ALWAYS: Final = -(2**62)


def worst(statuses: Iterable[TrackStatus]) -> TrackStatus:
    """The most severe of these, GREEN if there is none.

    >>> worst([TrackStatus.YELLOW, TrackStatus.SC, TrackStatus.VSC])
    <TrackStatus.SC: 'SC'>
    """
    return max(statuses, key=_SEVERITY.__getitem__, default=TrackStatus.GREEN)


class Segment(NamedTuple):
    """A status from `start_ms` until the next segment.

    A car that crosses the line at or after `released_ms` has left it behind; for that car
    `after_line` holds. Null: only a message ends it.
    """

    start_ms: int
    status: TrackStatus
    after_line: TrackStatus = TrackStatus.GREEN
    released_ms: int | None = None

    def at_line(self, crossed_ms: int | None) -> TrackStatus:
        """The status for a car that crossed the line at this moment, null: it did not."""
        is_released = (
            crossed_ms is not None
            and self.released_ms is not None
            and crossed_ms >= self.released_ms
        )
        return self.after_line if is_released else self.status


class LapStatus(NamedTuple):
    """The status over a lap: the worst, and the one when it ended, or now while it runs."""

    worst: TrackStatus = TrackStatus.GREEN
    at_end: TrackStatus = TrackStatus.GREEN


class TrackTimeline:
    """Track status by race time, with the convoys through the pit lane and the chequered flag."""

    def __init__(self, events: Iterable[Event]) -> None:
        told = tuple(events)
        race = _Race()
        for event in sorted(_with_announced(told)):
            race.advance(event)
        self.segments: tuple[Segment, ...] = tuple(race.segments)
        self.convoys: tuple[tuple[int, int], ...] = tuple(race.closed_convoys())
        self.chequered_ms: int | None = race.chequered_ms
        self._starts = [segment.start_ms for segment in self.segments]
        self._told_ms = max((event.time_ms for event in told), default=_ALWAYS)

    def differs_since(self, other: "TrackTimeline") -> float:
        """The moment from which on the segments are not the other's, infinity where they are the same."""
        return min(
            (
                min(one.start_ms for one in pair if one is not None)
                for pair in zip_longest(self.segments, other.segments)
                if pair[0] != pair[1]
            ),
            default=inf,
        )

    def now(self) -> LapStatus:
        """The status of a lap of which nothing is known but that it runs."""
        status = self.segments[bisect_right(self._starts, self._told_ms) - 1].status
        return LapStatus(status, status)

    def during(self, start_ms: int, end_ms: int | None) -> LapStatus:
        """The status of a car between two line crossings.

        With an open end, until now: until the newest message, for there is no clock here. What a
        message announces for later counts once another message, or a lap begun since, is later.
        """
        first = bisect_right(self._starts, start_ms) - 1
        if end_ms is None:
            last = bisect_right(self._starts, max(self._told_ms, start_ms))
        else:
            last = bisect_left(self._starts, end_ms)
        segments = self.segments[first : max(last, first + 1)]
        within = worst(segment.at_line(start_ms) for segment in segments)
        return LapStatus(within, segments[-1].at_line(start_ms if end_ms is None else end_ms))

    def is_red(self, start_ms: int, end_ms: int) -> bool:
        """Whether the race was stopped at some moment between these two."""
        first = bisect_right(self._starts, start_ms) - 1
        last = bisect_right(self._starts, end_ms)
        return any(s.status is TrackStatus.RED for s in self.segments[first:last])

    def is_flagged(self, crossed_ms: int | None) -> bool:
        """Whether a car that crossed the line at this moment was shown the chequered flag."""
        return (
            self.chequered_ms is not None
            and crossed_ms is not None
            and crossed_ms >= self.chequered_ms - FLAG_TOLERANCE_MS
        )

    def is_convoy(self, at_ms: int) -> bool:
        """Whether the Safety Car was leading the field through the pit lane."""
        return any(start <= at_ms <= end for start, end in self.convoys)


def _with_announced(events: Iterable[Event]) -> Iterator[Event]:
    """The events with those that a message announces for later: green after a VSC, a restart."""
    for event in events:
        yield event
        if event.signal is Signal.VSC_ENDING:
            yield Event(event.time_ms + VSC_ENDING_MS, Signal.VSC_OVER)
        elif event.signal is Signal.RESUMPTION:
            restart_ms = restart_time_ms(event.time_ms, event.detail)
            yield Event(restart_ms, Signal.RESTART)


def restart_time_ms(announced_ms: int, minute: int) -> int:
    """When a race resumes that is announced for a local time ending in this minute.

    Only the hour of local time differs from UTC, and a restart is less than an hour away.

    >>> restart_time_ms(55 * 60_000, minute=14) // 60_000
    74
    """
    return announced_ms + (minute * _MINUTE_MS - announced_ms) % _HOUR_MS


@dataclass(slots=True)
class _Race:
    """The state that the messages drive, and the segments it has been through."""

    segments: list[Segment] = field(default_factory=lambda: [Segment(_ALWAYS, TrackStatus.GREEN)])
    convoys: list[tuple[int, int | None]] = field(default_factory=list)
    chequered_ms: int | None = None
    neutral: TrackStatus = TrackStatus.GREEN
    released_ms: int | None = None
    restart_ms: int | None = None
    is_rolling: bool = False
    vsc_over_ms: int | None = None
    yellow_sectors: set[int] = field(default_factory=set)

    def advance(self, event: Event) -> None:
        at_ms, signal = event.time_ms, event.signal
        match signal:
            case Signal.SC | Signal.VSC | Signal.RED:
                self._neutralise(TrackStatus[signal.name])
                self.restart_ms = None
            case Signal.TRACK_CLEAR:
                self.yellow_sectors.clear()
                # Under a red flag the marshals report a clear track long before the restart.
                if self.neutral is not TrackStatus.RED:
                    self._neutralise(TrackStatus.GREEN)
            case Signal.SC_ENDING if self.neutral is TrackStatus.SC:
                self.released_ms = at_ms + RELEASE_AFTER_MS
            case Signal.VSC_ENDING:
                self.vsc_over_ms = at_ms + VSC_ENDING_MS
            case Signal.VSC_OVER if self.neutral is TrackStatus.VSC and at_ms == self.vsc_over_ms:
                self._neutralise(TrackStatus.GREEN)
            case Signal.RESUMPTION:
                self.restart_ms = restart_time_ms(at_ms, event.detail)
                self.is_rolling = event.is_rolling
            case Signal.RESTART | Signal.PIT_EXIT_OPEN:
                self._restart(event)
            case _:
                self._note(event)
        self._follow_convoy(event)
        self._record(at_ms)

    def _note(self, event: Event) -> None:
        if event.signal is Signal.SECTOR_YELLOW:
            self.yellow_sectors.add(event.detail)
        elif event.signal is Signal.SECTOR_CLEAR:
            self.yellow_sectors.discard(event.detail)
        elif event.signal is Signal.CHEQUERED and self.chequered_ms is None:
            self.chequered_ms = event.time_ms

    def _neutralise(self, status: TrackStatus) -> None:
        self.neutral, self.released_ms, self.vsc_over_ms = status, None, None

    def _restart(self, event: Event) -> None:
        """Leave a red flag behind the Safety Car: to the grid, or until it enters the pits."""
        is_postponed = event.signal is Signal.RESTART and event.time_ms != self.restart_ms
        if self.neutral is TrackStatus.RED and not is_postponed:
            self._neutralise(TrackStatus.SC)
            self.released_ms = None if self.is_rolling else event.time_ms + RELEASE_AFTER_MS

    def _follow_convoy(self, event: Event) -> None:
        is_open = bool(self.convoys) and self.convoys[-1][1] is None
        if event.signal is Signal.CONVOY and not is_open:
            self.convoys.append((event.time_ms, None))
        elif is_open and (
            event.signal in (Signal.CONVOY_OVER, Signal.SC_ENDING)
            or self.neutral is not TrackStatus.SC
        ):
            self.convoys[-1] = (self.convoys[-1][0], event.time_ms)

    def closed_convoys(self) -> Iterator[tuple[int, int]]:
        for start_ms, end_ms in self.convoys:
            yield start_ms, -_ALWAYS if end_ms is None else end_ms

    def _record(self, at_ms: int) -> None:
        after_line = TrackStatus.YELLOW if self.yellow_sectors else TrackStatus.GREEN
        status = worst((self.neutral, after_line))
        segment = Segment(at_ms, status, after_line, self.released_ms)
        if self.segments[-1].start_ms == at_ms:
            self.segments.pop()
        if not self.segments or self.segments[-1][1:] != segment[1:]:
            self.segments.append(segment)
