"""Compacts sessions that have ended, and thins out what a race that goes on has left so far.

What tells that one has ended: nothing new of it was archived for a while.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from f1strategy.lake.errors import NoTable
from f1strategy.lake.location import Lake
from f1strategy.lake.opening import existing_table
from f1strategy.lake.upkeep import (
    WHILE_IT_GOES_ON_BYTES,
    Compacted,
    can_be_merged,
    compact,
    files_of,
    thin_out,
)
from schemas.tables import TABLES, Table

QUIET_MS: Final = 15 * 60 * 1000
"""Longer than the archive's interval by far; a red flag may last longer, and then it is done twice."""
MANY_FILES: Final = 100
"""Small files of one session in a table at which they are merged although the race goes on: some eight minutes of it."""

Work = Callable[[Lake, Table, int], Compacted]


def untidy_sessions(
    lake: Lake, now_ms: int, quiet_ms: int = QUIET_MS, tables: Sequence[Table] = TABLES
) -> list[tuple[int, Table, Work]]:
    """Sessions and their tables with files to merge, and how: all of them where nothing new came to any table since
    `quiet_ms`, and the small ones where a session goes on and they have become many.

    From the tables' logs alone: no data file is read. `now_ms`: ms since 1970-01-01 UTC.
    """
    files = {table: found for table in tables if (found := _files(lake, table))}
    newest = _newest_file_ms(one for found in files.values() for one in found)
    return [
        (session, table, work)
        for session in sorted(newest)
        for table, found in files.items()
        if (
            work := _due(
                [one for one in found if one["partition.session_key"] == session],
                has_ended=now_ms - newest[session] >= quiet_ms,
            )
        )
    ]


def tend(
    lake: Lake, now_ms: int, quiet_ms: int = QUIET_MS, tables: Sequence[Table] = TABLES
) -> Iterator[tuple[int, Compacted]]:
    """Merge files where they are due; tells each session and table as it is done.

    Raises `LakeConflict`.
    """
    for session, table, work in untidy_sessions(lake, now_ms, quiet_ms, tables):
        yield session, work(lake, table, session)


def _due(files: Sequence[dict[str, Any]], *, has_ended: bool) -> Work | None:
    if has_ended:
        return compact if can_be_merged(files) else None
    small = [one for one in files if one["size_bytes"] < WHILE_IT_GOES_ON_BYTES]
    return thin_out if len(small) >= MANY_FILES else None


def _files(lake: Lake, table: Table) -> list[dict[str, Any]]:
    try:
        return files_of(existing_table(lake, table))
    except NoTable:
        return []


def _newest_file_ms(files: Iterable[dict[str, Any]]) -> dict[int, int]:
    """Per session when its newest file was written."""
    newest: dict[int, int] = {}
    for one in files:
        session = one["partition.session_key"]
        if session is not None:
            newest[session] = max(one["modification_time"], newest.get(session, 0))
    return newest
