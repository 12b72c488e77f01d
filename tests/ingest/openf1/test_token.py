"""The access token: got by form post, kept, renewed in time, and never told to anybody else."""

import random
from contextlib import contextmanager

import httpx
import pytest

from f1strategy.ingest.clock import ManualClock
from f1strategy.ingest.openf1.errors import AccessDenied, GaveUp, UnexpectedAnswer
from f1strategy.ingest.openf1.retry import Retrier, RetryPolicy
from f1strategy.ingest.openf1.token import Credentials, TokenSource
from tests.ingest.openf1.loopback import body, cut, status

ACCOUNT = Credentials("desk@team.f1", "secret")
MINUTE_MS = 60_000


@pytest.fixture
def clock():
    return ManualClock(now_ms=0)


@pytest.fixture
def source(api, clock):
    with source_of(api, clock, ACCOUNT) as source:
        yield source


@contextmanager
def source_of(api, clock, account):
    """A token source that asks the loopback; waiting moves the clock."""

    def sleep(seconds):
        clock.advance(seconds * 1000)

    retrier = Retrier(RetryPolicy(), sleep=sleep, rng=random.Random(1))
    with httpx.Client() as http:
        yield TokenSource(http, account, retrier=retrier, clock=clock, url=api.token_url)


def test_the_account_is_posted_as_a_form(api, source):
    assert source() == "token 1"
    assert api.forms == ["username=desk%40team.f1&password=secret"]
    assert source.username == "desk@team.f1"


def test_a_token_is_kept_for_three_quarters_of_its_life(api, source, clock):
    source()
    clock.advance(45 * MINUTE_MS - 1)
    assert source() == "token 1"
    clock.advance(1)
    assert source() == "token 2"
    assert len(api.forms) == 2


@pytest.mark.parametrize("life", ["3600", 3600, 3600.0])
def test_its_life_may_be_told_as_text_or_as_a_number(api, source, life):
    api.token_life = life
    token = source.current()
    assert (token.renew_at_ms, token.expires_at_ms) == (45 * MINUTE_MS, 60 * MINUTE_MS)


def test_while_the_endpoint_is_in_trouble_the_old_token_serves_to_its_end(api, source, clock):
    source()
    clock.advance(45 * MINUTE_MS)
    api.misbehave(*[status(502)] * 8, endpoint="token")
    assert source() == "token 1"
    assert len(api.forms) == 9
    assert source() == "token 1"
    assert len(api.forms) == 9, "asked again at once"
    clock.advance(MINUTE_MS)
    assert source() == "token 10"


def test_an_expired_token_is_not_given_out(api, source, clock):
    source()
    clock.advance(60 * MINUTE_MS)
    api.misbehave(*[status(502)] * 8, endpoint="token")
    with pytest.raises(GaveUp, match=r"POST .*/token after 8 attempts: HTTP 502"):
        source()


def test_a_passing_trouble_is_not_noticed(api, source):
    api.misbehave(status(502), cut, status(429, retry_after="3"), endpoint="token")
    assert source() == "token 4"


def test_a_refused_token_is_forgotten_and_another_left_alone(api, source):
    assert source() == "token 1"
    source.reject("token 0")
    assert source() == "token 1"
    source.reject("token 1")
    assert source() == "token 2"


def test_a_wrong_password_is_told_at_once_and_without_it(api, clock):
    with (
        source_of(api, clock, Credentials("desk@team.f1", "a wrong one")) as source,
        pytest.raises(AccessDenied, match=r"check OPENF1_USERNAME and OPENF1_PASSWORD") as denied,
    ):
        source()
    assert len(api.forms) == 1
    assert "a wrong one" not in str(denied.value)


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>maintenance</html>",
        b"[]",
        b'{"expires_in": "3600"}',
        b'{"access_token": "t"}',
        b'{"access_token": "", "expires_in": "3600"}',
        b'{"access_token": "t", "expires_in": "soon"}',
        b'{"access_token": "t", "expires_in": "nan"}',
        b'{"access_token": "t", "expires_in": "inf"}',
        b'{"access_token": "t", "expires_in": 0}',
        b'{"access_token": "t", "expires_in": true}',
    ],
)
def test_an_answer_that_is_no_token_is_told(api, source, answer):
    api.misbehave(body(answer), endpoint="token")
    with pytest.raises(UnexpectedAnswer, match=r"unexpected answer from http.*/token"):
        source()


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OPENF1_USERNAME": "a"},
        {"OPENF1_PASSWORD": "b"},
        {"OPENF1_USERNAME": "", "OPENF1_PASSWORD": "b"},
    ],
)
def test_half_an_account_is_none(environ):
    assert Credentials.from_environment(environ) is None


def test_neither_password_nor_token_is_shown(source):
    assert "secret" not in repr(ACCOUNT)
    assert "token 1" not in repr(source.current())
