"""A replay is followed on paper and on a terminal; its errors and Ctrl-C come through."""

import io
import os
import pty
import signal
import threading
from contextlib import contextmanager

import pytest
from rich.console import Console

from f1strategy.ingest import progress as progress_module
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.keyboard import HELP
from f1strategy.ingest.progress import follow, line, race_time, screen
from f1strategy.ingest.replay import Replay, ReplayProgress
from f1strategy.ingest.timed_row import TimedRow
from schemas.records import RawEnvelope
from tests.ingest.races import LIGHTS_OUT_MS, SESSION_KEY
from tests.ingest.replaying import Stage

PATIENCE_S = 60
"""Nothing here takes so long: a test that hangs fails."""

NOT_YET = ReplayProgress(
    rows_released=0,
    rows_total=1_200,
    race_time_s=-5.0,
    race_duration_s=5_400.0,
    leader_lap=0,
    last_lap=57,
    speed=10.0,
    is_paused=False,
    is_over=False,
)


class Paper(io.StringIO):
    """What was written; another thread can wait for it."""

    def __init__(self):
        super().__init__()
        self._written = threading.Condition()

    def write(self, text):
        with self._written:
            count = super().write(text)
            self._written.notify_all()
        return count

    def await_text(self, text):
        with self._written:
            assert self._written.wait_for(
                lambda: text in self.getvalue(), PATIENCE_S
            ), f"no {text!r} in {self.getvalue()!r}"


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def terminal(paper):
    return Console(file=paper, force_terminal=True, width=120, _environ={"TERM": "xterm"})


@pytest.fixture
def log(paper):
    return Console(file=paper, force_terminal=False, width=120, _environ={})


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch):
    monkeypatch.setattr(progress_module, "LINE_EVERY_S", 0.01)
    monkeypatch.setattr(progress_module, "LOOK_EVERY_S", 0.01)


@contextmanager
def standard_input(monkeypatch, descriptor):
    with open(descriptor, closefd=False) as stream:
        monkeypatch.setattr("sys.stdin", stream)
        yield


@pytest.fixture
def no_keys(monkeypatch):
    """Standard input that is no terminal."""
    reading, writing = os.pipe()
    with standard_input(monkeypatch, reading):
        yield
    os.close(reading)
    os.close(writing)


@pytest.fixture
def person(monkeypatch):
    """What a person types into; the program has its other end as standard input."""
    typed, read = pty.openpty()
    with standard_input(monkeypatch, read):
        yield typed
    os.close(typed)
    os.close(read)


def laps(*seconds):
    return [
        TimedRow(LIGHTS_OUT_MS + second * 1000, "laps", {"lap_number": lap})
        for lap, second in enumerate(seconds, start=1)
    ]


def replay_of(rows, publish, **options):
    return Replay(
        rows,
        session_key=SESSION_KEY,
        source="recording",
        publish=publish,
        clock=SystemClock(),
        **options,
    )


def replaying():
    return [thread for thread in threading.enumerate() if thread.name == "replay"]


def test_race_time_is_read_as_a_clock():
    assert [race_time(s) for s in (0, 59.9, 60, 3_599, 36_000.5, -0.5, -61)] == [
        "0:00:00",
        "0:00:59",
        "0:01:00",
        "0:59:59",
        "10:00:00",
        "-0:00:01",
        "-0:01:01",
    ]


def test_a_line_says_where_it_is_and_whether_it_moves():
    paused = ReplayProgress(1_200, 1_200, 95.0, 5_400.0, 2, 57, float("inf"), True, False)
    over = ReplayProgress(1_200, 1_200, 5_400.0, 5_400.0, 57, 57, 10.0, True, True)
    assert line(NOT_YET) == "lap 0/57 · race time -0:00:05 · 0 of 1,200 rows · 10×"
    assert line(paused) == "lap 2/57 · race time 0:01:35 · 1,200 of 1,200 rows · max · paused"
    assert line(over) == "lap 57/57 · race time 1:30:00 · 1,200 of 1,200 rows · 10× · over"


def test_a_screen_shows_the_speed_or_the_pause_and_the_message(log, paper):
    log.print(screen(NOT_YET, "press something"))
    running = paper.getvalue()
    for words in ("lap 0/57", "-0:00:05", "0 rows", "10×", "press something"):
        assert words in running
    assert "paused" not in running
    log.print(screen(ReplayProgress(5, 0, 0.0, 0.0, 0, 0, 10.0, True, False), ""))
    assert "paused" in paper.getvalue()


def test_on_paper_each_lap_is_a_line(log, paper):
    """Each row waits until the lap before has been told: one line a lap, however fast it goes."""

    def publish(envelope):
        if envelope.sequence > 0:
            paper.await_text(f"lap {envelope.sequence}/3 ")

    follow(replay_of(laps(0, 90, 180), publish, speed=float("inf")), log)
    assert paper.getvalue().splitlines() == [
        "lap 1/3 · race time 0:00:00 · 1 of 3 rows · max",
        "lap 2/3 · race time 0:01:30 · 2 of 3 rows · max",
        "lap 3/3 · race time 0:03:00 · 3 of 3 rows · max · over",
    ]


def test_on_paper_a_fast_replay_is_one_line_at_the_end(log, paper):
    log.soft_wrap = True
    follow(Stage(speed=float("inf")).replay, log)
    assert paper.getvalue().splitlines()[-1] == (
        "lap 3/3 · race time 0:04:52 · 46 of 46 rows · max · over"
    )
    assert paper.getvalue().count("over") == 1
    assert replaying() == []


