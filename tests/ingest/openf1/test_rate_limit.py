"""However requests come, no window of time has more of them than OpenF1 allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.ingest.openf1.rate_limit import POLITE, SUBSCRIBED, TokenBucket
from tests.ingest.openf1.conftest import FakeTime


def most_within(moments_s, window_s):
    """The largest number of moments in any half-open window."""
    return max(sum(0 <= later - first < window_s for later in moments_s) for first in moments_s)


def moments(pauses_s, start_s=1000.0, rates=POLITE):
    """When requests pass that are asked for with these pauses between them."""
    time = FakeTime()
    time.now_s = start_s
    bucket = TokenBucket(time.clock, time.sleep, rates=rates)
    passed = []
    for pause_s in pauses_s:
        time.now_s += pause_s
        bucket.take()
        passed.append(time.now_s)
    return passed


@given(st.lists(st.one_of(st.just(0.0), st.floats(0.0, 90.0)), min_size=1, max_size=120))
def test_no_window_has_more_requests_than_allowed(pauses_s):
    passed = moments(pauses_s)
    assert most_within(passed, 1.0) <= 3
    assert most_within(passed, 10.0) <= 30
    assert most_within(passed, 60.0) <= 30


@given(st.lists(st.one_of(st.just(0.0), st.floats(0.0, 90.0)), min_size=1, max_size=120))
def test_subscribers_ask_more_but_not_without_end(pauses_s):
    passed = moments(pauses_s, rates=SUBSCRIBED)
    assert most_within(passed, 1.0) <= 5
    assert most_within(passed, 60.0) <= 60


def test_a_race_joined_late_and_a_gap_in_it_are_asked_for_without_a_wait_of_minutes():
    assert moments([0.0] * 45, rates=SUBSCRIBED)[-1] - 1000.0 < 20.0


def test_a_whole_race_takes_seconds_and_a_season_is_slowed_down():
    passed = moments([0.0] * 120)
    assert passed[19] - passed[0] == pytest.approx(19 * 0.4)
    assert passed[119] - passed[0] == pytest.approx((120 - 20) / (9 / 60), rel=0.01)


def test_who_asks_seldom_never_waits():
    assert moments([10.0] * 20) == [1000.0 + 10.0 * n for n in range(1, 21)]


@pytest.mark.parametrize("start_s", [0.0, 1e5, 1e9])
def test_rounding_never_makes_it_wait_for_ever(start_s):
    assert len(moments([0.0] * 50, start_s)) == 50
