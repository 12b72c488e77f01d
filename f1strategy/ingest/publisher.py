"""Writes envelopes to `telemetry.raw` and dead letters to their topic: the end of ingest."""

import threading
from types import TracebackType
from typing import Any, Final, Protocol, Self

from kafka import KafkaProducer
from kafka.errors import KafkaError

from f1strategy.ingest.errors import DeliveryFailed, NoBroker
from f1strategy.ingest.interrupts import interrupts_held
from schemas import codec
from schemas.records import DeadLetter, RawEnvelope, Record
from schemas.topics import DEAD_LETTERS, RAW, Topic

MAX_UNACKNOWLEDGED: Final = 20_000
"""Records on their way at most: kafka-python 3 has no limit of its own."""

LINGER_MS: Final = 2
"""Longer batches up more rows but delays each; rows that come at once are batched anyway."""


class Delivery(Protocol):
    """The promise of a sent record, as kafka-python gives it."""

    def add_errback(self, function: Any) -> Any:
        """Call with the error if the broker does not take the record."""


class Producer(Protocol):
    """The part of kafka-python's producer that is used here."""

    def send(self, topic: str, value: bytes, key: bytes) -> Delivery:
        """Take a record for sending."""
        ...

    def flush(self) -> None:
        """Wait until everything sent is acknowledged or has failed."""

    def close(self) -> None:
        """Flush and disconnect."""


@interrupts_held()
def connect(bootstrap_servers: str) -> Producer:
    """An idempotent producer: every record is written once and in order, or fails for good.

    It waits for all replicas and retries for two minutes. Raises `NoBroker`.
    """
    try:
        producer: Producer = KafkaProducer(
            bootstrap_servers=bootstrap_servers.split(","),
            enable_idempotence=True,
            acks="all",
            linger_ms=LINGER_MS,
            # kafka-python sums checks in Python, so fewer bytes are less work: replaying a race of
            # 33,075 rows at full speed, 15,000 rows/s with gzip, 10,400 without (one broker, 2 cores).
            # The faster codecs need packages of their own.
            compression_type="gzip",
            batch_size=128 * 1024,
            max_request_size=2 * 1024 * 1024,
            delivery_timeout_ms=120_000,
            allow_auto_create_topics=False,
            max_block_ms=20_000,
            metrics_enabled=False,
        )
    except (KafkaError, OSError, ValueError) as error:
        raise NoBroker(bootstrap_servers, str(error)) from error
    return producer


class Publisher:
    """Publishes records keyed as their topics say. A context manager; leaving it flushes.

    Sending does not wait for the broker. A record it did not take is counted, and reported by the
    next `flush` as `DeliveryFailed`.
    """

    def __init__(self, bootstrap_servers: str, *, producer: Producer | None = None) -> None:
        self._producer = producer or connect(bootstrap_servers)
        self._lock = threading.Lock()
        self._unflushed = 0
        self._failed = 0
        self._first_error = ""
        self.published: int = 0
        """Envelopes handed to the producer so far."""
        self.dead_letters: int = 0
        """Dead letters handed to the producer so far."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            # An error that is already on its way out is not hidden behind a second one.
            if kind is None:
                self.flush()
        finally:
            self._producer.close()

    def publish(self, envelope: RawEnvelope) -> None:
        """Send one source row."""
        self._send(RAW, envelope)
        self.published += 1

    def publish_dead_letter(self, letter: DeadLetter) -> None:
        """Send a row that could not be read."""
        self._send(DEAD_LETTERS, letter)
        self.dead_letters += 1

    def flush(self) -> None:
        """Wait for the broker. Raises `DeliveryFailed` if it refused a record since the last call."""
        self._producer.flush()
        with self._lock:
            failed, reason = self._failed, self._first_error
            self._failed, self._first_error, self._unflushed = 0, "", 0
        if failed:
            raise DeliveryFailed(failed, reason)

    def _send(self, topic: Topic, record: Record) -> None:
        if self._unflushed >= MAX_UNACKNOWLEDGED:
            self.flush()
        self._unflushed += 1
        try:
            delivery = self._producer.send(
                topic.name, value=codec.encode(record), key=topic.key(record).encode()
            )
        except KafkaError as error:
            raise DeliveryFailed(
                1, f"{type(error).__name__}: {error} (topic {topic.name})"
            ) from error
        delivery.add_errback(self._note_failure)

    def _note_failure(self, error: BaseException) -> None:
        with self._lock:
            self._first_error = self._first_error or f"{type(error).__name__}: {error}"
            self._failed += 1
