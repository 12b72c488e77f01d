"""A recording as it would have been known live: each row at its moment, without hindsight.

Between `recording` and `replay`. Rows that carry hindsight (a lap's duration, a stint's end, the
result) are grown step by step; the last version of every row is the recorded row.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from f1strategy.ingest.grid import race_grid
from f1strategy.ingest.grown_laps import grown_laps
from f1strategy.ingest.grown_stints import grown_stints
from f1strategy.ingest.race_times import HOUR_MS, RaceTimes, race_times
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.row_values import Row
from f1strategy.ingest.timed_row import TimedRow

__all__ = ["TimedRow", "release"]

STATIC: Final = ("race_info", "meetings", "sessions", "drivers", "starting_grid")
"""Known before the start, in the order in which a reader wants to meet them."""

DATED: Final = (
    "weather",
    "race_control",
    "pit",
    "position",
    "intervals",
    "overtakes",
    "team_radio",
)
"""Known at their `date`; a pit row's is the moment the car leaves the lane."""

ORDER: Final = (
    *STATIC,
    "weather",
    "race_control",
    "stints",
    "pit",
    "laps",
    "position",
    "intervals",
    "overtakes",
    "team_radio",
    "session_result",
)
"""Which of two rows known at the same moment goes first."""

_RANK: Final = {endpoint: rank for rank, endpoint in enumerate(ORDER)}


def release(recording: Recording) -> list[TimedRow]:
    """Every version of every row, in the order in which it became known.

    What is known before the start comes an hour before it, or just before the first row if that is
    earlier; what has no believable date comes when the race is over. Equal recordings give equal
    lists. Raises `NoRaceTimes` where no lap says when it began.
    """
    rows = recording.rows
    times = race_times(rows["laps"], rows.get("race_control", ()))
    moving = [
        *_timed("laps", grown_laps(rows["laps"], times)),
        *_timed("stints", grown_stints(rows.get("stints", ()), rows.get("pit", ()), times)),
        *(row for name in DATED for row in _timed(name, _dated(rows.get(name, ()), times))),
        *_timed("session_result", ((times.end_ms, row) for row in rows.get("session_result", ()))),
    ]
    before_ms = min(times.start_ms - HOUR_MS, *(row.release_time_ms for row in moving))
    known_before = {
        **{name: rows.get(name, ()) for name in STATIC},
        "race_info": [msgspec.to_builtins(recording.race_info)],
        "starting_grid": race_grid(rows.get("starting_grid", ()), rows.get("position", ())),
    }
    resting = [TimedRow(before_ms, name, row) for name in STATIC for row in known_before[name]]
    return sorted(resting + moving, key=lambda row: (row.release_time_ms, _RANK[row.endpoint]))


def _dated(rows: Iterable[Row], times: RaceTimes) -> Iterator[tuple[int, Row]]:
    for row in rows:
        moment_ms = times.moment_ms(row, "date")
        yield (times.end_ms if moment_ms is None else moment_ms), row


def _timed(endpoint: str, versions: Iterable[tuple[int, Row]]) -> Iterator[TimedRow]:
    return (TimedRow(moment_ms, endpoint, row) for moment_ms, row in versions)
