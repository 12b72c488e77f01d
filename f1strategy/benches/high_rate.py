"""`car_data` and `location` rows at the rates of a real session, from Formula 1's own timing feed."""

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from f1strategy.ingest.timed_row import TimedRow, lap_start_times_ms

CHANNELS: Final = {
    "0": "rpm",
    "2": "speed",
    "3": "n_gear",
    "4": "throttle",
    "5": "brake",
    "45": "drs",
}
"""The feed's channels by OpenF1's names (theirs by FastF1's documentation)."""
_TIME_LETTERS: Final = len("00:00:00.000")


def high_rate_rows(folder: Path) -> list[TimedRow]:
    """The rows of a session's `CarData.z` and `Position.z` streams as OpenF1 would have them, by time.

    Raises `FileNotFoundError` where the folder lacks one of them.
    """
    rows = [
        *_rows(folder / "CarData.z.jsonStream.gz", "Entries", "Utc", "Cars", _car),
        *_rows(folder / "Position.z.jsonStream.gz", "Position", "Timestamp", "Entries", _place),
    ]
    return sorted(rows, key=lambda row: row.release_time_ms)


def mixed(race: list[TimedRow], high_rate: list[TimedRow]) -> list[TimedRow]:
    """A race's rows from its first lap on with another session's high-rate rows among them, as if both began then;
    for as long as the shorter of the two lasts. What is known before the first lap comes first.

    >>> race = [TimedRow(7, "drivers", {}), *(TimedRow(at, "laps", {"lap_number": 1}) for at in (100, 102, 900))]
    >>> [row.endpoint for row in mixed(race, [TimedRow(1, "location", {}), TimedRow(6, "car_data", {})])]
    ['drivers', 'laps', 'location', 'laps', 'car_data']
    """
    shift_ms = lap_start_times_ms(race)[1] - high_rate[0].release_time_ms
    moved = [TimedRow(one.release_time_ms + shift_ms, one.endpoint, one.row) for one in high_rate]
    end_ms = min(race[-1].release_time_ms, moved[-1].release_time_ms)
    both = sorted([*race, *moved], key=lambda row: row.release_time_ms)
    return [row for row in both if row.release_time_ms <= end_ms]


def _rows(path: Path, batches: str, moment: str, cars: str, read: Any) -> Iterator[TimedRow]:
    with gzip.open(path, "rt", encoding="utf-8-sig") as lines:
        for line in lines:
            packed = base64.b64decode(json.loads(line[_TIME_LETTERS:]))
            for batch in json.loads(zlib.decompress(packed, -zlib.MAX_WBITS))[batches]:
                date = batch[moment]
                at_ms = round(datetime.fromisoformat(date).timestamp() * 1000)
                for number, told in batch[cars].items():
                    yield read({"date": date, "driver_number": int(number)}, told, at_ms)


def _car(row: dict[str, Any], told: dict[str, Any], at_ms: int) -> TimedRow:
    channels = told["Channels"]
    found = {name: channels.get(number) for number, name in CHANNELS.items()}
    return TimedRow(at_ms, "car_data", {**row, **found})


def _place(row: dict[str, Any], told: dict[str, Any], at_ms: int) -> TimedRow:
    return TimedRow(at_ms, "location", {**row, **{axis: told[axis.upper()] for axis in "xyz"}})
