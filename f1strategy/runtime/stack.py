"""The embedded stack: broker, cluster, topics and jobs, brought up and taken down as one.

    with Stack(RunFolder(path)) as stack: stack.up(); ...

Every `up` begins with an empty broker and no checkpoints: a laptop's stack is for one sitting.
"""

import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from f1strategy.runtime import broker, cluster, jobs, nursery, topics, watchdog
from f1strategy.runtime.errors import AlreadyUp, NothingUp
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.folders import RunFolder, default_run_folder
from f1strategy.runtime.ports import LOOPBACK, choose
from f1strategy.runtime.processes import Started, marked, memory_bytes, stop_marked
from f1strategy.runtime.waiting import wait_until

KAFKA_PORT: Final = 9092
FLINK_REST_PORT: Final = 8081
START_PATIENCE_S: Final = 120.0

Report = Callable[[str], None]


class StackState(msgspec.Struct, frozen=True, kw_only=True):
    """What runs, as kept in `stack.json` for `status`, `down` and every client."""

    mark: str
    started_time_ms: int
    bootstrap_servers: str
    flink_rest: str
    lake: str = ""
    jobs: dict[str, str] = {}


class Stack:
    """One embedded stack in one folder. `report` hears each step, for people to read.

    The lake outlives the stack: it is in the folder too unless another place is named.
    """

    def __init__(
        self, folder: RunFolder, report: Report = lambda _: None, lake: str | None = None
    ) -> None:
        self.folder = folder
        self._lake = lake or str(folder.lake.resolve())
        self._report = report
        self._processes: list[Started] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.down()

    def state(self) -> StackState | None:
        """What runs here, or None."""
        state = read_state(self.folder)
        return state if state is not None and any(marked(state.mark)) else None

    def up(self, *, spare_slots: int = 0, with_jobs: bool = True, ha: bool = False) -> StackState:
        """Start everything and wait until it answers.

        spare_slots: how many the cluster offers beyond those that the jobs take by their settings.
        ha: a cluster that survives the death of its processes: ZooKeeper remembers the jobs, a watchdog starts
        JobManager and TaskManager again.

        Raises `AlreadyUp`, `NotBuilt`, `JobFailed` for settings that no job can run with, or what made a process
        die; what had started is then ended.
        """
        if self.state() is not None:
            raise AlreadyUp(self.folder.path)
        slots = jobs.slots_taken(os.environ) + spare_slots
        self._clear()
        kafka, controller, rpc, rest, zookeeper = choose((KAFKA_PORT, 0, 0, FLINK_REST_PORT, 0))
        state = StackState(
            mark=f"{self.folder.path.resolve()}:{time.time_ns()}",
            started_time_ms=time.time_ns() // 1_000_000,
            bootstrap_servers=f"{LOOPBACK}:{kafka}",
            flink_rest=f"{LOOPBACK}:{rest}",
            lake=self._lake,
        )
        self._write(state)
        try:
            self._report("starting the Flink cluster and the Kafka broker")
            self._start_cluster(state, rpc, rest, slots, zookeeper if ha else None)
            started = broker.start_broker(self.folder, kafka, controller, state.mark)
            self._processes.append(started)
            self._await(state, slots)
            if with_jobs:
                state = self.submit(state)
        except BaseException:
            self.down()
            raise
        return state

    def submit(self, state: StackState, names: Sequence[str] = jobs.JOBS) -> StackState:
        """Submit the jobs and wait until they run."""
        self._report(f"submitting {', '.join(names)}")
        ids = jobs.submit_jobs(
            self.folder,
            bootstrap_servers=state.bootstrap_servers,
            rest=state.flink_rest,
            lake=state.lake,
            mark=state.mark,
            jobs=names,
        )
        state = msgspec.structs.replace(state, jobs=ids)
        self._write(state)
        return state

    def note_job(self, name: str, job_id: str) -> StackState:
        """Remember that a job runs under another id now. Raises `NothingUp`."""
        state = self.state()
        if state is None:
            raise NothingUp(self.folder.path)
        state = msgspec.structs.replace(state, jobs={**state.jobs, name: job_id})
        self._write(state)
        return state

    def keep(self, started: Started) -> None:
        """Have a process that was started beside the stack checked and waited for like the stack's own."""
        self._processes.append(started)

    def start_broker_again(self) -> None:
        """Start the broker again that has ended; what it held is on disk. Raises `NothingUp`."""
        state = self.state()
        if state is None:
            raise NothingUp(self.folder.path)
        for dead in [one for one in self._processes if one.name == "kafka"]:
            dead.process.wait()
            self._processes.remove(dead)
        self._processes.append(broker.start_again(self.folder, state.mark))

    def check(self) -> None:
        """Raise `ProcessDied` if a process that this object started has ended."""
        for started in self._processes:
            started.check()

    def memory_bytes(self) -> int:
        """Memory of all processes of the stack now."""
        state = read_state(self.folder)
        return memory_bytes(state.mark) if state else 0

    def down(self) -> int:
        """End every process of the stack, orphans included; the answer is how many there were."""
        state = read_state(self.folder)
        ended = stop_marked(state.mark) if state else 0
        for started in self._processes:
            started.process.wait()
        self._processes.clear()
        self.folder.state.unlink(missing_ok=True)
        return ended

    def _start_cluster(
        self, state: StackState, rpc: int, rest: int, slots: int, zookeeper: int | None
    ) -> None:
        folder = self.folder
        programs = [*cluster.programs(folder, rpc, rest, slots, zookeeper), nursery.program(folder)]
        if zookeeper is not None:
            watched = folder.flink / "watched.json"
            programs = [watchdog.program(programs, watched, folder.logs / "watchdog.log")]
        self._processes += [program.start(state.mark) for program in programs]

    def _await(self, state: StackState, slots: int) -> None:
        hint = f"see {self.folder.logs}"
        wait_until(
            lambda: broker.answers(state.bootstrap_servers),
            what="Kafka broker answering",
            hint=hint,
            timeout_s=START_PATIENCE_S,
            watch=self.check,
        )
        topics.create_topics(state.bootstrap_servers)
        with FlinkRest(state.flink_rest) as flink:
            wait_until(
                lambda: flink.free_slots() >= slots,
                what="Flink cluster offering slots",
                hint=hint,
                timeout_s=START_PATIENCE_S,
                watch=self.check,
            )
        self._report(f"Kafka at {state.bootstrap_servers}, Flink at http://{state.flink_rest}")

    def _clear(self) -> None:
        self.down()
        for leftover in (
            self.folder.kafka,
            self.folder.flink,
            self.folder.logs,
            self.folder.releases,
        ):
            shutil.rmtree(leftover, ignore_errors=True)
        self.folder.path.mkdir(parents=True, exist_ok=True)

    def _write(self, state: StackState) -> None:
        self.folder.state.write_bytes(msgspec.json.encode(state))


def read_state(folder: RunFolder) -> StackState | None:
    """What `stack.json` says, or None without a readable one."""
    try:
        return msgspec.json.decode(folder.state.read_bytes(), type=StackState)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def bootstrap_servers(path: Path | None = None) -> str | None:
    """The broker of the stack that is up in this folder (the default one), or None."""
    state = Stack(RunFolder(path or default_run_folder())).state()
    return state.bootstrap_servers if state else None
