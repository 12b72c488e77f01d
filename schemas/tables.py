"""The Delta tables, declared: which record each keeps, its columns and its partitions.

Only the declaration; `f1strategy.lake` reads and writes. The live field has no table: it is a
function of the laps.
"""

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from schemas import topics
from schemas.arrow import column, schema_of
from schemas.records import Record
from schemas.topics import Topic

PARTITION_COLUMNS: Final = ("season", "session_key")

SEASON: Final = column(
    "season",
    pa.int64(),
    "year of the championship, or of the record's own time; null where the record tells neither",
    nullable=True,
)
PLACE: Final = (
    column(
        "kafka_topic_id",
        pa.string(),
        "Kafka's own id of the topic; a topic that is made anew has another",
        nullable=False,
    ),
    column("kafka_partition", pa.int64(), "partition of the row on its topic", nullable=False),
    column("kafka_offset", pa.int64(), "offset of the row on its topic", nullable=False),
    column("archived_time_ms", pa.int64(), "when the row's commit began", nullable=False),
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: every record of a topic, each revision a row.

    `identity` columns name the thing that a row is about; of its rows the latest has the highest
    `newest_by` columns, and of equals the one that came last.
    """

    name: str
    topic: Topic
    identity: tuple[str, ...]
    newest_by: tuple[str, ...] = ()
    partition_columns: tuple[str, ...] = PARTITION_COLUMNS

    @property
    def record(self) -> type[Record]:
        """The record that each row holds."""
        return self.topic.record

    @property
    def schema(self) -> pa.Schema:
        """The record's columns, the season where the record lacks it, and the place on Kafka.

        The place is what makes the archive exactly once: rows at or below a committed offset are
        dropped before a commit.

        >>> LAPS.schema.names[-4:], RAW.schema.names[0]
        (['kafka_topic_id', 'kafka_partition', 'kafka_offset', 'archived_time_ms'], 'season')
        """
        columns = schema_of(self.record)
        season = () if "season" in columns.names else (SEASON,)
        return pa.schema([*season, *columns, *PLACE], metadata=columns.metadata)


RAW: Final = Table("raw", topics.RAW, ("session_key", "event_id"), ("sequence",))
LAPS: Final = Table(
    "laps", topics.NORMALIZED, ("session_key", "driver_number", "lap_number"), ("revision",)
)
OPTIONS: Final = Table(
    "options", topics.OPTIONS, ("session_key", "driver_number", "lap_number"), ("revision",)
)
ALERTS: Final = Table("alerts", topics.ALERTS, ("session_key", "driver_number", "alert_id"))
REQUESTS: Final = Table("requests", topics.REQUESTS, ("request_id",))
REPLIES: Final = Table("replies", topics.REPLIES, ("request_id",))
"""What the strategy job answered; who asked and what is in `requests` under the same id."""
DECISIONS: Final = Table(
    "decisions", topics.DECISIONS, ("session_key", "driver_number", "decision_id"), ("revision",)
)
"""The audit trail of locks and comments: every change is a row, with who and when."""
DEAD_LETTERS: Final = Table(
    "dead_letters", topics.DEAD_LETTERS, ("source_topic", "partition", "offset", "stage")
)

TABLES: Final = (RAW, LAPS, OPTIONS, ALERTS, REQUESTS, REPLIES, DECISIONS, DEAD_LETTERS)

BY_TOPIC: Final = {table.topic.name: table for table in TABLES}


def table_named(name: str) -> Table:
    """The table of that name; raises `UnknownTable`."""
    for table in TABLES:
        if table.name == name:
            return table
    raise UnknownTable(name)


class UnknownTable(LookupError):
    """A name that no table has."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"no table {self.name!r}; expected one of {', '.join(t.name for t in TABLES)}"
