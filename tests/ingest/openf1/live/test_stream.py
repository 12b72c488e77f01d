"""The MQTT side against a real broker with TLS and passwords, which is killed and started again."""

import random
from contextlib import contextmanager
from queue import SimpleQueue

import pytest

from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.openf1.errors import AccessDenied, BadBroker, GaveUp
from f1strategy.ingest.openf1.live.events import Arrived, Broken, Event, Lost, Subscribed
from f1strategy.ingest.openf1.live.stream import (
    PORTS,
    Broker,
    MqttStream,
    Transport,
    parse_broker,
)
from f1strategy.ingest.openf1.retry import RetryPolicy
from f1strategy.ingest.openf1.token import Token
from f1strategy.runtime.ports import LOOPBACK, choose
from tests.ingest.openf1.live.mosquitto import write_certificates

USERNAME = "desk@team.f1"
IMPATIENT = RetryPolicy(first_wait_s=0.05, longest_wait_s=0.2)
PATIENCE_S = 20
NEVER_MS = float("inf")

mqtt = pytest.mark.mqtt


class Tokens:
    """Gives the tokens it is told to give; the last one for ever."""

    username = USERNAME

    def __init__(self, *tokens):
        self._tokens = list(tokens)
        self.rejected = []

    def current(self):
        one = self._tokens[0]
        if isinstance(one, Exception):
            del self._tokens[0]
            raise one
        return one

    def reject(self, text):
        self.rejected.append(text)
        if len(self._tokens) > 1:
            del self._tokens[0]

    def turn_to(self, token):
        self._tokens[:] = [token]


def token(text, renew_at_ms=NEVER_MS):
    return Token(text, renew_at_ms, NEVER_MS)


@contextmanager
def streaming(broker, tokens, *, endpoints=("laps", "weather"), put=None):
    """A running stream and the queue of what it tells."""
    told: SimpleQueue[Event] = SimpleQueue()
    stream = MqttStream(
        broker,
        endpoints,
        tokens,
        put or told.put,
        clock=SystemClock(),
        rng=random.Random(1),
        policy=IMPATIENT,
    )
    stream.start()
    try:
        yield stream, told
    finally:
        stream.stop()


def next_of(told, kind):
    """The next event of a kind; what else is told before is passed over."""
    while not isinstance(event := told.get(timeout=PATIENCE_S), kind):
        pass
    return event


@mqtt
@pytest.mark.parametrize("transport", list(Transport))
def test_rows_arrive_over_either_transport(mosquitto, transport):
    mosquitto.let_in(USERNAME, "a token")
    with streaming(mosquitto.broker(transport), Tokens(token("a token"))) as (_, told):
        assert told.get(timeout=PATIENCE_S) == Subscribed()
        mosquitto.publish([("laps", {"lap_number": 7}), ("car_data", {}), ("weather", b"[1,")])
        assert told.get(timeout=PATIENCE_S) == Arrived("v1/laps", b'{"lap_number":7}')
        assert told.get(timeout=PATIENCE_S) == Arrived("v1/weather", b"[1,")


@mqtt
def test_a_killed_broker_is_told_and_found_again_when_it_is_back(mosquitto):
    mosquitto.let_in(USERNAME, "a token")
    with streaming(mosquitto.broker(Transport.TLS), Tokens(token("a token"))) as (_, told):
        next_of(told, Subscribed)
        mosquitto.kill()
        lost = next_of(told, Lost)
        assert not lost.is_planned
        assert "the connection broke" in lost.reason
        assert "Connection refused" in next_of(told, Lost).reason
        mosquitto.start()
        next_of(told, Subscribed)
        mosquitto.publish([("laps", {"lap_number": 8})])
        assert next_of(told, Arrived).payload == b'{"lap_number":8}'


@mqtt
def test_a_refused_token_is_given_back_and_the_next_one_tried(mosquitto):
    mosquitto.let_in(USERNAME, "the new token")
    tokens = Tokens(token("an old token"), token("the new token"))
    with streaming(mosquitto.broker(Transport.TLS), tokens) as (_, told):
        assert "refused: Not authorized" in next_of(told, Lost).reason
        next_of(told, Subscribed)
    assert tokens.rejected == ["an old token"]


