"""What is outside the protocol ends a conversation with its code, and nothing else."""

import random
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from api.gate import Gate
from api.operations import Operations
from tests.api.in_memory_kafka import InMemoryKafka, eventually
from tests.api.racing import options
from tests.api.service import running
from tests.api.socket_client import OPTIONS, talking

NOTHING: dict[str, str] = {}
INIT = {"type": "connection_init"}


@pytest.fixture(scope="module")
def service():
    with running(InMemoryKafka(options())) as service:
        eventually(service.is_ready)
        yield service


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "",
        b"\x00\x01",
        "[1]",
        "null",
        "[" * 50_000,
        {"type": "subscribe", "id": "1", "payload": None},
        {"type": "subscribe", "id": "1", "payload": {}},
        {"type": "subscribe", "id": "1", "payload": {"query": ""}},
        {"type": "subscribe", "id": "1", "payload": {"query": 3}},
        {"type": "subscribe", "id": "1", "payload": {"query": OPTIONS, "variables": [1]}},
        {"type": "subscribe", "id": "1", "payload": {"query": OPTIONS, "operationName": 1}},
        {"type": "subscribe", "payload": {"query": OPTIONS}},
        {"type": "subscribe", "id": "", "payload": {"query": OPTIONS}},
        {"type": "complete"},
        {"type": "start"},
        {"id": "1"},
    ],
    ids=lambda frame: str(frame)[:40],
)
def test_a_malformed_frame_is_a_bad_request(service, frame):
    with talking(service.socket_url) as client:
        client.initialise().say(frame)
        assert client.close_code() == 4400


def test_the_reason_says_what_is_wrong(service):
    with talking(service.socket_url) as client:
        client.initialise().say({"type": "subscribe", "id": "1", "payload": {"query": 3}})
        client.close_code()
        reason = client.connection.close_reason
    assert reason == "Expected `str`, got `int` - at `$.payload.query`"


def test_a_large_frame_is_refused(service):
    with talking(service.socket_url) as client:
        client.initialise().subscribe("#" * 200_000)
        assert client.close_code() == 1009


@pytest.mark.parametrize("protocol", ["graphql-ws", "mqtt", None])
def test_another_protocol_is_refused(service, protocol):
    with talking(service.socket_url, protocol) as client:
        assert client.close_code() == 4406


def test_an_operation_before_the_initialisation_is_unauthorised(service):
    with talking(service.socket_url) as client:
        client.subscribe()
        assert client.close_code() == 4401


def test_a_second_initialisation_is_refused(service):
    with talking(service.socket_url) as client:
        client.initialise().say(INIT)
        assert client.close_code() == 4429


def test_an_operation_id_in_use_is_refused(service):
    with talking(service.socket_url) as client:
        client.initialise().subscribe()
        client.next_data()
        client.subscribe()
        assert client.close_code() == 4409


def test_a_client_that_never_initialises_is_sent_away():
    with (
        running(InMemoryKafka(), connection_init_wait_s=0.1) as service,
        talking(service.socket_url) as client,
    ):
        assert client.close_code() == 4408


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("subscription {", "Syntax Error: Expected Name, found <EOF>."),
        ("subscription { x }", "Cannot query field 'x' on type 'Subscription'."),
        ('subscription { fieldUpdated(sessionKey: "a") { season } }', "Int cannot represent"),
    ],
)
def test_a_wrong_operation_is_told_what_is_wrong_and_the_conversation_goes_on(service, query, told):
    with talking(service.socket_url) as client:
        client.initialise().subscribe(query)
        frame = client.hear()
        assert (frame["type"], frame["id"]) == ("error", "1")
        assert frame["payload"][0]["message"].startswith(told)
        client.subscribe()
        assert client.next_data() == {"optionsUpdated": {"driverNumber": 4, "revision": 1}}


def test_a_connection_has_a_limited_number_of_operations(service):
    with talking(service.socket_url) as client:
        client.initialise()
        for number in range(11):
            client.subscribe(operation=str(number))
        frames = [client.hear() for _ in range(11)]
    (refused,) = [one for one in frames if one["type"] == "error"]
    assert refused["id"] == "10"
    assert refused["payload"][0]["extensions"] == {"code": "TOO_MANY_OPERATIONS"}


def test_a_thousand_spoilt_frames_leave_the_service_well(service, caplog):
    seed = random.Random(7)
    frame = '{"type":"subscribe","id":"1","payload":{"query":"{ sessions { season } }"}}'
    for _ in range(1_000):
        spoilt = list(frame)
        for _ in range(seed.randint(1, 4)):
            spoilt[seed.randrange(len(spoilt))] = chr(seed.randrange(1, 0x3000))
        # The service may have closed before the last frame is sent.
        with (
            talking(service.socket_url, compression=None) as client,
            suppress(ConnectionClosed),
        ):
            client.say(INIT)
            client.say("".join(spoilt))
            client.say({"type": "ping"})
    with talking(service.socket_url) as client:
        client.initialise().subscribe()
        assert client.next_data() == {"optionsUpdated": {"driverNumber": 4, "revision": 1}}
    assert service.metric("livef1_api_subscribers") <= 1
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


@pytest.mark.parametrize("error", [ConnectionError("no keys"), RuntimeError("x")])
def test_a_connection_that_cannot_be_judged_is_forbidden_not_lost(service, monkeypatch, error):
    """1000, which Ariadne's handler closes with, would tell the client that all is well."""

    async def broken(*_):
        raise error

    monkeypatch.setattr(Gate, "admit", broken)
    with talking(service.socket_url) as client:
        client.say(INIT)
        assert client.close_code() == 4403


def test_an_operation_that_breaks_is_ours_to_say(service, monkeypatch):
    monkeypatch.setattr(Operations, "prepare", lambda *_: NOTHING["secret"])
    with talking(service.socket_url) as client:
        client.initialise().subscribe()
        assert client.close_code() == 4500
        assert "secret" not in (client.connection.close_reason or "")
