"""Writes docs/records.md, the reference of topics and records, from their declarations.

Run by `make docs`.
"""

import sys
from collections.abc import Iterator

from schemas.arrow import description_of, schema_of
from schemas.markdown import columns, nested, row, write_page
from schemas.records import Record
from schemas.topics import DAY_MS, TOPICS, Topic


def reference() -> str:
    """The whole page as Markdown."""
    return "\n".join([*_head(), *_topics(), *_records()])


def _head() -> Iterator[str]:
    yield "# Topics and records"
    yield ""
    yield "Written from `schemas/` by `make docs`; a test keeps it in step. Values on Kafka are JSON."
    yield "Every value names its schema and version in `schema`; readers ignore fields they do not know."
    yield "What the archive makes of them is in [tables.md](tables.md)."
    yield ""


def _topics() -> Iterator[str]:
    yield "## Topics"
    yield ""
    yield "| topic | record | key | partition by | partitions | clean-up | kept |"
    yield "|---|---|---|---|---|---|---|"
    for topic in TOPICS:
        parts = topic.key_parts
        yield row(
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
        yield from columns(schema)
        for name, fields in nested(schema):
            yield f"### {record.__name__}.{name}"
            yield ""
            yield from columns(fields)


def _link(record: type[Record]) -> str:
    return f"[{record.__name__}](#{record.__name__.lower()})"


def main(arguments: list[str]) -> int:
    """Write the page to the path given; 2 without one."""
    return write_page(arguments, "schemas.reference", reference())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
