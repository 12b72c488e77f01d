"""New code for a running job: stopped with a savepoint, started from it, watched, and taken back if it fails.

    new job wired, uids compared, simulator compiled -> stop with savepoint -> start -> first checkpoint of the new job -> done, or the old code again

Nothing is stopped before the new code is known to have every operator that has state.
"""

import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from f1strategy.runtime import jobs
from f1strategy.runtime.cluster import client_environment
from f1strategy.runtime.drain import STAGES, end_offsets, unread
from f1strategy.runtime.errors import (
    JobFailed,
    NothingUp,
    NotReady,
    RolledBack,
    RuntimeFailure,
    UidsChanged,
    UnknownJob,
)
from f1strategy.runtime.flink_rest import FINAL_STATES, FlinkRest
from f1strategy.runtime.prepared import PreparedJob, prepared
from f1strategy.runtime.processes import start
from f1strategy.runtime.releases import Deployment, Releases
from f1strategy.runtime.stack import Stack, StackState
from f1strategy.runtime.waiting import wait_until

WARM_UP_S: Final = 120.0
PROBATION_S: Final = 8.0
"""How long a new job is watched at least: so long a worker takes to load the models."""
CHECKPOINT_S: Final = 120.0
"""How long a new job may take to its first checkpoint before it counts as broken."""


@dataclass(frozen=True, slots=True)
class Redeployed:
    """How a redeployment went. gap_s: from the stop until the new job ran; unread: messages left for it then."""

    job: str
    job_id: str
    release: str | None
    savepoint: str
    gap_s: float
    checkpoint_s: float
    unread: int | None


