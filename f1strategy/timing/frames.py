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
from f1strategy.timing.track_status import LapStatus, TrackTimeline
from schemas.openf1 import LapRow


class LapFrame(NamedTuple):
    """One lap in its context."""

    bounds: LapBounds
    is_newest: bool
    spell: Spell | None
    pit_pass: PitPass | None
    is_out_lap: bool
    status: LapStatus
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
    track, deletions = messages
    bounds = lap_bounds(tables.laps)
    passes = passes_by_lap(tables.passes, bounds, track)
    told = spells(tables.stints, passes)
    newest = max(bounds, default=0)
    return {
        number: LapFrame(
            bounds=lap,
            is_newest=number == newest,
            spell=spell_at(told, number),
            pit_pass=passes.get(number),
            is_out_lap=_is_out_lap(number, tables.laps[number].row, passes),
            status=_lap_status(track, lap),
            is_deleted=is_deleted(deletions, number, lap.lap_time_s),
            is_chequered=number == newest and lap.is_complete and track.is_flagged(lap.end_ms),
        )
        for number, lap in bounds.items()
    }


def _is_out_lap(number: int, row: LapRow, passes: dict[int, PitPass]) -> bool:
    """The feed often marks lap 1, which begins on the grid."""
    return number > 1 and (bool(row.is_pit_out_lap) or number - 1 in passes)


def _lap_status(track: TrackTimeline, lap: LapBounds) -> LapStatus:
    """The status over the lap, or over as long as a lap may last where a bound is not known."""
    start_ms, end_ms = lap.start_ms, lap.end_ms
    if start_ms is not None:
        is_lost = end_ms is None and lap.is_complete
        return track.during(start_ms, start_ms + UNKNOWN_LAP_MS if is_lost else end_ms)
    if end_ms is not None:
        return track.during(end_ms - UNKNOWN_LAP_MS, end_ms)
    return LapStatus() if lap.is_complete else track.now()
