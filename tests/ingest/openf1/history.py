"""What the loopback API serves: rows by endpoint, filtered as OpenF1 filters them.

`small_history` is written by hand; `recorded_history` serves the real races.
"""

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from f1strategy.ingest.grid import race_grid
from f1strategy.ingest.recording import RECORDED
from f1strategy.ingest.row_values import moment_ms
from schemas.openf1 import iso_time, time_ms
from tests.ingest.races import LIGHTS_OUT_MS, SESSION_KEY, small_race

Row = dict[str, Any]

HOUR_MS = 3_600_000
CONDITION = re.compile(r"(?P<field>\w+)(?P<operator>>=|<=|=|>|<)(?P<value>.*)")
COMPARE = {
    "=": lambda found, wanted: found == wanted,
    ">=": lambda found, wanted: found >= wanted,
    "<=": lambda found, wanted: found <= wanted,
    ">": lambda found, wanted: found > wanted,
    "<": lambda found, wanted: found < wanted,
}


@dataclass(frozen=True)
class Race:
    """One race of the history: its keys, and its rows by endpoint."""

    session_key: int
    meeting_key: int
    rows: Mapping[str, Sequence[Row]]


class History:
    """Answers queries over several races."""

    def __init__(self, races: Sequence[Race]) -> None:
        self.races = list(races)

    def answer(self, endpoint: str, query: str) -> list[Row] | None:
        """The rows that match a query string; None for an endpoint that OpenF1 does not have."""
        conditions = list(_conditions(query))
        if endpoint not in RECORDED:
            return None
        return [
            row
            for race in self._meant(conditions)
            for row in race.rows[endpoint]
            if all(_holds(row, *condition) for condition in conditions)
        ]

    def _meant(self, conditions: Sequence[tuple[str, str, str]]) -> Iterator[Race]:
        # Only a short cut, so that nobody reads ten races to answer about one.
        for race in self.races:
            keys = {"meeting_key": {race.meeting_key}, "session_key": _session_keys(race)}
            if all(
                field not in keys or value == "latest" or int(value) in keys[field]
                for field, _, value in conditions
            ):
                yield race


def _session_keys(race: Race) -> set[int]:
    return {race.session_key, *(row["session_key"] for row in race.rows["sessions"])}


def _conditions(query: str) -> Iterator[tuple[str, str, str]]:
    for name, value in parse_qsl(query, keep_blank_values=True):
        found = CONDITION.fullmatch(f"{name}={value}" if value else name)
        assert found, f"not a filter: {name}={value}"
        yield found["field"], found["operator"], found["value"]


def _holds(row: Row, field: str, operator: str, value: str) -> bool:
    if value == "latest":
        return True
    found: Any = row.get(field)
    if found is None:
        return False
    wanted: Any = type(found)(value)
    if field.startswith("date"):
        found, wanted = time_ms(found), time_ms(value)
    return bool(COMPARE[operator](found, wanted))


def calendar_row(race: Race, name: str, session_key: int, start_time_ms: int, **fields: Any) -> Row:
    return {
        "meeting_key": race.meeting_key,
        "session_key": session_key,
        "session_name": name,
        "date_start": iso_time(start_time_ms),
        "date_end": iso_time(start_time_ms + 2 * HOUR_MS),
        **fields,
    }


def small_history() -> History:
    """The small race as Qatar 2023, with its qualifying, and with a sprint that has no rows."""
    rows: dict[str, list[Row]] = {
        endpoint: [{"meeting_key": 3, **row} for row in of_endpoint]
        for endpoint, of_endpoint in small_race().items()
    }
    race = Race(SESSION_KEY, 3, rows)
    sprint_grid = [{**row, "session_key": 4} for row in reversed(rows["starting_grid"])]
    rows["starting_grid"] = sprint_grid + rows["starting_grid"]
    place = {
        "location": "Lusail",
        "circuit_short_name": "Lusail",
        "country_name": "Qatar",
        "year": 2023,
    }
    rows["sessions"] = [
        calendar_row(race, name, key, LIGHTS_OUT_MS - hours * HOUR_MS, **place)
        for name, key, hours in (
            ("Sprint Shootout", 4, 28),
            ("Sprint", 6, 24),
            ("Qualifying", 5, 20),
            ("Race", SESSION_KEY, 0),
        )
    ]
    rows["meetings"] = [{"meeting_key": 3, "meeting_name": "Qatar Grand Prix", "year": 2023}]
    rows["overtakes"] = []
    rows["team_radio"] = []
    return History([race])


def recorded_history(recordings: Path) -> History:
    """All the real races, each endpoint read when it is asked for. A recording without calendar rows
    gets made-up ones, and every race its qualifying sessions.
    """
    return History([_recorded(folder) for folder in sorted(recordings.iterdir())])


def _recorded(folder: Path) -> Race:
    driver = _read(folder, "drivers")[0]
    return Race(driver["session_key"], driver["meeting_key"], _Recorded(folder))


class _Recorded(Mapping[str, Sequence[Row]]):
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, endpoint: str) -> Sequence[Row]:
        if endpoint == "sessions":
            return _sessions(self._folder)
        return _read(self._folder, endpoint) or (
            [_meeting(self._folder)] if endpoint == "meetings" else []
        )

    def __iter__(self) -> Iterator[str]:
        return iter(RECORDED)

    def __len__(self) -> int:
        return len(RECORDED)


@lru_cache(maxsize=60)
def _read(folder: Path, endpoint: str) -> list[Row]:
    path = folder / f"{endpoint}.json.gz"
    return msgspec.json.decode(gzip.decompress(path.read_bytes())) if path.is_file() else []


@lru_cache
def _sessions(folder: Path) -> list[Row]:
    race = _recorded(folder)
    began_ms = min(ms for lap in _read(folder, "laps") if (ms := moment_ms(lap, "date_start")))
    fields = {"location": folder.name[5:], "year": int(folder.name[:4])}
    made_up = calendar_row(race, "Race", race.session_key, began_ms, **fields)
    own = (_read(folder, "sessions") or [made_up])[0]
    grid = _read(folder, "starting_grid")
    race_key = race_grid(grid, _read(folder, "position"))[0]["session_key"]
    names = {
        key: "Qualifying" if key == race_key else "Sprint Qualifying"
        for key in sorted({row["session_key"] for row in grid})
    }
    return [{**own, "session_key": key, "session_name": name} for key, name in names.items()] + [
        own
    ]


def _meeting(folder: Path) -> Row:
    name = folder.name[5:].replace("-", " ").title()
    return {
        "meeting_key": _recorded(folder).meeting_key,
        "meeting_name": f"{name} Grand Prix",
        "year": int(folder.name[:4]),
    }
