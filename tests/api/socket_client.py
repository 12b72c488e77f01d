"""A client that says exactly what a test tells it to, also what no decent client would."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

OPTIONS = "subscription { optionsUpdated { driverNumber revision } }"


class Conversation:
    """Frames to and from the service."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.event_ids: dict[str, str] = {}
        self.event_id: str | None = None

    def say(self, frame: Any) -> None:
        """Send a frame; text and bytes as they are."""
        is_raw = isinstance(frame, str | bytes)
        self.connection.send(frame if is_raw else json.dumps(frame))

    def hear(self, timeout_s: float = 5.0) -> Any:
        """The next frame."""
        return json.loads(self.connection.recv(timeout=timeout_s))

    def initialise(self) -> "Conversation":
        self.say({"type": "connection_init"})
        told = self.hear()
        assert told["type"] == "connection_ack"
        self.event_ids = told["payload"]["eventIds"]
        return self

    def subscribe(self, query: str = OPTIONS, operation: str = "1", **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        self.say({"type": "subscribe", "id": operation, "payload": payload})

    def next_data(self) -> Any:
        """The data of the next answer."""
        frame = self.hear()
        assert frame["type"] == "next", frame
        self.event_id = frame["payload"].get("extensions", {}).get("eventId", self.event_id)
        return frame["payload"]["data"]

    def close_code(self, timeout_s: float = 5.0) -> int | None:
        """How the service ended the conversation; fails when it goes on."""
        with pytest.raises(ConnectionClosed):
            self.connection.recv(timeout=timeout_s)
        return self.connection.close_code


@contextmanager
def talking(
    url: str, protocol: str | None = "graphql-transport-ws", **options: Any
) -> Iterator[Conversation]:
    """A conversation that ends with the block."""
    protocols = [Subprotocol(protocol)] if protocol else None
    with connect(url, subprotocols=protocols, proxy=None, **options) as connection:
        yield Conversation(connection)
