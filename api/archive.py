"""History from the lake, page by page. Reading happens in a thread: tables are files, or far away."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import msgspec

from api.errors import Failed
from f1strategy.lake.errors import NoVersion
from f1strategy.lake.location import Lake
from f1strategy.lake.paging import Page, Pager
from schemas import tables
from schemas.records import Record
from schemas.tables import Table

T = TypeVar("T", bound=Record)

LARGEST_PAGE: Final = 500
LARGEST_OF_OPTIONS: Final = 100
"""An option set has as many fields as some hundred laps' times."""
_CURSOR: Final = re.compile(r"(\d{1,15})\.(\d{1,15})")


@dataclass(frozen=True, slots=True)
class Nodes(Generic[T]):
    """A page as clients see it. end_cursor names the version too: all pages are of the same."""

    version: int | None
    nodes: list[T]
    end_cursor: str | None


class Archive:
    """Reads tables of a lake; without one every question fails with NO_LAKE."""

    def __init__(self, lake: Lake | None, at_a_time: int = 2) -> None:
        self._pager = Pager(lake) if lake is not None else None
        self._turn = asyncio.Semaphore(at_a_time)

    async def page(
        self,
        table: Table,
        record: type[T],
        session_key: int | None = None,
        driver_number: int | None = None,
        *,
        first: int,
        after: str | None,
        version: int | None = None,
    ) -> Nodes[T]:
        """Some records of a table. Raises `Failed`: BAD_USER_INPUT, NO_LAKE, NO_VERSION."""
        if self._pager is None:
            raise Failed("NO_LAKE", "This service was not told of a lake: set LIVEF1_LAKE.")
        most = LARGEST_OF_OPTIONS if table is tables.OPTIONS else LARGEST_PAGE
        if not 1 <= first <= most:
            message = f"first: expected 1 to {most}, found {first}"
            raise Failed("BAD_USER_INPUT", message)
        start = 0
        if after is not None:
            version, start = _place(after)
        async with self._turn:
            page = await asyncio.to_thread(
                self._read, self._pager, table, session_key, driver_number, first, start, version
            )
        nodes = [_record(row, record) for row in page.rows]
        end = None if page.end is None else f"{page.version}.{page.end}"
        return Nodes(page.version, nodes, end)

    @staticmethod
    def _read(
        pager: Pager,
        table: Table,
        session_key: int | None,
        driver_number: int | None,
        first: int,
        start: int,
        version: int | None,
    ) -> Page:
        try:
            return pager.page(
                table, session_key, driver_number, first=first, start=start, version=version
            )
        except NoVersion as error:
            raise Failed("NO_VERSION", str(error)) from None


def _place(cursor: str) -> tuple[int, int]:
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise Failed("BAD_USER_INPUT", "after: expected the endCursor of a page")
    return int(found[1]), int(found[2])


def _record(row: dict[str, Any], record: type[T]) -> T:
    # A column that is younger than the row is null in it; the record's default says what that means.
    said = {name: value for name, value in row.items() if value is not None}
    return msgspec.convert(said, record)
