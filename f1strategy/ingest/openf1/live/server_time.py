"""OpenF1's clock as seen from here: what `_id` counts by."""

from typing import Self

from f1strategy.ingest.clock import Clock
from f1strategy.ingest.openf1.rest import OpenF1Client
from f1strategy.ingest.openf1.sessions import Session


class ServerTime:
    """Milliseconds since 1970 by the server's clock, from the difference found by asking once.

    Off by up to two seconds (HTTP tells whole ones, and an answer takes its time); a laptop's clock can
    be off by minutes.
    """

    def __init__(self, clock: Clock, ahead_ms: int = 0) -> None:
        self._clock, self.ahead_ms = clock, ahead_ms

    def __call__(self) -> int:
        """What the server's clock shows now."""
        return self._clock.now_ms() + self.ahead_ms

    @classmethod
    def ask(cls, client: OpenF1Client, session: Session, clock: Clock) -> Self:
        """Ask for the session once more, for the date of the answer. Raises as `OpenF1Client.ask`."""
        answer = client.ask("sessions", {"session_key": session.session_key})
        told_ms = answer.asked_at_ms
        return cls(clock, 0 if told_ms is None else told_ms - clock.now_ms())
