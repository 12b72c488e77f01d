"""Stint rows grown step by step: known when the tyres are on, `lap_end` rising with every lap."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from f1strategy.ingest.race_times import RaceTimes
from f1strategy.ingest.row_values import Row, integer

TYRES_FITTED_MS: Final = 180_000
"""Wheels must be fitted by the three-minute signal (FIA sporting regulations, starting procedure)."""


def grown_stints(
    rows: Iterable[Row], pit_rows: Iterable[Row], times: RaceTimes
) -> Iterator[tuple[int, Row]]:
    """Each stint row's versions with their release times [ms since 1970], oldest first.

    The first stint is known from the three-minute signal, a later one when the car leaves the pit
    lane. The last version of a row is the row itself.
    """
    stints: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        stints[integer(row, "driver_number")].append(row)
    exits: dict[int | None, list[Row]] = defaultdict(list)
    for pit_row in pit_rows:
        exits[integer(pit_row, "driver_number")].append(pit_row)
    for driver, driver_stints in stints.items():
        if driver is None:
            yield from ((times.end_ms, row) for row in driver_stints)
        else:
            yield from _of_driver(driver, driver_stints, exits[driver], times)


def _of_driver(
    driver: int, stints: Sequence[Row], pit_rows: Sequence[Row], times: RaceTimes
) -> Iterator[tuple[int, Row]]:
    lap_starts = times.lap_starts_ms(driver)
    exits = [(date, row) for row in pit_rows if (date := times.moment_ms(row, "date"))]
    complete_ms: dict[int | None, int] = {}
    in_order = sorted(stints, key=lambda row: integer(row, "stint_number") or 0)
    for index, row in enumerate(in_order):
        number = integer(row, "stint_number")
        if number in complete_ms:  # a correction of the same stint: whole, after the first
            yield complete_ms[number], row
            continue
        begin_ms = _begin_ms(row, index == 0, driver, exits, times)
        versions = list(_versions(row, begin_ms, lap_starts, times.end_ms))
        complete_ms[number] = versions[-1][0]
        yield from versions


def _begin_ms(
    row: Row, is_first: bool, driver: int, exits: list[tuple[int, Row]], times: RaceTimes
) -> int:
    """When the set of tyres was seen on the track. Takes the pit exit it used out of `exits`."""
    lap_start = integer(row, "lap_start")
    if is_first and (lap_start is None or lap_start <= 1):
        return times.start_ms - TYRES_FITTED_MS
    if lap_start is None:
        return times.end_ms
    starts = dict(times.lap_starts_ms(driver))
    start_ms = starts.get(lap_start)
    left_ms = _pit_exit_ms(lap_start, starts, exits)
    if left_ms is not None:
        return left_ms if start_ms is None else max(left_ms, start_ms)
    # No row of this stop. The car has certainly left the pit lane at the end of the first sector.
    out_lap = times.laps.get((driver, lap_start))
    if out_lap and out_lap.sector_1_end_ms and start_ms:
        return max(out_lap.sector_1_end_ms, start_ms)
    later = [ms for lap, ms in starts.items() if lap >= lap_start]
    return min(later, default=times.end_ms)


def _pit_exit_ms(
    lap_start: int, starts: dict[int, int], exits: list[tuple[int, Row]]
) -> int | None:
    """The pit exit that opened a stint; it is taken out of `exits`.

    The lane crosses the line before, beside or behind the boxes, so the stint's first lap is the in-lap
    (Melbourne, Montréal) or the lap after it. Time decides where it is known, because the lap number of
    a pit row can be another driver's (domain.md, pitfall 11).
    """
    earliest_ms, latest_ms = starts.get(lap_start - 1), starts.get(lap_start + 1)
    fitting = []
    for index, (left_ms, row) in enumerate(exits):
        is_named = integer(row, "lap_number") in (lap_start - 1, lap_start)
        if earliest_ms is None and latest_ms is None:
            fits = is_named
        else:
            # The exit of an in-lap's stop comes seconds after the next lap's start.
            fits = (earliest_ms is None or left_ms > earliest_ms) and (
                latest_ms is None or left_ms < latest_ms or is_named
            )
        if fits:
            fitting.append((not is_named, left_ms, index))
    if not fitting:
        return None
    _, left_ms, index = min(fitting)
    del exits[index]
    return left_ms


def _versions(
    row: Row, begin_ms: int, lap_starts: Sequence[tuple[int, int]], race_end_ms: int
) -> Iterator[tuple[int, Row]]:
    first, last = integer(row, "lap_start"), integer(row, "lap_end")
    # Without a range, or with one that runs backwards (pitfall 6), there is nothing to grow.
    if first is None or last is None or first >= last:
        yield begin_ms, row
        return
    begun = [lap for lap, start_ms in lap_starts if start_ms <= begin_ms]
    shown = max(first, min(last, max(begun, default=first)))
    yield begin_ms, _until(row, shown)
    for lap, start_ms in lap_starts:
        if shown < lap <= last and start_ms > begin_ms:
            shown = lap
            yield start_ms, _until(row, lap)
    if shown < last:
        yield max(race_end_ms, begin_ms), row


def _until(row: Row, lap_end: int) -> Row:
    return {**row, "lap_end": lap_end}
