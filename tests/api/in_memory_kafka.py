"""Topics in memory, read through what the tail uses of a Kafka consumer."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kafka import TopicPartition
from kafka.errors import KafkaTimeoutError

from api.tail import RECORDS
from schemas.codec import decode, encode
from schemas.records import (
    Record,
    ReplayCommand,
    ReplayStatus,
    StrategyReply,
    StrategyRequest,
)
from schemas.topics import REPLAY_COMMANDS, REQUESTS, TOPICS

FOLLOWED = tuple(RECORDS)


@dataclass(frozen=True)
class Message:
    value: bytes | None
    partition: int
    offset: int
    timestamp: int


class InMemoryKafka:
    """A broker with the topics of the API, one partition each; it can go away and come back.

    `job` answers requests as the strategy job would, `replay` commands as a replay; None stands for no answer.
    """

    def __init__(self, *records: Record, topics: Sequence[str] = FOLLOWED):
        self.changed = threading.Condition()
        self.logs: dict[str, list[Message]] = {topic: [] for topic in topics}
        self.is_away = False
        self.is_holding_back = False
        self.consumers: list[InMemoryConsumer] = []
        self.requests: list[StrategyRequest] = []
        self.job: Callable[[StrategyRequest], StrategyReply | None] = lambda _: None
        self.replay: Callable[[ReplayCommand], ReplayStatus | None] = lambda _: None
        for record in records:
            self.publish(record)

    def consumer(self) -> "InMemoryConsumer":
        """A new consumer, as the tail asks for after every trouble."""
        self.check()
        self.consumers.append(InMemoryConsumer(self))
        return self.consumers[-1]

    def producer(self) -> "InMemoryProducer":
        """A producer, as the API asks for with its first request."""
        self.check()
        return InMemoryProducer(self)

    def publish(self, record: Record) -> None:
        """Write a record to its topic."""
        topic = next(one.name for one in TOPICS if one.record is type(record))
        self.publish_bytes(topic, encode(record))

    def publish_bytes(self, topic: str, value: bytes | None) -> None:
        """Write any value."""
        with self.changed:
            now_ms = round(time.time() * 1000)
            self.logs[topic].append(Message(value, 0, len(self.logs[topic]), now_ms))
            self.changed.notify_all()

    def let_go(self) -> None:
        """Hand out what was held back."""
        with self.changed:
            self.is_holding_back = False
            self.changed.notify_all()

    def check(self) -> None:
        if self.is_away:
            raise KafkaTimeoutError("no answer")


class InMemoryProducer:
    def __init__(self, kafka: InMemoryKafka) -> None:
        self.kafka = kafka

    def send(self, topic: str, *, value: bytes, key: bytes) -> "InMemoryProducer":
        self.kafka.check()
        if topic == REPLAY_COMMANDS.name:
            command = decode(value, ReplayCommand)
            assert key == REPLAY_COMMANDS.key(command).encode()
            status = self.kafka.replay(command)
            if status is not None:
                self.kafka.publish(status)
            return self
        assert topic == REQUESTS.name
        request = decode(value, StrategyRequest)
        assert key == REQUESTS.key(request).encode()
        self.kafka.requests.append(request)
        reply = self.kafka.job(request)
        if reply is not None:
            self.kafka.publish(reply)
        return self

    def get(self, timeout: float) -> None:
        self.kafka.check()

    def close(self, timeout: float | None = None) -> None:
        pass


class InMemoryConsumer:
    def __init__(self, kafka: InMemoryKafka) -> None:
        self.kafka = kafka
        self.positions: dict[TopicPartition, int] = {}
        self.is_closed = False

    def partitions_for_topic(self, topic: str) -> set[int]:
        return {0} if topic in self.kafka.logs else set()

    def assign(self, partitions: Sequence[TopicPartition]) -> None:
        self.positions = dict.fromkeys(partitions, 0)

    def seek_to_beginning(self, *partitions: TopicPartition) -> None:
        self.positions.update(dict.fromkeys(partitions, 0))

    def end_offsets(
        self, partitions: Sequence[TopicPartition], timeout_ms: int
    ) -> Mapping[TopicPartition, int]:
        self.kafka.check()
        return {one: len(self.kafka.logs[one.topic]) for one in partitions}

    def position(self, partition: TopicPartition, timeout_ms: int) -> int:
        return self.positions[partition]

    def poll(self, timeout_ms: int) -> Mapping[TopicPartition, Sequence[Message]]:
        with self.kafka.changed:
            # A tenth of the real patience, so that what follows from quiet polls comes soon.
            self.kafka.changed.wait_for(self._has_unread, timeout_ms / 1e4)
            return self._take() if self._has_unread() else {}

    def close(self) -> None:
        self.is_closed = True

    def _has_unread(self) -> bool:
        if self.kafka.is_away or self.kafka.is_holding_back:
            return False
        return any(at < len(self.kafka.logs[one.topic]) for one, at in self.positions.items())

    def _take(self) -> dict[TopicPartition, list[Message]]:
        taken = {one: self.kafka.logs[one.topic][at:] for one, at in self.positions.items()}
        self.positions = {one: len(self.kafka.logs[one.topic]) for one in self.positions}
        return {one: messages for one, messages in taken.items() if messages}


def eventually(holds: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Wait until something holds; fails the test when it never does."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.005)
