"""One user, and one address, may ask for so much and no more; slow readers and strange pages are turned away."""

import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.metrics import ApiMetrics
from api.rates import ADDRESS, USER, Rates
from api.settings import RateSettings
from api.users import DEVELOPER, User
from schemas.tokens import Role
from tests.api import issuing
from tests.api.in_memory_kafka import InMemoryKafka, eventually
from tests.api.racing import NORRIS, field, options
from tests.api.socket_client import talking
from tests.api.test_subscriptions import narrow_connection

ASK = "{ sessions { season } }"
ADA, BEN = (User(name, frozenset({Role.VIEWER})) for name in ("ada", "ben"))


def rates(**settings) -> Rates:
    return Rates(RateSettings(**settings), ApiMetrics())


def allowed(counted: Rates, user: User, address: str, times: int) -> int:
    return sum(counted.allows_request(user, address) for _ in range(times))


def test_a_user_is_counted_over_all_addresses_and_others_are_not_hurt():
    counted = rates(requests_per_s=5)
    assert allowed(counted, ADA, "a", 4) + allowed(counted, ADA, "b", 4) == 5
    assert allowed(counted, BEN, "a", 4) == 4


def test_an_address_is_counted_over_all_users():
    counted = rates(requests_per_s_address=5)
    assert allowed(counted, ADA, "a", 4) + allowed(counted, BEN, "a", 4) == 5
    assert allowed(counted, BEN, "b", 4) == 4


def test_on_a_laptop_there_are_no_users_to_tell_apart():
    assert allowed(rates(requests_per_s=5), DEVELOPER, "a", 20) == 20


def test_a_second_later_there_is_room_again():
    counted = rates(requests_per_s=5)
    assert allowed(counted, ADA, "a", 10) == 5
    time.sleep(2.01)
    assert allowed(counted, ADA, "a", 10) == 5


def test_a_socket_that_is_closed_makes_room_for_another():
    counted = rates(sockets_per_user=2, sockets_per_address=3)
    assert [counted.opens_socket(USER, "ada") for _ in range(3)] == [True, True, False]
    counted.closes_socket(USER, "ada")
    assert counted.opens_socket(USER, "ada")
    assert [counted.opens_socket(ADDRESS, "a") for _ in range(4)] == [True, True, True, False]


@pytest.fixture
def service(serve, tmp_path):
    tokens = issuing.settings(tmp_path / "jwks.json")
    limits = RateSettings(5, 200, 2, 3)
    return serve(InMemoryKafka(field()), tokens=tokens, rates=limits)


def signed_in(by: str) -> dict[str, object]:
    authorization = f"Bearer {issuing.token('viewer', sub=by)}"
    return {"type": "connection_init", "payload": {"authorization": authorization}}


def test_over_http_too_many_requests_are_answered_429(service):
    headers = {"Authorization": f"Bearer {issuing.token('viewer')}"}
    answers = [
        service.http.post("/graphql", json={"query": ASK}, headers=headers) for _ in range(12)
    ]
    assert {answer.status_code for answer in answers} == {200, 429}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["Retry-After"] == "1"
    assert refused.json()["errors"][0]["extensions"] == {"code": "RATE_LIMITED"}
    assert service.metric('livef1_api_rejected_total{reason="rate"}') >= 5


def test_over_websocket_too_many_operations_are_refused_and_the_conversation_goes_on(service):
    with talking(service.socket_url) as client:
        client.say(signed_in("ada"))
        client.hear()
        codes = []
        for number in range(12):
            client.subscribe(ASK, str(number))
            frame = client.hear()
            if frame["type"] == "error":
                codes.append(frame["payload"][0]["extensions"]["code"])
            else:
                assert client.hear() == {"type": "complete", "id": str(number)}
        assert set(codes) == {"RATE_LIMITED"}
        time.sleep(2.01)
        client.subscribe(ASK, "later")
        assert client.next_data() == {"sessions": [{"season": 2025}]}


def test_a_user_has_a_limited_number_of_sockets(service):
    with talking(service.socket_url) as first, talking(service.socket_url) as second:
        for client in (first, second):
            client.say(signed_in("ada"))
            assert client.hear()["type"] == "connection_ack"
        with talking(service.socket_url) as third:
            third.say(signed_in("ada"))
            assert third.close_code() == 4429
        # The client knows that it was refused before the service has counted it out.
        eventually(lambda: service.metric("livef1_api_sockets") == 2)
        with talking(service.socket_url) as other:
            other.say(signed_in("ben"))
            assert other.hear()["type"] == "connection_ack"

    def has_room() -> bool:
        with talking(service.socket_url) as client:
            client.say(signed_in("ada"))
            try:
                return bool(client.hear()["type"] == "connection_ack")
            except ConnectionClosed:
                return False

    eventually(has_room)


def test_an_address_has_a_limited_number_of_sockets(service):
    with (
        talking(service.socket_url),
        talking(service.socket_url),
        talking(service.socket_url),
        talking(service.socket_url) as fourth,
    ):
        assert fourth.close_code() == 4429


def test_a_client_that_never_reads_is_dropped(serve):
    kafka = InMemoryKafka(options(NORRIS))
    service = serve(kafka, send_timeout_s=0.3)
    narrow = narrow_connection(service)
    with talking(service.socket_url, sock=narrow, compression=None, max_queue=1) as slow:
        slow.initialise().subscribe("subscription { optionsUpdated { revision callReason } }")
        eventually(lambda: service.metric("livef1_api_subscribers") == 1)
        for revision in range(2, 60):
            kafka.publish(options(NORRIS, revision=revision, call_reason="x" * 200_000))
        eventually(lambda: service.metric("livef1_api_subscribers") == 0)
        eventually(lambda: service.metric("livef1_api_sockets") == 0)
    assert service.metric('livef1_api_rejected_total{reason="slow_reader"}') == 1


PAGE = "https://desk.example"


@pytest.fixture
def open_to_a_page(serve):
    return serve(InMemoryKafka(field()), origins=(PAGE,))


@pytest.mark.parametrize(
    ("origin", "status"),
    [(None, 200), (PAGE, 200), ("own", 200), ("https://evil.example", 403), ("null", 403)],
)
def test_only_pages_that_are_allowed_may_post(open_to_a_page, origin, status):
    service = open_to_a_page
    named = service.url if origin == "own" else origin
    headers = {} if named is None else {"Origin": named}
    answer = service.http.post("/graphql", json={"query": ASK}, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN_ORIGIN"}


def test_only_pages_that_are_allowed_may_open_a_socket(open_to_a_page):
    url = open_to_a_page.socket_url
    with talking(url, origin=PAGE) as client:
        client.initialise()
    with pytest.raises(InvalidStatus), talking(url, origin="https://evil.example"):
        pass


def test_an_allowed_page_is_told_so_before_it_asks(open_to_a_page):
    headers = {"Origin": PAGE, "Access-Control-Request-Method": "POST"}
    answer = open_to_a_page.http.options("/graphql", headers=headers)
    assert answer.headers["access-control-allow-origin"] == PAGE
