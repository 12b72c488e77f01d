"""Race time follows real time, stands still, jumps, and never goes back by itself."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from f1strategy.ingest.errors import BadSpeed
from f1strategy.ingest.pace import Pace

RACE_MS = 1_700_000_000_000.0
ROUNDING_MS = 0.01
"""A float near the present, in ms since 1970, is exact to a quarter of a microsecond only."""

speeds = st.one_of(st.sampled_from([1.0, 2.0, 10.0, 100.0]), st.floats(0.1, 500))
paces = st.builds(
    Pace,
    race_ms=st.floats(0, 10_000_000).map(lambda ms: RACE_MS + ms),
    elapsed_ms=st.floats(0, 10_000_000),
    speed=speeds,
)


@pytest.mark.parametrize("speed", [0, -1, -math.inf, math.nan])
def test_a_race_cannot_run_backwards_or_not_at_all(speed):
    with pytest.raises(BadSpeed):
        Pace(race_ms=0, elapsed_ms=0, speed=speed)


def test_race_time_runs_at_its_speed():
    pace = Pace(race_ms=5_000, elapsed_ms=100, speed=20)
    assert [pace.race_time_ms(ms) for ms in (100, 101, 1_100)] == [5_000, 5_020, 25_000]


def test_at_endless_speed_everything_is_due():
    pace = Pace(race_ms=5_000, elapsed_ms=0, speed=math.inf)
    assert pace.race_time_ms(0) == math.inf
    assert pace.due_in_ms(1e15, elapsed_ms=0) == 0


def test_what_is_past_is_due_at_once():
    pace = Pace(race_ms=5_000, elapsed_ms=0, speed=2)
    assert [pace.due_in_ms(ms, elapsed_ms=10) for ms in (0, 5_000, 5_020, 5_021)] == [0, 0, 0, 0.5]


def test_while_paused_nothing_new_comes_due():
    pace = Pace(race_ms=5_000, elapsed_ms=0, speed=2).paused(5_000, elapsed_ms=10)
    assert pace.race_time_ms(99_999) == 5_020
    assert pace.due_in_ms(5_020, elapsed_ms=99_999) == 0
    assert pace.due_in_ms(5_021, elapsed_ms=99_999) is None


def test_a_pause_at_endless_speed_stands_where_the_race_had_come_to():
    pace = Pace(race_ms=5_000, elapsed_ms=0, speed=math.inf).paused(7_000, elapsed_ms=10)
    assert pace.race_time_ms(50) == 7_000
    assert pace.resumed(60).race_time_ms(60) == math.inf


def test_pausing_or_resuming_twice_is_once():
    running = Pace(race_ms=5_000, elapsed_ms=0, speed=2)
    paused = running.paused(5_000, elapsed_ms=10)
    assert paused.paused(6_000, elapsed_ms=20) == paused
    assert running.resumed(20) == running


def test_a_new_speed_counts_from_now_and_keeps_a_pause():
    running = Pace(race_ms=0, elapsed_ms=0, speed=2).at_speed(10, 0, elapsed_ms=100)
    assert [running.race_time_ms(ms) for ms in (100, 101)] == [200, 210]
    paused = running.paused(0, elapsed_ms=101).at_speed(1, 0, elapsed_ms=150)
    assert paused.is_paused
    assert paused.race_time_ms(500) == 210
    assert paused.resumed(500).race_time_ms(501) == 211


def test_from_endless_to_finite_speed_goes_on_where_the_race_had_come_to():
    pace = Pace(race_ms=0, elapsed_ms=0, speed=math.inf).at_speed(1, 7_000, elapsed_ms=10)
    assert [pace.race_time_ms(ms) for ms in (10, 11)] == [7_000, 7_001]


def test_a_refused_speed_changes_nothing():
    pace = Pace(race_ms=0, elapsed_ms=0, speed=2)
    with pytest.raises(BadSpeed, match="speed -3; expected more than 0"):
        pace.at_speed(-3, 0, elapsed_ms=5)
    assert pace == Pace(race_ms=0, elapsed_ms=0, speed=2)


@pytest.mark.parametrize("is_paused", [False, True])
def test_a_jump_keeps_speed_and_pause(is_paused):
    pace = Pace(race_ms=0, elapsed_ms=0, speed=2, is_paused=is_paused).jumped(500, elapsed_ms=10)
    assert pace == Pace(race_ms=500, elapsed_ms=10, speed=2, is_paused=is_paused)


@given(paces, st.floats(0, 1e6), st.floats(0, 1e7))
def test_the_wait_for_a_moment_ends_at_that_moment(pace, later_ms, ahead_ms):
    elapsed_ms = pace.elapsed_ms + later_ms
    moment_ms = pace.race_time_ms(elapsed_ms) + ahead_ms
    wait_ms = pace.due_in_ms(moment_ms, elapsed_ms)
    assert wait_ms is not None
    reached_ms = pace.race_time_ms(elapsed_ms + wait_ms)
    assert reached_ms == pytest.approx(moment_ms, abs=ROUNDING_MS, rel=0)


@given(paces, st.floats(0, 1e6), st.floats(1e-3, 1e7))
def test_what_is_not_reached_is_never_due_at_once(pace, later_ms, ahead_ms):
    elapsed_ms = pace.elapsed_ms + later_ms
    now_ms = pace.race_time_ms(elapsed_ms)
    assume(now_ms + ahead_ms > now_ms)
    wait_ms = pace.due_in_ms(now_ms + ahead_ms, elapsed_ms)
    assert wait_ms is not None
    assert wait_ms > 0


commands = st.one_of(
    st.just(("pause", 0.0)),
    st.just(("resume", 0.0)),
    st.tuples(st.just("speed"), st.one_of(speeds, st.just(math.inf))),
)


@given(paces, st.lists(st.tuples(st.floats(0, 100_000), commands), max_size=20))
def test_no_pause_and_no_speed_moves_race_time_back(pace, steps):
    elapsed_ms, reached_ms = pace.elapsed_ms, pace.race_ms
    for wait_ms, (command, speed) in steps:
        elapsed_ms += wait_ms
        now_ms = pace.race_time_ms(elapsed_ms)
        # At endless speed the race is as far as its rows, which the caller knows.
        reached_ms = max(reached_ms, reached_ms + 10 if math.isinf(now_ms) else now_ms)
        if command == "pause":
            pace = pace.paused(reached_ms, elapsed_ms)
            assert pace.race_time_ms(elapsed_ms + 1e9) == pace.race_time_ms(elapsed_ms)
        elif command == "resume":
            pace = pace.resumed(elapsed_ms)
        else:
            pace = pace.at_speed(speed, reached_ms, elapsed_ms)
            assert pace.speed == speed
        assert pace.race_time_ms(elapsed_ms) >= reached_ms - ROUNDING_MS
        if not math.isinf(pace.race_time_ms(elapsed_ms)):
            assert pace.race_time_ms(elapsed_ms) <= reached_ms + ROUNDING_MS
