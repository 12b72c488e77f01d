"""Keys command a replay; a terminal gives them one by one and is put back as it was."""

import math
import os
import pty
import select
import termios
import tty

import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.ingest.clock import ManualClock
from f1strategy.ingest.keyboard import HELP, SPEEDS, Keys, key_by_key, speed_text
from f1strategy.ingest.pace import Pace
from f1strategy.ingest.replay_control import ReplayControl

LAPS_MS = {lap: lap * 90_000 for lap in range(1, 121)}


def keyboard(speed=10.0, reached_lap=1):
    """A control that stands in a lap, and the keys that command it."""
    clock = ManualClock()
    pace = Pace(race_ms=LAPS_MS[reached_lap], elapsed_ms=0, speed=speed)
    control = ReplayControl(clock, pace, LAPS_MS)
    return Keys(control), control


def press(keys, text):
    for key in text:
        keys.press(key)


def lap_of(control):
    return control.pace.race_ms / 90_000


def test_before_any_key_the_help_is_shown():
    keys, control = keyboard()
    assert keys.message == HELP
    assert not control.changed.is_set()


def test_the_help_names_every_key():
    for key in ("space", "+", "-", "n ", "l ", "q "):
        assert key in HELP


def test_space_pauses_and_goes_on():
    keys, control = keyboard()
    press(keys, " ")
    assert control.pace.is_paused
    press(keys, " ")
    assert not control.pace.is_paused
    assert keys.message == HELP


@pytest.mark.parametrize(("faster", "slower"), ["+-", "=_"])
def test_plus_and_minus_step_through_the_speeds_and_stay_at_the_ends(faster, slower):
    keys, control = keyboard(speed=1.0)
    seen = []
    for key in faster * len(SPEEDS) + slower * len(SPEEDS):
        keys.press(key)
        seen.append(control.pace.speed)
    up, down = seen[: len(SPEEDS)], seen[len(SPEEDS) :]
    assert up == [*SPEEDS[1:], math.inf]
    assert down == [*reversed(SPEEDS[:-1]), 1.0]


@pytest.mark.parametrize(
    ("speed", "slower", "faster"),
    [(7.5, 5, 10), (0.25, 0.25, 1), (250, 100, math.inf), (math.inf, 100, math.inf)],
)
def test_a_speed_between_the_steps_goes_to_the_next_one(speed, slower, faster):
    for key, expected in (("-", slower), ("+", faster)):
        keys, control = keyboard(speed=speed)
        keys.press(key)
        assert control.pace.speed == expected


def test_n_goes_to_the_next_lap():
    keys, control = keyboard(reached_lap=4)
    press(keys, "n")
    assert lap_of(control) == 5


def test_n_in_the_last_lap_says_that_there_is_none():
    keys, _ = keyboard(reached_lap=120)
    press(keys, "n")
    assert keys.message == "no lap 121; expected one of 1 to 120"


def test_q_ends_and_says_so():
    keys, control = keyboard()
    press(keys, "q")
    assert control.is_stopped
    assert keys.message == "ending"


@pytest.mark.parametrize("key", ["x", "N", "Q", "7", "\r", "\x1b", "é", "\x00"])
def test_an_unknown_key_does_nothing_and_shows_the_help(key):
    keys, control = keyboard(reached_lap=120)
    press(keys, "n")
    control.changed.clear()
    keys.press(key)
    assert keys.message == HELP
    assert not control.changed.is_set()


@pytest.mark.parametrize("enter", ["\r", "\n"])
def test_a_lap_is_typed_and_shown_until_enter_goes_there(enter):
    keys, control = keyboard()
    shown = []
    for key in "l12":
        keys.press(key)
        shown.append(keys.message.split("▏", 1)[0])
    assert shown == ["go to lap: ", "go to lap: 1", "go to lap: 12"]
    assert lap_of(control) == 1
    keys.press(enter)
    assert lap_of(control) == 12
    assert keys.message == HELP


@pytest.mark.parametrize("erase", ["\x7f", "\b"])
def test_a_typed_digit_is_erased(erase):
    keys, control = keyboard()
    press(keys, "l95" + erase + "3\r")
    assert lap_of(control) == 93
    press(keys, "l1" + erase * 3 + "94\r")
    assert lap_of(control) == 94


def test_enter_alone_goes_to_the_next_lap():
    keys, control = keyboard(reached_lap=7)
    press(keys, "l\r")
    assert lap_of(control) == 8


