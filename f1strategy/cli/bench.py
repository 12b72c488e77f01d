"""`f1strategy bench`: how fast the parts are on this machine; one JSON object each."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

if TYPE_CHECKING:
    from f1strategy.ingest.recording import Recording

console = Console()
complaints = Console(stderr=True)

app = typer.Typer(help="Measure how fast the parts are on this machine.", no_args_is_help=True)

RecordingOption = Annotated[
    Path | None,
    typer.Option(help="A recording's folder.", show_default="the simulated Grand Prix"),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


@app.callback()
def bench() -> None:
    """Measure how fast the parts are on this machine."""


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(app, name="bench")


@app.command()
def simulate(
    races: Annotated[int, typer.Option(min=10, help="Races a repeat and scenario.")] = 2_000,
    scenarios: Annotated[int, typer.Option(min=1, help="Scenarios that share their luck.")] = 10,
    repeats: Annotated[int, typer.Option(min=3, help="Repeats; the median counts.")] = 7,
    as_json: AsJson = False,
) -> None:
    """Whole races of 20 cars and 57 laps with all effects on, per second and core.

    CPU time of one thread, drawing the races included, compilation not. The numpy reference runs the
    same draws; both must tell the same races.
    """
    from f1strategy.benches.simulate import measure  # noqa: PLC0415 (start-up stays quick)

    _show(measure(races=races, scenarios=scenarios, repeats=repeats), as_json=as_json)


@app.command()
def recompute(
    repeats: Annotated[
        int, typer.Option(min=20, help="Repeats, each with futures of its own.")
    ] = 200,
    as_json: AsJson = False,
) -> None:
    """Option sets of all 20 drivers after lap 1 (5 plans x 100 futures each), and one driver's of 10 x 200.

    One thread; search, simulation, ranking and, for all drivers, the answers to safety car, VSC, red flag
    and rain. Wall time, and CPU time beside it.
    """
    from f1strategy.benches.recompute import measure  # noqa: PLC0415

    _show(measure(repeats=repeats), as_json=as_json)


@app.command()
def whatif(
    requests: Annotated[int, typer.Option(min=20, help="Questions to ask.")] = 600,
    per_s: Annotated[float, typer.Option(min=0.1, max=20, help="Questions a second.")] = 4.0,
    from_lap: Annotated[int, typer.Option(min=1, max=50, help="Lap of the race to begin at.")] = 8,
    as_json: AsJson = False,
) -> None:
    """What-if answers through Kafka and Flink while the simulated Grand Prix runs at its own speed.

    Starts a stack of its own and ends it. From sending a question to holding its answer; all kinds of
    scenarios are asked, of all cars in turn.
    """
    from f1strategy.benches.what_if import measure  # noqa: PLC0415

    with _failures():
        figures = measure(requests=requests, per_s=per_s, from_lap=from_lap, report=_say)
    _show(figures, as_json=as_json)


@app.command()
def latency(
    recording: RecordingOption = None,
    speed: Annotated[float, typer.Option(min=0.5, max=60, help="Times as fast as it was.")] = 1.0,
    from_lap: Annotated[
        int, typer.Option(min=2, help="Lap to begin at; before it all at once.")
    ] = 8,
    minutes: Annotated[float, typer.Option(min=0.5, max=180, help="How long to watch.")] = 5.0,
    as_json: AsJson = False,
) -> None:
    """From a released row to its option set in a consumer's hands, through Kafka and Flink.

    Starts a stack of its own and ends it. Apart are the option sets that a new track status asks of
    every driver at once.
    """
    from f1strategy.benches.latency import measure  # noqa: PLC0415

    with _failures():
        figures = measure(
            _race(recording), speed=speed, from_lap=from_lap, minutes=minutes, report=_say
        )
    _show(figures, as_json=as_json)


@app.command()
def archive(
    rows: Annotated[int, typer.Option(min=1000, help="Rows to bring in at once.")] = 300_000,
    minutes: Annotated[
        float, typer.Option(min=0.2, max=120, help="How long to follow a race at 1x.")
    ] = 3.0,
    as_json: AsJson = False,
) -> None:
    """From Kafka into Delta: rows a second, commits, and how far behind a live race the tables are.

    Starts a stack of its own, with the archive job alone, and ends it.
    """
    from f1strategy.benches.archive import measure  # noqa: PLC0415

    with _failures():
        figures = measure(rows=rows, minutes=minutes, report=_say)
    _show(figures, as_json=as_json)


@app.command()
def api(
    subscribers: Annotated[int, typer.Option(min=1, max=2000, help="Clients that follow.")] = 500,
    queries_per_s: Annotated[float, typer.Option(min=1, max=2000, help="Queries a second.")] = 200,
    silent: Annotated[int, typer.Option(min=1, max=500, help="Clients that never read.")] = 50,
    seconds: Annotated[float, typer.Option(min=5, max=600, help="How long each part is.")] = 30.0,
    as_json: AsJson = False,
) -> None:
    """From a topic to every socket, queries beside it, and what clients that never read do to the others.

    One API process, on loopback, with a broker and no jobs; option sets of a simulated race, two a second.
    """
    from f1strategy.benches.api import measure  # noqa: PLC0415

    with _failures():
        figures = measure(
            subscribers=subscribers,
            queries_per_s=queries_per_s,
            silent=silent,
            seconds=seconds,
            report=_say,
        )
    _show(figures, as_json=as_json)


@app.command()
def dashboard(
    recording: RecordingOption = None,
    speed: Annotated[float, typer.Option(min=0.5, max=60, help="Times as fast as it was.")] = 10.0,
    from_lap: Annotated[
        int, typer.Option(min=2, help="Lap to begin at; before it all at once.")
    ] = 3,
    seconds: Annotated[float, typer.Option(min=10, max=3600, help="How long to watch.")] = 120.0,
    as_json: AsJson = False,
) -> None:
    """First paint, long tasks and memory of the page in Chromium while a race goes on.

    The page is opened six times, the last one stays; paint is the median of the first five. Broker and jobs give way to
    the browser, which would have a machine of its own. Starts a stack of its own and ends it.
    """
    from f1strategy.benches.dashboard import measure  # noqa: PLC0415

    with _failures():
        figures = measure(
            _race(recording), speed=speed, from_lap=from_lap, seconds=seconds, report=_say
        )
    _show(figures, as_json=as_json)


@app.command()
def stream(
    recording: RecordingOption = None,
    races: Annotated[int, typer.Option(min=1, max=100, help="Sessions at once.")] = 20,
    seconds: Annotated[
        float, typer.Option(min=10, max=3600, help="How long all races run at 10x.")
    ] = 120.0,
    livetiming: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="A session of Formula 1's timing feed, whose car data and locations are put into a race.",
            show_default="without",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rows a second through normalize beside a plain kafka-python loop, and many races at once through all jobs.

    The same race as so many sessions, one after the other and interleaved: what a row costs should not depend on it.
    CPU time is that of all processes but the broker. Starts stacks of its own and ends them.
    """
    from f1strategy.benches.stream import measure  # noqa: PLC0415

    with _failures():
        figures = measure(
            _race(recording), races=races, seconds=seconds, livetiming=livetiming, report=_say
        )
    _show(figures, as_json=as_json)


