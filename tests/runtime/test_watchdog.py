"""A program that ends is started again, and what its last life left behind is ended first."""

import sys
import threading
import time
from contextlib import contextmanager
from itertools import pairwise

import msgspec
import pytest

from f1strategy.runtime import watchdog
from f1strategy.runtime.processes import Program, marked, stop_marked
from f1strategy.runtime.watchdog import FIRST_PAUSE_S, Kept, keep

PARENT = (
    "import subprocess, sys, time;"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True);"
    "time.sleep(60)"
)
PATIENCE_S = 10.0


@pytest.fixture
def mark(request):
    """A mark of this test alone; whatever carries it is gone afterwards."""
    mark = f"{request.node.name}:{time.time_ns()}"
    yield mark
    stop_marked(mark, patience_s=1)


def running(tmp_path, code):
    return Program(name="program", command=[sys.executable, "-c", code], log=str(tmp_path / "log"))


@contextmanager
def kept(program, mark):
    stop = threading.Event()
    thread = threading.Thread(target=keep, args=([program], mark, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def pids(mark, count):
    """The processes of this mark, once there are so many."""
    until = time.monotonic() + PATIENCE_S
    while len(found := {one.pid: one for one in marked(mark)}) != count:
        assert time.monotonic() < until, found
        time.sleep(0.02)
    return found


def ended(one):
    """Wait until the present life is over: before its `exec` a child does not carry the mark yet."""
    assert one.started is not None
    one.started.process.wait(PATIENCE_S)


def test_a_killed_program_lives_again_and_its_orphan_does_not(tmp_path, mark):
    with kept(running(tmp_path, PARENT), mark):
        first = pids(mark, 2)
        parent = next(one for one in first.values() if "subprocess" in one.cmdline()[-1])
        parent.kill()
        until = time.monotonic() + PATIENCE_S
        while not (second := pids(mark, 2)).keys().isdisjoint(first):
            assert time.monotonic() < until
    assert len(second) == 2
    assert list(marked(mark)) == []


def test_a_program_that_dies_at_once_is_started_ever_more_slowly(tmp_path, mark, monkeypatch):
    monkeypatch.setattr(watchdog, "_say", lambda _: None)
    one, now_s, began = Kept(running(tmp_path, "raise SystemExit(3)"), mark), 0.0, list[float]()
    while len(began) < 7:
        lives = one.lives
        one.tend(now_s)
        if one.lives > lives:
            began.append(now_s)
            ended(one)
        else:
            now_s += 0.5
    pauses = [later - earlier for earlier, later in pairwise(began)]
    one.end()
    assert pauses == [FIRST_PAUSE_S, 1.0, 2.0, 4.0, 8.0, 10.0]


def test_a_long_life_makes_the_next_start_quick_again(tmp_path, mark, monkeypatch):
    monkeypatch.setattr(watchdog, "_say", lambda _: None)
    one = Kept(running(tmp_path, "raise SystemExit(3)"), mark)
    one.tend(0.0)
    ended(one)
    one.tend(1.0)
    one.tend(1.5)
    ended(one)
    one.tend(100.0)
    assert one.lives == 2
    one.tend(100.0 + FIRST_PAUSE_S)
    one.end()
    assert one.lives == 3


def test_programs_are_handed_over_in_a_file(tmp_path):
    watched = running(tmp_path, "pass")
    program = watchdog.program([watched], tmp_path / "watched", tmp_path / "log")
    assert program.command[-3:] == ["-m", "f1strategy.runtime.watchdog", str(tmp_path / "watched")]
    told = (tmp_path / "watched").read_bytes()
    assert msgspec.json.decode(told, type=list[Program]) == [watched]
