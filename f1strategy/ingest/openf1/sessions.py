"""Which session is meant: a key, or year/race[/session] looked up in OpenF1's calendar."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from f1strategy.ingest.openf1.errors import AmbiguousSession, MalformedTarget, UnknownSession
from f1strategy.ingest.openf1.rest import OpenF1Client, Row
from schemas.openf1 import time_ms

LATEST: Final = "latest"
"""OpenF1's own word for the session now live or last held."""

QUALIFYING_FOR: Final = {
    "Race": ("Qualifying",),
    "Sprint": ("Sprint Qualifying", "Sprint Shootout"),
}
"""Whose grid a session starts from, by session name; 2023 called a sprint's qualifying a shootout."""


def slug(name: str) -> str:
    """A name as it is typed: lower case, no accents, words joined by hyphens.

    >>> slug("São Paulo Grand Prix"), slug("Yas Marina Circuit")
    ('sao-paulo-grand-prix', 'yas-marina-circuit')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(frozen=True, slots=True)
class Target:
    """What the user asked for: a session key (or `latest`), or a season's race by name."""

    session_key: str | None = None
    year: int | None = None
    race: str = ""
    session_name: str = "Race"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `9839`, `latest`, `2024/monaco`, `2024/qatar/sprint`. Raises `MalformedTarget`.

        >>> Target.parse("2024/Qatar/sprint")
        Target(session_key=None, year=2024, race='qatar', session_name='Sprint')
        """
        if text == LATEST or re.fullmatch(r"\d{1,9}", text):
            return cls(session_key=text)
        year, race, session_name = (*text.split("/"), "race", "")[:3]
        too_long = text.count("/") > 2
        if too_long or not (re.fullmatch(r"\d{4}", year) and slug(race) and slug(session_name)):
            raise MalformedTarget(text)
        if "/" not in text:
            raise MalformedTarget(text)
        words = slug(session_name).split("-")
        return cls(
            year=int(year), race=slug(race), session_name=" ".join(map(str.capitalize, words))
        )

    def __str__(self) -> str:
        if self.session_key is not None:
            return self.session_key
        return f"{self.year}/{self.race}" + _session_suffix(self.session_name)


@dataclass(frozen=True, slots=True)
class Session:
    """A session that OpenF1 knows. `race` names it in folders: `2024_qatar`, `2024_qatar_sprint`."""

    session_key: int
    meeting_key: int
    grid_session_key: int | None
    race: str
    start_time_ms: int | None
    end_time_ms: int | None

    def is_running(self, now_ms: int, *, overrun_ms: int = 3_600_000) -> bool:
        """True between the start and an hour past the scheduled end: red flags delay races.

        Without a schedule it is always taken to be running: a false alarm beats a missed one.
        """
        if self.start_time_ms is None or self.end_time_ms is None:
            return True
        return self.start_time_ms <= now_ms <= self.end_time_ms + overrun_ms


def resolve(client: OpenF1Client, target: Target) -> Session:
    """Look the target up. Raises `UnknownSession` or `AmbiguousSession` with the candidates."""
    row = _by_key(client, target) if target.session_key is not None else _by_name(client, target)
    meeting_key = int(row["meeting_key"])
    siblings = client.rows("sessions", {"meeting_key": meeting_key})
    meetings = client.rows("meetings", {"meeting_key": meeting_key})
    return Session(
        session_key=int(row["session_key"]),
        meeting_key=meeting_key,
        grid_session_key=_grid_session_key(row, siblings),
        race=_name(row, meetings).replace("/", "_"),
        start_time_ms=_time_ms(row.get("date_start")),
        end_time_ms=_time_ms(row.get("date_end")),
    )


def _by_key(client: OpenF1Client, target: Target) -> Row:
    rows = client.rows("sessions", {"session_key": target.session_key or LATEST})
    if not rows:
        raise UnknownSession(str(target), ())
    return rows[-1]


def _by_name(client: OpenF1Client, target: Target) -> Row:
    year = target.year or 0
    sessions = client.rows("sessions", {"year": year, "session_name": target.session_name})
    meetings = client.rows("meetings", {"year": year})
    return choose(target, sessions, meetings)


def choose(target: Target, sessions: Sequence[Row], meetings: Sequence[Row]) -> Row:
    """The one session that the name means.

    A Grand Prix's own name wins over circuit, location and country, and whole names win over
    parts of them: `2024/united-states` is Austin although three races are held there, while
    `2024/italy` (Imola, Monza) is ambiguous.
    """
    meeting_of = {meeting["meeting_key"]: meeting for meeting in meetings}
    own: list[Row] = []
    exact: list[Row] = []
    partial: list[Row] = []
    for session in sessions:
        meeting = meeting_of.get(session["meeting_key"], {})
        names = _slugs(_place_names(session, meeting))
        if target.race in _slugs(_meeting_names(meeting)):
            own.append(session)
        elif target.race in names:
            exact.append(session)
        elif any(f"-{target.race}-" in f"-{name}-" for name in names):
            partial.append(session)
    hits = own or exact or partial
    if len(hits) == 1:
        return hits[0]
    labels = [_name(row, [meeting_of.get(row["meeting_key"], {})]) for row in hits or sessions]
    raise (AmbiguousSession if hits else UnknownSession)(str(target), labels)


def _meeting_names(meeting: Row) -> Iterable[str | None]:
    name = meeting.get("meeting_name") or ""
    return name, name.removesuffix(" Grand Prix")


def _place_names(session: Row, meeting: Row) -> Iterable[str | None]:
    fields = ("circuit_short_name", "location", "country_name", "country_code")
    return (*_meeting_names(meeting), *(session.get(field) for field in fields))


def _slugs(names: Iterable[str | None]) -> set[str]:
    return {slug(name) for name in names if name}


def _name(row: Row, meetings: Sequence[Row]) -> str:
    """How a session is asked for: `2024/qatar`, `2024/qatar/sprint`."""
    meeting_name = next((m.get("meeting_name") for m in meetings if m), None)
    race = (meeting_name or row.get("location") or "session").removesuffix(" Grand Prix")
    year = row.get("year") or str(row.get("date_start", ""))[:4]
    return f"{year}/{slug(race)}" + _session_suffix(row.get("session_name") or "Race")


def _session_suffix(session_name: str) -> str:
    return "" if session_name == "Race" else f"/{slug(session_name)}"


def _grid_session_key(row: Row, siblings: Sequence[Row]) -> int | None:
    wanted = QUALIFYING_FOR.get(row.get("session_name") or "", ())
    keys = [int(s["session_key"]) for s in siblings if s.get("session_name") in wanted]
    return keys[-1] if keys else None


def _time_ms(text: str | None) -> int | None:
    return time_ms(text) if text else None
