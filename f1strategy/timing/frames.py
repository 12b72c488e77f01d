"""Everything about a driver's laps that does not come from samples: what laps, stints, passes of
the pit lane and race control's messages say together.
"""

from typing import NamedTuple

from f1strategy.timing.bounds import LapBounds, lap_bounds
from f1strategy.timing.line import LINE_TOLERANCE_MS, UNKNOWN_LAP_MS
from f1strategy.timing.pits import PitPass, passes_by_lap
from f1strategy.timing.race_control import Deletion, deletion, is_deleted, track_event
from f1strategy.timing.stints import Spell, spell_at, spells
from f1strategy.timing.tables import Tables
from f1strategy.timing.track_status import TrackTimeline
from schemas.records import TrackStatus


class LapFrame(NamedTuple):
    """One lap in its context."""

    bounds: LapBounds
    is_newest: bool
    spell: Spell | None
    pit_pass: PitPass | None
    is_out_lap: bool
    track_status: TrackStatus
    track_status_end: TrackStatus
    is_deleted: bool
    is_chequered: bool

    @property
    def is_running(self) -> bool:
        """The car is on this lap, or stopped on it."""
        return not self.bounds.is_complete

    @property
    def line_ms(self) -> int | None:
        """Until when samples count for this lap's end; null if that is not known."""
        end_ms = self.bounds.end_ms
        return None if end_ms is None else end_ms + LINE_TOLERANCE_MS

    @property
    def weather_ms(self) -> int | None:
        """The moment whose weather counts: the lap's end, its start while it runs."""
        return self.bounds.start_ms if self.is_running else self.bounds.end_ms


class Messages(NamedTuple):
    """What race control said so far, read: the state of the track and struck lap times."""

    track: TrackTimeline
    deletions: tuple[Deletion, ...]


def read_messages(tables: Tables, driver_number: int) -> Messages:
    """All messages that matter to this driver's laps."""
    rows = tables.messages.values()
    events = (track_event(at_ms, row) for at_ms, row in rows)
    struck = (deletion(at_ms, row) for at_ms, row in rows)
    return Messages(
        TrackTimeline(event for event in events if event is not None),
        tuple(word for word in struck if word is not None and word.driver_number == driver_number),
    )


def frames(tables: Tables, messages: Messages) -> dict[int, LapFrame]:
    """The frame of every lap that has a row, by lap number."""
    bounds = lap_bounds(tables.laps)
    passes = passes_by_lap(tables.passes, bounds, messages.track)
    told = spells(tables.stints, passes)
    newest = max(bounds, default=0)
    return {
        number: _frame(tables, messages, number, bounds[number], number == newest, told, passes)
        for number in bounds
    }


def _frame(
    tables: Tables,
    messages: Messages,
    number: int,
    bounds: LapBounds,
    is_newest: bool,
    told: tuple[Spell, ...],
    passes: dict[int, PitPass],
) -> LapFrame:
    track_status, track_status_end = _track_status(messages.track, bounds)
    told_out_lap = bool(tables.laps[number].row.is_pit_out_lap)
    return LapFrame(
        bounds=bounds,
        is_newest=is_newest,
        spell=spell_at(told, number),
        pit_pass=passes.get(number),
        # The feed often marks lap 1, which comes from the grid.
        is_out_lap=number > 1 and (told_out_lap or number - 1 in passes),
        track_status=track_status,
        track_status_end=track_status_end,
        is_deleted=is_deleted(messages.deletions, number, bounds.lap_time_s),
        is_chequered=is_newest and bounds.is_complete and messages.track.is_flagged(bounds.end_ms),
    )


def _track_status(track: TrackTimeline, bounds: LapBounds) -> tuple[TrackStatus, TrackStatus]:
    start_ms, end_ms, is_complete = bounds.start_ms, bounds.end_ms, bounds.is_complete
    if start_ms is not None and (end_ms is not None or not is_complete):
        return track.during(start_ms, end_ms)
    if end_ms is not None:
        return track.during(end_ms - UNKNOWN_LAP_MS, end_ms)
    if start_ms is not None:
        return track.during(start_ms, start_ms + UNKNOWN_LAP_MS)
    now = track.segments[-1].status
    return (TrackStatus.GREEN, TrackStatus.GREEN) if is_complete else (now, now)
