"""`f1strategy demo`: stack, race, API and answers in one command; nothing runs on afterwards."""

import signal
import time
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import msgspec
import typer
from rich.console import Console

from f1strategy.cli.speed import SpeedOption, parse_speed
from f1strategy.ingest.errors import IngestError
from f1strategy.ingest.progress import follow
from f1strategy.ingest.recording import BadRecording, load
from f1strategy.ingest.simulated import simulate
from f1strategy.runtime.api_server import start_api
from f1strategy.runtime.errors import RuntimeFailure
from f1strategy.runtime.folders import RunFolder, default_lake, default_run_folder
from f1strategy.runtime.memory_watch import MemoryWatch
from f1strategy.runtime.race import Race, archive, dump_topics, run_race, summarize
from f1strategy.runtime.stack import Stack
from f1strategy.runtime.summary import Summary

console = Console()
complaints = Console(stderr=True)
INTERRUPTED = 130


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(demo)


def demo(
    recording: Annotated[
        Path | None,
        typer.Option(
            help="A recording: a folder with one <endpoint>.json.gz each.",
            show_default="the simulated Grand Prix",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, help="Which simulated Grand Prix; not with --recording.", show_default="1"
        ),
    ] = None,
    speed: SpeedOption = "20",
    headless: Annotated[
        bool, typer.Option("--headless", help="No API, no waiting at the end: for scripts.")
    ] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="With --headless: serve the API while the race runs.")
    ] = False,
    summary: Annotated[
        Path | None, typer.Option(help="Write what the run did, in numbers, as JSON.")
    ] = None,
    dump: Annotated[
        Path | None, typer.Option(help="Write the latest value of every key, one file a topic.")
    ] = None,
) -> None:
    """Replay a race through Kafka and Flink and serve its options over GraphQL.

    Everything runs on this machine and ends with this command; Ctrl-C ends it at any time.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        race = _race(recording, seed, parse_speed(speed))
        _run(race, headless=headless, serve=serve or not headless, summary=summary, dump=dump)
    except (BadRecording, IngestError, RuntimeFailure) as error:
        complaints.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        complaints.print("interrupted; everything that was started has ended")
        raise typer.Exit(INTERRUPTED) from None


def _run(
    race: Race, *, headless: bool, serve: bool, summary: Path | None, dump: Path | None
) -> None:
    began = time.monotonic()
    folder = RunFolder((default_run_folder() / "demo").resolve())
    with (
        Stack(folder, console.print, default_lake()) as stack,
        MemoryWatch(stack.memory_bytes) as memory,
    ):
        state = stack.up()
        if serve:
            server, address = start_api(folder, state)
            console.print(
                f"dashboard at [bold]{address}/[/], GraphiQL at {address}/graphiql.html, GraphQL at {address}/graphql"
            )
        start_up_s = time.monotonic() - began
        ran = run_race(race, state, lambda replay: follow(replay, console), console.print)
        archived = archive(race, state, console.print)
        wall_time_s = time.monotonic() - began
        figures = summarize(
            race,
            state,
            ran,
            archived,
            start_up_s=start_up_s,
            wall_time_s=wall_time_s,
            peak_bytes=memory.peak_bytes,
        )
        _tell(figures)
        if summary is not None:
            summary.write_bytes(msgspec.json.format(msgspec.json.encode(figures)) + b"\n")
        if dump is not None:
            console.print(f"{len(dump_topics(state, dump))} topics written to {dump}")
        if not headless:
            console.print(
                f"The race is over; its answers stay at [bold]{address}/[/] until Ctrl-C."
            )
            _wait(stack)
        if serve:
            server.process.terminate()
            server.process.wait()


def _wait(stack: Stack) -> None:
    try:
        while True:
            stack.check()
            time.sleep(1)
    except KeyboardInterrupt:
        console.print("ending")


def _tell(figures: Summary) -> None:
    laps, options, latency = figures.lap_records, figures.option_sets, figures.latency_ms
    console.print(
        f"{figures.raw_rows:,} rows in {figures.race_s:.1f} s -> {laps.total:,} lap records of "
        f"{len(laps.per_driver)} drivers, {options.published:,} option sets, "
        f"{figures.dead_letters} dead letters; latency p50 {_ms(latency.p50)}, p95 {_ms(latency.p95)}, "
        f"p99 {_ms(latency.p99)}; {figures.peak_memory_mib:,.0f} MiB at most",
        highlight=False,
    )
    kept = figures.archived
    console.print(
        f"{sum(kept.rows.values()):,} rows of it in {kept.files} files in the lake {kept.lake}: "
        "f1strategy lake stats",
        highlight=False,
        soft_wrap=True,
    )


def _ms(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.0f} ms"


def _race(folder: Path | None, seed: int | None, speed: float) -> Race:
    if folder is None:
        return Race(simulate(1 if seed is None else seed), "simulated", speed)
    if seed is not None:
        reason = "a recording has no seed; give --recording or --seed"
        raise typer.BadParameter(reason, param_hint="--seed")
    return Race(load(folder), "recording", speed)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
