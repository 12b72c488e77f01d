"""The normalize job's work in a plain kafka-python loop: what it costs without Flink, state and recovery."""

import time
from dataclasses import dataclass
from typing import Final

from kafka import KafkaConsumer, TopicPartition

from f1strategy.artifacts.serving import wear_models
from f1strategy.artifacts.store import SHIPPED, load
from f1strategy.models.wear_desk import WearDesk
from f1strategy.timing.routing import SessionRouter
from f1strategy.timing.timeline import DriverTimeline
from schemas import codec
from schemas.records import RawEnvelope
from schemas.topics import RAW

POLL_MS: Final = 500


@dataclass(frozen=True, slots=True)
class Folded:
    """How the loop did: rows read, lap records that followed, wall and CPU time of the process."""

    rows: int
    laps: int
    took_s: float
    cpu_s: float


class PlainFold:
    """Routes rows to drivers and folds them into lap records, everything in one process's memory."""

    def __init__(self) -> None:
        self._models = wear_models(load(SHIPPED))
        self._routers: dict[int, SessionRouter] = {}
        self._drivers: dict[tuple[int, int], tuple[DriverTimeline, WearDesk]] = {}

    def apply(self, value: bytes) -> list[bytes]:
        """One message; the answer is the lap records that it changed, as they would be published."""
        envelope = codec.decode(value, RawEnvelope)
        session = envelope.session_key
        router = self._routers.setdefault(session, SessionRouter(session))
        changed: list[bytes] = []
        for number, delivered in router.apply(envelope).deliveries:
            key = session, number
            if key not in self._drivers:
                self._drivers[key] = DriverTimeline(session, number), WearDesk(self._models)
            timeline, wear = self._drivers[key]
            # Encoded like in the job, which hands rows from operator to operator and publishes bytes.
            again = codec.decode(codec.encode(delivered), RawEnvelope)
            laps = wear.apply(timeline.apply(again).laps)
            changed += [codec.encode(lap) for lap in laps]
        return changed


def fold_topic(bootstrap_servers: str) -> Folded:
    """Read `telemetry.raw` from its beginning to its present end and fold it."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap_servers, group_id=None)
    partitions = [TopicPartition(RAW.name, number) for number in range(RAW.partitions)]
    try:
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        fold, rows, laps = PlainFold(), 0, 0
        began_s, cpu_s = time.monotonic(), time.process_time()
        while rows < sum(ends.values()):
            for messages in consumer.poll(timeout_ms=POLL_MS).values():
                laps += sum(len(fold.apply(message.value)) for message in messages)
                rows += len(messages)
        return Folded(rows, laps, time.monotonic() - began_s, time.process_time() - cpu_s)
    finally:
        consumer.close()