def test_on_paper_there_are_no_control_sequences(log, paper, person):
    follow(Stage(speed=float("inf")).replay, log)
    assert "\x1b" not in paper.getvalue()
    assert HELP not in paper.getvalue()


@pytest.mark.usefixtures("no_keys")
def test_on_a_terminal_without_keys_a_bar_is_drawn_and_no_help(terminal, paper):
    def publish(envelope):
        if envelope.sequence == 1:
            paper.await_text("lap 1/2")
            paper.await_text("━")

    follow(replay_of(laps(0, 90), publish, speed=float("inf")), terminal)
    assert HELP not in paper.getvalue()
    last = paper.getvalue().splitlines()[-1]
    assert last.endswith("lap 2/2 · race time 0:01:30 · 2 of 2 rows · max · over")


def follow_typing(replay, console, person, script):
    """Follow while somebody else types; what `script` raises fails the test."""
    failures = []

    def typing():
        try:
            script(lambda keys: os.write(person, keys.encode()))
        except BaseException as failure:
            failures.append(failure)
            replay.control.stop()

    typist = threading.Thread(target=typing)
    typist.start()
    follow(replay, console)
    typist.join(timeout=PATIENCE_S)
    assert failures == []


def test_keys_command_the_replay_from_a_real_terminal(terminal, paper, person):
    """Lap 2 begins in ten hours of real time: only keys get there."""
    published: list[RawEnvelope] = []
    replay = replay_of(laps(0, 36_000, 72_000), published.append, speed=1.0)

    def script(type_keys):
        paper.await_text(HELP)
        type_keys(" ")
        paper.await_text("paused")
        type_keys(" +")
        paper.await_text("2×")
        type_keys("l2")
        paper.await_text("go to lap: 2▏")
        type_keys("\n")
        paper.await_text("lap 2/3")
        type_keys("l1\n")
        paper.await_text("cannot go back to lap 1 from lap 2")
        type_keys("q")

    follow_typing(replay, terminal, person, script)
    assert [envelope.sequence for envelope in published] == [0, 1]
    assert paper.getvalue().splitlines()[-1].endswith("2 of 3 rows · 2× · over")
    assert replaying() == []


def test_the_terminal_echoes_again_when_the_replay_is_over(terminal, person):
    follow(replay_of(laps(0, 1), lambda _: None, speed=float("inf")), terminal)
    os.write(person, b"typed\n")
    assert os.read(person, 64).startswith(b"typed")


def test_a_terminal_that_is_both_ends_works(person, monkeypatch):
    """As in a shell: the same pseudo-terminal is read from and drawn on."""
    shown, drawn_on = pty.openpty()
    seen: list[bytes] = []

    def watch():
        while b"over" not in b"".join(seen):
            seen.append(os.read(shown, 4096))

    with open(drawn_on, "w", closefd=False) as stream:
        console = Console(file=stream, width=120, _environ={"TERM": "xterm"})
        assert console.is_terminal
        watcher = threading.Thread(target=watch)
        watcher.start()
        follow(replay_of(laps(0, 1), lambda _: None, speed=float("inf")), console)
        stream.flush()
        watcher.join(timeout=PATIENCE_S)
    assert not watcher.is_alive()
    os.close(shown)
    os.close(drawn_on)
    assert b"2 of 2 rows" in b"".join(seen)


@pytest.mark.usefixtures("no_keys")
@pytest.mark.parametrize("on_terminal", [False, True])
def test_what_the_replay_raises_is_raised_to_who_follows(log, terminal, paper, on_terminal):
    def publish(envelope):
        if envelope.sequence == 2:
            raise ConnectionError("the broker is gone")

    replay = replay_of(laps(0, 1, 2, 3), publish, speed=float("inf"))
    with pytest.raises(ConnectionError, match="the broker is gone"):
        follow(replay, terminal if on_terminal else log)
    assert replay.progress.rows_released == 2
    assert replaying() == []
    assert "over" not in paper.getvalue()


@pytest.fixture
def ctrl_c():
    """Interrupts the main thread as a terminal does."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    main = threading.main_thread().ident
    assert main is not None
    yield lambda: signal.pthread_kill(main, signal.SIGINT)
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("no_keys")
@pytest.mark.parametrize("on_terminal", [False, True])
def test_ctrl_c_ends_the_replay_after_the_current_row(log, terminal, ctrl_c, on_terminal):
    published = []

    def publish(envelope):
        published.append(envelope.sequence)
        if envelope.sequence == 1:
            ctrl_c()
            assert replay.control.changed.wait(PATIENCE_S)

    replay = replay_of(laps(0, 1, 2, 3), publish, speed=float("inf"))
    with pytest.raises(KeyboardInterrupt):
        follow(replay, terminal if on_terminal else log)
    assert published == [0, 1]
    assert replay.progress.is_over
    assert replaying() == []


def test_ctrl_c_during_keys_puts_the_terminal_back(terminal, person, ctrl_c):
    def publish(_):
        ctrl_c()
        assert replay.control.changed.wait(PATIENCE_S)

    replay = replay_of(laps(0, 36_000), publish, lead_ms=0)
    with pytest.raises(KeyboardInterrupt):
        follow(replay, terminal)
    os.write(person, b"typed\n")
    assert os.read(person, 64).startswith(b"typed")
