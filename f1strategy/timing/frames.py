"""Everything about a driver's laps that does not come from samples: what laps, stints, passes of
the pit lane and race control's messages say together.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from f1strategy.timing.bounds import LapBounds, bounds_around, lap_bounds
from f1strategy.timing.line import LINE_TOLERANCE_MS, UNKNOWN_LAP_MS
from f1strategy.timing.pits import PitPass, passes_by_lap
from f1strategy.timing.race_control import Deletion, Event, is_deleted
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
    events = tuple(word.event for word in tables.messages.values() if word.event is not None)
    struck = [word.deletion for word in tables.messages.values() if word.deletion is not None]
    mine = tuple(one for one in struck if one.driver_number == driver_number)
    return Messages(_track(events), mine)


@lru_cache(maxsize=64)
def _track(events: tuple[Event, ...]) -> TrackTimeline:
    """All cars of a race hear the same."""
    return TrackTimeline(events)


class Framed(NamedTuple):
    """The frame of every lap that has a row, by lap number, and what the frames were made of.

    No lap has a later `line_ms` than `latest_line_ms`.
    """

    bounds: dict[int, LapBounds]
    passes: dict[int, PitPass]
    spells: tuple[Spell, ...]
    by_lap: dict[int, LapFrame]
    latest_line_ms: int


def frames(tables: Tables, messages: Messages) -> Framed:
    """The frames of all laps."""
    bounds = lap_bounds(tables.laps)
    passes = passes_by_lap(tables.passes, bounds, messages.track)
    told = spells(tables.stints, passes)
    return _framed(Framed(bounds, passes, told, {}, 0), tables, messages, bounds)


def reframed(before: Framed, tables: Tables, messages: Messages, lap: int | None) -> Framed:
    """The frames after a row of this lap has changed, or one of a stint or a pass where it is null.

    Equal to `frames`, but worked out only where something is new; the messages must be the same.
    """
    bounds = before.bounds if lap is None else bounds_around(before.bounds, tables.laps, lap)
    moved = {one for one, found in bounds.items() if found != before.bounds.get(one)}
    passes, told = before.passes, before.spells
    if lap is None or moved:
        passes = passes_by_lap(tables.passes, bounds, messages.track)
    if lap is None or passes != before.passes:
        told = spells(tables.stints, passes)
    if passes != before.passes or told != before.spells:
        moved = set(bounds)
    elif lap is not None:
        moved |= {lap, max(bounds), max(before.bounds, default=lap)}
    after = before._replace(bounds=bounds, passes=passes, spells=told)
    return _framed(after, tables, messages, moved)


def retold(before: Framed, tables: Tables, known: Messages, messages: Messages) -> Framed:
    """The frames once race control has said `messages` instead of `known`.

    Equal to `frames`, but a lap that was over before the track's status became another one is what it was.
    """
    bounds, since_ms = before.bounds, messages.track.differs_since(known.track)
    passes = passes_by_lap(tables.passes, bounds, messages.track)
    told = before.spells if passes == before.passes else spells(tables.stints, passes)
    if passes != before.passes or messages.deletions != known.deletions:
        moved = set(bounds)
    else:
        newest = max(bounds, default=0)
        moved = {one for one, lap in bounds.items() if _lasts(lap, since_ms) or one == newest}
    after = before._replace(passes=passes, spells=told)
    return _framed(after, tables, messages, moved)


def _lasts(lap: LapBounds, since_ms: float) -> bool:
    return lap.end_ms is None or lap.end_ms > since_ms


def _framed(known: Framed, tables: Tables, messages: Messages, numbers: Iterable[int]) -> Framed:
    """With the frames of these laps made anew."""
    newest = max(known.bounds, default=0)
    made = {number: _frame(known, tables, messages, number, newest) for number in numbers}
    lines_ms = [frame.line_ms for frame in made.values() if frame.line_ms is not None]
    return known._replace(
        by_lap={**known.by_lap, **made},
        latest_line_ms=max([known.latest_line_ms, *lines_ms]),
    )


def _frame(known: Framed, tables: Tables, messages: Messages, number: int, newest: int) -> LapFrame:
    track, deletions = messages
    lap = known.bounds[number]
    return LapFrame(
        bounds=lap,
        is_newest=number == newest,
        spell=spell_at(known.spells, number),
        pit_pass=known.passes.get(number),
        is_out_lap=_is_out_lap(number, tables.laps[number].row, known.passes),
        status=_lap_status(track, lap),
        is_deleted=is_deleted(deletions, number, lap.lap_time_s),
        is_chequered=number == newest and lap.is_complete and track.is_flagged(lap.end_ms),
    )


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
