"""Records to bytes and back: JSON, validated, with a schema name and version in every value."""

import re
from functools import cache, lru_cache
from typing import Any, Final, TypeVar

import msgspec

from schemas.records import Record

R = TypeVar("R", bound=Record)

_encoder = msgspec.json.Encoder()

MAX_BRACKETS: Final = 256
"""A field of 26 cars opens 54. Nesting is bounded with them, far below Python's recursion limit: what
is read once at the top of a stack must be readable again from the state deep inside one."""


class MalformedRecord(ValueError):
    """Bytes that are not the record that was expected; the message says why."""

    def __init__(self, expected: str, reason: str) -> None:
        super().__init__(expected, reason)
        self.expected, self.reason = expected, reason

    def __str__(self) -> str:
        return f"not a {self.expected} record: {self.reason}"


class _Tagged(msgspec.Struct):
    schema: str


_tag_decoder: Final = msgspec.json.Decoder(_Tagged)


@cache
def _decoder(record: type[R]) -> msgspec.json.Decoder[R]:
    return msgspec.json.Decoder(record)


def encode(record: Record) -> bytes:
    """The record as UTF-8 JSON; equal records give equal bytes."""
    return _encoder.encode(record)


def decode(value: bytes | str, record: type[R]) -> R:
    """Read a record of any version of its schema.

    Unknown fields are ignored. Raises `MalformedRecord` for anything that is not UTF-8 JSON, names
    another schema or none, lacks a field, has a wrong type, or nests without need.
    """
    try:
        # msgspec takes the bytes of a raw payload as they are; this checks that they are UTF-8.
        text = value if isinstance(value, str) else str(value, "utf-8")
        _check_schema(_tag_decoder.decode(text).schema, record)
        decoded: R = _decoder(record).decode(text)
        _check_brackets(text, record)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise MalformedRecord(record.SCHEMA, str(error)) from error
    return decoded


def _check_schema(tag: str, record: type[Record]) -> None:
    if not _is_of(tag, record.SCHEMA):
        reason = f"expected schema {record.SCHEMA}/<version>, found {tag!r}"
        raise MalformedRecord(record.SCHEMA, reason)


@lru_cache(maxsize=256)
def _is_of(tag: str, schema: str) -> bool:
    return re.fullmatch(rf"{re.escape(schema)}/[0-9]+", tag) is not None


def _check_brackets(text: str, record: type[Record]) -> None:
    opened = text.count("{") + text.count("[")
    if opened > MAX_BRACKETS:
        reason = f"expected at most {MAX_BRACKETS} opening brackets, found {opened}"
        raise MalformedRecord(record.SCHEMA, reason)


def as_row(record: Record) -> dict[str, Any]:
    """The record as plain JSON-like values: what Arrow tables and GraphQL resolvers take.

    A raw payload becomes its JSON text.
    """
    row: dict[str, Any] = msgspec.to_builtins(record, enc_hook=_as_text)
    return row


def _as_text(raw: Any) -> str:
    return bytes(raw).decode()
