"""Keeps tables small: many little files into few, old files away, figures about both.

Run beside the writer, from another process: a concurrent append commits, and neither waits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError

from f1strategy.lake.errors import LakeConflict, RetentionTooShort
from f1strategy.lake.location import Lake
from f1strategy.lake.opening import existing_table
from schemas.tables import Table

RETENTION_HOURS: Final = 168
"""A week: longer than any reader reads, and as far as time travel is promised."""
TARGET_BYTES: Final = 256 * 1024 * 1024
WHILE_IT_GOES_ON_BYTES: Final = 8 * 1024 * 1024
"""A file of this size is left alone while its race goes on: so no row is written again more than a few times."""
ATTEMPTS: Final = 5

Filters = list[tuple[str, str, Any]] | None
"""Partitions, as deltalake takes them; null: all."""

SORTED_BY: Final = {
    "laps": ("driver_number", "lap_number"),
    "options": ("driver_number", "lap_number"),
}
"""Columns by which a finished session's rows lie together."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What a compaction did."""

    table: str
    files_before: int
    files_after: int


@dataclass(frozen=True, slots=True)
class Stats:
    """A table in figures, of its newest version."""

    table: str
    version: int
    rows: int
    files: int
    bytes: int
    sessions: int
    last_commit: datetime | None


def compact(lake: Lake, table: Table, session_key: int | None = None) -> Compacted:
    """Merge small files, of one session if given. Raises `NoTable`, `LakeConflict`."""
    columns = SORTED_BY.get(table.name)

    def merge(delta: DeltaTable, filters: Filters) -> None:
        if columns is None:
            delta.optimize.compact(partition_filters=filters, target_size=TARGET_BYTES)
        elif can_be_merged(files_of(delta, session_key)):
            delta.optimize.z_order(
                list(columns), partition_filters=filters, target_size=TARGET_BYTES
            )

    return _merged(lake, table, session_key, merge)


def thin_out(lake: Lake, table: Table, session_key: int) -> Compacted:
    """Merge the small files of a race that goes on, in the order in which they lie. Raises `NoTable`, `LakeConflict`.

    Whoever writes to the table keeps in memory what the log says of each file.
    """

    def merge(delta: DeltaTable, filters: Filters) -> None:
        delta.optimize.compact(partition_filters=filters, target_size=WHILE_IT_GOES_ON_BYTES)

    return _merged(lake, table, session_key, merge)


def vacuum(
    lake: Lake,
    table: Table,
    *,
    hours: int = RETENTION_HOURS,
    dry_run: bool = True,
    force: bool = False,
) -> list[str]:
    """Files that no version of the last `hours` needs; they are deleted unless `dry_run`.

    Raises `RetentionTooShort` for less than a week without `force`, and `NoTable`.
    """
    if hours < RETENTION_HOURS and not force:
        raise RetentionTooShort(hours, RETENTION_HOURS)
    delta = existing_table(lake, table)
    return list(
        delta.vacuum(retention_hours=hours, dry_run=dry_run, enforce_retention_duration=not force)
    )


def stats(lake: Lake, table: Table, session_key: int | None = None) -> Stats:
    """The table, or a session in it, in figures, from its log alone. Raises `NoTable`."""
    delta = existing_table(lake, table)
    files = files_of(delta, session_key)
    newest = delta.history(1)
    return Stats(
        table=table.name,
        version=delta.version(),
        rows=sum(one["num_records"] for one in files),
        files=len(files),
        bytes=sum(one["size_bytes"] for one in files),
        sessions=len({one["partition.session_key"] for one in files}),
        last_commit=datetime.fromtimestamp(newest[0]["timestamp"] / 1000, UTC) if newest else None,
    )


def files_of(delta: DeltaTable, session_key: int | None = None) -> list[dict[str, Any]]:
    """What the log says of each data file of the newest version, of one session if given."""
    files: list[dict[str, Any]] = pa.table(delta.get_add_actions(flatten=True)).to_pylist()
    return [one for one in files if session_key in (None, one["partition.session_key"])]


def can_be_merged(files: Sequence[dict[str, Any]]) -> bool:
    """Whether some partition has more than one file: ordering one file again would only rewrite it."""
    partitions = [(one["partition.season"], one["partition.session_key"]) for one in files]
    return len(partitions) > len(set(partitions))


def _merged(
    lake: Lake,
    table: Table,
    session_key: int | None,
    merge: Callable[[DeltaTable, Filters], None],
) -> Compacted:
    delta = existing_table(lake, table)
    before = len(delta.file_uris())
    filters = None if session_key is None else [("session_key", "=", str(session_key))]
    _until_committed(delta, table, lambda: merge(delta, filters))
    delta.update_incremental()
    return Compacted(table.name, before, len(delta.file_uris()))


def _until_committed(delta: DeltaTable, table: Table, work: Callable[[], None]) -> None:
    for _ in range(ATTEMPTS):
        try:
            work()
        except CommitFailedError:
            delta.update_incremental()
        else:
            return
    raise LakeConflict(table.name, ATTEMPTS)
