"""The MQTT side of a live feed: connected whatever happens, in a thread of its own."""

import random
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from f1strategy.ingest.clock import Clock
from f1strategy.ingest.openf1.errors import BadBroker, GaveUp, OpenF1Error, Unreachable
from f1strategy.ingest.openf1.live.events import (
    TOPIC_ROOT,
    Arrived,
    Broken,
    Event,
    Lost,
    Subscribed,
)
from f1strategy.ingest.openf1.retry import RetryPolicy
from f1strategy.ingest.openf1.token import Token, TokenSource

KEEPALIVE_S: Final = 20
"""A broker that is gone without a word is noticed after one and a half of these."""
WEBSOCKET_PATH: Final = "/mqtt"
TOKEN_REFUSED: Final = frozenset({0x86, 0x87})
"""Bad user name or password; not authorized (MQTT 5.0, table 2-6)."""
REFUSED: Final = 0x80
"""Reason codes from here on are failures."""
JOIN_S: Final = 10.0


class Transport(StrEnum):
    """How MQTT travels; both are encrypted."""

    TLS = "tls"
    WEBSOCKET = "websocket"


HOST: Final = "mqtt.openf1.org"
PORTS: Final = {Transport.TLS: 8883, Transport.WEBSOCKET: 8084}


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the stream is. `ca_file` is trusted instead of the system's authorities."""

    host: str
    port: int
    transport: Transport
    ca_file: Path | None = None


def parse_broker(text: str | None, transport: Transport, ca_file: Path | None = None) -> Broker:
    """Read `host` or `host:port`; None is OpenF1's broker. Raises `BadBroker`.

    >>> parse_broker("localhost:1883", Transport.TLS)
    Broker(host='localhost', port=1883, transport=<Transport.TLS: 'tls'>, ca_file=None)
    """
    host, colon, port = (text or HOST).partition(":")
    number = int(port) if port.isascii() and port.isdigit() else 0
    if not host or (colon and not 0 < number < 1 << 16):
        raise BadBroker(text or "")
    return Broker(host, number or PORTS[transport], transport, ca_file)


class MqttStream:
    """Subscribes to endpoints, and again after every break; `put` is told what happens.

    A connection lives as long as its token: a new token means a new connection.
    """

    def __init__(
        self,
        broker: Broker,
        endpoints: Sequence[str],
        tokens: TokenSource,
        put: Callable[[Event], None],
        *,
        clock: Clock,
        rng: random.Random,
        policy: RetryPolicy | None = None,
    ) -> None:
        self._broker, self._tokens, self._put = broker, tokens, put
        self._topics = [f"{TOPIC_ROOT}{endpoint}" for endpoint in endpoints]
        self._clock, self._rng, self._policy = clock, rng, policy or RetryPolicy()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="openf1-mqtt", daemon=True)
        self._renewal: threading.Thread | None = None
        self._connection: _Connection | None = None

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def stop(self) -> None:
        """Disconnect and wait for the thread to end."""
        self._stopping.set()
        if (connection := self._connection) is not None:
            connection.end()
        self._thread.join(JOIN_S)

    @property
    def is_alive(self) -> bool:
        """Whether it connects or is connected."""
        return self._thread.is_alive()

    def renew_if_due(self) -> None:
        """Reconnect with a new token if the present one should be renewed; does not wait for it."""
        connection = self._connection
        if connection is None or self._clock.elapsed_ms() < connection.token.renew_at_ms:
            return
        if self._renewal is None or not self._renewal.is_alive():
            self._renewal = threading.Thread(target=self._renew, args=(connection,), daemon=True)
            self._renewal.start()

    def _renew(self, connection: "_Connection") -> None:
        try:
            token = self._tokens.current()
        except OpenF1Error:  # the connection's own end will tell, if it ends
            return
        if token.text == connection.token.text:
            connection.token = token
        else:
            connection.end(is_renewal=True)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            was_subscribed = False
            try:
                lost, was_subscribed = self._connect_once()
            except (GaveUp, Unreachable) as error:
                lost = Lost(str(error))
            except OpenF1Error as error:
                self._put(Broken(error))
                return
            if not self._stopping.is_set():
                self._put(lost)
            failures = 1 if was_subscribed else failures + 1
            if not lost.is_planned:
                wait_s = self._policy.wait_s(min(failures, 10), self._rng.random(), None)
                self._clock.wait(wait_s * 1000, self._stopping)

    def _connect_once(self) -> tuple[Lost, bool]:
        """Connect and stay connected: why it ended, and whether messages could come until then."""
        token = self._tokens.current()
        connection = _Connection(self._broker, self._topics, self._tokens.username, token)
        connection.on_subscribed = lambda: self._put(Subscribed())
        connection.on_message = lambda topic, payload: self._put(Arrived(topic, payload))
        self._connection = connection
        lost = connection.hold(self._stopping)
        self._connection = None
        if connection.is_token_refused:
            self._tokens.reject(token.text)
        return lost, connection.was_subscribed


