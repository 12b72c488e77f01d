"""Knows when the jobs have read everything and written what follows from it.

A job whose source has read its input to the end has flushed its sinks with the next checkpoint that
begins after that. True for normalize first, then for strategy, whose input is then complete. What it has
read is told by its metrics, and where these stand still by the committed offsets of its consumer group: a
JobManager may never hear again of the metrics of a job that lost its TaskManager. Not by these alone, since
Flink's source only sends them when its poll of up to ten seconds ends.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kafka import KafkaAdminClient, OffsetSpec, TopicPartition

from f1strategy.ingest.interrupts import interrupts_held
from f1strategy.runtime.errors import NotReady
from f1strategy.runtime.flink_rest import FlinkRest
from schemas.topics import NORMALIZED, RAW, Topic, group_id

STAGES: Final = (("normalize", RAW), ("strategy", NORMALIZED))
"""Each job and what it reads, upstream first."""

METRICS_PATIENCE_S: Final = 5.0
"""Metrics are fetched twice a second; a row that takes longer to work through costs a look at the offsets."""

Report = Callable[[str, int], None]


@interrupts_held()
def end_offsets(bootstrap_servers: str, topic: Topic) -> dict[int, int]:
    """The next offset to be written, by partition."""
    asked = {
        TopicPartition(topic.name, partition): OffsetSpec.LATEST
        for partition in range(topic.partitions)
    }
    with KafkaAdminClient(bootstrap_servers=bootstrap_servers) as admin:
        answer = admin.list_partition_offsets(asked)
    return {partition.partition: found.offset for partition, found in answer.items()}


@interrupts_held()
def committed_offsets(bootstrap_servers: str, job: str, topic: Topic) -> dict[int, int]:
    """The last offset of a topic that a job has committed, by partition; a partition without one is absent."""
    group = group_id(job)
    with KafkaAdminClient(bootstrap_servers=bootstrap_servers) as admin:
        committed = admin.list_group_offsets(group)[group]
    return {
        partition.partition: found.offset - 1
        for partition, found in committed.items()
        if partition.topic == topic.name and found.offset >= 0
    }


def unread(ends: Mapping[int, int], last_read: Mapping[int, int]) -> int:
    """How many messages a source has not read; `last_read` is the last offset, -1 for none.

    >>> unread({0: 5, 1: 0, 2: 7}, {0: 4, 1: -1, 2: 3})
    3
    """
    return sum(max(0, end - 1 - last_read.get(part, -1)) for part, end in ends.items())


def drain(
    bootstrap_servers: str,
    flink_rest: str,
    jobs: Mapping[str, str],
    *,
    report: Report = lambda _job, _left: None,
    patience_s: float = 120.0,
) -> None:
    """Wait until the jobs, by name and id, have caught up with what is in Kafka now.

    `report` hears the job and how many messages it has left. Raises `JobFailed` when one ends and
    `NotReady` when one does not move for `patience_s`.
    """
    with FlinkRest(flink_rest) as flink:
        for job, topic in STAGES:
            ends = end_offsets(bootstrap_servers, topic)
            stage = _Stage(flink, bootstrap_servers, job, jobs[job], topic, patience_s)
            stage.drain(ends, report)


@dataclass(frozen=True, slots=True)
class _Stage:
    flink: FlinkRest
    bootstrap_servers: str
    job: str
    job_id: str
    topic: Topic
    patience_s: float

    def drain(self, ends: Mapping[int, int], report: Report) -> None:
        left, moved = self._left(ends), time.monotonic()
        while left:
            report(self.job, left)
            left_before = left
            self._pause(moved, f"{left} messages of {self.topic.name} left to read")
            left = self._left(ends, is_silent=time.monotonic() - moved > METRICS_PATIENCE_S)
            if left < left_before:
                moved = time.monotonic()
        read_time_ms = self.flink.now_ms(self.job_id)
        moved = time.monotonic()
        while self.flink.last_checkpoint_start_ms(self.job_id) <= read_time_ms:
            self._pause(moved, "no checkpoint completes")

    def _left(self, ends: Mapping[int, int], *, is_silent: bool = False) -> int:
        left = unread(ends, self.flink.last_read_offsets(self.job_id, self.topic.name))
        # Of a job that began from nothing, what is committed may be that of one before it.
        if left and is_silent and self.flink.restored_from(self.job_id) is not None:
            committed = committed_offsets(self.bootstrap_servers, self.job, self.topic)
            left = min(left, unread(ends, committed))
        return left

    def _pause(self, moved: float, state: str) -> None:
        if time.monotonic() - moved > self.patience_s:
            raise NotReady("streams drained", self.patience_s, f"job {self.job}: {state}")
        self.flink.job(self.job_id)
        time.sleep(0.25)
