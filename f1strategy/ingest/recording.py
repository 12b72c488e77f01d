"""A recorded race on disk: a folder with one `<endpoint>.json.gz` per OpenF1 endpoint.

Each file is a JSON array of rows as OpenF1 returns them; `recording.json` beside them names the race
and its session. `f1strategy fetch` writes such folders, `f1strategy replay` plays them.
"""

import gzip
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from f1strategy.ingest.race_info import race_info
from f1strategy.ingest.row_values import Row, integer, moment_ms
from schemas.openf1 import ENDPOINTS, RaceInfoRow
from schemas.records import DeadLetter
from schemas.topics import RAW

RECORDED: Final = tuple(name for name in ENDPOINTS if name != "race_info")
"""The endpoints that have a file; `race_info` is our own and is in `recording.json`."""

FOREIGN_SESSION: Final = frozenset({"meetings", "sessions", "starting_grid"})
"""A meeting has no session key, a grid carries the qualifying's, a calendar lists its siblings."""

ABOUT: Final = "recording.json"


class BadRecording(ValueError):
    """A folder that holds no race that could be replayed; names the file and what is wrong."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class MalformedRow:
    """An element of an endpoint's array that is no row of this session."""

    endpoint: str
    value: bytes
    reason: str

    def dead_letter(self, session_key: int) -> DeadLetter:
        """What the dead-letter topic keeps of it."""
        return DeadLetter.of(
            self.value,
            source_topic=RAW.name,
            stage="ingest",
            error=f"{self.endpoint}: {self.reason}",
            session_key=session_key,
        )


@dataclass(frozen=True, slots=True)
class Recording:
    """A race: the rows of every endpoint, with all the hindsight of the day after.

    `f1strategy.ingest.causal` turns it into what was known when.
    """

    session_key: int
    name: str
    rows: Mapping[str, Sequence[Row]]
    race_info: RaceInfoRow
    malformed: tuple[MalformedRow, ...] = ()

    @property
    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """One for each malformed row."""
        return tuple(row.dead_letter(self.session_key) for row in self.malformed)


class About(msgspec.Struct, omit_defaults=True):
    """What `recording.json` says; `endpoints` has for each one its number of rows and their origin."""

    race: str | None = None
    session_key: int | None = None
    endpoints: dict[str, dict[str, Any]] = {}
    race_info: RaceInfoRow | None = None


def load(folder: Path) -> Recording:
    """Read a recorded race.

    Files of endpoints that this project does not use are left alone. An element that is no row of
    this session ends up in `malformed`. Raises `BadRecording` for a folder that is missing, unreadable
    or without laps that say when they began.
    """
    if not folder.is_dir():
        raise BadRecording(
            str(folder), "no such folder; expected one with <endpoint>.json.gz files"
        )
    about = read_about(folder)
    arrays = {
        endpoint: _read_array(path)
        for endpoint in RECORDED
        if (path := folder / f"{endpoint}.json.gz").is_file()
    }
    session_key = about.session_key or _session_key(folder, arrays.get("laps", []))
    rows: dict[str, list[Row]] = {}
    malformed: list[MalformedRow] = []
    for endpoint, elements in arrays.items():
        rows[endpoint] = []
        for element in elements:
            if reason := _complaint(endpoint, element, session_key):
                malformed.append(MalformedRow(endpoint, msgspec.json.encode(element), reason))
            else:
                rows[endpoint].append(element)
    if not rows.get("laps"):
        raise BadRecording(str(folder), f"no laps of session {session_key} in laps.json.gz")
    if not any(moment_ms(lap, "date_start") for lap in rows["laps"]):
        raise BadRecording(str(folder), "no lap says when it began; expected date_start in most")
    name = about.race or folder.resolve().name
    info = about.race_info or race_info(session_key, name, rows, season=_season(rows["laps"]))
    return Recording(session_key, name, rows, info, tuple(malformed))


def save(recording: Recording, folder: Path) -> None:
    """Write a recording that `load` reads back; equal recordings give equal files.

    Malformed rows are not written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for endpoint, rows in recording.rows.items():
        write_rows(folder, endpoint, rows)
    about = About(
        race=recording.name,
        session_key=recording.session_key,
        endpoints={endpoint: {"rows": len(rows)} for endpoint, rows in recording.rows.items()},
        race_info=recording.race_info,
    )
    write_about(folder, about)


def write_rows(folder: Path, endpoint: str, rows: Sequence[Row]) -> None:
    """Write one endpoint's file, whole or not at all."""
    packed = gzip.compress(msgspec.json.encode(list(rows)), mtime=0)
    _replace(folder / f"{endpoint}.json.gz", packed)


def write_about(folder: Path, about: About) -> None:
    """Write `recording.json`, whole or not at all."""
    _replace(folder / ABOUT, msgspec.json.format(msgspec.json.encode(about), indent=1) + b"\n")


def read_about(folder: Path) -> About:
    """What `recording.json` says; nothing where there is none. Raises `BadRecording`."""
    path = folder / ABOUT
    if not path.is_file():
        return About()
    try:
        return msgspec.json.decode(path.read_bytes(), type=About)
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise BadRecording(str(path), f"not a description of a recording: {error}") from error


def _replace(path: Path, content: bytes) -> None:
    # Whole or not at all: a fetch that is cut off leaves no half file under the final name.
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _read_array(path: Path) -> list[Any]:
    try:
        decoded = msgspec.json.decode(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, zlib.error) as error:
        raise BadRecording(str(path), f"not a gzip file, or a cut one: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRecording(str(path), f"not JSON: {error}") from error
    if not isinstance(decoded, list):
        found = type(decoded).__name__
        raise BadRecording(str(path), f"holds a JSON {found}; expected an array of rows")
    return decoded


def _session_key(folder: Path, laps: Sequence[Any]) -> int:
    keys = Counter(
        key for lap in laps if isinstance(lap, dict) and (key := integer(lap, "session_key"))
    )
    if not keys:
        raise BadRecording(str(folder), "no laps.json.gz with rows that name their session_key")
    return keys.most_common(1)[0][0]


def _complaint(endpoint: str, element: Any, session_key: int) -> str | None:
    if not isinstance(element, dict):
        return f"expected an object, found {type(element).__name__}"
    if endpoint in FOREIGN_SESSION:
        return None
    found = element.get("session_key")
    if found is None:
        return "the row has no session_key"
    if found != session_key:
        return f"expected session_key {session_key}, found {found!r}"
    return None


def _season(laps: Sequence[Row]) -> int | None:
    began_ms = next((ms for lap in laps if (ms := moment_ms(lap, "date_start"))), None)
    return datetime.fromtimestamp(began_ms / 1000, UTC).year if began_ms else None
