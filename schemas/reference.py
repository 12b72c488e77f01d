"""Writes docs/records.md, the reference of topics, records and tables, from their declarations.

Run by `make docs`.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.arrow import description_of, schema_of
from schemas.records import Record
from schemas.tables import TABLES, Table
from schemas.topics import DAY_MS, TOPICS, Topic

_TYPE_WORDS = {"int64": "whole number", "double": "number", "string": "text", "bool": "yes or no"}


def reference() -> str:
    """The whole page as Markdown."""
    return "\n".join([*_head(), *_topics(), *_records(), *_tables()])


def _head() -> Iterator[str]:
    yield "# Topics, records and tables"
    yield ""
    yield "Written from `schemas/` by `make docs`; a test keeps it in step. Values on Kafka are JSON."
    yield "Every value names its schema and version in `schema`; readers ignore fields they do not know."
    yield ""


def _topics() -> Iterator[str]:
    yield "## Topics"
    yield ""
    yield "| topic | record | key | partition by | partitions | clean-up | kept |"
    yield "|---|---|---|---|---|---|---|"
    for topic in TOPICS:
        parts = topic.key_parts
        yield _row(
            f"`{topic.name}`",
            _link(topic.record),
            f"`{':'.join(parts)}`",
            f"`{':'.join(parts[: topic.partition_parts])}`",
            topic.partitions,
            topic.configs["cleanup.policy"].replace(",", ", "),
            _kept(topic),
        )
    yield ""


def _kept(topic: Topic) -> str:
    return f"{int(topic.configs['retention.ms']) // DAY_MS} days"


def _records() -> Iterator[str]:
    for topic in TOPICS:
        record = topic.record
        schema = schema_of(record)
        yield f"## {record.__name__}"
        yield ""
        yield f"`{record.SCHEMA}/{record.VERSION}` on `{topic.name}`. {description_of(record)}"
        yield ""
        yield from _columns(schema)
        for name, fields in _nested(schema, ()):
            yield f"### {record.__name__}.{name}"
            yield ""
            yield from _columns(fields)


def _columns(fields: Iterable[Any]) -> Iterator[str]:
    yield "| field | type | null | unit | meaning |"
    yield "|---|---|---|---|---|"
    for field in fields:
        yield _row(
            f"`{field.name}`",
            _type_word(field.type),
            "yes" if field.nullable else "",
            _metadata(field, "unit"),
            _meaning(field),
        )
    yield ""


def _type_word(kind: Any) -> str:
    if pa.types.is_list(kind):
        return f"list of {_type_word(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "record"
    return _TYPE_WORDS[str(kind)]


def _meaning(field: Any) -> str:
    words = _metadata(field, "values")
    return (
        f"{_metadata(field, 'description')} ({words})" if words else _metadata(field, "description")
    )


def _metadata(field: Any, key: str) -> str:
    text: str = field.metadata.get(key.encode(), b"").decode()
    return text


def _nested(fields: Iterable[Any], path: tuple[str, ...]) -> Iterator[tuple[str, list[Any]]]:
    for field in fields:
        kind = field.type.value_type if pa.types.is_list(field.type) else field.type
        if not pa.types.is_struct(kind):
            continue
        inner = [kind.field(index) for index in range(kind.num_fields)]
        name = (*path, field.name)
        yield ".".join(name), inner
        yield from _nested(inner, name)


def _tables() -> Iterator[str]:
    yield "## Delta tables"
    yield ""
    yield "The archive job fills them, each message exactly once, every revision a row. A table has its"
    yield "record's columns and the added ones."
    yield ""
    yield "| table | from topic | record | partitioned by | added columns |"
    yield "|---|---|---|---|---|"
    for table in TABLES:
        yield _row(
            f"`{table.name}`",
            f"`{table.topic.name}`",
            _link(table.record),
            ", ".join(f"`{name}`" for name in table.partition_columns),
            ", ".join(f"`{name}`" for name in _added(table)),
        )
    yield ""


def _added(table: Table) -> list[str]:
    own = set(schema_of(table.record).names)
    return [name for name in table.schema.names if name not in own]


def _link(record: type[Record]) -> str:
    return f"[{record.__name__}](#{record.__name__.lower()})"


def _row(*cells: object) -> str:
    escaped = (str(cell).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def main(arguments: list[str]) -> int:
    """Write the page to the path given; 2 without one."""
    if len(arguments) != 1:
        print("usage: python -m schemas.reference FILE", file=sys.stderr)
        return 2
    Path(arguments[0]).write_text(reference(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