class _Connection:
    """One connection, from its beginning to its end."""

    def __init__(self, broker: Broker, topics: list[str], username: str, token: Token) -> None:
        self.token = token
        self.was_subscribed = self.is_token_refused = False
        self.on_subscribed: Callable[[], None] = lambda: None
        self.on_message: Callable[[str, bytes], None] = lambda _topic, _payload: None
        self._broker, self._topics = broker, topics
        self._reason = "the connection broke"
        self._is_renewal = False
        self._client = self._new_client(username)

    def hold(self, stopping: threading.Event) -> Lost:
        """Connect, pass messages on, and say why it ended."""
        where = f"{self._broker.host}:{self._broker.port}"
        try:
            self._client.connect(self._broker.host, self._broker.port, keepalive=KEEPALIVE_S)
            if not stopping.is_set():
                self._client.loop_forever()
        # WebSocket hand-shakes fail with errors of paho's own, TLS and sockets with those of the OS.
        except (OSError, ValueError) as error:
            self._reason = f"no connection ({error})"
        if self._is_renewal:
            return Lost("reconnecting with a new token", is_planned=True)
        return Lost(f"{where}: {self._reason}")

    def end(self, *, is_renewal: bool = False) -> None:
        """Disconnect, from any thread."""
        self._is_renewal = is_renewal
        self._client.disconnect()

    def _new_client(self, username: str) -> Client:
        is_websocket = self._broker.transport is Transport.WEBSOCKET
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"livef1-{secrets.token_hex(6)}",
            protocol=MQTTv5,
            transport="websockets" if is_websocket else "tcp",
            reconnect_on_failure=False,
        )
        if is_websocket:
            client.ws_set_options(path=WEBSOCKET_PATH)
        client.username_pw_set(username, self.token.text)
        client.tls_set(ca_certs=str(self._broker.ca_file) if self._broker.ca_file else None)
        client.on_connect = self._connected
        client.on_subscribe = self._answered
        client.on_message = self._arrived
        client.on_disconnect = self._disconnected
        return client

    def _connected(self, client: Client, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        if reason.is_failure:
            self._reason = f"refused: {reason}"
            self.is_token_refused = reason.value in TOKEN_REFUSED
        else:
            client.subscribe([(topic, 0) for topic in self._topics])

    def _answered(
        self, client: Client, _data: Any, _mid: int, reasons: list[Any], _more: Any
    ) -> None:
        refused = [
            f"{topic} ({reason})"
            for topic, reason in zip(self._topics, reasons, strict=True)
            if reason.value >= REFUSED
        ]
        if refused:
            self._reason = f"no subscription to {', '.join(refused)}"
            client.disconnect()
        else:
            self.was_subscribed = True
            self.on_subscribed()

    def _arrived(self, _client: Client, _data: Any, message: Any) -> None:
        self.on_message(message.topic, bytes(message.payload))

    def _disconnected(
        self, _client: Client, _data: Any, _flags: Any, reason: Any, _more: Any
    ) -> None:
        if self.was_subscribed and reason.is_failure:
            self._reason = f"the connection broke ({reason})"
