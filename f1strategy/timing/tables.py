"""A driver's state: the newest version of every source row, by the source's own key."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from f1strategy.timing.columns import Interval, Intervals, Versions
from f1strategy.timing.race_control import Word, word
from f1strategy.timing.rows import ParsedRow, Version
from schemas.openf1 import (
    DriverRow,
    GridRow,
    LapRow,
    PitRow,
    PositionRow,
    RaceInfoRow,
    ResultRow,
    StintRow,
    WeatherRow,
)

T = TypeVar("T")


class Samples(Protocol[T]):
    """What holds the samples of a series: a list, or columns."""

    def __getitem__(self, index: int, /) -> T: ...
    def __setitem__(self, index: int, sample: T, /) -> None: ...
    def __iter__(self) -> Iterator[T]: ...
    def insert(self, index: int, sample: T, /) -> None:
        """Have it at this place, and what follows one place further."""


class Series(Generic[T]):
    """Samples by time, of each moment the newest version.

    >>> samples = Series()
    >>> samples.put(20, "b", 1), samples.put(10, "a", 1), samples.put(20, "B", 2), samples.put(20, "b", 1)
    (True, True, True, False)
    >>> samples.latest(19), samples.latest(9), samples.latest(None), samples.next_time(10)
    ((10, 'a'), None, (20, 'B'), 20)
    """

    def __init__(self, samples: Samples[T] | None = None) -> None:
        self.times_ms = array("q")
        self.samples: Samples[T] = [] if samples is None else samples
        self._versions = Versions()

    def put(self, at_ms: int, sample: T, version: Version) -> bool:
        """Keep the sample of this moment unless this or a newer version is known; say whether it was kept."""
        index = bisect_left(self.times_ms, at_ms)
        if index == len(self.times_ms) or self.times_ms[index] != at_ms:
            self.times_ms.insert(index, at_ms)
            self.samples.insert(index, sample)
            self._versions.insert(index, version)
            return True
        if self._versions[index] >= version:
            return False
        self.samples[index], self._versions[index] = sample, version
        return True

    def count_until(self, until_ms: int | None) -> int:
        """How many samples are not later than this moment; all of them if it is null."""
        return len(self.times_ms) if until_ms is None else bisect_right(self.times_ms, until_ms)

    def latest(self, until_ms: int | None) -> tuple[int, T] | None:
        """Time and value of the last sample not later than this moment, or of the last of all."""
        index = self.count_until(until_ms) - 1
        return None if index < 0 else (self.times_ms[index], self.samples[index])

    def next_time(self, after_ms: int) -> int | None:
        """When the first sample later than this moment was taken."""
        index = bisect_right(self.times_ms, after_ms)
        return self.times_ms[index] if index < len(self.times_ms) else None


class TimedLap(NamedTuple):
    """A lap's row and when it began, null if the feed does not say."""

    row: LapRow
    start_ms: int | None


@dataclass(slots=True)
class Tables:
    """The newest rows of one driver, and the session-wide ones."""

    laps: dict[int, TimedLap] = field(default_factory=dict)
    stints: dict[int, StintRow] = field(default_factory=dict)
    passes: Series[PitRow] = field(default_factory=Series)
    intervals: Series[Interval] = field(default_factory=lambda: Series(Intervals()))
    positions: Series[PositionRow] = field(default_factory=Series)
    weather: Series[WeatherRow] = field(default_factory=Series)
    messages: dict[str, Word] = field(default_factory=dict)
    grids: dict[int, GridRow] = field(default_factory=dict)
    driver: DriverRow | None = None
    result: ResultRow | None = None
    race_info: RaceInfoRow | None = None
    _versions: dict[str, Version] = field(default_factory=dict)

    def put(self, parsed: ParsedRow) -> bool:
        """Keep the row unless this or a newer version is known; say whether it was kept."""
        at_ms: Any = parsed.time_ms
        row: Any = parsed.row
        match parsed.endpoint:
            case "intervals":
                return self.intervals.put(
                    at_ms, Interval(row.gap_to_leader, row.interval), parsed.version
                )
            case "position":
                return self.positions.put(at_ms, row, parsed.version)
            case "weather":
                return self.weather.put(at_ms, row, parsed.version)
            case "pit":
                return self.passes.put(at_ms, row, parsed.version)
        known = self._versions.get(parsed.key)
        if known is not None and known >= parsed.version:
            return False
        self._versions[parsed.key] = parsed.version
        self._insert(parsed.endpoint, parsed.key, at_ms, row)
        return True

    def _insert(self, endpoint: str, key: str, at_ms: Any, row: Any) -> None:
        match endpoint:
            case "laps":
                self.laps[row.lap_number] = TimedLap(row, at_ms)
            case "stints":
                self.stints[row.stint_number] = row
            case "race_control":
                self.messages[key] = word(at_ms, row)
            case "starting_grid":
                self.grids[row.session_key] = row
            case "drivers":
                self.driver = row
            case "session_result":
                self.result = row
            case "race_info":
                self.race_info = row

    @property
    def grid_position(self) -> int | None:
        """Place on the grid of the race: of a sprint weekend's two grids the later session's."""
        return self.grids[max(self.grids)].position if self.grids else None
