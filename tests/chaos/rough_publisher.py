"""A publisher whose rows come twice, late and out of order, or with rubbish between them."""

import random
from typing import Final

from f1strategy.ingest.publisher import Publisher, connect
from schemas.records import RawEnvelope
from schemas.topics import RAW
from tests.integration.poison import poisoned

TWICE: Final = 0.05
LATE: Final = 0.05
LATEST_ROWS: Final = 60
"""Some ten seconds of a race."""
POISON: Final = 0.01


class Disordered(Publisher):
    """Sends one row in twenty twice, and one in twenty up to ten seconds of the race later."""

    def __init__(self, bootstrap_servers: str, rng: random.Random) -> None:
        super().__init__(bootstrap_servers)
        self._rng, self._rows, self.extra = rng, 0, 0
        self._held: list[tuple[int, RawEnvelope]] = []

    def publish(self, envelope: RawEnvelope) -> None:
        """Send the row now, later, or twice."""
        self._rows += 1
        if self._rng.random() < LATE:
            self._hold(envelope)
        else:
            super().publish(envelope)
        if self._rng.random() < TWICE:
            self._hold(envelope)
            self.extra += 1
        self._send_held(self._rows)

    def flush(self) -> None:
        """Send what is held back too."""
        self._send_held(self._rows + LATEST_ROWS)
        super().flush()

    def _hold(self, envelope: RawEnvelope) -> None:
        self._held.append((self._rows + self._rng.randint(1, LATEST_ROWS), envelope))

    def _send_held(self, until: int) -> None:
        due = [one for one in self._held if one[0] <= until]
        self._held = [one for one in self._held if one[0] > until]
        for _, envelope in sorted(due, key=lambda one: one[0]):
            super().publish(envelope)


class Poisoned(Publisher):
    """Sends rubbish after one row in a hundred."""

    def __init__(self, bootstrap_servers: str, rng: random.Random) -> None:
        super().__init__(bootstrap_servers)
        self._rng, self.extra = rng, 0
        self._other = connect(bootstrap_servers)

    def publish(self, envelope: RawEnvelope) -> None:
        """Send the row, and perhaps something that nobody can read."""
        super().publish(envelope)
        if self._rng.random() < POISON:
            key, value, _, _ = self._rng.choice(poisoned(envelope)[:-1])
            self._other.send(RAW.name, value=value or b"", key=key)
            self.extra += 1

    def flush(self) -> None:
        """Wait for both kinds."""
        super().flush()
        self._other.flush()
