"""The manual clock moves only when it is moved; the system's tells and waits."""

import threading
import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.ingest.clock import ManualClock, SystemClock
from f1strategy.ingest.errors import WaitsForEver


def test_it_stands_still_until_it_is_moved():
    clock = ManualClock(now_ms=1_000)
    assert (clock.now_ms(), clock.now_ms(), clock.elapsed_ms()) == (1_000, 1_000, 1_000)
    clock.advance(0.75)
    assert (clock.now_ms(), clock.elapsed_ms()) == (1_000, 1_000.75)
    clock.advance(0.25)
    assert clock.now_ms() == 1_001


def test_a_wait_takes_as_long_as_it_says():
    clock = ManualClock()
    clock.wait(250, threading.Event())
    assert clock.now_ms() == 250


def test_a_wait_for_what_is_there_already_takes_no_time():
    clock, wake = ManualClock(), threading.Event()
    clock.at(0, lambda: pytest.fail("the wait is over"))
    wake.set()
    clock.wait(250, wake)
    clock.wait(None, wake)
    assert clock.now_ms() == 0


@pytest.mark.parametrize("timeout_ms", [250, None])
def test_a_wait_ends_with_the_action_that_wakes_it(timeout_ms):
    clock, wake, done = ManualClock(), threading.Event(), []
    clock.at(50, lambda: done.append(clock.now_ms()))
    clock.at(100, wake.set)
    clock.at(150, lambda: pytest.fail("it is not yet time"))
    clock.wait(timeout_ms, wake)
    assert (clock.now_ms(), done) == (100, [50])


def test_what_is_planned_for_one_moment_happens_in_the_order_of_planning():
    clock = ManualClock()
    done: list[str] = []
    for name in "zag":
        clock.at(10, partial(done.append, name))
    clock.advance(10)
    assert done == ["z", "a", "g"]


def test_an_action_may_plan_another_within_the_same_wait():
    clock, done = ManualClock(), []
    clock.at(10, lambda: clock.at(20, lambda: done.append(clock.now_ms())))
    clock.advance(30)
    assert (done, clock.now_ms()) == ([20], 30)


def test_what_was_planned_too_late_happens_now():
    clock, done = ManualClock(now_ms=100), []
    clock.at(10, lambda: done.append(clock.now_ms()))
    clock.advance(5)
    assert (done, clock.now_ms()) == ([100], 105)


def test_waiting_for_what_nobody_has_planned_is_an_error_and_not_a_hang():
    clock = ManualClock(now_ms=7)
    clock.at(12, lambda: None)
    with pytest.raises(WaitsForEver, match="waiting for ever at 12 ms"):
        clock.wait(None, threading.Event())


def test_a_wait_too_short_for_a_wall_clock_in_floats_still_moves_it():
    clock = ManualClock(now_ms=1_700_000_000_000)
    clock.advance(1e-6)
    assert clock.elapsed_ms() > 1_700_000_000_000


@given(
    st.lists(st.tuples(st.floats(0, 1_000), st.booleans()), max_size=12),
    st.lists(st.floats(0, 300), max_size=8),
)
def test_time_never_goes_back_and_everything_planned_happens_once_in_its_order(plans, waits):
    clock, wake, seen, moments = ManualClock(), threading.Event(), [], [0.0]

    def happen(number, wakes):
        seen.append(number)
        moments.append(clock.elapsed_ms())
        if wakes:
            wake.set()

    for number, (moment_ms, wakes) in enumerate(plans):
        clock.at(moment_ms, partial(happen, number, wakes))
    for timeout_ms in waits:
        wake.clear()
        clock.wait(timeout_ms, wake)
        moments.append(clock.elapsed_ms())
    clock.advance(2_000)
    assert moments == sorted(moments)
    assert seen == sorted(range(len(plans)), key=lambda number: (plans[number][0], number))


def test_the_system_tells_the_time_of_day_in_whole_milliseconds():
    before_ms = int(time.time() * 1000)
    told_ms = SystemClock().now_ms()
    assert before_ms <= told_ms <= time.time() * 1000 + 1
    assert told_ms == int(told_ms)


def test_a_corrected_wall_clock_does_not_move_the_systems_elapsed_time(monkeypatch):
    clock = SystemClock()
    before_ms = clock.elapsed_ms()
    monkeypatch.setattr("time.time_ns", lambda: 0)
    assert clock.now_ms() == 0
    assert before_ms <= clock.elapsed_ms() < before_ms + 60_000


def test_the_system_waits_no_shorter_than_it_is_told():
    clock = SystemClock()
    began_ms = clock.elapsed_ms()
    clock.wait(5, threading.Event())
    assert clock.elapsed_ms() - began_ms >= 5


def test_the_system_is_woken_by_another_thread():
    clock, wake = SystemClock(), threading.Event()
    waiting = threading.Thread(target=clock.wait, args=(None, wake))
    waiting.start()
    assert waiting.is_alive()
    wake.set()
    waiting.join(timeout=30)
    assert not waiting.is_alive()
