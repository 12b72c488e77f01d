"""Keeps the processes of a highly available cluster running: one that ends is started again.

    python -m f1strategy.runtime.watchdog PROGRAMS.json

What a dead process leaves behind is ended first: a Python worker outlives its TaskManager.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from f1strategy.runtime.processes import MARK, Program, Started, start, stop_marked

LIFE: Final = "LIVEF1_LIFE"
"""Names one life of a program in its environment and in that of all its descendants."""
LOOK_EVERY_S: Final = 0.1
FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 10.0
HEALTHY_S: Final = 30.0
"""A life of so long counts as a success: the next death is answered as quickly as the first."""
PATIENCE_S: Final = 2.0


class Kept:
    """One program and its present life."""

    def __init__(self, program: Program, mark: str) -> None:
        self.program, self._mark = program, mark
        self.lives, self._pause_s, self._due_s = 0, FIRST_PAUSE_S, 0.0
        self.started: Started | None = None
        self._began_s = 0.0

    def tend(self, now_s: float) -> None:
        """Start it if it is due, notice if it has ended."""
        if self.started is None:
            if now_s >= self._due_s:
                self._start(now_s)
        elif (code := self.started.process.poll()) is not None:
            self._bury(now_s, code)

    def end(self) -> None:
        """End this life and everything that came from it."""
        stop_marked(self._life, PATIENCE_S, variable=LIFE)
        if self.started is not None:
            self.started.process.wait()

    @property
    def _life(self) -> str:
        return f"{self._mark}/{self.program.name}/{self.lives}"

    def _start(self, now_s: float) -> None:
        self.lives += 1
        one = self.program
        environment = {**one.environment, LIFE: self._life}
        self.started = start(
            one.name, one.command, log=Path(one.log), mark=self._mark, environment=environment
        )
        self._began_s = now_s

    def _bury(self, now_s: float, code: int) -> None:
        self.end()
        self.started = None
        if now_s - self._began_s >= HEALTHY_S:
            self._pause_s = FIRST_PAUSE_S
        self._due_s = now_s + self._pause_s
        _say(f"{self.program.name} ended with {code}; life {self.lives + 1} in {self._pause_s:g} s")
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)


def keep(programs: Sequence[Program], mark: str, stop: threading.Event) -> None:
    """Keep the programs running until told to stop, then end them."""
    kept = [Kept(program, mark) for program in programs]
    try:
        while not stop.is_set():
            for one in kept:
                one.tend(time.monotonic())
            stop.wait(LOOK_EVERY_S)
    finally:
        for one in reversed(kept):
            one.end()


def program(programs: Sequence[Program], file: Path, log: Path) -> Program:
    """The watchdog over these programs, itself a program."""
    file.write_bytes(msgspec.json.encode(list(programs)))
    command = [sys.executable, "-m", "f1strategy.runtime.watchdog", str(file)]
    return Program(name="watchdog", command=command, log=str(log))


def main(file: str) -> None:
    """Keep the programs of a file until SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    programs = msgspec.json.decode(Path(file).read_bytes(), type=list[Program])
    keep(programs, os.environ[MARK], stop)


def _say(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main(sys.argv[1])