class Redeployment:
    """Deploys code to the jobs of one embedded stack. `report` hears each step."""

    def __init__(self, stack: Stack, report: Callable[[str], None] = lambda _: None) -> None:
        state = stack.state()
        if state is None:
            raise NothingUp(stack.folder.path)
        self._stack, self._report = stack, report
        self._state: StackState = state
        self.releases = Releases(stack.folder)

    def redeploy(self, job: str, code: Path | None = None) -> Redeployed:
        """Run a project folder's code (this one's) in place of the job's.

        Raises `UnknownJob`, `UidsChanged` with nothing stopped, `RolledBack` with the old code running again.
        """
        running = self._running(job)
        release = self.releases.keep(code)
        self._report(f"release {release}: comparing its operators with those that run")
        with self._prepared(job, release) as new:
            lost = tuple(sorted({*running.uids} - {*new.uids}))
            if lost:
                raise UidsChanged(job, lost)
            self._report("compiling what the new code simulates with")
            self._warm_up(job, release)
            return self._replace(running, release, new)

    def rollback(self, job: str, savepoint: str | None = None) -> Redeployed:
        """Run the code that ran before, from the savepoint with which it was stopped, or from another one.

        What the newer code has read since then is read again; records are upserts, so nothing is doubled.
        Raises `UnknownJob`, and `NotReady` where nothing was deployed before. After any other error the newer code
        goes on, if the older one could not be made ready, or nothing of the job runs; the same command may be given again.
        """
        running = self._running(job)
        before = self.releases.before(running)
        wanted = savepoint or running.savepoint
        if before is None or wanted is None:
            raise NotReady("rollback", 0, f"job {job} has not been redeployed on this stack")
        self._report("making the code before ready")
        with self._prepared(job, before.release) as old:
            self._report(f"ending {job}")
            began = time.monotonic()
            with FlinkRest(self._state.flink_rest) as flink:
                flink.end(running.job_id)
            self._note(running, "rolled back")
            try:
                return self._start_ready(job, old, before.release, wanted, began)
            except RuntimeFailure:
                self._end_started(job)
                raise

    def _running(self, job: str) -> Deployment:
        job_id = self._state.jobs.get(job)
        if job_id is None:
            raise UnknownJob(job, tuple(self._state.jobs))
        known = [one for one in self.releases.deployments(job) if one.job_id == job_id]
        if known:
            return known[0]
        # Started with the stack, by the code that is installed.
        with self._prepared(job, None) as installed:
            uids = installed.uids
        first = Deployment(
            job=job,
            job_id=job_id,
            release=None,
            savepoint=None,
            uids=uids,
            started_time_ms=self._state.started_time_ms,
        )
        self.releases.note(first)
        return first

    def _prepared(self, job: str, release: str | None) -> AbstractContextManager[PreparedJob]:
        return prepared(job, self._stack.folder, self._state, self._path(release))

    def _path(self, release: str | None) -> Path | None:
        return None if release is None else self.releases.path(release)

    def _replace(self, running: Deployment, release: str, new: PreparedJob) -> Redeployed:
        self._report(f"stopping {running.job} with a savepoint")
        with FlinkRest(self._state.flink_rest) as flink:
            began = time.monotonic()
            savepoint = flink.stop_with_savepoint(running.job_id)
        self._note(running, "stopped")
        self._report(f"savepoint {savepoint}")
        try:
            return self._start_ready(running.job, new, release, savepoint, began)
        except RuntimeFailure as error:
            self._report(f"the new code failed; starting {running.job} as it was")
            self._end_started(running.job)
            self._start_again(running, savepoint, began)
            raise RolledBack(running.job, savepoint, str(error)) from error

    def _start_ready(
        self, job: str, ready: PreparedJob, release: str | None, savepoint: str, began: float
    ) -> Redeployed:
        self._report(f"starting {job} from {_name(savepoint)}")
        job_id = ready.start_from(savepoint)
        return self._started(job, job_id, release, ready.uids, savepoint, began)

    def _start_again(self, before: Deployment, savepoint: str, began: float) -> None:
        """Start the code that ran before, which was not made ready: that it would be wanted was not expected."""
        state = self._state
        (job_id,) = jobs.submit_jobs(
            self._stack.folder,
            bootstrap_servers=state.bootstrap_servers,
            rest=state.flink_rest,
            lake=state.lake,
            mark=state.mark,
            jobs=(before.job,),
            release=self._path(before.release),
            savepoint=savepoint,
        ).values()
        self._started(before.job, job_id, before.release, before.uids, savepoint, began)

    def _started(
        self,
        job: str,
        job_id: str,
        release: str | None,
        uids: tuple[str, ...],
        savepoint: str,
        began: float,
    ) -> Redeployed:
        """Note what runs now, and watch it."""
        gap_s = time.monotonic() - began
        self._state = self._stack.note_job(job, job_id)
        deployment = Deployment(
            job=job,
            job_id=job_id,
            release=release,
            savepoint=savepoint,
            uids=uids,
            started_time_ms=time.time_ns() // 1_000_000,
        )
        self.releases.note(deployment)
        with FlinkRest(self._state.flink_rest) as flink:
            self._report("waiting for its first checkpoint")
            _prove(flink, job, job_id, savepoint)
            left = _left(flink, self._state.bootstrap_servers, job, job_id)
        checkpoint_s = time.monotonic() - began
        return Redeployed(job, job_id, release, savepoint, gap_s, checkpoint_s, left)

    def _end_started(self, job: str) -> None:
        """End whatever of the job runs: the new code may have been submitted before it failed."""
        deployed = {one.job_id: one for one in self.releases.deployments(job)}
        with FlinkRest(self._state.flink_rest) as flink:
            for one in flink.jobs():
                if one.name == job and one.state not in FINAL_STATES:
                    flink.end(one.job_id)
                    if one.job_id in deployed:
                        self._note(deployed[one.job_id], "failed")

    def _note(self, deployment: Deployment, outcome: str) -> None:
        self.releases.note(msgspec.structs.replace(deployment, outcome=outcome))

    def _warm_up(self, job: str, release: str) -> None:
        """Compile a release's simulator. Raises `JobFailed`."""
        folder, name = self._stack.folder, "warm-up"
        environment = {
            **client_environment(folder.flink / "lib"),
            **jobs.code_of(self._path(release)),
        }
        command = [sys.executable, "-m", "f1strategy.strategy.warm_up"]
        log = folder.logs / f"{name}.log"
        started = start(name, command, log=log, mark=self._state.mark, environment=environment)
        if started.ended(WARM_UP_S) != 0:
            raise JobFailed(job, "not deployable, and goes on as it is", started.last_words())


def _prove(flink: FlinkRest, job: str, job_id: str, savepoint: str) -> None:
    """Wait for checkpoints of the new job, and look that its state came from the savepoint.

    A Python worker loads its code with its first row: a job is watched a little longer than to its first
    checkpoint, and on topics where nothing comes, broken code shows later.
    """
    began = time.monotonic()

    def has_checkpoint() -> bool:
        flink.refuse_restarts(job_id)
        is_proved = flink.last_checkpoint_start_ms(job_id) > 0 and flink.job(job_id).is_running
        return is_proved and time.monotonic() - began >= PROBATION_S

    wait_until(has_checkpoint, what="first checkpoint", hint=f"job {job}", timeout_s=CHECKPOINT_S)
    found = flink.restored_from(job_id)
    if found is None or _name(found) != _name(savepoint):
        raise JobFailed(job, "not restored", f"its state came from {found}, expected {savepoint}")


def _name(savepoint: str) -> str:
    """Of a savepoint, without the folder: Flink may tell that in another form than it was told."""
    return savepoint.rstrip("/").rpartition("/")[2]


def _left(flink: FlinkRest, servers: str, job: str, job_id: str) -> int | None:
    """Messages that the job has not read yet; None for a job of many topics."""
    topic = dict(STAGES).get(job)
    if topic is None:
        return None
    return unread(end_offsets(servers, topic), flink.last_read_offsets(job_id, topic.name))
