"""When everything happened in a recorded race: lights out, each lap's start, sectors and end.

Laps are the clock of a race; `grown_laps` and `grown_stints` release their rows by these times.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from statistics import median, median_low
from typing import Final

from f1strategy.ingest.errors import NoRaceTimes
from f1strategy.ingest.row_values import Row, duration_ms, integer, moment_ms

HOUR_MS: Final = 3_600_000
PLAUSIBLE_MS: Final = 12 * HOUR_MS
"""A date further than this from the middle of the race is a mistake of the feed, not of the race."""

LapId = tuple[int, int]
"""Driver number, lap number."""


@dataclass(frozen=True, slots=True)
class LapTimes:
    """When a lap's parts were over, in ms since 1970; None where nothing tells."""

    start_ms: int | None = None
    sector_1_end_ms: int | None = None
    sector_2_end_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class RaceTimes:
    """The race's clock. `end_ms`: the last car has finished its last lap and the flag is out."""

    start_ms: int
    end_ms: int
    laps: Mapping[LapId, LapTimes]
    _earliest_ms: int = field(repr=False)
    _latest_ms: int = field(repr=False)

    def moment_ms(self, row: Row, name: str) -> int | None:
        """A row's date, None where it has none or one that is hours off the race."""
        moment = moment_ms(row, name)
        return moment if moment and self._earliest_ms <= moment <= self._latest_ms else None

    def lap_starts_ms(self, driver_number: int) -> list[tuple[int, int]]:
        """A driver's laps in order, each with its start; laps without a known start are left out."""
        return sorted(
            (lap, times.start_ms)
            for (driver, lap), times in self.laps.items()
            if driver == driver_number and times.start_ms is not None
        )


def race_times(laps: Iterable[Row], race_control: Sequence[Row] = ()) -> RaceTimes:
    """The race's clock from its lap rows and, for the end, the chequered flag.

    Raises `NoRaceTimes` where no lap says when it began.
    """
    by_id: dict[LapId, Row] = {}
    for row in laps:
        if (key := lap_id(row)) is not None:
            by_id.setdefault(key, row)
    known = {key: start for key, row in by_id.items() if (start := moment_ms(row, "date_start"))}
    if not known:
        raise NoRaceTimes(len(by_id))
    middle = median_low(known.values())
    known = {key: ms for key, ms in known.items() if abs(ms - middle) <= PLAUSIBLE_MS}
    start_ms = _lights_out_ms(by_id, known)
    times = {key: _lap_times(key, by_id, known, start_ms) for key in sorted(by_id)}
    reached = [ms for lap in times.values() for ms in astuple(lap) if ms]
    flags = [moment_ms(row, "date") for row in race_control if row.get("flag") == "CHEQUERED"]
    reached += [ms for ms in flags if ms and abs(ms - middle) <= PLAUSIBLE_MS]
    return RaceTimes(
        start_ms=start_ms,
        end_ms=max(reached),
        laps=times,
        _earliest_ms=middle - PLAUSIBLE_MS,
        _latest_ms=middle + PLAUSIBLE_MS,
    )


def lap_id(row: Row) -> LapId | None:
    """Whose lap a row is and which; None where it does not say."""
    driver, lap = integer(row, "driver_number"), integer(row, "lap_number")
    return (driver, lap) if driver is not None and lap is not None else None


def _lights_out_ms(rows: Mapping[LapId, Row], known: Mapping[LapId, int]) -> int:
    """The earliest start of a first lap; rows often lack it (domain.md, pitfall 2).

    Then it is the start of the second lap less the first one's sectors; the first sector, missing
    as well, is taken as the field's median. It errs by the seconds a standing start costs.
    """
    first_starts = [ms for (_, lap), ms in known.items() if lap == 1]
    if first_starts:
        return min(first_starts)
    first_sectors = [
        ms for row in rows.values() if (ms := duration_ms(row, "duration_sector_1")) is not None
    ]
    typical_sector_1_ms = round(median(first_sectors)) if first_sectors else 0
    candidates = []
    for (driver, lap), second_start_ms in known.items():
        if lap != 2 or (driver, 1) not in rows:
            continue
        sectors = _sectors_ms(rows[driver, 1])
        rest_ms = sum(ms or 0 for ms in sectors[1:])
        sector_1_ms = typical_sector_1_ms if sectors[0] is None else sectors[0]
        candidates.append(second_start_ms - rest_ms - sector_1_ms)
    return min(candidates or known.values())


def _lap_times(
    key: LapId, rows: Mapping[LapId, Row], known: Mapping[LapId, int], lights_out_ms: int
) -> LapTimes:
    driver, lap = key
    duration = duration_ms(rows[key], "lap_duration")
    sectors = _sectors_ms(rows[key])
    total = _sum(*sectors) if duration is None else duration
    next_start = known.get((driver, lap + 1))
    start, end = known.get(key), next_start
    if start is not None:
        # The lap's own duration wins: the next row's start is only approximate, and comes later.
        end = start + duration if duration is not None else next_start or _sum(start, total)
        sector_1_end = _sum(start, sectors[0])
        if sector_1_end is None:
            sector_1_end = _less(end, sectors[1], sectors[2])
        sector_2_end = _sum(sector_1_end, sectors[1])
        if sector_2_end is None:
            sector_2_end = _less(end, sectors[2])
        return LapTimes(start, sector_1_end, sector_2_end, end)
    if lap == 1:
        start = lights_out_ms
    else:
        previous = rows.get((driver, lap - 1), {})
        start = _sum(known.get((driver, lap - 1)), duration_ms(previous, "lap_duration"))
        start = _less(next_start, total) if start is None else start
    end = _sum(start, total) if end is None else end
    return LapTimes(start, _less(end, sectors[1], sectors[2]), _less(end, sectors[2]), end)


def _sectors_ms(row: Row) -> tuple[int | None, int | None, int | None]:
    return (
        duration_ms(row, "duration_sector_1"),
        duration_ms(row, "duration_sector_2"),
        duration_ms(row, "duration_sector_3"),
    )


def _sum(*parts: int | None) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _less(whole: int | None, *parts: int | None) -> int | None:
    taken = _sum(*parts)
    return None if whole is None or taken is None else whole - taken
