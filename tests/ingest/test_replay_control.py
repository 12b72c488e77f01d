"""The remote control tells the replay of every command, and refuses what cannot be done."""

import math
import threading

import pytest

from f1strategy.ingest.clock import ManualClock, SystemClock
from f1strategy.ingest.errors import BadSpeed, CannotSeekBack, UnknownLap
from f1strategy.ingest.pace import Pace
from f1strategy.ingest.replay_control import ReplayControl

LAPS_MS = {1: 0, 2: 90_000, 3: 180_000}


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def control(clock):
    """Five seconds before lights out."""
    return ReplayControl(clock, Pace(race_ms=-5_000, elapsed_ms=0, speed=1), LAPS_MS)


@pytest.mark.parametrize(
    "command",
    [
        lambda control: control.pause(),
        lambda control: control.resume(),
        lambda control: control.toggle_pause(),
        lambda control: control.set_speed(3),
        lambda control: control.seek_lap(2),
        lambda control: control.seek_next_lap(),
        lambda control: control.stop(),
    ],
)
def test_every_command_wakes_the_replay(control, command):
    command(control)
    assert control.changed.is_set()


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (lambda control: control.set_speed(0), BadSpeed),
        (lambda control: control.set_speed(math.nan), BadSpeed),
        (lambda control: control.seek_lap(4), UnknownLap),
        (lambda control: control.seek_lap(0), UnknownLap),
        (lambda control: control.seek_lap(1), CannotSeekBack),
    ],
)
def test_a_refused_command_wakes_nobody_and_changes_nothing(control, command, refusal):
    control.reach(100_000)
    before = control.pace
    with pytest.raises(refusal):
        command(control)
    assert not control.changed.is_set()
    assert control.pace == before


def test_a_toggle_pauses_and_resumes(control, clock):
    control.toggle_pause()
    assert control.pace.is_paused
    clock.advance(7_000)
    control.toggle_pause()
    assert control.pace == Pace(race_ms=-5_000, elapsed_ms=7_000, speed=1)


def test_a_lap_can_be_sought_until_more_than_its_start_is_released(control):
    control.reach(90_000)
    control.seek_lap(2)
    assert control.pace.race_ms == 90_000
    control.reach(90_001)
    with pytest.raises(CannotSeekBack) as refused:
        control.seek_lap(2)
    assert (refused.value.lap, refused.value.reached_lap) == (2, 2)


def test_before_the_start_the_next_lap_is_the_first(control):
    control.seek_next_lap()
    assert control.pace.race_ms == 0


def test_there_is_no_lap_after_the_last(control):
    control.reach(180_000)
    with pytest.raises(UnknownLap, match="no lap 4; expected one of 1 to 3"):
        control.seek_next_lap()


def test_without_laps_none_can_be_sought(clock):
    control = ReplayControl(clock, Pace(race_ms=0, elapsed_ms=0, speed=1), {})
    assert control.last_lap == 0
    with pytest.raises(UnknownLap, match="no lap 1; expected one of 1 to 0"):
        control.seek_next_lap()


def test_the_laps_are_those_of_the_beginning(clock):
    laps_ms = dict(LAPS_MS)
    control = ReplayControl(clock, Pace(race_ms=0, elapsed_ms=0, speed=1), laps_ms)
    laps_ms.clear()
    assert control.last_lap == 3


def test_a_pause_at_endless_speed_stands_at_what_was_released(clock):
    control = ReplayControl(clock, Pace(race_ms=0, elapsed_ms=0, speed=math.inf), LAPS_MS)
    control.reach(123_456)
    control.pause()
    assert control.pace.race_time_ms(clock.elapsed_ms()) == 123_456


def test_stopping_is_for_good(control):
    assert not control.is_stopped
    control.stop()
    control.resume()
    assert control.is_stopped


def test_many_threads_may_command_it_at_once():
    """Every change of speed keeps the race time that another thread's change has left."""
    clock = SystemClock()
    began_ms = clock.elapsed_ms()
    control = ReplayControl(clock, Pace(race_ms=0, elapsed_ms=began_ms, speed=1), LAPS_MS)
    ready = threading.Barrier(4)

    def change():
        ready.wait(timeout=30)
        for _ in range(500):
            control.set_speed(1)

    threads = [threading.Thread(target=change) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    now_ms = clock.elapsed_ms()
    assert control.pace.race_time_ms(now_ms) == pytest.approx(now_ms - began_ms, abs=1e-3)
