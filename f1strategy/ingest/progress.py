"""Runs a replay and shows it: a live bar with keys in a terminal, plain lines elsewhere."""

import sys
import threading
from collections.abc import Callable

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from f1strategy.ingest.keyboard import HELP, Keys, key_by_key, speed_text
from f1strategy.ingest.replay import Replay, ReplayProgress

LOOK_EVERY_S = 0.1
LINE_EVERY_S = 1.0


def follow(replay: Replay, console: Console | None = None) -> None:
    """Run the replay to its end and show how it goes.

    It runs in a thread of its own; Ctrl-C stops it after the current row. Whatever the replay raises
    is raised here.
    """
    shown_on = console or Console()
    run = _Run(replay)
    try:
        run.begin()
        if not shown_on.is_terminal:
            _print_laps(run, shown_on)
        elif sys.stdin.isatty():
            _show_with_keys(run, shown_on)
        else:
            _show(run, shown_on)
    finally:
        run.end()
    shown_on.print(line(replay.progress), highlight=False)


class _Run:
    """A replay in a thread; an error of its is kept for whoever waits."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self._error: BaseException | None = None
        # Not the thread's own `join`: interrupted by Ctrl-C, Python 3.11 takes the thread for ended.
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name="replay", daemon=True)

    def begin(self) -> None:
        """Start the replay."""
        self._thread.start()

    def is_over(self, wait_s: float = 0.0) -> bool:
        """Wait a little; raise the replay's error if it had one."""
        is_over = self._over.wait(wait_s)
        if self._error is not None:
            raise self._error
        return is_over

    def end(self) -> None:
        """Stop the replay unless it is over, and wait for its thread."""
        self.replay.control.stop()
        # A thread that Ctrl-C kept from starting is not waited for.
        while not self._over.wait(LINE_EVERY_S) and self._thread.is_alive():
            pass
        if self._over.is_set():
            self._thread.join()

    def _work(self) -> None:
        try:
            self.replay.run()
        except BaseException as error:
            self._error = error
        finally:
            self._over.set()


def race_time(seconds: float) -> str:
    """Hours, minutes and seconds from lights out.

    >>> race_time(3725.4), race_time(-4.2)
    ('1:02:05', '-0:00:05')
    """
    whole = int(seconds // 1)
    sign, whole = ("-", -whole) if whole < 0 else ("", whole)
    return f"{sign}{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def line(progress: ReplayProgress) -> str:
    """The state of a replay as one line of a log.

    >>> line(ReplayProgress(rows_released=1200, rows_total=33075, race_time_s=95.0,
    ...     race_duration_s=5737.0, leader_lap=2, last_lap=58, speed=10.0, is_paused=False,
    ...     is_over=False))
    'lap 2/58 · race time 0:01:35 · 1,200 of 33,075 rows · 10×'
    """
    state = "over" if progress.is_over else "paused" if progress.is_paused else ""
    parts = (
        f"lap {progress.leader_lap}/{progress.last_lap}",
        f"race time {race_time(progress.race_time_s)}",
        f"{progress.rows_released:,} of {progress.rows_total:,} rows",
        speed_text(progress.speed),
        state,
    )
    return " · ".join(part for part in parts if part)


def screen(progress: ReplayProgress, message: str) -> RenderableType:
    """The state of a replay as a bar with a line of help below."""
    bar = ProgressBar(total=max(progress.rows_total, 1), completed=progress.rows_released, width=40)
    speed = Text(speed_text(progress.speed), style="cyan")
    state = Text("paused", style="bold yellow") if progress.is_paused else speed
    grid = Table.grid(padding=(0, 2))
    grid.add_row(
        Text(f"lap {progress.leader_lap}/{progress.last_lap}", style="bold"),
        bar,
        Text(race_time(progress.race_time_s)),
        Text(f"{progress.rows_released:,} rows", style="dim"),
        state,
    )
    return Group(grid, Text(message, style="dim"))


def _show_with_keys(run: _Run, console: Console) -> None:
    keys = Keys(run.replay.control)
    with key_by_key() as terminal:

        def obey() -> str:
            for key in terminal.read(LOOK_EVERY_S):
                keys.press(key)
            return keys.message

        _show(run, console, obey)


def _show(run: _Run, console: Console, obey: Callable[[], str] | None = None) -> None:
    """Redraw until the replay is over; `obey` waits for keys and says what to tell below the bar."""
    first = screen(run.replay.progress, HELP if obey else "")
    with Live(first, console=console, auto_refresh=False, transient=True) as live:
        while not run.is_over(wait_s=0.0 if obey else LOOK_EVERY_S):
            message = obey() if obey else ""
            live.update(screen(run.replay.progress, message), refresh=True)


def _print_laps(run: _Run, console: Console) -> None:
    """A line for each lap of the leader, at most one a second."""
    told_lap = 0
    while not run.is_over(wait_s=LINE_EVERY_S):
        progress = run.replay.progress
        if progress.leader_lap != told_lap:
            told_lap = progress.leader_lap
            console.print(line(progress), highlight=False)
