"""What a live feed is connected to: a stream, a filler and a sink, each as far as it is used."""

from typing import Protocol

from f1strategy.ingest.openf1.live.events import Fill
from schemas.records import DeadLetter, RawEnvelope


class Stream(Protocol):
    """What the feed uses of `MqttStream`."""

    def start(self) -> None:
        """Begin to connect."""

    def stop(self) -> None:
        """Disconnect."""

    def renew_if_due(self) -> None:
        """Reconnect with a new token when the present one is old."""


class Filler(Protocol):
    """What the feed uses of `GapFiller`."""

    def start(self) -> None:
        """Begin to wait for wishes."""

    def stop(self) -> None:
        """Take no more wishes."""

    def ask(self, fill: Fill) -> None:
        """Wish for rows."""


class Sink(Protocol):
    """What the feed uses of `Publisher`."""

    def publish(self, envelope: RawEnvelope) -> None:
        """Send one source row."""

    def publish_dead_letter(self, letter: DeadLetter) -> None:
        """Send what could not be read."""

    def flush(self) -> None:
        """Wait for the broker; raises for what it did not take."""
