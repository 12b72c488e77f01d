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

_SEASON: Final = column(
    "season", pa.int64(), "year of the championship; null until race_info is known", nullable=True
)
_POSITION: Final = (
    column("kafka_partition", pa.int64(), "partition of the row on its topic", nullable=False),
    column("kafka_offset", pa.int64(), "offset of the row on its topic", nullable=False),
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: every record of a topic, each revision a row."""

    name: str
    topic: Topic
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

        >>> LAPS.schema.names[-2:], RAW.schema.names[0]
        (['kafka_partition', 'kafka_offset'], 'season')
        """
        columns = schema_of(self.record)
        season = () if "season" in columns.names else (_SEASON,)
        return pa.schema([*season, *columns, *_POSITION], metadata=columns.metadata)


RAW: Final = Table("raw", topics.RAW)
LAPS: Final = Table("laps", topics.NORMALIZED)
OPTIONS: Final = Table("options", topics.OPTIONS)
ALERTS: Final = Table("alerts", topics.ALERTS)
DEAD_LETTERS: Final = Table("dead_letters", topics.DEAD_LETTERS)

TABLES: Final = (RAW, LAPS, OPTIONS, ALERTS, DEAD_LETTERS)
