"""Messages of the lake's tests: hand-written records with places on a topic."""

from collections.abc import Iterable

import pyarrow as pa
from msgspec.structs import replace

from f1strategy.lake.batch import Batch, batch
from f1strategy.lake.messages import Message
from schemas import codec
from schemas.tables import LAPS, Table
from tests.schemas.examples import LAP

TOPIC_ID = "bGFwcw"


def lap_message(partition: int, offset: int, **changed: object) -> Message:
    """A lap record at that place; its lap number is the offset's unless told otherwise."""
    record = replace(LAP, **{"lap_number": offset + 1, **changed})
    return Message(partition, offset, codec.encode(record))


def batch_of(messages: Iterable[Message], table: Table = LAPS, topic_id: str = TOPIC_ID) -> Batch:
    """The messages as a batch."""
    return batch(table, list(messages), topic_id=topic_id, archived_time_ms=1)


def rows_of(messages: Iterable[Message], table: Table = LAPS, topic_id: str = TOPIC_ID) -> pa.Table:
    """The messages as columns of the table; each must be a record."""
    read = batch_of(messages, table, topic_id)
    assert read.refused == ()
    return read.rows


def laps(count: int, partition: int = 0, first: int = 0) -> list[Message]:
    """Messages of as many laps, offsets from `first`."""
    return [lap_message(partition, first + n) for n in range(count)]


def places(rows: pa.Table) -> list[tuple[int, int]]:
    """Partition and offset of every row, sorted."""
    pairs = zip(rows["kafka_partition"].to_pylist(), rows["kafka_offset"].to_pylist(), strict=True)
    return sorted(pairs)
