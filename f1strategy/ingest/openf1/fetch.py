"""A session's history from OpenF1 into a folder that replays: asks for what is missing, and only that.

Used by `f1strategy fetch`, which shows the steps.
"""

from collections.abc import Collection, Generator
from dataclasses import dataclass

from f1strategy.ingest.openf1.errors import NoLaps
from f1strategy.ingest.openf1.folder import FetchedFolder
from f1strategy.ingest.openf1.queries import of_session, queries
from f1strategy.ingest.openf1.rest import OpenF1Client, Row
from f1strategy.ingest.openf1.sessions import Session
from f1strategy.ingest.recording import RECORDED


@dataclass(frozen=True, slots=True)
class Step:
    """How far one endpoint has come: which `share` of it, and how many rows until now.

    `kept` tells an endpoint that an earlier fetch had completed.
    """

    endpoint: str
    share: float
    rows: int
    kept: bool = False


def fetch(
    client: OpenF1Client,
    session: Session,
    folder: FetchedFolder,
    *,
    endpoints: Collection[str] = RECORDED,
    refresh: bool = False,
) -> Generator[Step, None, None]:
    """Fetch what the folder lacks, or with `refresh` everything; a step for each answer.

    Laps are asked for first, since without laps nothing else is of use, and written last: until a
    new recording is whole, `load` refuses it. Raises `NoLaps`, and what `OpenF1Client.ask` raises.
    """
    missing = []
    for endpoint in endpoints:
        kept = None if refresh else folder.rows_of(endpoint)
        if kept is None:
            missing.append(endpoint)
        else:
            yield Step(endpoint, 1.0, kept, kept=True)
    laps: list[Row] = []
    if "laps" in missing:
        missing.remove("laps")
        laps = yield from _ask(client, session, "laps")
        if not laps:
            raise NoLaps(session.label, session.session_key)
    for endpoint in missing:
        rows = yield from _ask(client, session, endpoint)
        folder.write(endpoint, rows)
    if laps:
        folder.write("laps", laps)


def _ask(client: OpenF1Client, session: Session, endpoint: str) -> Generator[Step, None, list[Row]]:
    rows: list[Row] = []
    asked = queries(session, endpoint)
    for answered, filters in enumerate(asked, 1):
        rows += of_session(session, endpoint, client.rows(endpoint, filters))
        yield Step(endpoint, answered / len(asked), len(rows))
    return rows
