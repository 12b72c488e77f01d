"""What is done to the stack. Every fault answers with how long it took until all was well again.

The numbers are those by which the faults are known in the documentation.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import pytest
from deltalake import DeltaTable

from f1strategy.lake.location import Lake
from f1strategy.lake.opening import open_table
from f1strategy.runtime.broker import BROKER
from f1strategy.runtime.cluster import JOB_MANAGER, TASK_MANAGER
from f1strategy.runtime.errors import RolledBack
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.jobs import submit_jobs
from f1strategy.runtime.processes import still_alive
from f1strategy.runtime.redeploy import Redeployment
from f1strategy.runtime.waiting import wait_until
from schemas.tables import TABLES
from tests.chaos.plant import PATIENCE_S, Plant
from tests.chaos.rough_publisher import Disordered, Poisoned
from tests.integration.changed_code import BROKEN, changed_code
from tests.integration.rough_archive import kept_tidy

ORPHAN_PATIENCE_S = 15.0
KILLED_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Suffered:
    """How a fault went: seconds until every job had a new checkpoint, and what the fault itself tells."""

    recovery_s: float
    orphans: int = 0
    notes: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what it is, what does it, and within how many seconds the stack must be well again."""

    number: str
    title: str
    harm: Callable[[Plant, random.Random], Suffered]
    limit_s: float
    laps: int = 14
    """Length of the race; a fault that lasts wants a longer one."""
    is_short: bool = False
    publisher: Callable[[str, random.Random], Any] | None = None
    """Who sends the rows, where the rows themselves are the fault."""
    has_dead_letters: bool = False
    is_in_order: bool = True
    """Rows that come late are answered when they come: what the engine had said of other cars may differ."""


def kill_worker(plant: Plant, rng: random.Random) -> Suffered:
    """End one Python worker; its job notices with its next row."""
    before = plant.restarted_ms()
    rng.choice(plant.workers()).kill()
    return Suffered(plant.recovery_s(time.time(), lambda: plant.restarted_ms() != before))


def kill_task_manager(plant: Plant, _: random.Random) -> Suffered:
    """End the TaskManager that works; jobs restart on the one that stands by, with workers of its own."""
    before, workers = plant.restarted_ms(), plant.workers()
    since = time.time()
    plant.task_manager().kill()
    orphans = len(still_alive(workers, ORPHAN_PATIENCE_S))
    recovery_s = plant.recovery_s(since, lambda: plant.restarted_ms() != before)
    return Suffered(recovery_s, orphans)


def kill_job_manager(plant: Plant, _: random.Random) -> Suffered:
    """End the JobManager; the next one takes the jobs, under their ids, from ZooKeeper."""
    dead, since = plant.one(JOB_MANAGER), time.time()
    dead.kill()
    recovery_s = plant.recovery_s(since, lambda: plant.one(JOB_MANAGER).pid != dead.pid)
    with FlinkRest(plant.state.flink_rest) as flink:
        found = {one.job_id for one in flink.jobs()}
    assert found >= set(plant.state.jobs.values())
    return Suffered(recovery_s)


def kill_task_managers(plant: Plant, rng: random.Random) -> Suffered:
    """For a minute, end the TaskManager every three seconds on average."""
    until, kills = time.time() + 60.0, 0
    while time.time() < until:
        for process in plant.processes(TASK_MANAGER):
            process.kill()
            kills += 1
        time.sleep(rng.expovariate(1 / 3.0))
    return Suffered(plant.recovery_s(time.time()), notes={"kills": kills})


def kill_job_managers(plant: Plant, rng: random.Random) -> Suffered:
    """Three times the JobManager, after two checkpoints each time."""
    slowest_s = 0.0
    for _ in range(3):
        for _ in range(2):
            plant.recovery_s(time.time())
        slowest_s = max(slowest_s, kill_job_manager(plant, rng).recovery_s)
    return Suffered(slowest_s)


def kill_broker(plant: Plant, _: random.Random, *, away_s: float) -> Suffered:
    """End the broker, and start it again after so long."""
    dead = plant.one(BROKER)
    dead.kill()
    still_alive([dead], KILLED_PATIENCE_S)
    time.sleep(away_s)
    plant.stack.start_broker_again()
    return Suffered(plant.recovery_s(time.time()))


def freeze(plant: Plant, _: random.Random, *, which: Callable[[Plant], psutil.Process]) -> Suffered:
    """Have a process stand still for 20 seconds: others take it for dead, and then it comes back."""
    frozen = which(plant)
    frozen.suspend()
    try:
        time.sleep(20.0)
    finally:
        frozen.resume()
    return Suffered(plant.recovery_s(time.time()))


def redeploy(plant: Plant, rng: random.Random) -> Suffered:
    """Stop a job with a savepoint and start the same code from it."""
    done = Redeployment(plant.stack).redeploy(rng.choice(sorted(plant.state.jobs)))
    return Suffered(done.checkpoint_s, notes={"gap_s": round(done.gap_s, 1)})


