"""What the tables hold of the topics: where a reader of Kafka goes on."""

from collections.abc import Mapping, Sequence

from deltalake import DeltaTable

from f1strategy.lake.location import Lake
from f1strategy.lake.messages import Source
from f1strategy.lake.opening import open_table
from f1strategy.lake.writer import NOTHING
from schemas.tables import TABLES, Table


def committed_offsets(
    lake: Lake, topic_ids: Mapping[str, str], tables: Sequence[Table] = TABLES
) -> dict[tuple[str, int], int]:
    """Last committed offset by topic and partition, only of those that have one.

    The tables are made if they are missing; raises `IncompatibleTable`.
    """
    return {
        (table.topic.name, partition): offset
        for table in tables
        for partition, offset in _of(open_table(lake, table), table, topic_ids).items()
        if offset != NOTHING
    }


def _of(delta: DeltaTable, table: Table, topic_ids: Mapping[str, str]) -> dict[int, int]:
    name = table.topic.name
    return {
        partition: _last(delta, Source(name, topic_ids[name], partition))
        for partition in range(table.topic.partitions)
    }


def _last(delta: DeltaTable, source: Source) -> int:
    version = delta.transaction_version(source.app_id)
    return NOTHING if version is None else int(version)
