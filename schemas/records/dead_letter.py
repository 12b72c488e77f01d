"""`telemetry.dead-letters`: what could not be read, with its reason."""

import base64
from typing import Annotated, ClassVar, Self

from schemas.fields import doc
from schemas.records.base import Record

MAX_KEPT_BYTES = 256 * 1024
"""A poison message larger than this is cut, so that its dead letter fits Kafka's 1 MB default."""
MAX_KEPT_CHARACTERS = 2000
"""The same for texts about it: an error quotes what it found, and an id may be anything."""


class DeadLetter(Record, frozen=True, kw_only=True):
    """A message that a stage could not read. The stream goes on; this keeps the bytes."""

    SCHEMA: ClassVar[str] = "dead-letter"
    VERSION: ClassVar[int] = 1

    schema: Annotated[str, doc("schema name and version of this record")] = "dead-letter/1"
    source_topic: Annotated[str, doc("topic the message came from, or was meant for")]
    partition: Annotated[
        int | None, doc("Kafka partition of the message; null before it was on Kafka")
    ] = None
    offset: Annotated[
        int | None, doc("Kafka offset of the message; null before it was on Kafka")
    ] = None
    stage: Annotated[str, doc("where reading failed: publish, decode, route")]
    error: Annotated[str, doc("what was wrong, with the value found and the one expected")]
    session_key: Annotated[int | None, doc("session of the message, where it could be read")] = None
    event_id: Annotated[str | None, doc("event id of the message, where it could be read")] = None
    value_base64: Annotated[str, doc("the message's bytes in base64, cut at 256 KiB")]
    value_size_bytes: Annotated[int, doc("size of the whole message")]

    @classmethod
    def of(
        cls,
        value: bytes,
        *,
        source_topic: str,
        stage: str,
        error: str,
        partition: int | None = None,
        offset: int | None = None,
        session_key: int | None = None,
        event_id: str | None = None,
    ) -> Self:
        """Wrap the bytes that could not be read.

        >>> letter = DeadLetter.of(b"{", source_topic="telemetry.raw", stage="decode", error="cut")
        >>> letter.value, letter.value_size_bytes
        (b'{', 1)
        """
        return cls(
            source_topic=source_topic,
            partition=partition,
            offset=offset,
            stage=stage,
            error=error[:MAX_KEPT_CHARACTERS],
            session_key=session_key,
            event_id=None if event_id is None else event_id[:MAX_KEPT_CHARACTERS],
            value_base64=base64.b64encode(value[:MAX_KEPT_BYTES]).decode(),
            value_size_bytes=len(value),
        )

    @property
    def value(self) -> bytes:
        """The message's bytes, without what was cut."""
        return base64.b64decode(self.value_base64)
