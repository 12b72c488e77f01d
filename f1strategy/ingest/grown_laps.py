"""Lap rows grown step by step: at the start, after each sector, at the end."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from f1strategy.ingest.race_times import LapTimes, RaceTimes, lap_id
from f1strategy.ingest.row_values import Row, duration_ms, moment_ms

KNOWN_AT_START: Final = frozenset(
    {"meeting_key", "session_key", "driver_number", "lap_number", "date_start", "is_pit_out_lap"}
)
KNOWN_AFTER_SECTOR_1: Final = frozenset({"duration_sector_1", "segments_sector_1", "i1_speed"})
KNOWN_AFTER_SECTOR_2: Final = frozenset({"duration_sector_2", "segments_sector_2", "i2_speed"})
"""The intermediate speeds are taken at the ends of the first two sectors; all else waits for the
line, fields that this project does not know included.
"""


def grown_laps(rows: Iterable[Row], times: RaceTimes) -> Iterator[tuple[int, Row]]:
    """Each lap row's versions with their release times [ms since 1970], oldest first.

    The last version of a row is the row itself. A lap that was never finished, or whose times are
    unknown, is complete when the race is over. A second row of the same lap is a correction: it
    comes whole, once the first is complete.
    """
    complete_ms: dict[tuple[int, int], int] = {}
    for row in rows:
        key = lap_id(row)
        if key is None:
            yield times.end_ms, row
        elif key in complete_ms:
            complete_ms[key] = max(complete_ms[key], _own_end_ms(row))
            yield complete_ms[key], row
        else:
            versions = list(_versions(row, times.laps.get(key, LapTimes()), times.end_ms))
            complete_ms[key] = versions[-1][0]
            yield from versions


def _own_end_ms(row: Row) -> int:
    return (moment_ms(row, "date_start") or 0) + (duration_ms(row, "lap_duration") or 0)


def _versions(row: Row, lap: LapTimes, race_end_ms: int) -> Iterator[tuple[int, Row]]:
    """The steps whose content differs from the one before, at times that never go back."""
    steps = [
        (lap.start_ms, KNOWN_AT_START),
        (lap.sector_1_end_ms, KNOWN_AT_START | KNOWN_AFTER_SECTOR_1),
        (lap.sector_2_end_ms, KNOWN_AT_START | KNOWN_AFTER_SECTOR_1 | KNOWN_AFTER_SECTOR_2),
    ]
    grown: list[tuple[int, Row]] = []
    known_ms = lap.start_ms
    for step_ms, fields in steps:
        if step_ms is None or known_ms is None:
            continue
        known_ms = max(known_ms, step_ms)
        grown.append((known_ms, {name: row[name] if name in fields else None for name in row}))
    end_ms = race_end_ms if lap.end_ms is None else lap.end_ms
    end_ms = end_ms if known_ms is None else max(end_ms, known_ms)
    grown.append((end_ms, row))
    for _, same in groupby(grown, key=lambda version: version[1]):
        yield next(same)
