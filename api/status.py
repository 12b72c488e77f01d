"""How the service and the jobs behind it are, for engineers."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

import httpx

from api.tail import Heard
from schemas.records import RECORDS

FLINK_S: Final = 2.0
"""How long the cluster may take to say how its jobs are."""


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A Flink job, as the type of the same name in the SDL."""

    name: str
    job_id: str
    state: str
    start_time_ms: int
    completed_checkpoints: int
    failed_checkpoints: int
    newest_checkpoint_time_ms: int | None
    restored_from: str | None
    is_restored_from_savepoint: bool | None


@dataclass(frozen=True, slots=True)
class TopicStatus:
    """A topic as the service follows it."""

    name: str
    records: int
    newest_time_ms: int | None
    age_s: float | None


@dataclass(frozen=True, slots=True)
class SystemStatus:
    """The answer, as the type of the same name in the SDL."""

    version: str
    mode: str
    started_time_ms: int
    is_live: bool
    reason: str
    subscribers: int
    topics: list[TopicStatus]
    jobs: list[JobStatus]
    jobs_error: str | None
    record_versions: list[str] = field(
        default_factory=lambda: [f"{one.SCHEMA}/{one.VERSION}" for one in RECORDS]
    )


@dataclass(slots=True)
class Statuses:
    """Asks around. flink: REST address of the cluster, host:port; None: there is none to ask."""

    clock_s: Callable[[], float]
    mode: str = "development"
    flink: str | None = None
    transport: httpx.AsyncBaseTransport | None = None
    _records: dict[str, int] = field(default_factory=dict)
    started_time_ms: int = field(init=False, default=0)
    _newest_ms: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin to count."""
        self.started_time_ms = round(1000 * self.clock_s())

    def count(self, topic: str, heard: Sequence[Heard]) -> None:
        """Note what came."""
        if heard:
            newest_ms = max(one.timestamp_ms for one in heard)
            self._records[topic] = self._records.get(topic, 0) + len(heard)
            self._newest_ms[topic] = max(self._newest_ms.get(topic, 0), newest_ms)

    def topics(self, names: list[str]) -> list[TopicStatus]:
        """How the followed topics are."""
        now_s = self.clock_s()
        newest = self._newest_ms
        return [
            TopicStatus(
                name,
                self._records.get(name, 0),
                newest.get(name),
                max(0.0, round(now_s - newest[name] / 1e3, 3)) if name in newest else None,
            )
            for name in names
        ]

    async def jobs(self) -> tuple[list[JobStatus], str | None]:
        """The cluster's jobs, the newest first, or why they are not known."""
        if self.flink is None:
            return [], "the service was not told of a Flink cluster: set LIVEF1_FLINK"
        try:
            async with httpx.AsyncClient(
                base_url=f"http://{self.flink}",
                timeout=FLINK_S,
                trust_env=False,
                transport=self.transport,
            ) as client:
                overview = (await client.get("/jobs/overview")).raise_for_status().json()["jobs"]
                newest_first = sorted(overview, key=lambda job: -job["start-time"])
                return (
                    list(await asyncio.gather(*(_job(client, job) for job in newest_first))),
                    None,
                )
        except (httpx.HTTPError, KeyError, TypeError, ValueError) as error:
            return [], f"the Flink cluster does not say: {error or type(error).__name__}"


async def _job(client: httpx.AsyncClient, job: dict[str, Any]) -> JobStatus:
    answer = await client.get(f"/jobs/{job['jid']}/checkpoints")
    checkpoints = answer.raise_for_status().json() if answer.status_code != 404 else {}
    counts, latest = checkpoints.get("counts") or {}, checkpoints.get("latest") or {}
    completed, restored = latest.get("completed") or {}, latest.get("restored") or {}
    return JobStatus(
        name=job["name"],
        job_id=job["jid"],
        state=job["state"],
        start_time_ms=job["start-time"],
        completed_checkpoints=counts.get("completed", 0),
        failed_checkpoints=counts.get("failed", 0),
        newest_checkpoint_time_ms=completed.get("trigger_timestamp"),
        restored_from=restored.get("external_path"),
        is_restored_from_savepoint=restored.get("is_savepoint"),
    )


def service_version() -> str:
    """The installed version of this project."""
    try:
        return version("livef1strategy")
    except PackageNotFoundError:
        return "not installed"
