"""Messages with their places on Kafka, read as the records of a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas import codec
from schemas.records import Record
from schemas.tables import Table


@dataclass(frozen=True, slots=True)
class Message:
    """A value with its place on its topic."""

    partition: int
    offset: int
    value: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """One partition of one topic. A topic that is made anew has another id, and starts at 0."""

    topic: str
    topic_id: str
    partition: int

    @property
    def app_id(self) -> str:
        """The name under which its last offset is kept in the table's log.

        >>> Source("telemetry.raw", "Zm9v", 2).app_id
        'archive-telemetry.raw-Zm9v-2'
        """
        return f"archive-{self.topic}-{self.topic_id}-{self.partition}"


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that is not a record of its table, and why."""

    message: Message
    error: codec.MalformedRecord


def read(
    table: Table, messages: Sequence[Message]
) -> tuple[list[tuple[Message, Record]], list[Refused]]:
    """Decode messages; what is no record of this table comes back with the reason."""
    records: list[tuple[Message, Record]] = []
    refused: list[Refused] = []
    for message in messages:
        try:
            records.append((message, codec.decode(message.value, table.record)))
        except codec.MalformedRecord as error:
            refused.append(Refused(message, error))
    return records, refused
