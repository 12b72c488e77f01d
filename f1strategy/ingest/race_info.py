"""What is known of a race before its start, from calendar rows or else from a folder's name."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from f1strategy.ingest.row_values import Row, integer
from schemas.circuits import Circuit, circuit
from schemas.openf1 import RaceInfoRow

FOLDER_NAME: Final = re.compile(r"(?P<season>\d{4})_(?P<race>.+?)(?P<sprint>_sprint)?")
"""How recordings are named: `2024_qatar`, `2024_qatar_sprint`."""


def race_info(
    session_key: int, name: str, rows: Mapping[str, Sequence[Row]], *, season: int | None = None
) -> RaceInfoRow:
    """Season, circuit, race name and distance of a recorded race.

    `name` is the recording's, `season` the year of its laps, for a recording of any other name.
    The rows of `sessions` and `meetings` win over both. The distance of a sprint is null: no table
    tells it.

    >>> race_info(9839, "2025_abu-dhabi", {})
    RaceInfoRow(session_key=9839, season=2025, circuit='yas-marina', \
race_name='Abu Dhabi Grand Prix', scheduled_laps=58)
    """
    folder = FOLDER_NAME.fullmatch(name)
    session = _of_session(session_key, rows.get("sessions", ()))
    meeting = next(iter(rows.get("meetings", ())), {})
    is_sprint = bool(folder and folder["sprint"]) or session.get("session_name") == "Sprint"
    held_at = _circuit(session, meeting, folder["race"] if folder else name)
    race_name = _race_name(meeting, folder["race"] if folder else None)
    if race_name and is_sprint:
        race_name = f"{race_name}, Sprint"
    years = (integer(session, "year"), integer(meeting, "year"))
    named = int(folder["season"]) if folder else season
    return RaceInfoRow(
        session_key=session_key,
        season=next((year for year in years if year), named),
        circuit=held_at.key if held_at else None,
        race_name=race_name,
        scheduled_laps=held_at.scheduled_laps if held_at and not is_sprint else None,
    )


def _of_session(session_key: int, sessions: Sequence[Row]) -> Row:
    return next((row for row in sessions if row.get("session_key") == session_key), {})


def _circuit(session: Row, meeting: Row, race: str) -> Circuit | None:
    # Never by country: the United States hold three races, Italy has held two.
    names = (
        session.get("circuit_short_name"),
        meeting.get("circuit_short_name"),
        session.get("location"),
        meeting.get("location"),
        race,
        _text(meeting.get("meeting_name")).removesuffix(" Grand Prix"),
    )
    known = (circuit(name) for name in names if isinstance(name, str))
    return next((found for found in known if found), None)


def _race_name(meeting: Row, race: str | None) -> str | None:
    if full := _text(meeting.get("meeting_name")):
        return full
    return f"{race.replace('-', ' ').title()} Grand Prix" if race else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
