"""Which session is meant: a key, or year/race[/session] looked up in OpenF1's calendar."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from f1strategy.ingest.openf1.errors import AmbiguousSession, MalformedTarget, UnknownSession
from f1strategy.ingest.openf1.rest import OpenF1Client, Row
from f1strategy.ingest.row_values import moment_ms

LATEST: Final = "latest"
"""OpenF1's own word for the session now live or last held."""

RACE: Final = "race"
GRAND_PRIX: Final = " Grand Prix"

QUALIFYING_FOR: Final = {
    "Race": ("Qualifying",),
    "Sprint": ("Sprint Qualifying", "Sprint Shootout"),
}
"""Whose grid a session starts from, by session name; 2023 called a sprint's qualifying a shootout."""

OVERRUN_MS: Final = 3_600_000
"""Red flags delay races; the rules end one an hour after its scheduled two at the latest."""

_KEY: Final = re.compile(r"\d{1,9}", re.ASCII)
_NAME: Final = re.compile(r"(?P<year>\d{4})/(?P<race>[^/]+)(?:/(?P<session>[^/]+))?", re.ASCII)


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
    session: str = RACE

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `9839`, `latest`, `2024/monaco`, `2024/qatar/sprint`. Raises `MalformedTarget`.

        >>> Target.parse("2024/Qatar/sprint")
        Target(session_key=None, year=2024, race='qatar', session='sprint')
        """
        if text == LATEST or _KEY.fullmatch(text):
            return cls(session_key=text)
        named = _NAME.fullmatch(text)
        race = slug(named["race"]) if named else ""
        session = slug((named and named["session"]) or RACE)
        if named is None or not race or not session:
            raise MalformedTarget(text)
        return cls(year=int(named["year"]), race=race, session=session)

    def __str__(self) -> str:
        of_session = "" if self.session == RACE else f"/{self.session}"
        return self.session_key or f"{self.year}/{self.race}{of_session}"


@dataclass(frozen=True, slots=True)
class Session:
    """A session that OpenF1 knows. `race` names its folder: `2024_qatar`, `2024_qatar_sprint`.

    `grid_session_key` is the qualifying session that its grid comes from; `own_names` are those of
    its Grand Prix, `place_names` those of circuit, town and country, which several may share.
    """

    session_key: int
    meeting_key: int
    grid_session_key: int | None
    race: str
    start_time_ms: int | None
    end_time_ms: int | None
    session_name: str = "Race"
    circuit: str = ""
    own_names: frozenset[str] = frozenset()
    place_names: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """How it is asked for: `2024/qatar`, `2024/qatar/sprint`."""
        return self.race.replace("_", "/")

    def is_running(self, now_ms: int, *, overrun_ms: int = OVERRUN_MS) -> bool:
        """True between the start and an hour past the scheduled end.

        Without a schedule it is always taken to be running: a false alarm beats a missed one.
        """
        if self.start_time_ms is None or self.end_time_ms is None:
            return True
        return self.start_time_ms <= now_ms <= self.end_time_ms + overrun_ms


def resolve(client: OpenF1Client, target: Target) -> Session:
    """Look the target up. Raises `UnknownSession` or `AmbiguousSession` with the candidates."""
    if target.session_key is None:
        return choose(target, season(client, target.year or 0))
    found = client.rows("sessions", {"session_key": target.session_key})
    if not found:
        raise UnknownSession(str(target), ())
    of_meeting = {"meeting_key": found[-1]["meeting_key"]}
    siblings = client.rows("sessions", of_meeting)
    meeting = next(iter(client.rows("meetings", of_meeting)), {})
    return _session(found[-1], siblings, meeting)


def season(client: OpenF1Client, year: int) -> list[Session]:
    """All sessions of a year, in order of time."""
    rows = client.rows("sessions", {"year": year})
    meetings = client.rows("meetings", {"year": year})
    return calendar(rows, meetings)


def calendar(rows: Sequence[Row], meetings: Sequence[Row]) -> list[Session]:
    """Sessions from the rows of `sessions` and `meetings`, in order of time."""
    siblings: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        siblings[row["meeting_key"]].append(row)
    meeting_of = {meeting["meeting_key"]: meeting for meeting in meetings}
    sessions = [
        _session(row, siblings[row["meeting_key"]], meeting_of.get(row["meeting_key"], {}))
        for row in rows
    ]
    return sorted(sessions, key=lambda session: session.start_time_ms or 0)


def choose(target: Target, sessions: Sequence[Session]) -> Session:
    """The one session that the name means.

    A Grand Prix's own name wins over circuit, town and country, and whole names win over parts of
    them: `2024/united-states` is Austin although three races are held there, while `2024/italy`
    (Imola, Monza) is ambiguous. Raises `UnknownSession` and `AmbiguousSession`.
    """
    hits = _held_at(target.race, sessions)
    wanted = [hit for hit in hits if slug(hit.session_name) == target.session]
    if len(wanted) == 1:
        return wanted[0]
    if wanted:
        raise AmbiguousSession(str(target), _labels(wanted))
    races = [session for session in sessions if session.session_name == "Race"]
    raise UnknownSession(str(target), _labels(hits or races))


def _held_at(race: str, sessions: Sequence[Session]) -> list[Session]:
    own, places, parts = [], [], []
    for session in sessions:
        names = session.own_names | session.place_names
        if race in session.own_names:
            own.append(session)
        elif race in names:
            places.append(session)
        elif any(f"-{race}-" in f"-{name}-" for name in names):
            parts.append(session)
    return own or places or parts


def _labels(sessions: Sequence[Session]) -> list[str]:
    # Only a season's test sessions share a label: those are told apart by their keys.
    labels = Counter(session.label for session in sessions)
    return [
        session.label if labels[session.label] == 1 else f"{session.label} ({session.session_key})"
        for session in sessions
    ]


def _session(row: Row, siblings: Iterable[Row], meeting: Row) -> Session:
    title = meeting.get("meeting_name") or row.get("location") or "session"
    session_name = row.get("session_name") or "Race"
    year = row.get("year") or str(row.get("date_start"))[:4]
    of_session = "" if session_name == "Race" else f"_{slug(session_name)}"
    places = ("circuit_short_name", "location", "country_name", "country_code")
    return Session(
        session_key=int(row["session_key"]),
        meeting_key=int(row["meeting_key"]),
        grid_session_key=_grid_session_key(session_name, siblings),
        race=f"{year}_{slug(title.removesuffix(GRAND_PRIX))}{of_session}",
        start_time_ms=moment_ms(row, "date_start"),
        end_time_ms=moment_ms(row, "date_end"),
        session_name=session_name,
        circuit=row.get("circuit_short_name") or "",
        own_names=_slugs((title, title.removesuffix(GRAND_PRIX))),
        place_names=_slugs(row.get(field) for field in places),
    )


def _slugs(names: Iterable[str | None]) -> frozenset[str]:
    return frozenset(slug(name) for name in names if name)


def _grid_session_key(session_name: str, siblings: Iterable[Row]) -> int | None:
    wanted = QUALIFYING_FOR.get(session_name, ())
    keys = [int(row["session_key"]) for row in siblings if row.get("session_name") in wanted]
    return keys[-1] if keys else None
