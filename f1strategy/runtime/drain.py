"""Knows when the jobs have read everything and written what follows from it.

A job commits its offsets with a checkpoint, and a checkpoint flushes the sinks: once the committed
offset is the end of the input, all output is in Kafka. Done for normalize first, then for strategy,
whose input is then complete.
"""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from kafka import KafkaAdminClient, OffsetSpec, TopicPartition

from f1strategy.runtime.errors import NotReady
from schemas.topics import NORMALIZED, RAW, Topic

STAGES: Final = (("f1strategy-normalize", RAW), ("f1strategy-strategy", NORMALIZED))
"""Consumer group and input of each job, upstream first."""


class Offsets:
    """How far topics are written and groups have read. Closes as a context manager."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._admin = KafkaAdminClient(bootstrap_servers=bootstrap_servers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._admin.close()

    def ends(self, topic: Topic) -> dict[int, int]:
        """The next offset to be written, by partition."""
        asked = {
            TopicPartition(topic.name, partition): OffsetSpec.LATEST
            for partition in range(topic.partitions)
        }
        answer = self._admin.list_partition_offsets(asked)
        return {partition.partition: found.offset for partition, found in answer.items()}

    def committed(self, group: str, topic: Topic) -> dict[int, int]:
        """The next offset that the group will read, by partition; partitions never read are absent."""
        answer = self._admin.list_group_offsets(group)[group]
        return {
            partition.partition: found.offset
            for partition, found in answer.items()
            if partition.topic == topic.name and found.offset >= 0
        }


def unread(ends: dict[int, int], committed: dict[int, int]) -> int:
    """How many messages the group has not read.

    >>> unread({0: 5, 1: 0, 2: 7}, {0: 5, 2: 4})
    3
    """
    return sum(max(0, end - committed.get(partition, 0)) for partition, end in ends.items())


def drain(
    bootstrap_servers: str,
    *,
    watch: Callable[[], None],
    report: Callable[[str, int], None] = lambda group, left: None,
    patience_s: float = 120.0,
    every_s: float = 0.25,
) -> None:
    """Wait until both jobs have caught up with what is in Kafka now.

    `watch` raises when waiting is pointless; `report` hears the group and how many messages are left.
    Raises `NotReady` when a group does not move for `patience_s`.
    """
    with Offsets(bootstrap_servers) as offsets:
        for group, topic in STAGES:
            _drain_stage(offsets, group, topic, watch, report, patience_s, every_s)


def _drain_stage(
    offsets: Offsets,
    group: str,
    topic: Topic,
    watch: Callable[[], None],
    report: Callable[[str, int], None],
    patience_s: float,
    every_s: float,
) -> None:
    ends = offsets.ends(topic)
    left, moved = unread(ends, offsets.committed(group, topic)), time.monotonic()
    while left:
        report(group, left)
        watch()
        time.sleep(every_s)
        now_left = unread(ends, offsets.committed(group, topic))
        if now_left < left:
            left, moved = now_left, time.monotonic()
        if time.monotonic() - moved > patience_s:
            hint = f"group {group} still has {left} messages of {topic.name} to read"
            raise NotReady("streams drained", patience_s, hint)
