"""What is on a topic against what is in its table: every message exactly once, with its value."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from f1strategy.lake.columns import columns
from f1strategy.lake.messages import Message, read
from f1strategy.lake.writer import NOTHING
from schemas.tables import Table

_ORDER = [("kafka_partition", "ascending"), ("kafka_offset", "ascending")]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a table compares with its topic; all counts are of messages.

    `older` rows are of offsets, or of a topic of that name, that Kafka no longer holds: that is what
    a lake is for. `refused` messages are no records of the topic; they are in the dead letters. `waiting` ones are newer than
    what the archive had committed: they are still to come.
    """

    table: str
    on_topic: int
    in_table: int
    lost: int
    duplicated: int
    different: int
    refused: int
    older: int
    waiting: int

    @property
    def is_exact(self) -> bool:
        """Nothing lost, nothing twice, nothing altered."""
        return self.lost == self.duplicated == self.different == 0


def verify(
    table: Table,
    messages: Sequence[Message],
    stored: pa.Table,
    *,
    topic_id: str,
    committed: Mapping[int, int] | None = None,
) -> Verdict:
    """Compare the messages of a topic with the rows of its table.

    committed: the last offset of each partition that the archive had committed before the messages were read; without it all
    should be there.
    """
    records, refused = read(table, messages)
    of_topic = stored.filter(pc.equal(stored["kafka_topic_id"], topic_id))
    places = Counter(zip(_ints(of_topic, "partition"), _ints(of_topic, "offset"), strict=True))
    expected = {(message.partition, message.offset) for message, _ in records}
    missing = expected - places.keys()
    waiting = 0
    if committed is not None:
        waiting = sum(offset > committed.get(partition, NOTHING) for partition, offset in missing)
    return Verdict(
        table=table.name,
        on_topic=len(messages),
        in_table=stored.num_rows,
        lost=len(missing) - waiting,
        duplicated=sum(count - 1 for count in places.values()),
        different=_different(
            columns(table, records, topic_id=topic_id, archived_time_ms=0), of_topic, expected
        ),
        refused=len(refused),
        older=stored.num_rows - sum(places[place] for place in expected),
        waiting=waiting,
    )


def _ints(rows: pa.Table, what: str) -> list[int]:
    numbers: list[int] = rows[f"kafka_{what}"].to_pylist()
    return numbers


def _different(wanted: pa.Table, found: pa.Table, expected: set[tuple[int, int]]) -> int:
    """Rows whose values are not those of their message, of the messages that are there once."""
    names = [name for name in wanted.column_names if name != "archived_time_ms"]
    rows = {
        (row["kafka_partition"], row["kafka_offset"]): row
        for row in found.select(names).sort_by(_ORDER).to_pylist()
    }
    return sum(
        1
        for row in wanted.select(names).to_pylist()
        if (place := (row["kafka_partition"], row["kafka_offset"])) in rows
        and place in expected
        and rows[place] != row
    )
