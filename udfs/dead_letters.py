"""Where operators put what they cannot read: a side output that every job writes to its topic."""

from pyflink.common import Row
from pyflink.datastream import OutputTag

from schemas import codec
from schemas.records import DeadLetter
from schemas.topics import DEAD_LETTERS as TOPIC
from schemas.topics import Topic
from udfs.keyed_row import KEYED_BYTES, keyed_row
from udfs.packed_rows import Placed

DEAD_LETTERS = OutputTag("dead-letters", KEYED_BYTES)


def dead_letter(
    message: Row | Placed,
    source: Topic,
    *,
    stage: str,
    error: Exception,
    session_key: int | None = None,
    event_id: str | None = None,
) -> tuple[OutputTag, Row]:
    """Refuse a message of `source`, a row of partition, offset and bytes, with the reason and what
    could be read of it.
    """
    partition, offset, value = message
    letter = DeadLetter.of(
        value,
        source_topic=source.name,
        partition=partition,
        offset=offset,
        stage=stage,
        error=str(error),
        session_key=session_key,
        event_id=event_id,
    )
    return DEAD_LETTERS, keyed_row(TOPIC.key(letter), codec.encode(letter))
