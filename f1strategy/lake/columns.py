"""Records with their places on Kafka -> the columns of their table."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import pyarrow as pa

from f1strategy.lake.messages import Message
from schemas.records import Record
from schemas.tables import Table

TIMES: Final = ("event_time_ms", "lap_start_time_ms", "lap_end_time_ms", "first_time_ms")
"""Fields that tell when the race was, best first. No season crosses the turn of a year."""


def columns(
    table: Table,
    placed: Sequence[tuple[Message, Record]],
    *,
    topic_id: str,
    archived_time_ms: int,
) -> pa.Table:
    """The rows as the table's columns, in the order given."""
    records = [record for _, record in placed]
    known: dict[str, Callable[[], list[Any]]] = {
        "season": lambda: [season_of(record) for record in records],
        "kafka_topic_id": lambda: [topic_id] * len(placed),
        "kafka_partition": lambda: [message.partition for message, _ in placed],
        "kafka_offset": lambda: [message.offset for message, _ in placed],
        "archived_time_ms": lambda: [archived_time_ms] * len(placed),
    }
    schema = table.schema
    arrays = [
        pa.array(known[field.name]() if field.name in known else _cells(records, field), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def season_of(record: Record) -> int | None:
    """The record's season, or the year of its own time; None if it tells neither."""
    season: int | None = getattr(record, "season", None)
    if season is not None:
        return season
    times = (getattr(record, name, None) for name in TIMES)
    time_ms = next((time for time in times if time is not None), None)
    return None if time_ms is None else datetime.fromtimestamp(time_ms / 1000, UTC).year


def _cells(records: Sequence[Record], field: Any) -> list[Any]:
    cells = [getattr(record, field.name) for record in records]
    if pa.types.is_nested(field.type):
        return [msgspec.to_builtins(cell) for cell in cells]
    if cells and isinstance(cells[0], msgspec.Raw):
        return [bytes(cell).decode() for cell in cells]
    return cells
