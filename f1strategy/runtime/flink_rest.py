"""What the runtime asks Flink's REST interface: free slots, jobs, why one failed."""

import re
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Self

import httpx

from f1strategy.runtime.errors import JobFailed, NotReady
from f1strategy.runtime.waiting import wait_until

LEADERLESS_S: Final = 20.0
SAVEPOINT_S: Final = 120.0
END_S: Final = 60.0
POLL_S: Final = 0.1
FINAL_STATES: Final = frozenset({"FAILED", "CANCELED", "FINISHED"})
OFFSET: Final = re.compile(
    r"KafkaSourceReader\.topic\.(?P<topic>.+)\.partition\.(?P<partition>\d+)"
    r"\.(?P<kind>currentOffset|committedOffset)$"
)
"""Metrics of Flink's Kafka source: the last offset that it has passed on, and the one after the last
that it has committed. Dots become underscores."""


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job as Flink shows it; `running_tasks` of `tasks` have started."""

    job_id: str
    name: str
    state: str
    tasks: int
    running_tasks: int

    @property
    def is_running(self) -> bool:
        """Every task of the job runs."""
        return self.state == "RUNNING" and self.tasks > 0 and self.running_tasks == self.tasks


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """How a job's checkpoints went under this JobManager; durations are from trigger to completion."""

    completed: int
    failed: int
    p99_ms: float
    largest_bytes: int


