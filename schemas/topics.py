"""The Kafka topics: names, keys, partitions and clean-up."""

from dataclasses import dataclass, field
from typing import Final

from schemas.records import (
    Alert,
    DeadLetter,
    Decision,
    FieldRecord,
    LapRecord,
    OptionSet,
    RaceMessage,
    RawEnvelope,
    Record,
    ReplayCommand,
    ReplayStatus,
    StrategyReply,
    StrategyRequest,
)

DAY_MS: Final = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `key_parts` fields joined by `:` make the key; the first `partition_parts` of
    them choose the partition, so that what belongs together stays in order.
    """

    name: str
    record: type[Record]
    key_parts: tuple[str, ...]
    partition_parts: int
    partitions: int = 4
    configs: dict[str, str] = field(default_factory=dict, hash=False)

    def key(self, record: Record) -> str:
        """The record's key.

        >>> FIELD.key(FieldRecord(session_key=9, revision=1, caused_by_ingest_time_ms=0,
        ...                       leader_lap=0, track_status="GREEN", cars=()))
        '9'
        """
        return ":".join(str(getattr(record, part)) for part in self.key_parts)


_COMPACTED: Final = {
    "cleanup.policy": "compact,delete",
    "retention.ms": str(30 * DAY_MS),
    "delete.retention.ms": str(DAY_MS),
}
_RETAINED: Final = {"cleanup.policy": "delete", "retention.ms": str(7 * DAY_MS)}

RAW: Final = Topic("telemetry.raw", RawEnvelope, ("session_key",), 1, configs=_RETAINED)
NORMALIZED: Final = Topic(
    "telemetry.normalized",
    LapRecord,
    ("session_key", "driver_number", "lap_number"),
    1,
    configs=_COMPACTED,
)
"""In one partition a session: whoever reads it meets the cars' laps in the order in which they ended."""
FIELD: Final = Topic("race.field", FieldRecord, ("session_key",), 1, configs=_COMPACTED)
OPTIONS: Final = Topic(
    "strategy.options",
    OptionSet,
    ("session_key", "driver_number", "lap_number"),
    2,
    configs=_COMPACTED,
)
ALERTS: Final = Topic(
    "strategy.alerts", Alert, ("session_key", "driver_number"), 2, configs=_RETAINED
)
REQUESTS: Final = Topic(
    "strategy.requests",
    StrategyRequest,
    ("session_key", "driver_number"),
    2,
    configs=_RETAINED,
)
REPLIES: Final = Topic(
    "strategy.replies",
    StrategyReply,
    ("session_key", "driver_number"),
    2,
    configs=_RETAINED,
)
DECISIONS: Final = Topic(
    "strategy.decisions",
    Decision,
    ("session_key", "driver_number", "decision_id"),
    2,
    configs=_COMPACTED,
)
MESSAGES: Final = Topic(
    "race.messages", RaceMessage, ("session_key", "message_id"), 1, configs=_COMPACTED
)
REPLAY_COMMANDS: Final = Topic(
    "replay.commands",
    ReplayCommand,
    ("session_key",),
    1,
    partitions=1,
    configs=_RETAINED,
)
REPLAY_STATUS: Final = Topic(
    "replay.status",
    ReplayStatus,
    ("session_key",),
    1,
    partitions=1,
    configs=_COMPACTED,
)
DEAD_LETTERS: Final = Topic(
    "telemetry.dead-letters",
    DeadLetter,
    ("source_topic",),
    1,
    partitions=1,
    configs={"cleanup.policy": "delete", "retention.ms": str(30 * DAY_MS)},
)

TOPICS: Final = (
    RAW,
    NORMALIZED,
    FIELD,
    OPTIONS,
    ALERTS,
    REQUESTS,
    REPLIES,
    DECISIONS,
    MESSAGES,
    REPLAY_COMMANDS,
    REPLAY_STATUS,
    DEAD_LETTERS,
)


def group_id(job: str) -> str:
    """The consumer group in which a job commits its offsets.

    >>> group_id("normalize")
    'f1strategy-normalize'
    """
    return f"f1strategy-{job}"
