"""Tables read page by page, each page of the version that the first one was of."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from f1strategy.lake.errors import NoTable, NoVersion
from f1strategy.lake.latest import LAST, latest_of
from f1strategy.lake.location import Lake
from f1strategy.lake.opening import existing_table
from schemas.tables import DEAD_LETTERS, Table

KEPT: Final = 4
"""Sessions of a table that are kept at hand; a version of a table never changes."""

Asked = tuple[str, int, int | None]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one version of a table; version None: there is no table yet. end: where the next page begins."""

    version: int | None
    rows: tuple[dict[str, Any], ...] = ()
    end: int | None = None


@dataclass(eq=False, slots=True)
class Pager:
    """Reads pages of a lake's tables; may be used from several threads."""

    lake: Lake
    _kept: OrderedDict[Asked, pa.Table] = field(default_factory=OrderedDict)
    _one_at_a_time: Lock = field(default_factory=Lock)

    def page(
        self,
        table: Table,
        session_key: int | None = None,
        driver_number: int | None = None,
        *,
        first: int,
        start: int = 0,
        version: int | None = None,
    ) -> Page:
        """The latest rows of a table at a version, in the order of its identity, dead letters newest first.

        Raises `NoVersion` for one that never was, or whose files are vacuumed.
        """
        try:
            delta = existing_table(self.lake, table)
        except NoTable:
            return Page(None)
        with self._one_at_a_time:
            at, rows = self._rows(delta, table, session_key, version)
        if driver_number is not None:
            rows = rows.filter(pc.equal(rows["driver_number"], driver_number))
        found = rows.slice(start, first).to_pylist()
        end = start + len(found)
        return Page(at, tuple(found), end if end < rows.num_rows else None)

    def _rows(
        self, delta: DeltaTable, table: Table, session_key: int | None, version: int | None
    ) -> tuple[int, pa.Table]:
        at = delta.version() if version is None else version
        asked = (table.name, at, session_key)
        if asked not in self._kept:
            self._kept[asked] = _ordered(_read(delta, table, session_key, at), table)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(asked)
        return at, self._kept[asked]


def _read(delta: DeltaTable, table: Table, session_key: int | None, version: int) -> pa.Table:
    filters = None if session_key is None else [("session_key", "=", session_key)]
    try:
        if version != delta.version():
            delta.load_as_version(version)
        return delta.to_pyarrow_table(filters=filters)
    except (DeltaError, OSError, ValueError) as error:
        raise NoVersion(table.name, version) from error


def _ordered(rows: pa.Table, table: Table) -> pa.Table:
    latest = latest_of(rows, table)
    if table is not DEAD_LETTERS:
        return latest
    return latest.sort_by([(name, "descending") for name in LAST])