def rescale(plant: Plant, _: random.Random) -> Suffered:
    """The operator that simulates has two subtasks; then it has four, and then two again."""
    deployments = []
    for subtasks in ("4", "2"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LIVEF1_OPTIONS_PARALLELISM", subtasks)
            deployments.append(Redeployment(plant.stack).redeploy("strategy"))
    gap_s = max(one.gap_s for one in deployments)
    slowest_s = max(one.checkpoint_s for one in deployments)
    return Suffered(slowest_s, notes={"gap_s": round(gap_s, 1)})


def redeploy_broken(plant: Plant, _: random.Random) -> Suffered:
    """A release that fails with its first row is taken back."""
    with TemporaryDirectory() as folder:
        broken = changed_code(Path(folder), *BROKEN)
        with pytest.raises(RolledBack, match="this release is broken"):
            Redeployment(plant.stack).redeploy("strategy", broken)
    return Suffered(plant.recovery_s(time.time()))


def kill_archive(plant: Plant, _: random.Random) -> Suffered:
    """The archive's worker is killed before a file is written, before a commit, and before its answer comes."""
    before = plant.restarted_ms()["archive"]
    for flag in plant.flags:
        flag.unlink(missing_ok=True)
    wait_until(
        lambda: all(flag.exists() for flag in plant.flags),
        what="a death at each point",
        hint="see the archive's log",
        timeout_s=PATIENCE_S,
    )
    since = time.time()
    recovery_s = plant.recovery_s(since, lambda: plant.restarted_ms()["archive"] > before)
    return Suffered(recovery_s, notes={"deaths": len(plant.flags)})


def double_archive(plant: Plant, _: random.Random) -> Suffered:
    """A second archive writes the same partitions for a while."""
    state = plant.state
    with FlinkRest(state.flink_rest) as flink:
        (zombie,) = submit_jobs(
            plant.stack.folder,
            bootstrap_servers=state.bootstrap_servers,
            rest=state.flink_rest,
            lake=state.lake,
            mark=state.mark,
            jobs=("archive",),
        ).values()
        time.sleep(20.0)
        flink.end(zombie)
    return Suffered(plant.recovery_s(time.time()))


def tidy(plant: Plant, _: random.Random) -> Suffered:
    """Tables are compacted and vacuumed every two seconds while they are written; older versions stay readable."""
    lake = Lake.at(plant.state.lake)
    with kept_tidy(lake, every_s=2.0):
        time.sleep(20.0)
    for table in TABLES:
        newest = open_table(lake, table)
        older = DeltaTable(lake.uri(table), version=max(0, newest.version() - 3))
        assert older.to_pyarrow_table().num_rows <= newest.to_pyarrow_table().num_rows
    return Suffered(plant.recovery_s(time.time()))


def nothing(plant: Plant, _: random.Random) -> Suffered:
    """The rows are the fault: the jobs go on, and none restarts."""
    before = plant.restarted_ms()
    time.sleep(10.0)
    assert plant.restarted_ms() == before
    return Suffered(plant.recovery_s(time.time()))


FAULTS = (
    Fault("F1", "A Python worker is killed", kill_worker, 30.0),
    Fault("F2", "The TaskManager is killed", kill_task_manager, 30.0, is_short=True),
    Fault("F3", "The JobManager is killed", kill_job_manager, 60.0, is_short=True),
    Fault("F4", "TaskManagers are killed for a minute", kill_task_managers, 180.0, laps=20),
    Fault("F5", "The JobManager is killed three times", kill_job_managers, 60.0, laps=24),
    Fault(
        "F6a",
        "The broker is killed and back after 5 s",
        partial(kill_broker, away_s=5.0),
        60.0,
        is_short=True,
    ),
    Fault(
        "F6b", "The broker is killed and back after 60 s", partial(kill_broker, away_s=60.0), 60.0
    ),
    Fault(
        "F7a",
        "The broker stands still for 20 s",
        partial(freeze, which=lambda plant: plant.one(BROKER)),
        60.0,
    ),
    Fault(
        "F7b",
        "The TaskManager stands still for 20 s",
        partial(freeze, which=Plant.task_manager),
        60.0,
    ),
    Fault("F9", "A job is redeployed with the same code", redeploy, 60.0),
    Fault("F10", "The options are redeployed with 2 → 4 → 2 subtasks", rescale, 60.0),
    Fault("F11", "A release that fails is taken back", redeploy_broken, 60.0),
    Fault("F12", "The archive is killed at W1, W2 and W3", kill_archive, 60.0),
    Fault("F13", "Two archives write the same partitions", double_archive, 60.0),
    Fault("F14", "Compaction and vacuum beside the archive", tidy, 60.0),
    Fault(
        "F15",
        "One message in a hundred is rubbish",
        nothing,
        30.0,
        publisher=Poisoned,
        has_dead_letters=True,
    ),
    Fault(
        "F16",
        "5 % of the rows twice, 5 % up to 10 s late",
        nothing,
        30.0,
        publisher=Disordered,
        is_in_order=False,
    ),
)
