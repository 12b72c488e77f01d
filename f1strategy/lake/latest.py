"""The latest row of every thing that a table tells about: of a lap or an option set, its last revision."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from f1strategy.lake.location import Lake
from f1strategy.lake.opening import existing_table
from schemas.tables import Table

LAST: Final = ("archived_time_ms", "kafka_offset")
"""Of equal revisions, such as those of a race that was replayed twice, the one that came last."""


def rows(
    lake: Lake, table: Table, session_key: int | None = None, version: int | None = None
) -> pa.Table:
    """Every row of a table, of one session if given, at a version of it (time travel) if given.

    Raises `NoTable`.
    """
    delta = existing_table(lake, table)
    if version is not None:
        delta.load_as_version(version)
    filters = None if session_key is None else [("session_key", "=", session_key)]
    return delta.to_pyarrow_table(filters=filters)


def since_offsets(every: pa.Table, first: Mapping[int, int]) -> pa.Table:
    """The rows of messages from these offsets on, by partition; of a partition without one, all."""
    for partition, offset in first.items():
        is_other = pc.not_equal(every["kafka_partition"], partition)
        every = every.filter(pc.or_(is_other, pc.greater_equal(every["kafka_offset"], offset)))
    return every


def latest(lake: Lake, table: Table, session_key: int | None = None) -> pa.Table:
    """The latest row of every identity, in the order of the identity columns. Raises `NoTable`."""
    return latest_of(rows(lake, table, session_key), table)


def latest_of(every: pa.Table, table: Table) -> pa.Table:
    """The same of rows that are at hand."""
    order = [*table.identity, *table.newest_by, *LAST]
    ordered = every.sort_by([(name, "ascending") for name in order])
    numbered = ordered.append_column("row", pa.array(np.arange(ordered.num_rows)))
    last = numbered.group_by(list(table.identity)).aggregate([("row", "max")])["row_max"]
    return ordered.take(np.sort(last.to_numpy()))
