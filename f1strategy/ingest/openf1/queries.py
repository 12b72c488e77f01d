"""What to ask OpenF1 for: the queries that together give one endpoint's rows of a session."""

from collections.abc import Sequence
from typing import Final

from f1strategy.ingest.openf1.rest import Filters, Row
from f1strategy.ingest.openf1.sessions import Session
from schemas.openf1 import iso_time

SPLIT_BY_TIME: Final = frozenset({"intervals"})
"""A race has 19 to 37 thousand intervals, 3 to 5.5 MB, and the API gives up on an answer after 20 s;
no other endpoint that we record has more than 1.4 thousand rows.
"""

WINDOW_MS: Final = 3_600_000
WINDOWS_AFTER_START: Final = 3

ONLY_ADDED: Final = frozenset(
    {"race_control", "position", "intervals", "weather", "overtakes", "team_radio"}
)
"""Their rows have a date and do not change, so that asking by date misses none. A pit row is dated
as well, but learns its `stop_duration` later.
"""

OF_THE_MEETING: Final = frozenset({"meetings", "starting_grid"})
"""A meeting has no session key, and a grid has that of its qualifying."""


def queries(session: Session, endpoint: str, since_ms: int | None = None) -> tuple[Filters, ...]:
    """The filters of one request each; their answers, one after the other, are the endpoint's rows.

    With `since_ms` only rows from that moment on, where rows are dated; rows that grow or are
    corrected (laps, stints, stops, results) always come whole.

    Windows of time are open at both ends and share no moment, so that every row is in just one.
    Rows come sorted by date, so windows keep the order that one answer would have had.
    """
    if endpoint in OF_THE_MEETING:
        return ({"meeting_key": session.meeting_key},)
    by_key: Filters = {"session_key": session.session_key}
    if since_ms is not None and endpoint in ONLY_ADDED:
        return ({**by_key, "date>": _moment(since_ms)},)
    if endpoint not in SPLIT_BY_TIME or session.start_time_ms is None:
        return (by_key,)
    bounds = [session.start_time_ms + n * WINDOW_MS for n in range(WINDOWS_AFTER_START)]
    after: list[Filters] = [{}, *({"date>": _moment(bound)} for bound in bounds)]
    before: list[Filters] = [*({f"date<{_moment(bound)}": ""} for bound in bounds), {}]
    return tuple({**by_key, **a, **b} for a, b in zip(after, before, strict=True))


def of_session(session: Session, endpoint: str, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows among a meeting's that are the session's: of two grids the one it starts from.

    Where the calendar does not tell which that is, all: the replay decides by the first positions.
    """
    if endpoint != "starting_grid":
        return rows
    return [row for row in rows if row.get("session_key") == session.grid_session_key] or rows


def _moment(time_ms: int) -> str:
    # Without its zone: OpenF1 takes times for UTC, and a plus sign in a query for a space.
    return iso_time(time_ms).removesuffix("+00:00")
