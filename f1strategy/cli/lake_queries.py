"""`f1strategy lake ask` and `lake sql`: questions to the tables, answered by DuckDB."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table as Grid

from f1strategy.cli.lake import LakeOption, app, complaining, lake_at

if TYPE_CHECKING:
    import pyarrow as pa

console = Console()
MOST_ROWS_SHOWN = 200


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


AsOption = Annotated[Format, typer.Option("--as", help="How to write the answer.")]
SessionOption = Annotated[
    int | None,
    typer.Option(
        "--session", help="The session that $session stands for.", show_default="the newest"
    ),
]


def register(program: typer.Typer) -> None:  # noqa: ARG001 — they belong to `lake`
    """Add the commands to `f1strategy lake`."""
    app.command()(ask)
    app.command("sql")(query)


def ask(
    question: Annotated[
        str | None, typer.Argument(help="Name of a question.", show_default="list them")
    ] = None,
    lake: LakeOption = None,
    session: SessionOption = None,
    show: Annotated[bool, typer.Option("--sql", help="Print the SQL instead.")] = False,
    form: AsOption = Format.TABLE,
) -> None:
    """Answer one of the questions that come with the project; without a name, list them."""
    from f1strategy.lake import sql  # noqa: PLC0415 (start-up stays quick)

    with complaining():
        if question is None:
            grid = Grid("question", "in words", "asks about")
            for one in sql.questions():
                grid.add_row(
                    one.name, one.words, "a session" if one.is_about_a_session else "all races"
                )
            console.print(grid)
            return
        asked = sql.question(question)
        if show:
            typer.echo(asked.sql.rstrip())
            return
        if form is Format.TABLE:
            console.print(f"[bold]{asked.words}")
        _answer(lake, asked.sql, session, form)


def query(
    text: Annotated[str, typer.Argument(metavar="SQL", help="A query; - reads standard input.")],
    lake: LakeOption = None,
    session: SessionOption = None,
    form: AsOption = Format.TABLE,
) -> None:
    """Run SQL on the tables; laps has the latest row of every lap, laps_every_revision all rows.

    So for every table of the lake. The tables themselves cannot be changed.
    """
    with complaining():
        _answer(lake, sys.stdin.read() if text == "-" else text, session, form)


def _answer(lake: str | None, text: str, session: int | None, form: Format) -> None:
    from f1strategy.lake import sql  # noqa: PLC0415

    with sql.connect(lake_at(lake)) as connection:
        key = sql.newest_session(connection) if session is None else session
        answer: pa.Table = sql.ask(connection, text, key)
    write = {Format.TABLE: _as_table, Format.CSV: _as_csv, Format.JSON: _as_json}
    write[form](answer)


def _as_table(answer: Any) -> None:
    grid = Grid()
    for field in answer.schema:
        is_number = str(field.type).startswith(("int", "uint", "double", "float", "decimal"))
        grid.add_column(field.name, justify="right" if is_number else "left")
    for row in answer.slice(0, MOST_ROWS_SHOWN).to_pylist():
        grid.add_row(*("" if cell is None else str(cell) for cell in row.values()))
    console.print(grid)
    if answer.num_rows > MOST_ROWS_SHOWN:
        console.print(f"[dim]the first {MOST_ROWS_SHOWN} of {answer.num_rows:,} rows")
    if answer.num_rows == 0:
        console.print("[dim]no row")


def _as_csv(answer: Any) -> None:
    typer.echo(answer.to_pandas().to_csv(index=False), nl=False)


def _as_json(answer: Any) -> None:
    typer.echo(answer.to_pandas().to_json(orient="records"))
