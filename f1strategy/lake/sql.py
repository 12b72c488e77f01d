"""The tables for SQL: every table a view, of the latest rows and of all revisions."""

import re
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import duckdb
import pyarrow as pa

from f1strategy.lake.errors import BadQuery, NoTable, UnknownQuestion
from f1strategy.lake.latest import LAST
from f1strategy.lake.location import Lake
from f1strategy.lake.opening import described, existing_table
from schemas.tables import TABLES, Table

EVERY_REVISION: Final = "every_revision"
SESSION: Final = "session"
SESSION_KEY: Final = "session_key"
_PARAMETER: Final = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that an analyst asks: its name, in words, and in SQL."""

    name: str
    words: str
    sql: str

    @property
    def is_about_a_session(self) -> bool:
        """Whether it wants `$session`."""
        return f"${SESSION}" in self.sql


def questions() -> list[Question]:
    """Those that come with the project, by name."""
    files = resources.files("f1strategy.lake").joinpath("questions").iterdir()
    texts = {file.name.removesuffix(".sql"): file.read_text() for file in files}
    return [
        Question(name, text.partition("\n")[0].removeprefix("-- "), text)
        for name, text in sorted(texts.items())
    ]


def question(name: str) -> Question:
    """The question of this name; raises `UnknownQuestion`."""
    for one in questions():
        if one.name == name:
            return one
    raise UnknownQuestion(name, tuple(one.name for one in questions()))


def connect(lake: Lake) -> duckdb.DuckDBPyConnection:
    """A database of the lake as it is now: `laps` has the latest row of every lap,
    `laps_every_revision` all rows; so for each table. One that is not there yet is empty.
    """
    connection = duckdb.connect()
    for table in TABLES:
        every = f"{table.name}_{EVERY_REVISION}"
        connection.register(every, _rows(lake, table))
        connection.execute(f"CREATE VIEW {table.name} AS {latest_sql(table)}")
    return connection


def latest_sql(table: Table) -> str:
    """The latest row of every identity, as SQL.

    >>> from schemas.tables import ALERTS
    >>> print(latest_sql(ALERTS))
    SELECT * FROM alerts_every_revision QUALIFY row_number() OVER (PARTITION BY session_key, \
driver_number, alert_id ORDER BY archived_time_ms DESC, kafka_offset DESC) = 1
    """
    newest = ", ".join(f"{name} DESC" for name in (*table.newest_by, *LAST))
    identity = ", ".join(f'"{name}"' if name == "offset" else name for name in table.identity)
    return (
        f"SELECT * FROM {table.name}_{EVERY_REVISION} "  # noqa: S608 — names of our own
        f"QUALIFY row_number() OVER (PARTITION BY {identity} ORDER BY {newest}) = 1"
    )


def ask(
    connection: duckdb.DuckDBPyConnection, sql: str, session_key: int | None = None
) -> pa.Table:
    """The answer to a query; `$session` in it is the session's key. Raises `BadQuery`."""
    values: dict[str, Any] = {SESSION: session_key} if SESSION in _PARAMETER.findall(sql) else {}
    if values and session_key is None:
        raise BadQuery("it asks about $session, and none was named")
    try:
        relation = connection.sql(sql, params=values or None)
        if relation is not None:
            return relation.to_arrow_table()
    except duckdb.Error as error:
        raise BadQuery(str(error)) from error
    raise BadQuery("it has no answer; expected a SELECT")


def newest_session(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The session whose last lap is the newest; None in an empty lake."""
    newest = "SELECT session_key FROM laps ORDER BY lap_end_time_ms DESC NULLS LAST LIMIT 1"
    found = ask(connection, newest).to_pylist()
    return int(found[0][SESSION_KEY]) if found else None


def _rows(lake: Lake, table: Table) -> Any:
    try:
        return existing_table(lake, table).to_pyarrow_dataset()
    except NoTable:
        return described(table.schema).empty_table()
