"""Only a token that is right in every respect is believed, over HTTP and over WebSocket."""

import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from api.jwks import KEEP_S, LOOK_AGAIN_S, KeySet, UnknownKey
from api.tokens import BadToken, TokenVerifier
from schemas.tokens import Role
from tests.api import issuing
from tests.api.in_memory_kafka import InMemoryKafka
from tests.api.racing import field
from tests.api.socket_client import talking

FORGED = issuing.forged()
ASK = "{ field(sessionKey: 9839) { leaderLap } }"
ANSWER = {"field": {"leaderLap": 20}}
each_forgery = pytest.mark.parametrize("kind", FORGED)


@pytest.fixture
def tokens(tmp_path):
    return issuing.settings(tmp_path / "jwks.json")


@pytest.fixture
def verifier(tokens):
    return TokenVerifier(tokens, KeySet(tokens.jwks))


@pytest.fixture
def service(serve, tokens):
    return serve(InMemoryKafka(field()), tokens=tokens)


def post(service, token):
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return service.http.post("/graphql", json={"query": ASK}, headers=headers)


@pytest.mark.parametrize("kid", ["rsa", "ec"])
def test_a_good_token_says_who_asks(verifier, kid):
    content = issuing.claims("analyst", "viewer")
    user = verifier.user(issuing.signed(content, kid=kid))
    assert (user.subject, user.roles) == ("ada", {Role.ANALYST, Role.VIEWER})
    assert user.expires_s == content["exp"]


@each_forgery
def test_a_forged_one_is_not_believed(verifier, kind):
    with pytest.raises(BadToken):
        verifier.user(FORGED[kind])


def test_the_reason_is_the_one_meant(verifier):
    said = {}
    for kind, token in FORGED.items():
        with pytest.raises(BadToken) as refused:
            verifier.user(token)
        said[kind] = refused.value.reason
    assert "algorithm 'none'" in said["unsigned"]
    assert "algorithm 'HS256'" in said["HS256 with the public key"]
    assert said["role changed"] == said["of a stranger"] == "Signature verification failed."
    assert said["expired"] == "Signature has expired."
    for claim in ("exp", "iat", "aud", "iss", "sub"):
        assert f'"{claim}"' in said[f"without {claim}"]


@each_forgery
def test_over_http_it_is_answered_with_401(service, kind):
    answer = post(service, FORGED[kind])
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}


@each_forgery
def test_over_websocket_the_connection_is_closed_with_4403(service, kind):
    with talking(service.socket_url) as client:
        payload = {"Authorization": f"Bearer {FORGED[kind]}"}
        client.say({"type": "connection_init", "payload": payload})
        assert client.close_code() == 4403


@pytest.mark.parametrize("authorization", [None, "", "Basic YTpi", "Bearer"])
def test_without_a_bearer_token_nobody_is_let_in(service, authorization):
    headers = {} if authorization is None else {"Authorization": authorization}
    assert service.http.post("/graphql", json={"query": ASK}, headers=headers).status_code == 401
    with talking(service.socket_url) as client:
        client.say({"type": "connection_init", "payload": {"authorization": authorization}})
        assert client.close_code() == 4403


def test_with_a_good_token_questions_are_answered(service):
    assert post(service, issuing.token("viewer")).json() == {"data": ANSWER}
    with talking(service.socket_url) as client:
        payload = {"authorization": f"Bearer {issuing.token('viewer')}"}
        client.say({"type": "connection_init", "payload": payload})
        assert client.hear()["type"] == "connection_ack"
        client.subscribe(ASK)
        assert client.next_data() == ANSWER


def test_health_needs_no_token(service):
    assert service.http.get("/health/live").is_success
    assert service.http.get("/metrics").is_success


def test_a_socket_ends_with_its_token(service):
    now_s = time.time()
    content = issuing.claims("viewer", iat=int(now_s) - 60, exp=int(now_s) + 2)
    with talking(service.socket_url) as client:
        payload = {"authorization": f"Bearer {issuing.signed(content)}"}
        client.say({"type": "connection_init", "payload": payload})
        assert client.hear()["type"] == "connection_ack"
        assert client.close_code(timeout_s=8) == 4403
    assert content["exp"] - 0.1 <= time.time() <= content["exp"] + 5


def test_no_log_has_a_token(service, caplog):
    caplog.set_level(logging.DEBUG)
    good, bad = issuing.token("viewer"), FORGED["role changed"]
    post(service, good), post(service, bad)
    audit = [one.getMessage() for one in caplog.records if one.name == "livef1.api.audit"]
    assert [re.sub(r"[0-9a-f]{32}", "ID", one) for one in audit] == [
        "HTTP ID: ada as viewer",
        "HTTP ID: token refused: Signature verification failed.",
    ]
    assert not [part for part in (*good.split("."), *bad.split(".")) if part in caplog.text]


class ManualClock:
    now_s = 1000.0

    def __call__(self):
        return self.now_s


def test_many_who_come_while_the_keys_are_read_for_the_first_time_wait_for_them(
    tmp_path, monkeypatch
):
    file = tmp_path / "jwks.json"
    file.write_text(issuing.jwks("rsa"))
    keys, read = KeySet(str(file)), KeySet._read

    def slowly(self):
        time.sleep(0.2)
        return read(self)

    monkeypatch.setattr(KeySet, "_read", slowly)
    with ThreadPoolExecutor(8) as pool:
        assert {key["kid"] for key in pool.map(keys.key, ["rsa"] * 8)} == {"rsa"}


def test_rotated_keys_are_found_and_taken_back_ones_are_forgotten(tmp_path):
    file, clock = tmp_path / "jwks.json", ManualClock()
    file.write_text(issuing.jwks("rsa"))
    keys = KeySet(str(file), clock)
    assert keys.key("rsa")["kty"] == "RSA"
    file.write_text(issuing.jwks("ec"))
    with pytest.raises(UnknownKey):
        keys.key("ec")  # anyone can name a key: the file is not read for each
    clock.now_s += LOOK_AGAIN_S
    assert keys.key("ec")["kty"] == "EC"
    with pytest.raises(UnknownKey):
        keys.key("rsa")


def test_known_keys_survive_a_source_that_is_away_but_not_for_ever(tmp_path):
    file, clock = tmp_path / "jwks.json", ManualClock()
    file.write_text(issuing.jwks())
    keys = KeySet(str(file), clock)
    keys.key("rsa")
    file.unlink()
    clock.now_s += KEEP_S + 1
    assert keys.key("rsa")
    clock.now_s += KEEP_S
    with pytest.raises(UnknownKey, match="cannot be read: FileNotFoundError"):
        keys.key("rsa")


def test_keys_come_from_a_url_too(monkeypatch):
    def get(url, **_):
        request = httpx.Request("GET", url)
        return httpx.Response(200, text=issuing.jwks(), request=request)

    monkeypatch.setattr(httpx, "get", get)
    assert KeySet("https://issuer.test/jwks").key("ec")["kty"] == "EC"
