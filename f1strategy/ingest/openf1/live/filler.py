"""The REST side of a live feed: asks, in a thread of its own, for what the stream has missed."""

import threading
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import Final

import msgspec

from f1strategy.ingest.openf1.errors import OpenF1Error
from f1strategy.ingest.openf1.live.events import Event, Fill, Filled, FillEnded
from f1strategy.ingest.openf1.queries import of_session, queries
from f1strategy.ingest.openf1.rest import OpenF1Client, Row
from f1strategy.ingest.openf1.sessions import Session
from f1strategy.ingest.race_info import race_info

CALENDAR: Final = ("sessions", "meetings")
"""Tell circuit and distance; they do not change during a session."""

STATIC: Final = ("drivers", "starting_grid")
"""Known before the start, so that a gap in the race does not hide them."""

URGENT_FIRST: Final = (
    "race_control",
    "stints",
    "laps",
    "pit",
    "position",
    "intervals",
    "weather",
    "session_result",
    "overtakes",
    "team_radio",
)

JOIN_S: Final = 2.0


class GapFiller:
    """Grants wishes one after the other; `put` is told each answer and each end."""

    def __init__(
        self, client: OpenF1Client, session: Session, put: Callable[[Event], None]
    ) -> None:
        self._client, self._session, self._put = client, session, put
        self._wishes: SimpleQueue[Fill | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="openf1-rest", daemon=True)

    def start(self) -> None:
        """Begin to wait for wishes."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more wishes. A request under way is not waited for long: the thread is a daemon."""
        self._wishes.put(None)
        self._thread.join(JOIN_S)

    def ask(self, fill: Fill) -> None:
        """Wish for rows; returns at once."""
        self._wishes.put(fill)

    def _run(self) -> None:
        while (fill := self._wishes.get()) is not None:
            try:
                for endpoint, rows in missed_rows(self._client, self._session, fill.since_ms):
                    self._put(Filled(fill, endpoint, rows))
            except OpenF1Error as error:
                self._put(FillEnded(fill, str(error)))
            else:
                self._put(FillEnded(fill))


def missed_rows(
    client: OpenF1Client, session: Session, since_ms: int | None
) -> Iterator[tuple[str, Sequence[Row]]]:
    """What REST knows of a session since a moment, endpoint by endpoint; None: from its beginning.

    Raises what `OpenF1Client.ask` raises.
    """
    if since_ms is None:
        known = {}
        for endpoint in CALENDAR:
            known[endpoint] = client.rows(endpoint, queries(session, endpoint)[0])
            yield endpoint, known[endpoint]
        info = race_info(session.session_key, session.race, known)
        yield "race_info", [msgspec.to_builtins(info)]
    for endpoint in URGENT_FIRST if since_ms is not None else STATIC + URGENT_FIRST:
        for filters in queries(session, endpoint, since_ms):
            yield endpoint, of_session(session, endpoint, client.rows(endpoint, filters))
