"""What commands on past races share: where the tables are, reading them, progress and complaints."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    import pandas as pd

    from f1strategy.models.race import Race

console = Console()
complaints = Console(stderr=True)

LapsFile = Annotated[
    Path | None,
    typer.Option(
        help="Parquet table of historical laps.", show_default="$LIVEF1_DATA/laps/laps.parquet"
    ),
]


def laps_file(named: Path | None) -> Path:
    """The named table, or the one of `LIVEF1_DATA`; ends the command without either."""
    return named or data_folder("name a table of laps with --laps") / "laps" / "laps.parquet"


def data_folder(instead: str) -> Path:
    """`LIVEF1_DATA`; ends the command without it, with the advice what to do instead."""
    data = os.environ.get("LIVEF1_DATA")
    if data is None:
        fail(f"{instead}, or set LIVEF1_DATA to the folder of real races")
    return Path(data)


def read_races(laps: Path, history: Path | None = None) -> "list[Race]":
    """The races of one table or two, earliest first; ends the command for a bad one."""
    from f1strategy.training import laps_table  # noqa: PLC0415 (start-up stays quick)

    with complaints.status("reading the laps"):
        try:
            earlier: pd.DataFrame | None = history and laps_table.read_table(history)
            return list(laps_table.races(laps_table.joined(laps_table.read_table(laps), earlier)))
        except laps_table.BadLapsTable as error:
            fail(error)


def progress_bar(on: Console = console) -> Progress:
    """A bar that goes away when it is done."""
    return Progress(
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=on,
        transient=True,
    )


def fail(problem: object) -> NoReturn:
    """Say what is wrong on standard error and end with 1."""
    complaints.print(str(problem), style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)
