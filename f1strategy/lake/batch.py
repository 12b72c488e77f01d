"""Messages of one topic, ready to be committed together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from f1strategy.lake.columns import columns
from f1strategy.lake.messages import Message, Refused, Source, read
from schemas.tables import Table


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table, and how far the partitions are done with them.

    That is further than the last row where messages were refused: they are no records of the topic.
    """

    rows: pa.Table
    upto: Mapping[Source, int]
    refused: tuple[Refused, ...]


def batch(
    table: Table, messages: Sequence[Message], *, topic_id: str, archived_time_ms: int
) -> Batch:
    """Read the messages; their offsets rise within a partition."""
    records, refused = read(table, messages)
    last = {message.partition: message.offset for message in messages}
    return Batch(
        rows=columns(table, records, topic_id=topic_id, archived_time_ms=archived_time_ms),
        upto={Source(table.topic.name, topic_id, part): offset for part, offset in last.items()},
        refused=tuple(refused),
    )
