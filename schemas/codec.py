"""Records to bytes and back: JSON, validated, with a schema name and version in every value."""

from functools import cache
from typing import Any, TypeVar

import msgspec

from schemas.records import Record

R = TypeVar("R", bound=Record)

_encoder = msgspec.json.Encoder()


class MalformedRecord(ValueError):
    """Bytes that are not the record that was expected; the message says why."""

    def __init__(self, expected: str, reason: str) -> None:
        super().__init__(expected, reason)
        self.expected, self.reason = expected, reason

    def __str__(self) -> str:
        return f"not a {self.expected} record: {self.reason}"


@cache
def _decoder(record: type[R]) -> msgspec.json.Decoder[R]:
    return msgspec.json.Decoder(record)


def encode(record: Record) -> bytes:
    """The record as UTF-8 JSON; equal records give equal bytes."""
    return _encoder.encode(record)


def decode(value: bytes | str, record: type[R]) -> R:
    """Read a record of any version of its schema.

    Unknown fields are ignored. Raises `MalformedRecord` for anything that is not JSON, lacks a
    field, has a wrong type, or belongs to another schema.
    """
    try:
        decoded: R = _decoder(record).decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedRecord(record.SCHEMA, str(error)) from error
    tag: str = getattr(decoded, "schema", "")
    name, _, version = tag.partition("/")
    if name != record.SCHEMA or not version.isdigit():
        expected = f"expected schema {record.SCHEMA}/<version>, found {tag!r}"
        raise MalformedRecord(record.SCHEMA, expected)
    return decoded


def as_row(record: Record) -> dict[str, Any]:
    """The record as plain JSON-like values: what Arrow tables and GraphQL resolvers take."""
    row: dict[str, Any] = msgspec.to_builtins(record)
    return row
