"""Writes records to Kafka for the resolvers, each once and in its log before the answer."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any, Final, Protocol

from kafka import KafkaProducer

from schemas.codec import encode
from schemas.records import Record
from schemas.topics import Topic

WRITE_S: Final = 1.0
"""How long the broker may take to have a record in its log."""


class Producer(Protocol):
    """What is used of `kafka.KafkaProducer`."""

    def send(self, topic: str, *, value: bytes, key: bytes) -> Any:
        """Put a value on its way; the answer's `get(timeout)` waits until it is in the log."""

    def close(self, timeout: float | None = None) -> None:
        """Let go of the broker."""


def kafka_producer(bootstrap_servers: str) -> Producer:
    """A producer whose records are in the log once, in order."""
    producer: Producer = KafkaProducer(
        bootstrap_servers=bootstrap_servers,
        client_id="livef1-api",
        acks="all",
        enable_idempotence=True,
        max_block_ms=round(1000 * WRITE_S),
        bootstrap_timeout_ms=round(1000 * WRITE_S),
    )
    return producer


class Writer:
    """One producer for the whole service, made when the first record is written."""

    def __init__(self, producers: Callable[[], Producer]) -> None:
        self._producers = producers
        self._producer: Producer | None = None
        self._making = threading.Lock()

    async def write(self, topic: Topic, record: Record) -> None:
        """Have a record in its topic's log. Raises `KafkaError`."""
        await asyncio.to_thread(self._write, topic, record)

    def close(self) -> None:
        """Let go of the broker."""
        with self._making:
            if self._producer is not None:
                self._producer.close(timeout=WRITE_S)
                self._producer = None

    def _write(self, topic: Topic, record: Record) -> None:
        with self._making:
            if self._producer is None:
                self._producer = self._producers()
        key = topic.key(record).encode()
        self._producer.send(topic.name, value=encode(record), key=key).get(WRITE_S)
