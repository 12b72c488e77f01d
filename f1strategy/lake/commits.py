"""What was committed to a table and when, from its log."""

from dataclasses import dataclass

from f1strategy.lake.location import Lake
from f1strategy.lake.opening import existing_table
from schemas.tables import Table


@dataclass(frozen=True, slots=True)
class Commit:
    """One append: its version, when it was there, how many rows, and how long the writing took."""

    version: int
    time_ms: int
    rows: int
    took_ms: int


def commits(lake: Lake, table: Table) -> list[Commit]:
    """Every append, oldest first. Raises `NoTable`."""
    return [
        Commit(
            version=one["version"],
            time_ms=one["timestamp"],
            rows=int(one["operationMetrics"]["num_added_rows"]),
            took_ms=int(one["operationMetrics"]["execution_time_ms"]),
        )
        for one in reversed(existing_table(lake, table).history())
        if one["operation"] == "WRITE"
    ]
