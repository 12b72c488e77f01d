"""`f1strategy replay`: a recorded race onto the stream, as it was known live."""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from f1strategy.cli.broker import BrokerOption, running_broker
from f1strategy.cli.speed import SpeedOption, parse_speed
from f1strategy.ingest.causal import TimedRow, release
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.errors import IngestError
from f1strategy.ingest.progress import follow
from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.recording import BadRecording, Recording, load
from f1strategy.ingest.remote_control import remote_control
from f1strategy.ingest.replay import LEAD_MS, Replay
from f1strategy.ingest.timed_row import first_laps
from schemas.topics import DEAD_LETTERS, RAW

console = Console()
complaints = Console(stderr=True)

SOURCE = "recording"
INTERRUPTED = 130
"""What shells give for a program ended by Ctrl-C."""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(replay)


def replay(
    folder: Annotated[
        Path, typer.Argument(help="A recording: a folder with one <endpoint>.json.gz each.")
    ],
    speed: SpeedOption = "10",
    from_lap: Annotated[
        int | None,
        typer.Option(min=1, help="Release everything before this lap at once and play from there."),
    ] = None,
    limit_laps: Annotated[
        int | None, typer.Option(min=1, help="End when the leader has completed so many laps.")
    ] = None,
    wait_for_start: Annotated[
        bool, typer.Option("--wait-for-start", help="Play the hour before the start as well.")
    ] = False,
    bootstrap_servers: BrokerOption = None,
) -> None:
    """Replay a recorded race to Kafka, each row at the moment it was known.

    In a terminal: [bold]space[/] pauses, [bold]+[/] and [bold]-[/] change the speed, [bold]n[/] goes to the
    next lap, [bold]l[/] to any later one, [bold]q[/] ends. The dashboard can pause it, change its
    speed and seek as well. A replay never goes back: what is on the stream stays there.
    """
    race_speed = parse_speed(speed)
    try:
        recording = load(folder)
        rows = release(recording)
        if limit_laps is not None:
            rows = first_laps(rows, limit_laps)
        servers = bootstrap_servers or running_broker()
        with Publisher(servers) as publisher:
            run = Replay(
                rows,
                session_key=recording.session_key,
                source=SOURCE,
                publish=publisher.publish,
                clock=SystemClock(),
                speed=race_speed,
                lead_ms=None if wait_for_start else LEAD_MS,
            )
            if from_lap is not None:
                run.control.seek_lap(from_lap)
            with remote_control(run, recording.session_key, servers):
                _play(recording, rows, run, publisher)
    except (BadRecording, IngestError) as error:
        complaints.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        complaints.print("interrupted; what was released stays on the stream")
        raise typer.Exit(INTERRUPTED) from None


def _play(recording: Recording, rows: list[TimedRow], run: Replay, publisher: Publisher) -> None:
    name = recording.race_info.race_name or recording.name
    console.print(f"[bold]{name}[/], session {recording.session_key}: {len(rows):,} rows")
    for letter in recording.dead_letters:
        publisher.publish_dead_letter(letter)
    began = time.monotonic()
    try:
        follow(run, console)
    finally:
        publisher.flush()
    took_s = time.monotonic() - began
    console.print(f"{publisher.published:,} rows on {RAW.name} in {took_s:.1f} s", highlight=False)
    if publisher.dead_letters:
        console.print(f"[yellow]{publisher.dead_letters} malformed rows on {DEAD_LETTERS.name}")
