"""One driver's lap records kept up to date row by row, always equal to full recomputation."""

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

import msgspec

from f1strategy.timing.frames import (
    Framed,
    LapFrame,
    Messages,
    frames,
    read_messages,
    reframed,
    retold,
)
from f1strategy.timing.laps import lap_record
from f1strategy.timing.line import next_word_ms
from f1strategy.timing.race_control import word
from f1strategy.timing.routing import Stored
from f1strategy.timing.rows import MalformedRow, ParsedRow, parse
from f1strategy.timing.tables import Series, Tables
from schemas import codec
from schemas.openf1 import LapRow, RaceControlRow, WeatherRow
from schemas.records import LapRecord, RawEnvelope


class Applied(NamedTuple):
    """What one envelope leads to: state to write, and the records whose content changed."""

    to_store: tuple[Stored, ...] = ()
    laps: tuple[LapRecord, ...] = ()


class DriverTimeline:
    """Keeps a driver's tables and published records, and revises the laps that a row can touch.

    Laps are framed anew when a lap, stint, pass or message changes, around what changed where that
    is enough, and only the laps whose frame differs are recomputed. A sample (place, gaps, weather) touches the laps whose end it describes.
    """

    def __init__(self, session_key: int, driver_number: int) -> None:
        self.session_key, self.driver_number = session_key, driver_number
        self._tables = Tables()
        self._published: dict[int, LapRecord] = {}
        self._messages: Messages | None = None
        self._frames: Framed | None = None

    def apply(self, envelope: RawEnvelope) -> Applied:
        """Take one row: a duplicate or an older version changes nothing.

        Raises `MalformedRow` for a row that cannot be read; the router refuses those before.
        """
        parsed = parse(envelope)
        if self._is_idle(parsed):
            return Applied()
        before = self._current_frames()
        if not self._tables.put(parsed):
            return Applied()
        touched = self._touched(parsed, before)
        revised = self._revise(touched, envelope.ingest_time_ms)
        return Applied(((parsed.key, codec.encode(envelope)),), revised)

    def restore_row(self, key: str, value: bytes) -> None:  # noqa: ARG002
        """Take back one stored row; the order of rows does not matter.

        One that an earlier release took and that would be refused now is left out.
        """
        with suppress(MalformedRow):
            self._tables.put(parse(codec.decode(value, RawEnvelope)))
        self._messages = self._frames = None

    def restore_lap(self, value: bytes) -> None:
        """Take back one published record."""
        lap = codec.decode(value, LapRecord)
        self._published[lap.lap_number] = lap

    def _is_idle(self, parsed: ParsedRow) -> bool:
        """Messages that say nothing of the track or of this driver's laps: not even stored."""
        row, at_ms = parsed.row, parsed.time_ms
        if not isinstance(row, RaceControlRow) or at_ms is None:
            return False
        event, struck = word(at_ms, row)
        if struck is not None:
            return struck.driver_number != self.driver_number
        return event is None

    def _current_messages(self) -> Messages:
        if self._messages is None:
            self._messages = read_messages(self._tables, self.driver_number)
        return self._messages

    def _current_frames(self) -> Framed:
        if self._frames is None:
            self._frames = frames(self._tables, self._current_messages())
        return self._frames

    def _touched(self, parsed: ParsedRow, before: Framed) -> Iterable[int]:
        """The laps whose record may depend on the row that was just kept."""
        tables, at_ms = self._tables, parsed.time_ms or 0
        match parsed.endpoint:
            case "intervals":
                until_ms = next_word_ms(tables.intervals, at_ms)
                return _ended(before, at_ms, until_ms)
            case "position":
                until_ms = tables.positions.next_time(at_ms)
                running = () if until_ms is not None else _running(before.by_lap)
                return (*_ended(before, at_ms, until_ms), *running)
            case "weather":
                return _under(before.by_lap, at_ms, tables.weather)
            case "laps" | "stints" | "pit" | "race_control":
                return self._reframed(parsed, before)
            case _:
                return tuple(before.by_lap)

    def _reframed(self, parsed: ParsedRow, before: Framed) -> set[int]:
        number = parsed.row.lap_number if isinstance(parsed.row, LapRow) else None
        known = self._current_messages()
        if parsed.endpoint == "race_control":
            self._messages = read_messages(self._tables, self.driver_number)
            after = retold(before, self._tables, known, self._messages)
        else:
            after = reframed(before, self._tables, known, number)
        self._frames = after
        changed = {one for one, frame in after.by_lap.items() if frame != before.by_lap.get(one)}
        return changed if number is None else changed | {number}

    def _revise(self, numbers: Iterable[int], ingest_time_ms: int) -> tuple[LapRecord, ...]:
        by_lap = self._current_frames().by_lap
        revised = [
            lap
            for number in sorted(numbers)
            if (lap := self._revision(number, by_lap[number], ingest_time_ms)) is not None
        ]
        self._published.update((lap.lap_number, lap) for lap in revised)
        return tuple(revised)

    def _revision(self, number: int, frame: LapFrame, ingest_time_ms: int) -> LapRecord | None:
        """The next revision of a lap, or None if its content is what was published last."""
        known = self._published.get(number)
        lap = lap_record(
            self._tables,
            frame,
            self.session_key,
            self.driver_number,
            number,
            revision=1 if known is None else known.revision,
            caused_by_ingest_time_ms=(
                ingest_time_ms if known is None else known.caused_by_ingest_time_ms
            ),
        )
        if known is None:
            return lap
        if lap == known:
            return None
        return msgspec.structs.replace(
            lap, revision=known.revision + 1, caused_by_ingest_time_ms=ingest_time_ms
        )


def _ended(framed: Framed, at_ms: int, until_ms: int | None) -> list[int]:
    """Laps whose end is described by the sample of `at_ms`, the next being of `until_ms`."""
    if at_ms > framed.latest_line_ms:
        return []
    return [
        number
        for number, frame in framed.by_lap.items()
        if (line_ms := frame.line_ms) is not None
        and line_ms >= at_ms
        and (until_ms is None or line_ms < until_ms)
    ]


def _running(by_lap: dict[int, LapFrame]) -> list[int]:
    return [number for number, frame in by_lap.items() if frame.is_running]


def _under(by_lap: dict[int, LapFrame], at_ms: int, reports: Series[WeatherRow]) -> list[int]:
    """Laps whose weather this report tells: the first one also that of everything before it."""
    since_ms = None if reports.times_ms[0] == at_ms else at_ms
    until_ms = reports.next_time(at_ms)
    return [
        number
        for number, frame in by_lap.items()
        if (moment_ms := frame.weather_ms) is not None
        and (since_ms is None or moment_ms >= since_ms)
        and (until_ms is None or moment_ms < until_ms)
    ]
