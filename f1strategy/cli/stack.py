"""`f1strategy up`, `down` and `status`: the embedded stack from the command line."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from f1strategy.lake.location import SETTING
from f1strategy.runtime.errors import RuntimeFailure
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.folders import RunFolder, default_run_folder
from f1strategy.runtime.stack import Stack, StackState
from f1strategy.runtime.upkeep import start_tending

console = Console()
complaints = Console(stderr=True)

FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--run-folder",
        envvar="LIVEF1_RUN",
        help="Logs and state of the stack; one stack a folder.",
        show_default=".run in the project",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(up)
    app.command()(down)
    app.command()(status)


def up(
    run_folder: FolderOption = None,
    jobs: Annotated[bool, typer.Option(help="Submit the Flink jobs too.")] = True,
    ha: Annotated[
        bool,
        typer.Option(
            "--ha",
            help="High availability: ZooKeeper remembers the jobs, a watchdog starts JobManager and TaskManager again.",
        ),
    ] = False,
) -> None:
    """Start the Kafka broker, the Flink cluster and the jobs; leave them running.

    Every start begins with empty topics. Ports 9092 and 8081 are used when free, others otherwise.
    """
    stack = Stack(folder(run_folder), report=console.print, lake=os.environ.get(SETTING))
    try:
        state = stack.up(with_jobs=jobs, ha=ha)
        if jobs:
            start_tending(stack, state)
    except RuntimeFailure as error:
        complaints.print(f"[red]{error}")
        raise typer.Exit(1) from error
    show(stack.folder, state)
    console.print("[dim]f1strategy replay FOLDER feeds it, f1strategy down ends it")


def down(run_folder: FolderOption = None) -> None:
    """End every process of the stack, Python workers included."""
    ended = Stack(folder(run_folder)).down()
    console.print(f"{ended} processes ended" if ended else "nothing was running")


def status(run_folder: FolderOption = None) -> None:
    """Show what runs, where it answers and how the jobs are; exit 3 when nothing runs."""
    stack = Stack(folder(run_folder))
    state = stack.state()
    if state is None:
        console.print("nothing runs; [bold]f1strategy up[/] starts the stack")
        raise typer.Exit(3)
    show(stack.folder, state)
    console.print(f"memory {stack.memory_bytes() / 2**20:,.0f} MiB")
    console.print(_jobs(state))


def folder(run_folder: Path | None) -> RunFolder:
    """The stack's folder that was asked for, or the default one."""
    return RunFolder((run_folder or default_run_folder()).resolve())


def show(run_folder: RunFolder, state: StackState) -> None:
    """Print where the parts answer."""
    grid = Table.grid(padding=(0, 2))
    grid.add_row("Kafka", state.bootstrap_servers)
    grid.add_row("Flink", f"http://{state.flink_rest}")
    grid.add_row("lake", state.lake)
    grid.add_row("logs", str(run_folder.logs))
    console.print(grid)


def _jobs(state: StackState) -> Table:
    table = Table("job", "state", "tasks", "restarts")
    with FlinkRest(state.flink_rest) as flink:
        for job in flink.jobs():
            tasks = f"{job.running_tasks}/{job.tasks}"
            table.add_row(job.name, job.state, tasks, str(flink.restarts(job.job_id)))
    return table
