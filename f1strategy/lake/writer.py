"""The exactly-once append: offsets in the commit that holds their rows, one handle as the fence.

Delta does not deduplicate: the same transaction version is accepted twice. So rows at or below the
offset that the handle knows as committed are dropped before every attempt; and a handle that another
writer has left behind cannot commit, because the transaction of the same source conflicts.
"""

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError

from f1strategy.lake.batch import Batch
from f1strategy.lake.errors import LakeConflict
from f1strategy.lake.failpoints import reach
from f1strategy.lake.location import Lake
from f1strategy.lake.messages import Source
from f1strategy.lake.opening import CHECKPOINT_INTERVAL, existing_table, open_table
from schemas.tables import Table

ATTEMPTS: Final = 20
NOTHING: Final = -1

PROPERTIES: Final = WriterProperties(compression="ZSTD")


class TableWriter:
    """Appends to one table. Keep one a table and process, and never write by path beside it."""

    def __init__(self, lake: Lake, table: Table) -> None:
        self._lake, self._table = lake, table
        self._delta: DeltaTable = open_table(lake, table)
        self._opened = self._delta.version()

    def committed(self, source: Source) -> int:
        """The last offset of the source that this handle knows as committed, or -1."""
        version = self._delta.transaction_version(source.app_id)
        return NOTHING if version is None else int(version)

    def append(self, batch: Batch) -> int:
        """Commit the rows that are not in the table yet; the answer is how many were written.

        Raises `LakeConflict` when other writers were faster every time.
        """
        for _ in range(ATTEMPTS):
            new = {
                source: end for source, end in batch.upto.items() if end > self.committed(source)
            }
            if not new:
                return 0
            fresh = self._fresh(batch.rows, new)
            reach("W1")
            try:
                next_version = self._delta.version() + 1
                with reach.between_files_and_commit("W2", self._delta.table_uri, next_version):
                    self._commit(fresh, new)
            except CommitFailedError:
                self._delta.update_incremental()
            else:
                reach("W3")
                self._renew()
                return int(fresh.num_rows)
        raise LakeConflict(self._table.name, ATTEMPTS)

    def refresh(self) -> None:
        """Learn what other writers have committed."""
        self._delta.update_incremental()

    def _renew(self) -> None:
        """After a checkpoint of the log, read it: a handle keeps what each commit said as tables of its own, and every
        further commit costs more time and memory.
        """
        version = self._delta.version()
        if version // CHECKPOINT_INTERVAL > self._opened // CHECKPOINT_INTERVAL:
            self._delta, self._opened = existing_table(self._lake, self._table), version

    def _fresh(self, rows: pa.Table, sources: Mapping[Source, int]) -> pa.Table:
        """The rows above the committed offset of their partition."""
        is_fresh: Any = pa.scalar(False)
        for source in sources:
            of_source = pc.equal(rows["kafka_partition"], source.partition)
            is_new = pc.greater(rows["kafka_offset"], self.committed(source))
            is_fresh = pc.or_(is_fresh, pc.and_(of_source, is_new))
        return rows.filter(is_fresh)

    def _commit(self, rows: pa.Table, last: Mapping[Source, int]) -> None:
        transactions = [Transaction(source.app_id, offset) for source, offset in last.items()]
        write_deltalake(
            self._delta,
            rows,
            mode="append",
            schema_mode="merge",
            writer_properties=PROPERTIES,
            commit_properties=CommitProperties(app_transactions=transactions),
        )
