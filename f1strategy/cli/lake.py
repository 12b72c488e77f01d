"""`f1strategy lake`: figures of the archive's tables, their upkeep, and whether they are exact."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Annotated

import typer
from kafka.errors import KafkaError
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import track
from rich.table import Column
from rich.table import Table as Grid

from f1strategy.cli.broker import BrokerOption, running_broker
from f1strategy.lake import upkeep
from f1strategy.lake.errors import LakeError, NoTable
from f1strategy.lake.location import SETTING, Lake
from f1strategy.lake.tending import QUIET_MS, tend
from f1strategy.lake.verify import Verdict
from f1strategy.runtime.archived import verify_lake
from f1strategy.runtime.errors import RuntimeFailure
from f1strategy.runtime.folders import default_lake
from schemas.tables import TABLES, Table, UnknownTable, table_named

MINUTE_MS = 60_000

console = Console()
complaints = Console(stderr=True)

app = typer.Typer(help="Look at, compact, clean and verify the tables.", no_args_is_help=True)

LakeOption = Annotated[
    str | None,
    typer.Option(
        "--lake",
        envvar=SETTING,
        help="Folder or URL of the tables, such as s3://bucket/lake.",
        show_default="lake in the run folder",
    ),
]
TablesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--table", help="Only this table; may be given more than once.", show_default="all"
    ),
]
SessionOption = Annotated[
    int | None, typer.Option("--session", help="Only this session.", show_default="all")
]


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(app, name="lake")


@app.callback()
def lake_commands() -> None:
    """Look at, compact, clean and verify the tables."""


@app.command()
def stats(lake: LakeOption = None, table: TablesOption = None) -> None:
    """Rows, files, bytes, sessions and the last commit of every table."""
    grid = Grid("table", "rows", "files", "MiB", "sessions", "version", "last commit (UTC)")
    for number in range(1, 6):
        grid.columns[number].justify = "right"
    with complaining():
        for one in _tables(table):
            try:
                figures = upkeep.stats(lake_at(lake), one)
            except NoTable:
                grid.add_row(one.name, *["[dim]-"] * 5, "[dim]not there yet")
                continue
            when = figures.last_commit
            grid.add_row(
                one.name,
                f"{figures.rows:,}",
                f"{figures.files:,}",
                f"{figures.bytes / 2**20:,.1f}",
                str(figures.sessions),
                str(figures.version),
                f"{when:%Y-%m-%d %H:%M:%S}" if when else "",
            )
    console.print(lake_at(lake).root, highlight=False)
    console.print(grid)


@app.command()
def compact(
    lake: LakeOption = None, table: TablesOption = None, session: SessionOption = None
) -> None:
    """Merge small files into few; the writer beside it goes on, and no row changes."""
    with complaining():
        for one in track(_tables(table), "compacting", console=complaints, transient=True):
            try:
                done = upkeep.compact(lake_at(lake), one, session)
            except NoTable:
                continue
            console.print(f"{one.name}: {done.files_before:,} files -> {done.files_after:,}")


@app.command("tend")
def tend_lake(
    lake: LakeOption = None,
    quiet_min: Annotated[
        float, typer.Option(min=0, help="A session has ended when it was so long without a row.")
    ] = QUIET_MS
    / MINUTE_MS,
    every_s: Annotated[
        float | None,
        typer.Option(
            min=1,
            help="Look again so many seconds later, also where a look has failed.",
            show_default="once",
        ),
    ] = None,
) -> None:
    """Compact the sessions that have ended, and the many small files of one that goes on.

    `f1strategy up` has it running beside the archive.
    """
    looking = lake_at(lake), int(quiet_min * MINUTE_MS)
    if every_s is None:
        _look(*looking)
        return
    # A process for every look: what the libraries keep of a table's log ends with it.
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    while True:
        look = context.Process(target=_look_and_end, args=looking)
        look.start()
        look.join()
        time.sleep(every_s)


def _look_and_end(lake: Lake, quiet_ms: int) -> None:
    try:
        _look(lake, quiet_ms)
    except typer.Exit as error:
        raise SystemExit(error.exit_code) from error


def _look(lake: Lake, quiet_ms: int) -> None:
    with complaining():
        for session, done in tend(lake, time.time_ns() // 1_000_000, quiet_ms):
            files = f"{done.files_before:,} files -> {done.files_after:,}"
            console.print(f"session {session}, {done.table}: {files}")


@app.command()
def vacuum(
    lake: LakeOption = None,
    table: TablesOption = None,
    hours: Annotated[
        int, typer.Option(min=0, help="Keep what a version of so many hours ago needs.")
    ] = upkeep.RETENTION_HOURS,
    run: Annotated[
        bool, typer.Option("--run", help="Delete; without it they are only counted.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Allow less than a week: nobody may be reading.")
    ] = False,
) -> None:
    """Delete files that no recent version needs. Time travel ends where it was run."""
    with complaining():
        for one in _tables(table):
            try:
                files = upkeep.vacuum(lake_at(lake), one, hours=hours, dry_run=not run, force=force)
            except NoTable:
                continue
            console.print(f"{one.name}: {len(files):,} files {'deleted' if run else 'to delete'}")
    if not run:
        console.print("[dim]nothing was deleted; --run deletes")


@app.command()
def verify(
    lake: LakeOption = None, table: TablesOption = None, bootstrap_servers: BrokerOption = None
) -> None:
    """Compare topics with tables, message by message; exit 1 if any is lost, twice or altered.

    Rows whose messages Kafka no longer holds are older; refused messages are in the dead letters; waiting ones are newer
    than the archive's last commit.
    """
    with complaining():
        servers = bootstrap_servers or running_broker()
        verdicts = verify_lake(servers, lake_at(lake), _tables(table))
    console.print(_verdicts(verdicts))
    wrong = [one.table for one in verdicts if not one.is_exact]
    if wrong:
        complaints.print(f"[red]not exact: {', '.join(wrong)}")
        raise typer.Exit(1)
    waiting = sum(one.waiting for one in verdicts)
    if waiting:
        console.print(
            f"[yellow]{waiting:,} messages wait for the archive; every other one is in its table exactly once"
        )
        return
    console.print("[green]every message is in its table exactly once")


def _verdicts(verdicts: list[Verdict]) -> Grid:
    # A terminal of eighty columns has room for figures in the millions: none may end in an ellipsis.
    grid = Grid(Column("table", no_wrap=True), box=SIMPLE_HEAD, pad_edge=False, padding=0)
    names = Verdict.__slots__[1:]
    for name in names:
        header = "twice" if name == "duplicated" else name.replace("_", " ")
        grid.add_column(header, justify="right", overflow="fold")
    for one in verdicts:
        grid.add_row(one.table, *(f"{getattr(one, name):,}" for name in names))
    return grid


def lake_at(root: str | None) -> Lake:
    """The lake named, or the one of the run folder."""
    return Lake.at(root or default_lake())


def _tables(names: list[str] | None) -> list[Table]:
    return [table_named(name) for name in names] if names else list(TABLES)


@contextmanager
def complaining() -> Iterator[None]:
    """Say what is wrong on standard error and end with 1."""
    try:
        yield
    except (LakeError, UnknownTable, RuntimeFailure, KafkaError) as error:
        text = str(error) or type(error).__name__
        complaints.print(text, style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from error
