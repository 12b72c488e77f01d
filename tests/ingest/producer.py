"""A Kafka producer that keeps what it is given, and refuses on demand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kafka.errors import KafkaError

from schemas import codec
from schemas.records import Record
from schemas.topics import TOPICS

Errback = Callable[[BaseException], Any]
_RECORD_OF = {topic.name: topic.record for topic in TOPICS}


class Sent(NamedTuple):
    """A record as it was handed over."""

    topic: str
    key: bytes
    value: bytes

    @property
    def record(self) -> Record:
        return codec.decode(self.value, _RECORD_OF[self.topic])


class Delivery:
    """The promise of one record; the broker's answer comes with `flush`, or at once."""

    def __init__(self) -> None:
        self.errbacks: list[Errback] = []

    def add_errback(self, function: Errback) -> None:
        self.errbacks.append(function)


@dataclass
class FakeProducer:
    """`refused` maps the number of a record, from 0, to why the broker does not take it;
    `full` is raised by `send` itself.
    """

    refused: dict[int, Exception] = field(default_factory=dict)
    full: KafkaError | None = None
    sent: list[Sent] = field(default_factory=list)
    flushed_after: list[int] = field(default_factory=list)
    is_closed: bool = False
    _waiting: dict[int, Delivery] = field(default_factory=dict)

    def send(self, topic: str, value: bytes, key: bytes) -> Delivery:
        if self.full is not None:
            raise self.full
        delivery = Delivery()
        self._waiting[len(self.sent)] = delivery
        self.sent.append(Sent(topic, key, value))
        return delivery

    def flush(self) -> None:
        self.flushed_after.append(len(self.sent))
        for number, delivery in self._waiting.items():
            if number in self.refused:
                for errback in delivery.errbacks:
                    errback(self.refused[number])
        self._waiting.clear()

    def close(self) -> None:
        self.is_closed = True

    def records(self, topic: str) -> list[Any]:
        """What was sent to a topic, decoded."""
        return [sent.record for sent in self.sent if sent.topic == topic]
