"""A highly available stack to do harm to: what runs in it, and when it is well again."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import psutil

from f1strategy.runtime import nursery
from f1strategy.runtime.cluster import PYTHON_WORKER, TASK_MANAGER
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.processes import marked
from f1strategy.runtime.stack import Stack, StackState
from f1strategy.runtime.waiting import wait_until

PATIENCE_S = 240.0


class Plant:
    """The stack of one folder, its processes by what they are."""

    def __init__(self, stack: Stack, flags: Sequence[Path] = ()) -> None:
        self.stack, self.flags = stack, flags
        """The flags of failpoints: a missing one arms its point again."""

    @property
    def state(self) -> StackState:
        state = self.stack.state()
        assert state is not None
        return state

    def processes(self, argument: str) -> list[psutil.Process]:
        """Those that were started with this argument, without the watchdog, which names no class."""
        return list(self._with(argument))

    def workers(self) -> list[psutil.Process]:
        """Those that run operators."""
        return list(nursery.workers(self.state.mark))

    def _with(self, argument: str) -> Iterator[psutil.Process]:
        for process in marked(self.state.mark):
            try:
                if argument in process.cmdline():
                    yield process
            except psutil.NoSuchProcess:
                continue

    def one(self, argument: str) -> psutil.Process:
        """The only one of its kind, once there is one."""
        self.count(argument, 1)
        return self.processes(argument)[0]

    def count(self, argument: str, number: int) -> None:
        """Wait until so many of a kind run."""
        wait_until(
            lambda: len(self.processes(argument)) == number,
            what=f"{number} processes {argument}",
            hint="see the watchdog's log",
            timeout_s=PATIENCE_S,
        )

    def task_manager(self) -> psutil.Process:
        """The TaskManager that the most Python workers belong to; another one stands by."""
        owners = Counter(
            parent
            for worker in self.processes(PYTHON_WORKER)
            for parent in worker.parents()
            if TASK_MANAGER in parent.cmdline()
        )
        return owners.most_common(1)[0][0]

    def restarted_ms(self) -> dict[str, int]:
        """When each job was restarted last under this JobManager, 0 for never."""
        with FlinkRest(self.state.flink_rest) as flink:
            return {name: flink.last_restart_ms(job) for name, job in self.state.jobs.items()}

    def recovery_s(
        self, since: float, has_happened: Callable[[], bool] = lambda: True, patience_s: float = 0
    ) -> float:
        """Seconds since a moment until the fault was noticed and every job has a checkpoint begun after both."""
        patience_s = patience_s or PATIENCE_S
        hint = f"see {self.stack.folder.logs}"
        wait_until(
            lambda: _answered(has_happened),
            what="the fault noticed",
            hint=hint,
            timeout_s=patience_s,
        )
        noticed_ms = max(time.time_ns() // 1_000_000, round(since * 1000))
        wait_until(
            lambda: _answered(lambda: self.has_checkpoints_after(noticed_ms)),
            what="a checkpoint of every job",
            hint=hint,
            timeout_s=patience_s,
        )
        return time.time() - since

    def has_checkpoints_after(self, moment_ms: int) -> bool:
        """Whether every job runs and has completed a checkpoint that began after this moment."""
        with FlinkRest(self.state.flink_rest) as flink:
            return all(
                flink.job(job_id).is_running and flink.last_checkpoint_start_ms(job_id) > moment_ms
                for job_id in self.state.jobs.values()
            )


def _answered(question: Callable[[], bool]) -> bool:
    """What a cluster says that may be down, restarting, or may not know its jobs yet."""
    try:
        return question()
    except (httpx.HTTPError, KeyError, StopIteration):
        return False
