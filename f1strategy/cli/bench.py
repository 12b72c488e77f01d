"""`f1strategy bench`: how fast the parts are on this machine; one JSON object each."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console

console = Console()

app = typer.Typer(help="Measure how fast the parts are on this machine.", no_args_is_help=True)

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


def _show(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        console.print(f"{name:<28} {value}", highlight=False)
