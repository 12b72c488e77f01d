"""A source row with the moment at which it becomes known: what a replay releases."""

from collections.abc import Sequence
from dataclasses import dataclass

from f1strategy.ingest.row_values import Row, integer


@dataclass(frozen=True, slots=True)
class TimedRow:
    """One version of a source row. `release_time_ms` is race time in UTC, since 1970."""

    release_time_ms: int
    endpoint: str
    row: Row

    @property
    def driver_number(self) -> int | None:
        """The car the row is about; None on rows about the whole session."""
        return integer(self.row, "driver_number")

    @property
    def started_lap(self) -> int | None:
        """The lap that this row shows to have begun; None on rows that are not about laps."""
        return integer(self.row, "lap_number") if self.endpoint == "laps" else None


def lap_start_times_ms(rows: Sequence[TimedRow]) -> dict[int, int]:
    """When the first car began each lap, by lap number.

    >>> lap_start_times_ms([TimedRow(0, "drivers", {}), TimedRow(5, "laps", {"lap_number": 1})])
    {1: 5}
    """
    starts: dict[int, int] = {}
    for row in rows:
        if (lap := row.started_lap) is not None:
            starts.setdefault(lap, row.release_time_ms)
    return starts


def first_laps(rows: Sequence[TimedRow], laps: int) -> list[TimedRow]:
    """The rows up to the moment the leader has completed so many laps; all where there are fewer.

    >>> race = [TimedRow(lap * 90, "laps", {"lap_number": lap}) for lap in (1, 2, 3)]
    >>> [row.started_lap for row in first_laps(race, 1)]
    [1, 2]
    """
    end_ms = lap_start_times_ms(rows).get(laps + 1)
    return [row for row in rows if end_ms is None or row.release_time_ms <= end_ms]
