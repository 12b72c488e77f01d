"""No process of a stack is forgotten, whoever its parent is."""

import errno
import os
import subprocess
import sys
import time

import pytest

from f1strategy.runtime.errors import ProcessDied
from f1strategy.runtime.processes import (
    Started,
    cpu_s,
    give_way,
    is_alive,
    marked,
    memory_bytes,
    start,
    still_alive,
    stop_marked,
)

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
IGNORES_TERM = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True);"
    "time.sleep(60)",
]
ORPHAN = [
    sys.executable,
    "-c",
    "import subprocess, sys;"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session=True)",
]


@pytest.fixture
def mark(request):
    """A mark of this test alone."""
    return f"{request.node.name}:{time.time_ns()}"


@pytest.fixture
def run(tmp_path, mark):
    """Starts a command under this test's mark, or another; all are gone afterwards."""
    begun: list[Started] = []

    def begin(command, mark=mark):
        begun.append(start("program", command, log=tmp_path / f"{len(begun)}.log", mark=mark))
        return begun[-1]

    yield begin
    for one in begun:
        one.process.kill()
        one.process.wait()
    stop_marked(mark, patience_s=1)


def test_a_started_process_is_found_by_its_mark_and_ended(run, mark):
    started = run(SLEEP)
    assert [process.pid for process in marked(mark)] == [started.process.pid]
    assert memory_bytes(mark) > 0
    assert stop_marked(mark) == 1
    assert started.process.poll() is not None
    assert list(marked(mark)) == []


def test_an_orphan_in_a_session_of_its_own_is_ended_too(run, mark):
    parent = run(ORPHAN)
    assert parent.process.wait(10) == 0
    (orphan,) = marked(mark)
    assert orphan.pid != parent.process.pid
    assert stop_marked(mark) == 1
    assert not is_alive(orphan)


def test_a_process_that_ignores_a_kind_end_is_killed(run, mark):
    started = run(IGNORES_TERM)
    while b"on" not in started.log.read_bytes():
        time.sleep(0.02)
    stop_marked(mark, patience_s=0.2)
    assert started.process.poll() is not None


def test_the_end_is_seen_where_linux_does_not_open_a_process_that_is_ending(run, mark, monkeypatch):
    def refused(_pid, _flags):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(os, "pidfd_open", refused)
    started = run(SLEEP)
    assert [one.pid for one in still_alive(marked(mark), patience_s=0.05)] == [started.process.pid]
    assert stop_marked(mark) == 1
    assert still_alive(marked(mark), patience_s=0.05) == []
    assert started.process.poll() is not None


def test_another_stacks_processes_are_left_alone(run, mark):
    other = run(SLEEP, mark + "-other")
    assert stop_marked(mark) == 0
    assert other.process.poll() is None


def test_a_process_that_died_is_reported_with_the_end_of_its_log(run):
    broken = run([sys.executable, "-c", "import sys; print('no space left'); sys.exit(3)"])
    broken.process.wait(10)
    with pytest.raises(ProcessDied, match=r"program ended with 3[^$]*no space left") as raised:
        broken.check()
    assert raised.value.exit_code == 3


def test_what_is_started_does_not_hear_ctrl_c_of_the_terminal(run):
    pid = run(SLEEP).process.pid
    own_session = subprocess.run(
        ["ps", "-o", "sid=", "-p", str(pid)], capture_output=True, check=True
    )
    assert int(own_session.stdout) == pid


def test_cpu_time_is_summed_and_may_leave_a_program_out(run, mark):
    busy = run(
        [
            sys.executable,
            "-c",
            "x = 0\nfor i in range(3_000_000): x += i\nimport time; time.sleep(60)",
            "busy",
        ]
    )
    until = time.monotonic() + 10
    while cpu_s(mark) < 0.05:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert cpu_s(mark, without="busy") == 0.0
    assert busy.process.poll() is None


def test_a_process_that_gives_way_has_a_lower_priority(run, mark):
    pid = run(SLEEP).process.pid
    give_way(mark, 7)
    assert os.getpriority(os.PRIO_PROCESS, pid) == 7