def test_escape_forgets_what_was_typed():
    keys, control = keyboard()
    press(keys, "l12\x1b")
    assert keys.message == HELP
    press(keys, "l3\r")
    assert lap_of(control) == 3


def test_while_a_lap_is_typed_other_keys_do_nothing():
    keys, control = keyboard()
    press(keys, "l nq+-²٣x4")
    assert keys.message.startswith("go to lap: 4▏")
    assert not control.changed.is_set()


def test_no_more_than_three_digits_are_taken():
    keys, control = keyboard()
    press(keys, "l1199\r")
    assert lap_of(control) == 119


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("3", "cannot go back to lap 3 from lap 50: rows on the stream are not taken back; start"),
        ("0", "no lap 0; expected one of 1 to 120"),
        ("999", "no lap 999; expected one of 1 to 120"),
    ],
)
def test_a_lap_that_cannot_be_sought_is_explained_until_the_next_key(typed, said):
    keys, control = keyboard(reached_lap=50)
    press(keys, f"l{typed}\r")
    assert keys.message.startswith(said)
    assert lap_of(control) == 50
    press(keys, " ")
    assert keys.message == HELP


@given(st.text(st.sampled_from(" +-=_nlq0123456789\r\n\x1b\x7f\bxé")))
def test_no_keys_break_it_or_move_the_race_back(text):
    keys, control = keyboard(reached_lap=60)
    for key in text:
        before_ms = control.pace.race_ms
        keys.press(key)
        assert control.pace.race_ms >= before_ms
        assert keys.message
    assert control.is_stopped <= ("q" in text)


def test_speeds_are_written_as_people_write_them():
    assert [speed_text(speed) for speed in SPEEDS] == [
        "1×",
        "2×",
        "5×",
        "10×",
        "20×",
        "50×",
        "100×",
        "max",
    ]


@pytest.fixture
def pseudo_terminal():
    """The two ends: what a person types into, and what a program has as its terminal."""
    person, program = pty.openpty()
    yield person, program
    os.close(person)
    os.close(program)


def test_a_terminal_gives_each_key_at_once_and_unechoed(pseudo_terminal):
    person, program = pseudo_terminal
    with key_by_key(program) as terminal:
        for key in ("+", " ", "\x1b", "é"):
            os.write(person, key.encode())
            assert terminal.read(timeout_s=30) == key
        assert select.select([person], [], [], 0) == ([], [], [])


def test_keys_that_were_pressed_together_come_together(pseudo_terminal):
    person, program = pseudo_terminal
    with key_by_key(program) as terminal:
        os.write(person, b"l12\n")
        assert terminal.read(timeout_s=30) == "l12\n"


def test_bytes_that_are_no_text_are_no_keys(pseudo_terminal):
    person, program = pseudo_terminal
    with key_by_key(program) as terminal:
        os.write(person, b"\xff\xfeq")
        assert terminal.read(timeout_s=30) == "q"


def test_no_key_is_nothing(pseudo_terminal):
    with key_by_key(pseudo_terminal[1]) as terminal:
        assert terminal.read(timeout_s=0) == ""


def test_ctrl_c_still_interrupts_while_keys_are_read(pseudo_terminal):
    with key_by_key(pseudo_terminal[1]):
        flags = termios.tcgetattr(pseudo_terminal[1])[tty.LFLAG]
        assert flags & termios.ISIG
        assert not flags & (termios.ICANON | termios.ECHO)


def test_the_terminal_is_put_back_even_after_an_error(pseudo_terminal):
    _, program = pseudo_terminal
    before = termios.tcgetattr(program)
    with pytest.raises(RuntimeError), key_by_key(program):  # noqa: PT012
        assert termios.tcgetattr(program) != before
        raise RuntimeError
    assert termios.tcgetattr(program) == before


def test_the_terminal_is_standard_input_unless_another_is_named(pseudo_terminal, monkeypatch):
    person, program = pseudo_terminal
    with open(program, closefd=False) as standard_input:
        monkeypatch.setattr("sys.stdin", standard_input)
        with key_by_key() as terminal:
            os.write(person, b"n")
            assert terminal.read(timeout_s=30) == "n"


def test_what_is_no_terminal_is_left_alone():
    reading, writing = os.pipe()
    try:
        with pytest.raises(termios.error), key_by_key(reading):
            pytest.fail("a pipe gives no keys")
    finally:
        os.close(reading)
        os.close(writing)
