"""Single key presses from a terminal, and what they do to a replay."""

import math
import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from f1strategy.ingest.errors import IngestError
from f1strategy.ingest.replay_control import ReplayControl

SPEEDS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, math.inf)
"""What + and - step through."""

HELP: Final = "space pause · + - speed · n next lap · l go to a lap · q end"
ENTER: Final = "\r\n"
ESCAPE: Final = "\x1b"
ERASE: Final = "\x7f\b"


def speed_text(speed: float) -> str:
    """A speed as people write it.

    >>> speed_text(10), speed_text(2.5), speed_text(math.inf)
    ('10×', '2.5×', 'max')
    """
    return "max" if math.isinf(speed) else f"{speed:g}×"


class Keys:
    """Turns key presses into commands. `message` tells what the last one did, or asks for more."""

    def __init__(self, control: ReplayControl) -> None:
        self._control = control
        self._lap_typed: str | None = None
        self._told = ""

    @property
    def message(self) -> str:
        """One line for the screen."""
        if self._lap_typed is not None:
            return (
                f"go to lap: {self._lap_typed}▏ enter: go, nothing typed: next lap, esc: never mind"
            )
        return self._told or HELP

    def press(self, key: str) -> None:
        """Obey one key. What a replay refuses becomes the message; unknown keys show the help."""
        try:
            if self._lap_typed is not None:
                self._type_lap(key, self._lap_typed)
            else:
                self._command(key)
        except IngestError as refusal:
            self._told = str(refusal)

    def _command(self, key: str) -> None:
        self._told = ""
        match key:
            case " ":
                self._control.toggle_pause()
            case "+" | "=":
                self._step(faster=True)
            case "-" | "_":
                self._step(faster=False)
            case "n":
                self._control.seek_next_lap()
            case "l":
                self._lap_typed = ""
            case "q":
                self._control.stop()
                self._told = "ending"
            case _:
                pass

    def _type_lap(self, key: str, typed: str) -> None:
        if key.isascii() and key.isdigit():
            self._lap_typed = (typed + key)[:3]
        elif key in ERASE:
            self._lap_typed = typed[:-1]
        elif key in ENTER:
            self._lap_typed, self._told = None, ""
            if typed:
                self._control.seek_lap(int(typed))
            else:
                self._control.seek_next_lap()
        elif key == ESCAPE:
            self._lap_typed = None

    def _step(self, *, faster: bool) -> None:
        now = self._control.pace.speed
        if faster:
            self._control.set_speed(min((s for s in SPEEDS if s > now), default=now))
        else:
            self._control.set_speed(max((s for s in SPEEDS if s < now), default=now))


class Terminal:
    """Reads keys from a terminal that gives them one by one; see `key_by_key`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def read(self, timeout_s: float) -> str:
        """The keys pressed, waiting this long for the first; empty when there were none."""
        ready, _, _ = select.select([self._descriptor], [], [], timeout_s)
        return os.read(self._descriptor, 64).decode(errors="ignore") if ready else ""


@contextmanager
def key_by_key(descriptor: int | None = None) -> Iterator[Terminal]:
    """Let the terminal (standard input) give each key at once, unechoed; put it back after.

    Ctrl-C still interrupts.
    """
    terminal = sys.stdin.fileno() if descriptor is None else descriptor
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        yield Terminal(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