@app.command()
def soak(
    recording: RecordingOption = None,
    speed: Annotated[float, typer.Option(min=0.5, max=60, help="Times as fast as it was.")] = 2.0,
    minutes: Annotated[float, typer.Option(min=1, max=600, help="How long to watch.")] = 30.0,
    from_lap: Annotated[
        int, typer.Option(min=2, help="Lap to begin at; before it all at once.")
    ] = 4,
    as_json: AsJson = False,
) -> None:
    """Whether memory grows and checkpoints fail while a race goes on for long.

    Each process by itself: the slope of its resident memory after the first quarter. Starts a stack of its own and ends it.
    """
    from f1strategy.benches.soak import measure  # noqa: PLC0415

    with _failures():
        figures = measure(
            _race(recording), speed=speed, minutes=minutes, from_lap=from_lap, report=_say
        )
    _show(figures, as_json=as_json)


def _race(recording: Path | None) -> "Recording":
    """The recording that was named, or the simulated Grand Prix."""
    from f1strategy.ingest.recording import load  # noqa: PLC0415
    from f1strategy.ingest.simulated import simulate as invent  # noqa: PLC0415

    return load(recording) if recording else invent(1)


@contextmanager
def _failures() -> Iterator[None]:
    from f1strategy.ingest.errors import IngestError  # noqa: PLC0415
    from f1strategy.ingest.recording import BadRecording  # noqa: PLC0415
    from f1strategy.runtime.errors import RuntimeFailure  # noqa: PLC0415

    try:
        yield
    except (BadRecording, IngestError, RuntimeFailure) as error:
        complaints.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from error


def _say(step: str) -> None:
    complaints.print(step, style="dim", markup=False, highlight=False)


def _show(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        console.print(f"{name:<28} {value}", highlight=False)
