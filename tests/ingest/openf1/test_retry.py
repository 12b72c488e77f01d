"""When an attempt is repeated, how often, and after how long."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.ingest.openf1.errors import GaveUp
from f1strategy.ingest.openf1.retry import Retrier, RetryPolicy, Transient, http_time_s
from tests.ingest.openf1.conftest import FakeTime


class Attempts:
    """Fails by the given errors, then returns 42."""

    def __init__(self, *errors):
        self.errors, self.made = list(errors), 0

    def __call__(self):
        self.made += 1
        if self.errors:
            raise self.errors.pop(0)
        return 42


def retrier(time, **policy):
    return Retrier(RetryPolicy(**policy), sleep=time.sleep, rng=random.Random(1))


def test_a_good_attempt_is_made_once(time):
    attempts = Attempts()
    assert retrier(time).call("GET it", attempts) == 42
    assert (attempts.made, time.slept_s) == (1, [])


def test_a_passing_failure_is_survived(time):
    attempts = Attempts(Transient("HTTP 500"), Transient("HTTP 502"))
    assert retrier(time).call("GET it", attempts) == 42
    assert attempts.made == 3
    assert len(time.slept_s) == 2


def test_retries_are_bounded_and_the_last_reason_is_told(time):
    attempts = Attempts(*[Transient(f"failure {n}") for n in range(1, 100)])
    with pytest.raises(GaveUp, match="gave up on GET it after 8 attempts: failure 8"):
        retrier(time).call("GET it", attempts)
    assert attempts.made == 8
    assert len(time.slept_s) == 7


def test_any_other_error_is_not_repeated(time):
    attempts = Attempts(ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        retrier(time).call("GET it", attempts)
    assert attempts.made == 1


def test_the_waits_double_up_to_the_longest_and_half_of_each_is_chance(time):
    with pytest.raises(GaveUp):
        retrier(time).call("GET it", Attempts(*[Transient("no")] * 8))
    ceilings_s = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0]
    for slept_s, ceiling_s in zip(time.slept_s, ceilings_s, strict=True):
        assert ceiling_s / 2 <= slept_s <= ceiling_s
    again = FakeTime()
    rng = random.Random(2)
    with pytest.raises(GaveUp):
        Retrier(RetryPolicy(), sleep=again.sleep, rng=rng).call(
            "it", Attempts(*[Transient("")] * 8)
        )
    assert again.slept_s != time.slept_s


def test_the_servers_wish_is_honoured(time):
    retrier(time).call("GET it", Attempts(Transient("HTTP 429", 77.0)))
    assert time.slept_s == [77.0]


def test_a_wish_for_too_long_a_pause_ends_it_at_once(time):
    attempts = Attempts(Transient("HTTP 429, asks to wait 3600 s", 3600.0))
    with pytest.raises(GaveUp, match="after 1 attempt: HTTP 429, asks to wait 3600 s"):
        retrier(time).call("GET it", attempts)
    assert time.slept_s == []


def test_each_failure_is_reported_with_the_wait_that_follows(time):
    told: list[str] = []
    patient = Retrier(
        RetryPolicy(attempts=3), sleep=time.sleep, rng=random.Random(1), report=told.append
    )
    patient.call("GET it", Attempts(Transient("HTTP 500"), Transient("HTTP 429", 9.0)))
    assert told[0].startswith("GET it: HTTP 500; attempt 2 of 3 in 0.")
    assert told[1] == "GET it: HTTP 429; attempt 3 of 3 in 9.0 s"


@given(
    st.integers(1, 50),
    st.floats(0, 1, exclude_max=True),
    st.one_of(st.none(), st.floats(0, 300)),
)
def test_a_wait_is_never_shorter_than_wished_nor_longer_than_both_limits(attempt, jitter, wish_s):
    wait_s = RetryPolicy().wait_s(attempt, jitter, wish_s)
    assert 0.25 <= wait_s <= max(30.0, wish_s or 0.0)
    assert wait_s >= (wish_s or 0.0)


@pytest.mark.parametrize("text", ["", "soon", "-5", "Sun, 99 Foo 2025", "²"])
def test_what_is_no_date_is_none(text):
    assert http_time_s(text) is None
