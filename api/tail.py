"""Follows the compacted topics in a thread of its own and hands their records on.

Topics are read from the beginning to their end as found at the start, then live. After any trouble
with the broker it begins again: records are upserts, so reading them twice changes nothing.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from kafka import KafkaConsumer, TopicPartition

from api.metrics import ApiMetrics
from api.view import Told
from schemas.codec import MalformedRecord, decode
from schemas.records import (
    Alert,
    Decision,
    FieldRecord,
    LapRecord,
    OptionSet,
    RaceMessage,
    ReplayStatus,
    StrategyReply,
)
from schemas.topics import (
    ALERTS,
    DECISIONS,
    FIELD,
    MESSAGES,
    NORMALIZED,
    OPTIONS,
    REPLAY_STATUS,
    REPLIES,
)

log = logging.getLogger("livef1.api.tail")

RECORDS: Final[Mapping[str, type[Told]]] = {
    NORMALIZED.name: LapRecord,
    FIELD.name: FieldRecord,
    OPTIONS.name: OptionSet,
    ALERTS.name: Alert,
    REPLIES.name: StrategyReply,
    DECISIONS.name: Decision,
    MESSAGES.name: RaceMessage,
    REPLAY_STATUS.name: ReplayStatus,
}

POLL_MS: Final = 200
"""How long a poll waits for a record (it returns with the first); bounds what `stop` waits for."""
FETCH_WAIT_MS: Final = 20
"""A fetch that waits at the broker holds up the partitions that are not in it by up to this.

Measured, record sent to WebSocket: 20 ms gives p99 7 ms for 3.6 % of a core when idle, 100 ms gives
p99 17 ms for 1.4 %.
"""
ANSWER_MS: Final = 2_000
"""How long a broker may take to answer before it counts as lost."""
QUIET_POLLS: Final = 5
"""After so many polls without a record (a second) the broker is asked whether it is there."""
RETRY_S: Final = 0.5
STOP_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Heard:
    """A record, and where on its topic it lay. timestamp_ms: when it was written."""

    record: Told
    partition: int
    offset: int
    timestamp_ms: int


class Consumer(Protocol):
    """What the tail uses of `kafka.KafkaConsumer`."""

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        """Numbers of the topic's partitions, empty if there is no such topic."""

    def assign(self, partitions: Sequence[TopicPartition]) -> None:
        """Read these partitions."""

    def seek_to_beginning(self, *partitions: TopicPartition) -> None:
        """Start with the oldest record."""

    def end_offsets(
        self, partitions: Sequence[TopicPartition], timeout_ms: int
    ) -> Mapping[TopicPartition, int]:
        """The next offset to be written. Raises when the broker does not answer."""

    def position(self, partition: TopicPartition, timeout_ms: int) -> int | None:
        """The next offset to be read."""

    def poll(self, timeout_ms: int) -> Mapping[TopicPartition, Sequence[Any]]:
        """Records by partition, as soon as there are any."""

    def close(self) -> None:
        """Let go of the broker."""


class TopicMissing(LookupError):
    """A topic that the broker does not have."""

    def __init__(self, topic: str) -> None:
        super().__init__(topic)
        self.topic = topic

    def __str__(self) -> str:
        return f"the broker has no topic {self.topic}"


@dataclass(frozen=True, slots=True)
class TailState:
    """Whether the view follows the topics live and, if not, why."""

    is_live: bool
    reason: str = ""


def kafka_consumer(bootstrap_servers: str) -> Consumer:
    """A consumer without a group: every replica of the API reads everything."""
    consumer: Consumer = KafkaConsumer(
        bootstrap_servers=bootstrap_servers,
        client_id="livef1-api",
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        allow_auto_create_topics=False,
        fetch_max_wait_ms=FETCH_WAIT_MS,
        bootstrap_timeout_ms=ANSWER_MS,
    )
    return consumer


class KafkaTail:
    """A thread that calls `on_records` and `on_state`, in the order in which things happened."""

    def __init__(
        self,
        consumers: Callable[[], Consumer],
        *,
        on_records: Callable[[str, list[Heard]], object],
        on_state: Callable[[TailState], object],
        metrics: ApiMetrics,
        clock_s: Callable[[], float] = time.time,
        retry_s: float = RETRY_S,
    ) -> None:
        self._consumers = consumers
        self._on_records, self._on_state = on_records, on_state
        self._metrics, self._clock_s, self._retry_s = metrics, clock_s, retry_s
        self._state = TailState(is_live=False, reason="not started")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kafka-tail", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Let go of the broker and wait for the thread to end."""
        self._stopping.set()
        self._thread.join(STOP_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with closing(self._consumers()) as consumer:
                    self._follow(consumer)
            # Whatever it was: a tail that ended here would serve an old race for ever.
            except Exception as error:
                reason = f"no records from Kafka: {str(error) or repr(error)}"
                self._change(TailState(is_live=False, reason=reason), logging.WARNING)
                self._metrics.reconnects.inc()
                self._stopping.wait(self._retry_s)

    def _follow(self, consumer: Consumer) -> None:
        partitions = _partitions(consumer)
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends_of = partial(consumer.end_offsets, partitions, timeout_ms=ANSWER_MS)
        ends_at_start = ends_of()
        is_live = False
        quiet_polls = 0
        while not self._stopping.is_set():
            polled = consumer.poll(timeout_ms=POLL_MS)
            for partition, messages in polled.items():
                self._hand_on(partition.topic, messages, is_live=is_live)
            if not is_live:
                left = _unread(consumer, ends_at_start)
                is_live = left == 0
                reason = "" if is_live else f"catching up: {left} records left to read"
                self._change(TailState(is_live, reason))
            quiet_polls = 0 if polled else quiet_polls + 1
            if quiet_polls >= QUIET_POLLS:
                ends_of()
                quiet_polls = 0

    def _hand_on(self, topic: str, messages: Sequence[Any], *, is_live: bool) -> None:
        heard: list[Heard] = []
        for message in messages:
            if message.value is None:  # a tombstone: the key has outlived its retention
                continue
            try:
                record = decode(message.value, RECORDS[topic])
            except MalformedRecord as error:
                place = f"{topic}[{message.partition}]@{message.offset}"
                log.warning("passed over %s: %s", place, error)
                self._metrics.unreadable.labels(topic).inc()
                continue
            heard.append(Heard(record, message.partition, message.offset, message.timestamp))
            if is_live:
                self._metrics.delay_s.observe(max(0.0, self._clock_s() - message.timestamp / 1e3))
        self._metrics.records.labels(topic).inc(len(heard))
        self._on_records(topic, heard)

    def _change(self, state: TailState, level: int = logging.INFO) -> None:
        if state == self._state:
            return
        self._state = state
        log.log(level, state.reason or "live")
        self._on_state(state)


def _partitions(consumer: Consumer) -> list[TopicPartition]:
    found = []
    for topic in RECORDS:
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise TopicMissing(topic)
        found += [TopicPartition(topic, number) for number in sorted(numbers)]
    return found


def _unread(consumer: Consumer, ends: Mapping[TopicPartition, int]) -> int:
    positions = {one: consumer.position(one, timeout_ms=ANSWER_MS) or 0 for one in ends}
    return sum(max(0, end - positions[partition]) for partition, end in ends.items())
