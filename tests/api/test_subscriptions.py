"""Clients follow a race over WebSocket."""

import socket
import time

import pytest
from gql import Client, gql
from gql.transport.websockets import WebsocketsTransport

from tests.api.in_memory_kafka import InMemoryKafka, eventually
from tests.api.racing import NORRIS, SESSION, VERSTAPPEN, field, options
from tests.api.service import running
from tests.api.socket_client import talking


@pytest.fixture
def kafka():
    return InMemoryKafka(field(), options(NORRIS), options(VERSTAPPEN))


@pytest.fixture
def service(serve, kafka):
    return serve(kafka)


def test_a_subscription_starts_with_the_present_and_follows_the_race(service, kafka):
    with talking(service.socket_url) as client:
        client.initialise().subscribe()
        assert client.next_data() == {"optionsUpdated": {"driverNumber": NORRIS, "revision": 1}}
        assert client.next_data() == {"optionsUpdated": {"driverNumber": VERSTAPPEN, "revision": 1}}
        kafka.publish(options(VERSTAPPEN, revision=2))
        assert client.next_data() == {"optionsUpdated": {"driverNumber": VERSTAPPEN, "revision": 2}}


def test_one_car_of_one_session_can_be_followed(service, kafka):
    query = """subscription ($session: Int!, $driver: Int) {
      optionsUpdated(sessionKey: $session, driverNumber: $driver) { driverNumber revision } }"""
    with talking(service.socket_url) as client:
        client.initialise().subscribe(query, session=SESSION, driver=NORRIS)
        assert client.next_data() == {"optionsUpdated": {"driverNumber": NORRIS, "revision": 1}}
        kafka.publish(options(VERSTAPPEN, revision=2))
        kafka.publish(options(NORRIS, revision=1, session_key=1))
        kafka.publish(options(NORRIS, revision=2))
        assert client.next_data() == {"optionsUpdated": {"driverNumber": NORRIS, "revision": 2}}


def test_the_field_can_be_followed(service, kafka):
    query = "subscription { fieldUpdated(sessionKey: 9839) { leaderLap cars { driverCode } } }"
    cars = [{"driverCode": "VER"}, {"driverCode": "NOR"}]
    with talking(service.socket_url) as client:
        client.initialise().subscribe(query)
        assert client.next_data() == {"fieldUpdated": {"leaderLap": 20, "cars": cars}}
        kafka.publish(field(2, leader_lap=21))
        assert client.next_data() == {"fieldUpdated": {"leaderLap": 21, "cars": cars}}


def test_a_client_may_wait_for_a_race_that_has_not_begun(serve):
    kafka = InMemoryKafka()
    with talking(serve(kafka).socket_url) as client:
        client.initialise().subscribe()
        time.sleep(0.05)
        kafka.publish(options())
        assert client.next_data() == {"optionsUpdated": {"driverNumber": NORRIS, "revision": 1}}


def test_an_operation_ends_when_the_client_completes_it(service, kafka):
    with talking(service.socket_url) as client:
        client.initialise().subscribe(operation="a")
        client.next_data(), client.next_data()
        assert service.metric("livef1_api_subscribers") == 1
        client.say({"type": "complete", "id": "a"})
        eventually(lambda: service.metric("livef1_api_subscribers") == 0)
        kafka.publish(options(revision=2))
        client.say({"type": "ping"})
        assert client.hear() == {"type": "pong"}


def test_a_client_that_vanishes_is_forgotten(service):
    with talking(service.socket_url) as client:
        client.initialise().subscribe()
        client.next_data()
        client.connection.socket.close()
        eventually(lambda: service.metric("livef1_api_subscribers") == 0)


def test_a_query_over_the_socket_is_answered_and_completed(service):
    with talking(service.socket_url) as client:
        client.initialise().subscribe("{ field(sessionKey: 9839) { leaderLap } }")
        assert client.next_data() == {"field": {"leaderLap": 20}}
        assert client.hear() == {"type": "complete", "id": "1"}


def narrow_connection(service):
    """A connection whose receiving end takes in little while nobody reads."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", service.port))
    return narrow


def test_a_client_that_does_not_read_holds_up_nobody_and_then_gets_the_present(service, kafka):
    query = "subscription { optionsUpdated(driverNumber: 4) { revision callReason } }"
    reason, last = "x" * 50_000, 700
    narrow = narrow_connection(service)
    with (
        talking(service.socket_url, sock=narrow, compression=None, max_queue=1) as slow,
        talking(service.socket_url) as quick,
    ):
        slow.initialise().subscribe(query)
        quick.initialise().subscribe()
        quick.next_data(), quick.next_data()
        for revision in range(2, last + 1):
            kafka.publish(options(NORRIS, revision=revision, call_reason=reason))
            assert quick.next_data()["optionsUpdated"]["revision"] == revision
        assert service.metric("livef1_api_conflated_total") > 100
        revisions = [0]
        while revisions[-1] < last:
            revisions.append(slow.next_data()["optionsUpdated"]["revision"])
    assert revisions == sorted(set(revisions))
    assert len(revisions) < last - 100


def test_an_update_reaches_its_subscriber_within_milliseconds(service, kafka):
    with talking(service.socket_url) as client:
        client.initialise().subscribe()
        client.next_data(), client.next_data()
        delays_s = []
        for revision in range(2, 102):
            published = time.monotonic()
            kafka.publish(options(NORRIS, revision=revision))
            client.next_data()
            delays_s.append(time.monotonic() - published)
    assert sorted(delays_s)[49] < 0.02


def test_the_service_shuts_down_while_clients_follow():
    kafka = InMemoryKafka(options())
    with running(kafka) as service, talking(service.socket_url) as client:
        eventually(service.is_ready)
        client.initialise().subscribe()
        client.next_data()
        started = time.monotonic()
        service.stop()
        assert client.close_code() == 1012
        assert time.monotonic() - started < 3


async def test_a_client_of_another_make_follows_the_race(service, kafka):
    transport = WebsocketsTransport(
        url=service.socket_url,
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        connect_args={"proxy": None},
    )
    query = gql("subscription { optionsUpdated(driverNumber: 4) { lapNumber call } }")
    laps = []
    async with Client(transport=transport, fetch_schema_from_transport=True) as session:
        async for update in session.subscribe(query):
            laps.append(update["optionsUpdated"]["lapNumber"])
            if len(laps) == 5:
                break
            kafka.publish(options(revision=1 + len(laps), lap_number=20 + len(laps)))
    assert laps == [20, 21, 22, 23, 24]
