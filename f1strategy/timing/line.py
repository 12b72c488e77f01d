"""What the feed said when the car crossed the line: its place, its gaps, the weather."""

import re
from typing import Final, NamedTuple

from f1strategy.timing.columns import Interval
from f1strategy.timing.tables import Series
from schemas.openf1 import PositionRow, WeatherRow

LINE_TOLERANCE_MS: Final = 2_000
"""Swaps and gaps at the line are reported up to about two seconds after it: of 9,749 places in nine
recordings 272 differ from FastF1's at 0 s, 177 at 2 s, 588 at 5 s, when cars have swapped again."""
UNKNOWN_LAP_MS: Final = 120_000
"""How far back the lap may reach whose start the feed does not tell: the longest lap is shorter."""
_LAPS: Final = re.compile(r"\+?\s*(\d+)\s*L", re.IGNORECASE)


class Gaps(NamedTuple):
    """Gaps at the line. All null: the feed said nothing while the lap was driven."""

    to_leader_s: float | None = None
    interval_s: float | None = None
    laps_behind: int | None = None


def place(rows: Series[PositionRow], until_ms: int | None, grid: int | None) -> int | None:
    """The last place told until this moment (null: now). Rows come on change only, and none for
    the first minutes: before the first row the place on the grid holds.
    """
    latest = rows.latest(until_ms)
    return grid if latest is None else latest[1].position


def gaps_at_line(
    rows: Series[Interval], start_ms: int | None, end_ms: int, position: int | None
) -> Gaps:
    """Gaps at the end of a lap. What was said before the lap began is stale and does not count."""
    count = rows.count_until(end_ms + LINE_TOLERANCE_MS)
    begun_ms = start_ms if start_ms is not None else end_ms - UNKNOWN_LAP_MS
    if count == 0 or rows.times_ms[count - 1] <= begun_ms:
        return Gaps()
    row = rows.samples[count - 1]
    if position == 1 and _is_leader(row):
        return Gaps(0.0, 0.0, 0)
    return Gaps(seconds(row.gap_to_leader), seconds(row.interval), _laps_behind(rows, count))


def _is_leader(row: Interval) -> bool:
    return row.gap_to_leader is None or row.gap_to_leader == 0.0


def _laps_behind(rows: Series[Interval], count: int) -> int | None:
    """Laps behind by the last word: the feed says "+1 LAP" once or a few times, then null."""
    index = last_word(rows, count)
    if index is None:
        return None
    gap = rows.samples[index].gap_to_leader
    if isinstance(gap, str):
        return laps(gap)
    return 0 if index == count - 1 else None


def last_word(rows: Series[Interval], count: int) -> int | None:
    """Index of the last of the first `count` rows that says anything of the leader."""
    for index in range(count - 1, -1, -1):
        if rows.samples[index].gap_to_leader is not None:
            return index
    return None


def next_word_ms(rows: Series[Interval], after_ms: int) -> int | None:
    """When the feed next says something of the leader."""
    for index in range(rows.count_until(after_ms), len(rows.times_ms)):
        if rows.samples[index].gap_to_leader is not None:
            return rows.times_ms[index]
    return None


def seconds(gap: float | str | None) -> float | None:
    """A gap in seconds, null if the feed gives it in laps or not at all."""
    return gap if isinstance(gap, float) else None


def laps(gap: str) -> int | None:
    """Whole laps in the feed's words.

    >>> laps("+1 LAP"), laps("+2 LAPS"), laps("+3L LAPS"), laps("LAP 12")
    (1, 2, 3, None)
    """
    said = _LAPS.match(gap)
    return None if said is None else int(said[1])


def weather(rows: Series[WeatherRow], until_ms: int | None) -> WeatherRow | None:
    """The last report until this moment, the first of all if there is none before it."""
    if until_ms is None or not rows.times_ms:
        return None
    latest = rows.latest(until_ms)
    return rows.samples[0] if latest is None else latest[1]
