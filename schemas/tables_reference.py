"""Writes docs/tables.md, the data dictionary of the Delta tables, from their declarations.

Run by `make docs`.
"""

import sys
from collections.abc import Iterator

from schemas.arrow import description_of
from schemas.markdown import columns, nested, row, write_page
from schemas.tables import TABLES, Table

HEAD = """\
# Tables

Written from `schemas/` by `make docs`; a test compares this page with tables as they are on disk.
How to read, ask and keep them: [lake.md](lake.md).

Every message of a topic is a row, exactly once, every revision of it: a lap or an option set is
published again whenever something about it changes. `f1strategy.lake.latest.latest`, and in SQL the
table by its plain name, give the **latest** row of each thing; `<table>_every_revision` in SQL, and any
engine that opens the table's folder, give **all**.

- **Units** are the last part of a column's name, and in its comment in the table itself: `lap_time_s` is
  in seconds. Times of day end in `_time_ms`: milliseconds since 1970-01-01, UTC.
- **Null** is "not known", never nought: a lap without a time is not a lap of 0 s. A column without "yes"
  under null always has a value.
- **Added columns**: `season` where the record lacks it, and the row's place on Kafka (`kafka_topic_id`,
  `kafka_partition`, `kafka_offset`), by which the archive tells what it has already.
- **Place numbers** (`position`, `grid_position`) count from 1.
"""


def tables_reference() -> str:
    """The whole page as Markdown."""
    return "\n".join([HEAD, *_overview(), *(line for table in TABLES for line in _table(table))])


def _overview() -> Iterator[str]:
    yield "| table | from topic | a row is | one thing is | its latest row has the highest |"
    yield "|---|---|---|---|---|"
    for table in TABLES:
        yield row(
            f"[`{table.name}`](#{table.name})",
            f"`{table.topic.name}`",
            description_of(table.record),
            _names(table.identity),
            _names((*table.newest_by, "archived_time_ms", "kafka_offset")),
        )
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield f"{description_of(table.record)} `{table.record.SCHEMA}/{table.record.VERSION}`."
    yield f"Partitioned by {_names(table.partition_columns)}."
    yield ""
    yield from columns(table.schema)
    for name, fields in nested(table.schema):
        yield f"### {table.name}.{name}"
        yield ""
        yield from columns(fields)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main(arguments: list[str]) -> int:
    """Write the page to the path given; 2 without one."""
    return write_page(arguments, "schemas.tables_reference", tables_reference())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
