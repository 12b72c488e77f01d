"""Compacts sessions that have ended. What tells: nothing new of them was archived for a while."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from f1strategy.lake.errors import NoTable
from f1strategy.lake.location import Lake
from f1strategy.lake.opening import existing_table
from f1strategy.lake.upkeep import Compacted, can_be_merged, compact, files_of
from schemas.tables import TABLES, Table

QUIET_MS: Final = 15 * 60 * 1000
"""Longer than the archive's interval by far; a red flag may last longer, and then it is done twice."""


def untidy_sessions(
    lake: Lake, now_ms: int, quiet_ms: int = QUIET_MS, tables: Sequence[Table] = TABLES
) -> list[tuple[int, Table]]:
    """Sessions with nothing new in any table since `quiet_ms`, and their tables with files to merge.

    From the tables' logs alone: no data file is read. `now_ms`: ms since 1970-01-01 UTC.
    """
    files = {table: found for table in tables if (found := _files(lake, table))}
    newest = _newest_file_ms(one for found in files.values() for one in found)
    ended = {session for session, file_ms in newest.items() if now_ms - file_ms >= quiet_ms}
    return [
        (session, table)
        for session in sorted(ended)
        for table, found in files.items()
        if can_be_merged([one for one in found if one["partition.session_key"] == session])
    ]


def tend(
    lake: Lake, now_ms: int, quiet_ms: int = QUIET_MS, tables: Sequence[Table] = TABLES
) -> Iterator[tuple[int, Compacted]]:
    """Merge the files of sessions that have ended; tells each session and table as it is done.

    Raises `LakeConflict`.
    """
    for session, table in untidy_sessions(lake, now_ms, quiet_ms, tables):
        yield session, compact(lake, table, session)


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
