"""What a command does to a replay, and how the replay tells of itself."""

import math

import pytest

from f1strategy.ingest.clock import ManualClock
from f1strategy.ingest.pace import Pace
from f1strategy.ingest.remote_control import obey
from f1strategy.ingest.replay_control import ReplayControl
from schemas.records import ReplayAction, ReplayCommand

LAPS_MS = {1: 0, 2: 90_000, 3: 180_000}


@pytest.fixture
def control():
    return ReplayControl(ManualClock(), Pace(race_ms=-5_000, elapsed_ms=0, speed=1), LAPS_MS)


def command(action: ReplayAction, **what: float) -> ReplayCommand:
    return ReplayCommand(
        session_key=9839, command_id="1", action=action, sent_time_ms=0, **what  # type: ignore[arg-type]
    )


def test_pause_and_play(control):
    assert obey(control, command(ReplayAction.PAUSE)) is None
    assert control.pace.is_paused
    assert obey(control, command(ReplayAction.PLAY)) is None
    assert not control.pace.is_paused


@pytest.mark.parametrize(("asked", "speed"), [(2.5, 2.5), (0, math.inf)])
def test_a_speed_is_taken_and_zero_is_as_fast_as_it_goes(control, asked, speed):
    assert obey(control, command(ReplayAction.SET_SPEED, speed_factor=asked)) is None
    assert control.pace.speed == speed


def test_a_lap_is_sought(control):
    assert obey(control, command(ReplayAction.SEEK_LAP, lap_number=3)) is None
    assert control.pace.race_ms == LAPS_MS[3]


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (command(ReplayAction.SEEK_LAP, lap_number=4), "4"),
        (command(ReplayAction.SEEK_LAP), "lap"),
        (command(ReplayAction.SET_SPEED), "speed_factor"),
        (command(ReplayAction.SET_SPEED, speed_factor=-1), "-1"),
    ],
)
def test_what_cannot_be_done_is_answered_with_why(control, refused, why):
    before = control.pace
    told = obey(control, refused)
    assert told is not None
    assert why in told
    assert control.pace == before
