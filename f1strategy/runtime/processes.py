"""Processes of a stack: started with a mark in their environment, so that none can be forgotten.

A Python worker of Flink outlives a killed TaskManager; the mark is inherited by every descendant,
whoever its parent is by now, and finds it.
"""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import psutil

from f1strategy.runtime.errors import ProcessDied

MARK: Final = "LIVEF1_STACK"
LOG_TAIL_BYTES: Final = 2000
LOWEST: Final = 19
"""Linux's lowest priority."""
LOOK_EVERY_S: Final = 0.02
GONE: Final = (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied)


@dataclass(frozen=True, slots=True)
class Started:
    """A process of the stack and where it logs."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def check(self) -> None:
        """Raise `ProcessDied` with the end of the log if it does not run any more."""
        code = self.process.poll()
        if code is not None:
            raise ProcessDied(self.name, code, self.log, log_tail(self.log))

    def ended(self, patience_s: float) -> int | None:
        """Wait for its exit code; None if it still ran after so long, and was killed: it must not do later what is given up."""
        try:
            return self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None

    def last_words(self) -> str:
        """Where it logs and how the log ends, for a message."""
        return f"{self.log} ends:\n{log_tail(self.log)}"


def start(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    mark: str,
    environment: Mapping[str, str] | None = None,
    stdin: int = subprocess.DEVNULL,
) -> Started:
    """Start a process in a session of its own, so that Ctrl-C reaches only who started it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **(environment or {}), MARK: mark},
        )
    return Started(name, process, log)


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """A process that can be started again and again."""

    name: str
    command: list[str]
    log: str
    environment: dict[str, str] = {}

    def start(self, mark: str) -> Started:
        """Start it with the stack's mark."""
        return start(
            self.name, self.command, log=Path(self.log), mark=mark, environment=self.environment
        )


def log_tail(log: Path) -> str:
    """The last lines of a log, "" if there is none."""
    if not log.is_file():
        return ""
    return log.read_bytes()[-LOG_TAIL_BYTES:].decode(errors="replace").strip()


def marked(mark: str, variable: str = MARK) -> Iterator[psutil.Process]:
    """Every living process that carries this mark, except the one that asks."""
    for process in psutil.process_iter():
        with contextlib.suppress(*GONE):
            is_one = process.pid != os.getpid() and is_alive(process)
            if is_one and process.environ().get(variable) == mark:
                yield process


def stop_marked(mark: str, patience_s: float = 10.0, variable: str = MARK) -> int:
    """End all processes with this mark, kindly at first; the answer is how many there were."""
    ended: set[int] = set()
    for process in (found := list(marked(mark, variable))):
        with contextlib.suppress(*GONE):
            process.terminate()
    still_alive(found, patience_s)
    ended.update(process.pid for process in found)
    while left := list(marked(mark, variable)):
        ended.update(process.pid for process in left)
        for process in left:
            with contextlib.suppress(*GONE):
                process.kill()
        still_alive(left, patience_s)
    return len(ended)


def still_alive(processes: Iterable[psutil.Process], patience_s: float) -> list[psutil.Process]:
    """Those of the processes that have not ended after so long.

    They are looked at again and again: psutil's own waiting fails where Linux will not open a process that is
    just ending (https://github.com/giampaolo/psutil/issues/2715).
    """
    watched, until = list(processes), time.monotonic() + patience_s
    while (left := [one for one in watched if is_alive(one)]) and time.monotonic() < until:
        time.sleep(LOOK_EVERY_S)
    return left


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs; who has ended and was not asked for its exit code yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def cpu_s(mark: str, without: str = "") -> float:
    """CPU time used so far by all processes with this mark, without those started with this argument."""
    total = 0.0
    for process in marked(mark):
        with contextlib.suppress(*GONE):
            if without and without in process.cmdline():
                continue
            times = process.cpu_times()
            total += times.user + times.system
    return total


def give_way(mark: str, niceness: int = LOWEST) -> None:
    """Have all processes with this mark, and what they start, wait when others want the processor.

    Linux keeps a niceness for each thread, and where it groups processes by session, only the group's counts
    against other groups.
    """
    for process in marked(mark):
        with contextlib.suppress(*GONE, OSError):
            for thread in process.threads():
                os.setpriority(os.PRIO_PROCESS, thread.id, niceness)
            Path(f"/proc/{process.pid}/autogroup").write_text(str(niceness))


def memory_by_process(mark: str) -> dict[int, tuple[str, int]]:
    """Name and command, and resident bytes, of every process with this mark, by its id."""
    found = {}
    for process in marked(mark):
        with contextlib.suppress(*GONE):
            said = " ".join([process.name(), *process.cmdline()])
            found[process.pid] = said, process.memory_info().rss
    return found


def memory_bytes(mark: str) -> int:
    """Memory held by all processes with this mark; what forked processes share counts once, where the system tells."""
    total = 0
    for process in marked(mark):
        with contextlib.suppress(*GONE):
            held = process.memory_full_info()
            total += getattr(held, "pss", held.rss)
    return total
