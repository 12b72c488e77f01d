"""`f1strategy jobs`: the Flink jobs of the stack that is up: seen, redeployed, taken back."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.table import Column, Table

from f1strategy.cli.history import complaints, console, fail
from f1strategy.cli.stack import FolderOption, folder
from f1strategy.runtime.errors import NothingUp, RuntimeFailure
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.jobs import JOBS
from f1strategy.runtime.redeploy import Redeployed, Redeployment
from f1strategy.runtime.releases import Releases
from f1strategy.runtime.stack import Stack, StackState

program = typer.Typer(
    help="The Flink jobs: list, submit, redeploy without loss, roll back.", no_args_is_help=True
)

JobArgument = Annotated[str, typer.Argument(help=f"One of {', '.join(JOBS)}.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(program, name="jobs")


@program.command("list")
def list_jobs(run_folder: FolderOption = None, as_json: JsonOption = False) -> None:
    """Show each job, its release, its restarts and its newest checkpoint."""
    stack = Stack(folder(run_folder))
    state = _state(stack)
    rows = []
    with FlinkRest(state.flink_rest) as flink:
        for name, job_id in state.jobs.items():
            job = next((one for one in flink.jobs() if one.job_id == job_id), None)
            deployed = [
                one for one in Releases(stack.folder).deployments(name) if one.job_id == job_id
            ]
            rows.append(
                {
                    "job": name,
                    "job_id": job_id,
                    "state": job.state if job else "GONE",
                    "restarts": flink.restarts(job_id) if job else None,
                    "checkpoint_time_ms": flink.last_checkpoint_start_ms(job_id) if job else None,
                    "release": deployed[0].release if deployed else None,
                }
            )
    if as_json:
        console.print_json(data=rows)
        return
    table = Table("job", "state", "restarts", "newest checkpoint", _whole("release"), _whole("id"))
    for row in rows:
        taken_ms = row["checkpoint_time_ms"]
        table.add_row(
            str(row["job"]),
            str(row["state"]),
            str(row["restarts"]),
            _ago(int(taken_ms)) if taken_ms else "none yet",
            str(row["release"] or "installed"),
            str(row["job_id"]),
        )
    console.print(table)


@program.command()
def submit(
    jobs: Annotated[list[str] | None, typer.Argument(help="Jobs; all that do not run.")] = None,
    run_folder: FolderOption = None,
) -> None:
    """Start jobs that do not run, with empty state: for a stack that was started with --no-jobs."""
    stack = Stack(folder(run_folder), report=console.print)
    state = _state(stack)
    wanted = jobs or [name for name in JOBS if name not in state.jobs]
    wrong = [name for name in wanted if name not in JOBS or name in state.jobs]
    if wrong or not wanted:
        fail(f"runs already, or is no job: {', '.join(wrong) or 'nothing is left to start'}")
    try:
        ids = stack.submit(state, tuple(wanted)).jobs
        for name, job_id in {**state.jobs, **ids}.items():
            stack.note_job(name, job_id)
    except RuntimeFailure as error:
        fail(str(error))
    console.print(f"{', '.join(wanted)} running")


@program.command()
def redeploy(
    job: JobArgument,
    code: Annotated[
        Path | None,
        typer.Option(
            help="Project folder with the new code.",
            show_default="this one",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    run_folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Replace a running job by new code, from a savepoint; back to the old one by itself if that fails.

    Exit 0: the new code runs. 1: nothing was changed, or the old code runs again; the message says which.
    """
    _deploy(run_folder, lambda change: change.redeploy(job, code), as_json=as_json)


@program.command()
def rollback(
    job: JobArgument,
    savepoint: Annotated[
        str | None,
        typer.Option(help="Start from this one.", show_default="that of the last redeployment"),
    ] = None,
    run_folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the code again that ran before the last redeployment."""
    _deploy(run_folder, lambda change: change.rollback(job, savepoint), as_json=as_json)


@program.command()
def savepoints(run_folder: FolderOption = None, as_json: JsonOption = False) -> None:
    """Show what was deployed when, from which savepoint, and how it went."""
    deployments = Releases(folder(run_folder)).deployments()
    if as_json:
        console.print_json(msgspec.json.encode(deployments).decode())
        return
    if not deployments:
        console.print("nothing was redeployed on this stack")
        return
    table = Table("started", "job", "release", "outcome", _whole("from savepoint"))
    for one in deployments:
        started = time.strftime("%H:%M:%S", time.localtime(one.started_time_ms / 1000))
        source = one.savepoint or "empty state"
        table.add_row(started, one.job, one.release or "installed", one.outcome, source)
    console.print(table)


def _whole(header: str) -> Column:
    """A column of what is copied from the table: it goes on in a second line rather than end in an ellipsis."""
    return Column(header, overflow="fold")


def _deploy(
    run_folder: Path | None, work: Callable[[Redeployment], Redeployed], *, as_json: bool
) -> None:
    report = complaints.print if as_json else console.print
    try:
        done = work(Redeployment(Stack(folder(run_folder)), report))
    except RuntimeFailure as error:
        fail(str(error))
    if as_json:
        console.print_json(msgspec.json.encode(done).decode())
        return
    left = "" if done.unread is None else f", {done.unread} messages behind"
    console.print(
        f"{done.job} runs as release {done.release or 'installed'}: down for {done.gap_s:.1f} s, first checkpoint "
        f"after {done.checkpoint_s:.1f} s{left}\nback to the code before: f1strategy jobs rollback {done.job}",
        highlight=False,
        soft_wrap=True,
    )


def _state(stack: Stack) -> StackState:
    state = stack.state()
    if state is None:
        fail(str(NothingUp(stack.folder.path)))
    return state


def _ago(time_ms: int) -> str:
    return f"{max(0.0, time.time() - time_ms / 1000):.0f} s ago"