class FlinkRest:
    """A cluster's REST interface at `host:port`; closes as a context manager."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=f"http://{address}", timeout=10.0, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def free_slots(self) -> int:
        """Slots free for tasks; 0 while the cluster is not up."""
        try:
            return int(self._get("/overview")["slots-available"])
        except (httpx.HTTPError, KeyError):
            return 0

    def jobs(self) -> list[JobStatus]:
        """Every job that the cluster remembers, the newest first."""
        newest_first = sorted(
            self._get("/jobs/overview")["jobs"], key=lambda job: job["start-time"], reverse=True
        )
        return [
            JobStatus(
                job_id=job["jid"],
                name=job["name"],
                state=job["state"],
                tasks=job["tasks"]["total"],
                running_tasks=job["tasks"]["running"],
            )
            for job in newest_first
        ]

    def job(self, job_id: str) -> JobStatus:
        """One job; raises `JobFailed` with its cause when it has ended, whatever the reason."""
        job = next(job for job in self.jobs() if job.job_id == job_id)
        if job.state in FINAL_STATES:
            raise JobFailed(job.name, job.state, self.cause(job_id))
        return job

    def cause(self, job_id: str) -> str:
        """The first lines of what made the job fail, "" if nothing did."""
        history = self._get(f"/jobs/{job_id}/exceptions")["exceptionHistory"]
        entries = history.get("entries", [])
        if not entries:
            return ""
        trace: str = entries[0]["stacktrace"]
        causes = [line for line in trace.splitlines() if not line.startswith("\tat ")]
        return "\n".join(causes[-12:])

    def stop_with_savepoint(self, job_id: str, patience_s: float = SAVEPOINT_S) -> str:
        """Have the job write a savepoint and end; the answer is where it lies.

        Raises `JobFailed` when it cannot, and goes on then; `NotReady` when it takes too long.
        """
        asked = self._post(f"/jobs/{job_id}/stop", {"drain": False})["request-id"]
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            answer = self._get(f"/jobs/{job_id}/savepoints/{asked}")
            if answer["status"]["id"] == "COMPLETED":
                operation = answer["operation"]
                if "location" in operation:
                    return str(operation["location"])
                cause = str(operation.get("failure-cause", {}).get("stack-trace", "no reason"))
                raise JobFailed(job_id, "not stopped", cause.partition("\n\tat ")[0])
            time.sleep(POLL_S)
        raise NotReady("savepoint written", patience_s, "the job may be too busy to take one")

    def end(self, job_id: str) -> None:
        """End a job without a savepoint, and wait until it has: it holds its slots until then.

        A job that has ended already is left as it is. Raises `NotReady` when it does not end.
        """
        if self._has_ended(job_id):
            return
        self._client.patch(f"/jobs/{job_id}", params={"mode": "cancel"}).raise_for_status()
        hint = f"job {job_id} was told to end; see the TaskManager's log"
        wait_until(
            lambda: self._has_ended(job_id), what="end of the job", hint=hint, timeout_s=END_S
        )

    def restored_from(self, job_id: str) -> str | None:
        """The savepoint or checkpoint that the job's state came from last; None: it began empty."""
        restored = self._get(f"/jobs/{job_id}/checkpoints")["latest"]["restored"]
        return str(restored["external_path"]) if restored else None

    def restarts(self, job_id: str) -> int:
        """How often the job was restarted."""
        metrics = self._get(f"/jobs/{job_id}/metrics", get="numRestarts")
        return int(metrics[0]["value"]) if metrics else 0

    def last_restart_ms(self, job_id: str) -> int:
        """When the job was restarted last, 0 for never; no metric, which may stand still when a process dies."""
        return int(self._get(f"/jobs/{job_id}")["timestamps"]["RESTARTING"])

    def refuse_restarts(self, job_id: str) -> None:
        """Raise `JobFailed` with its cause when the job was restarted; a moment later, if the cause is not told yet."""
        if self.last_restart_ms(job_id) > 0 and (cause := self.cause(job_id)):
            raise JobFailed(self.job(job_id).name, "restarting", cause)

    def now_ms(self, job_id: str) -> int:
        """The cluster's clock."""
        return int(self._get(f"/jobs/{job_id}")["now"])

    def last_checkpoint_start_ms(self, job_id: str) -> int:
        """When the newest completed checkpoint was triggered; 0 before the first."""
        completed = self._get(f"/jobs/{job_id}/checkpoints")["latest"]["completed"]
        return int(completed["trigger_timestamp"]) if completed else 0

    def checkpoints(self, job_id: str) -> Checkpoints:
        """All checkpoints of the job so far, in figures."""
        told = self._get(f"/jobs/{job_id}/checkpoints")
        counts, summary = told["counts"], told["summary"]
        return Checkpoints(
            completed=int(counts["completed"]),
            failed=int(counts["failed"]),
            p99_ms=round(float(summary["end_to_end_duration"]["p99"]), 1),
            largest_bytes=int(summary["state_size"]["max"]),
        )

    def last_read_offsets(self, job_id: str, topic: str) -> dict[int, int]:
        """The last offset that the job's source has passed on, by partition; -1 for none.

        A restarted source counts from nothing, and what it had read before is not read again: it then
        shows in the committed offset only, seconds later. Partitions are absent until their metrics are.
        """
        source = self._get(f"/jobs/{job_id}")["vertices"][0]["id"]
        path = f"/jobs/{job_id}/vertices/{source}/subtasks/metrics"
        wanted = {}
        for metric in self._get(path):
            found = OFFSET.search(metric["id"])
            if found and found["topic"] == topic.replace(".", "_"):
                wanted[metric["id"]] = found
        if not wanted:
            return {}
        last_read: dict[int, int] = {}
        for value in self._get(path, get=",".join(wanted)):
            metric = wanted[value["id"]]
            offset = int(value["max"]) - (metric["kind"] == "committedOffset")
            partition = int(metric["partition"])
            last_read[partition] = max(offset, last_read.get(partition, -1))
        return last_read

    def _has_ended(self, job_id: str) -> bool:
        return all(job.state in FINAL_STATES for job in self.jobs() if job.job_id == job_id)

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        answer = self._client.post(path, json=body)
        answer.raise_for_status()
        return answer.json()

    def _get(self, path: str, **query: str) -> Any:
        """What the cluster answers; while no JobManager leads it says 503, and is asked again."""
        until = time.monotonic() + LEADERLESS_S
        while True:
            answer = self._client.get(path, params=query)
            if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > until:
                answer.raise_for_status()
                return answer.json()
            time.sleep(POLL_S)