@mqtt
def test_a_broker_that_is_not_vouched_for_gets_no_token(mosquitto, tmp_path):
    write_certificates(tmp_path, "other-")
    stranger = mosquitto.broker(Transport.TLS, ca_file=tmp_path / "other-ca.pem")
    tokens = Tokens(token("a token"))
    with streaming(stranger, tokens) as (_, told):
        assert "CERTIFICATE_VERIFY_FAILED" in next_of(told, Lost).reason
    assert tokens.rejected == []


@mqtt
def test_a_new_token_means_a_new_connection_before_the_old_one_expires(mosquitto):
    mosquitto.let_in(USERNAME, "the first")
    tokens = Tokens(token("the first", renew_at_ms=0))
    told: SimpleQueue[Event] = SimpleQueue()

    def put(event):
        # The broker knows one password a user: the old token ends where the new one begins.
        if isinstance(event, Lost) and event.is_planned:
            mosquitto.let_in(USERNAME, "the second")
        told.put(event)

    with streaming(mosquitto.broker(Transport.TLS), tokens, put=put) as (stream, _):
        next_of(told, Subscribed)
        tokens.turn_to(token("the second"))
        stream.renew_if_due()
        assert told.get(timeout=PATIENCE_S) == Lost(
            "reconnecting with a new token", is_planned=True
        )
        assert told.get(timeout=PATIENCE_S) == Subscribed()
        stream.renew_if_due()
        mosquitto.publish([("laps", {"lap_number": 9})])
        assert told.get(timeout=PATIENCE_S) == Arrived("v1/laps", b'{"lap_number":9}')


@mqtt
def test_a_connection_outlives_a_renewal_that_failed(mosquitto):
    mosquitto.let_in(USERNAME, "a token")
    tokens = Tokens(token("a token", renew_at_ms=0))
    with streaming(mosquitto.broker(Transport.TLS), tokens) as (stream, told):
        next_of(told, Subscribed)
        tokens.turn_to(GaveUp("POST token", 8, "HTTP 502"))
        stream.renew_if_due()
        mosquitto.publish([("laps", {"lap_number": 10})])
        assert told.get(timeout=PATIENCE_S) == Arrived("v1/laps", b'{"lap_number":10}')


def test_an_account_that_is_refused_ends_the_stream():
    denied = AccessDenied("the token endpoint", "HTTP 401")
    nowhere = Broker(LOOPBACK, 1, Transport.TLS)
    with streaming(nowhere, Tokens(denied)) as (_, told):
        assert told.get(timeout=PATIENCE_S) == Broken(denied)


def test_a_token_endpoint_in_trouble_is_asked_again():
    (port,) = choose((0,))
    troubled = Tokens(GaveUp("POST token", 8, "HTTP 502"), token("a token"))
    with streaming(Broker(LOOPBACK, port, Transport.TLS), troubled) as (_, told):
        assert "HTTP 502" in next_of(told, Lost).reason
        assert "Connection refused" in next_of(told, Lost).reason


def test_a_stream_can_be_stopped_while_it_waits_to_connect_again():
    (port,) = choose((0,))
    with streaming(Broker(LOOPBACK, port, Transport.WEBSOCKET), Tokens(token("a token"))) as (
        stream,
        told,
    ):
        next_of(told, Lost)
        stream.stop()
        assert not stream.is_alive


def test_openf1s_broker_is_the_default():
    for transport in Transport:
        assert parse_broker(None, transport) == Broker(
            "mqtt.openf1.org", PORTS[transport], transport
        )


@pytest.mark.parametrize("text", [":8883", "host:", "host:port", "host:0", "host:65536", "a:1:2"])
def test_an_address_that_is_none_is_refused(text):
    with pytest.raises(BadBroker, match=r"expected host or host:port"):
        parse_broker(text, Transport.TLS)
