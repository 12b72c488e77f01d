"""Measures from outside how long it takes until a released row is an option set in a consumer's hands."""

import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

import msgspec
from kafka import KafkaConsumer, TopicPartition

from f1strategy.ingest.interrupts import interrupts_held
from schemas.records import Trigger
from schemas.topics import OPTIONS

POLL_MS: Final = 200


class _Cause(msgspec.Struct):
    caused_by_ingest_time_ms: int
    trigger: Trigger


class LatencyMs(msgspec.Struct, frozen=True):
    """Milliseconds below which half, 95 %, 99 % and all of the option sets arrived; null without any."""

    p50: float | None
    p95: float | None
    p99: float | None
    max: float | None


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest value with at least this share of the values at or below it (nearest rank).

    >>> percentile([10.0, 20.0, 30.0, 40.0], 0.5), percentile([], 0.5)
    (20.0, None)
    """
    if not ordered:
        return None
    rank = max(0, -int(-share * len(ordered) // 1) - 1)
    return ordered[min(rank, len(ordered) - 1)]


class LatencyWatch:
    """Follows `strategy.options` in a thread of its own while used as a context manager.

    Only what rows ask for that were released after it began counts, not what was still to be answered.
    """

    @interrupts_held()
    def __init__(self, bootstrap_servers: str) -> None:
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap_servers, group_id=None, fetch_max_wait_ms=POLL_MS
        )
        partitions = [TopicPartition(OPTIONS.name, n) for n in range(OPTIONS.partitions)]
        self._consumer.assign(partitions)
        self._consumer.seek_to_end(*partitions)
        for partition in partitions:
            self._consumer.position(partition)
        self._decoder = msgspec.json.Decoder(_Cause)
        self._began_ms = time.time() * 1000
        self._waits_ms: list[float] = []
        self._by_trigger: dict[Trigger, list[float]] = {trigger: [] for trigger in Trigger}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="latency-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._consumer.close()

    @property
    def seen(self) -> int:
        """How many option sets have arrived."""
        return len(self._waits_ms)

    def seen_after(self, trigger: Trigger) -> int:
        """How many of them this has asked for."""
        return len(self._by_trigger[trigger])

    def latency_ms(self) -> LatencyMs:
        """Of all option sets so far."""
        return _latency(self._waits_ms)

    def latency_after_ms(self, trigger: Trigger) -> LatencyMs:
        """Of those that this has asked for; a new track status asks every driver, and the last counts too."""
        return _latency(self._by_trigger[trigger])

    def _follow(self) -> None:
        while not self._stop.is_set():
            for messages in self._consumer.poll(timeout_ms=POLL_MS).values():
                now_ms = time.time() * 1000
                for message in messages:
                    cause = self._decoder.decode(message.value)
                    if cause.caused_by_ingest_time_ms >= self._began_ms:
                        wait_ms = now_ms - cause.caused_by_ingest_time_ms
                        self._waits_ms.append(wait_ms)
                        self._by_trigger[cause.trigger].append(wait_ms)


def _latency(waits_ms: Sequence[float]) -> LatencyMs:
    ordered = sorted(waits_ms)
    return LatencyMs(*(percentile(ordered, share) for share in (0.50, 0.95, 0.99, 1.0)))
