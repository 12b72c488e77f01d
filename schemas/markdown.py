"""Markdown of declared columns, for the pages that are written from the schemas."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

_TYPE_WORDS = {"int64": "whole number", "double": "number", "string": "text", "bool": "yes or no"}


def row(*cells: object) -> str:
    """One line of a table.

    >>> row("a", 1)
    '| a | 1 |'
    """
    escaped = (str(cell).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def columns(fields: Iterable[Any]) -> Iterator[str]:
    """The table of fields: name, type, null, unit, meaning."""
    yield "| field | type | null | unit | meaning |"
    yield "|---|---|---|---|---|"
    for field in fields:
        yield row(
            f"`{field.name}`",
            type_word(field.type),
            "yes" if field.nullable else "",
            metadata(field, "unit"),
            _meaning(field),
        )
    yield ""


def nested(fields: Iterable[Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, list[Any]]]:
    """The fields within fields, by dotted name, outer ones first."""
    for field in fields:
        kind = field.type.value_type if pa.types.is_list(field.type) else field.type
        if not pa.types.is_struct(kind):
            continue
        inner = [kind.field(index) for index in range(kind.num_fields)]
        name = (*path, field.name)
        yield ".".join(name), inner
        yield from nested(inner, name)


def type_word(kind: Any) -> str:
    """A type in plain words.

    >>> type_word(pa.list_(pa.float64()))
    'list of number'
    """
    if pa.types.is_list(kind):
        return f"list of {type_word(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "record"
    return _TYPE_WORDS[str(kind)]


def metadata(field: Any, key: str) -> str:
    """What a field says of itself under a key, or nothing."""
    text: str = field.metadata.get(key.encode(), b"").decode()
    return text


def write_page(arguments: Sequence[str], module: str, page: str) -> int:
    """Write a page to the only argument; 2 and how to use the module without one."""
    if len(arguments) != 1:
        print(f"usage: python -m {module} FILE", file=sys.stderr)
        return 2
    Path(arguments[0]).write_text(page, encoding="utf-8")
    return 0


def _meaning(field: Any) -> str:
    words, description = metadata(field, "values"), metadata(field, "description")
    return f"{description} ({words})" if words else description
