"""`f1strategy backtest`: past races through the same code, and how it went."""

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.table import Table

from f1strategy.cli.history import (
    LapsFile,
    complaints,
    console,
    data_folder,
    fail,
    laps_file,
    progress_bar,
    read_races,
)

if TYPE_CHECKING:
    from f1strategy.backtest.simulator import Foretold

app = typer.Typer(help="Past races through the same code, and how it went.", no_args_is_help=True)


@app.callback()
def backtest() -> None:
    """Past races through the same code, and how it went."""


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(app, name="backtest")


@app.command()
def simulator(
    season: Annotated[int, typer.Option(help="Season to foretell.")] = 2025,
    rounds: Annotated[str, typer.Option(help="Rounds, such as 1-11 or 3.")] = "1-11",
    futures: Annotated[int, typer.Option(min=50, help="Simulations of a race.")] = 1_000,
    laps: LapsFile = None,
    results: Annotated[
        Path | None,
        typer.Option(
            help="Folder of Ergast's tables: grids and results.", show_default="$LIVEF1_DATA/ergast"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Foretell results from the grid, with the strategies really driven; all cars are scored.

    Two settings: the pace of the very race given (hindsight, as peers do), and paces from earlier races
    and the grid only. Safety cars and retirements are left to chance in both.
    """
    from f1strategy.artifacts import store  # noqa: PLC0415 (start-up stays quick)
    from f1strategy.backtest.results import BadResults, read_results  # noqa: PLC0415
    from f1strategy.backtest.simulator import SETTINGS, figures, foretell  # noqa: PLC0415
    from f1strategy.models.artifact import CorruptArtifact  # noqa: PLC0415
    from f1strategy.strategy.race_models import read_race_models  # noqa: PLC0415

    first, last = _span(rounds)
    folder = results or data_folder("name a folder of results with --results") / "ergast"
    try:
        known, models = read_results(folder), read_race_models(store.load(store.SHIPPED))
    except (BadResults, CorruptArtifact) as error:
        fail(error)
    history = read_races(laps_file(laps))
    wanted = {
        (race.season, race.round)
        for race in history
        if race.season == season and first <= race.round <= last
    }
    if not wanted & set(known):
        fail(f"no race of {season}, rounds {rounds}, has both laps and a result")
    found: dict[str, list[Foretold]] = defaultdict(list)
    with progress_bar(complaints) as progress:
        bar = progress.add_task("simulating", total=len(wanted) * len(SETTINGS))
        races = foretell(
            history, known, lambda race: (race.season, race.round) in wanted, models, futures
        )
        for setting, one in races:
            found[setting].append(one)
            progress.advance(bar)
    scored = {setting: msgspec.to_builtins(figures(found[setting])) for setting in SETTINGS}
    if as_json:
        typer.echo(msgspec.json.encode({"season": season, "rounds": rounds, **scored}).decode())
        return
    table = Table("figure", *scored, title=f"{season}, rounds {rounds}: {futures:,} futures a race")
    for name in scored[SETTINGS[0]]:
        table.add_row(name, *(_cell(scored[setting][name]) for setting in SETTINGS))
    console.print(table)


@app.command()
def calls(
    season: Annotated[int, typer.Option(help="Season to replay.")] = 2025,
    rounds: Annotated[str, typer.Option(help="Rounds, such as 1-11 or 3.")] = "1-11",
    futures: Annotated[int, typer.Option(min=10, help="Simulated futures per plan.")] = 100,
    laps: LapsFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Follow past races lap by lap with the desk's own code: calls against real stops, and regret.

    A stop counts as called by the first call to stop of its stint. Regret: the plan of every fifth lap,
    and the one that was driven, in the race as it is known afterwards, against the best found in it.
    """
    from f1strategy.artifacts import store  # noqa: PLC0415 (start-up stays quick)
    from f1strategy.backtest.calls import PUBLISHED, call_figures, called  # noqa: PLC0415
    from f1strategy.backtest.decisions import decisions  # noqa: PLC0415
    from f1strategy.backtest.hindsight import every_fifth, regret_figures  # noqa: PLC0415
    from f1strategy.models.artifact import CorruptArtifact  # noqa: PLC0415
    from f1strategy.strategy.forecaster import read_strategy_models  # noqa: PLC0415

    first, last = _span(rounds)
    try:
        models = read_strategy_models(store.load(store.SHIPPED))
    except CorruptArtifact as error:
        fail(error)
    history = [
        race
        for race in read_races(laps_file(laps))
        if race.season == season and first <= race.round <= last
    ]
    if not history:
        fail(f"no race of {season}, rounds {rounds}, has laps")
    stops, plans = [], []
    with progress_bar(complaints) as progress:
        bar = progress.add_task("following", total=len(history))
        for race in history:
            told = list(decisions(race, models, futures))
            stops.append(called(race, told))
            tried = every_fifth(race, told, models.race, futures)
            plans.append([one.regrets() for _, one in tried])
            progress.advance(bar)
    scored = {
        "calls": msgspec.to_builtins(call_figures(stops)),
        "regret": msgspec.to_builtins(regret_figures(plans)),
    }
    if as_json:
        figures = {"season": season, "rounds": rounds, "futures": futures, **scored}
        typer.echo(msgspec.json.encode({**figures, "published": PUBLISHED}).decode())
        return
    table = Table("figure", "value", "published", title=f"{season}, rounds {rounds}")
    for part, found in scored.items():
        for name, value in found.items():
            told_elsewhere = PUBLISHED.get(name) if part == "calls" else None
            table.add_row(f"{part} {name}", _cell(value), _share(told_elsewhere))
    console.print(table)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _span(rounds: str) -> tuple[int, int]:
    first, _, last = rounds.partition("-")
    try:
        return int(first), int(last or first)
    except ValueError:
        fail(f"{rounds!r} are no rounds: write 1-11, or 3")


def _cell(value: object) -> str:
    if isinstance(value, tuple | list):
        return "{:.3f} ({:.3f}–{:.3f})".format(*value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"
