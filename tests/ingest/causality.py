"""What must hold of every released race, whatever its rows: used on invented and on real ones."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec

from f1strategy.ingest.grid import race_grid
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.row_values import moment_ms
from f1strategy.ingest.timed_row import TimedRow

KEYS = {"laps": ("driver_number", "lap_number"), "stints": ("driver_number", "stint_number")}
SCHEDULE = {"sessions", "meetings"}
A_DAY_MS = 24 * 3600 * 1000
ROUNDING_MS = 1


def check(recording: Recording, released: Sequence[TimedRow]) -> None:
    """Nothing early, nothing lost, nothing invented."""
    assert released, "nothing was released"
    moments = [one.release_time_ms for one in released]
    assert moments == sorted(moments)
    check_complete(recording, released)
    check_nothing_from_the_future(released)
    check_stints_never_run_ahead(released)
    check_results_come_last(released)


def check_complete(recording: Recording, released: Sequence[TimedRow]) -> None:
    """The last version of every source row is the source row; what does not grow comes once."""
    versions: dict[str, list[Any]] = defaultdict(list)
    for one in released:
        versions[one.endpoint].append(one.row)
    for endpoint, rows in recording.rows.items():
        expected: Sequence[Any] = rows
        if endpoint == "starting_grid":
            expected = race_grid(rows, recording.rows.get("position", ()))
        if endpoint in KEYS:
            assert _last(endpoint, versions[endpoint]) == _last(endpoint, expected)
        else:
            assert _counted(versions[endpoint]) == _counted(expected)
    assert set(versions) - set(recording.rows) == {"race_info"}


def check_nothing_from_the_future(released: Sequence[TimedRow]) -> None:
    """No date, and no end of a lap or a sector, lies after the release of the row that tells it."""
    for one in released:
        if one.endpoint in SCHEDULE:
            continue
        for name in ("date", "date_start"):
            moment = moment_ms(one.row, name)
            if moment is None or abs(moment - one.release_time_ms) > A_DAY_MS:
                continue  # no date, or one that cannot be: released when all is over
            told = _seconds(one.row.get("lap_duration"))
            sectors = _seconds(one.row.get("duration_sector_1"))
            if sectors:
                sectors += _seconds(one.row.get("duration_sector_2"))
            latest_ms = moment + max(told, sectors) * 1000
            assert latest_ms <= one.release_time_ms + ROUNDING_MS, one


def check_stints_never_run_ahead(released: Sequence[TimedRow]) -> None:
    """A stint's `lap_end` is no later than the lap the car is on."""
    current_lap: dict[int | None, int] = defaultdict(int)
    # Rows of one moment are known together.
    race_end_ms = _race_end_ms(released)
    for one in sorted(released, key=lambda row: (row.release_time_ms, row.endpoint != "laps")):
        if (begun := one.started_lap) is not None:
            current_lap[one.driver_number] = max(current_lap[one.driver_number], begun)
        first: Any = one.row.get("lap_start")
        last: Any = one.row.get("lap_end")
        is_over = one.release_time_ms >= race_end_ms
        if one.endpoint == "stints" and None not in (first, last) and not is_over and first <= last:
            assert last <= max(first, current_lap[one.driver_number]), one


def check_results_come_last(released: Sequence[TimedRow]) -> None:
    """The result is not known before every lap is."""
    results = [one.release_time_ms for one in released if one.endpoint == "session_result"]
    if results:
        assert min(results) >= _race_end_ms(released)


def _race_end_ms(released: Sequence[TimedRow]) -> int:
    return max(one.release_time_ms for one in released if one.endpoint == "laps")


def _last(endpoint: str, rows: Sequence[Any]) -> dict[tuple[Any, ...], Any]:
    return {tuple(row[name] for name in KEYS[endpoint]): row for row in rows}


def _counted(rows: Sequence[Any]) -> Counter[bytes]:
    return Counter(msgspec.json.encode(row) for row in rows)


def _seconds(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and 0 <= value < 20_000 else 0.0
