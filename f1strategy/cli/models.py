"""`f1strategy models`: train the race models, look at them, and answer an evaluation's keys."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from f1strategy.cli.history import LapsFile, fail, laps_file, progress_bar, read_races

console = Console()

app = typer.Typer(
    help="Train the race models, look at them, answer an evaluation's keys.", no_args_is_help=True
)

ModelsFolder = Annotated[
    Path | None,
    typer.Option("--models", help="Folder of models.", show_default="those of the project"),
]


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(app, name="models")


@app.command()
def train(
    laps: LapsFile = None,
    until: Annotated[
        int, typer.Option(help="Last season to learn from; later ones stay unseen.")
    ] = 2024,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write.", show_default="the project's own")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Train this model only (may be repeated); the others stay."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Equal seeds give equal models.")] = 2025,
) -> None:
    """Train every model on a table of laps and write the artifacts.

    Seasons after --until are not read. The same table and seed give the same files.
    """
    from f1strategy.artifacts import store  # noqa: PLC0415 (start-up stays quick)
    from f1strategy.training import train as training  # noqa: PLC0415

    folder = out or store.SHIPPED
    try:
        names = [step.name for step in training.steps(only or ())]
    except training.UnknownModel as error:
        fail(error)
    races = [race for race in read_races(laps_file(laps)) if race.season <= until]
    if not races:
        fail(f"the table has no race of {until} or before")
    kept = _kept(folder) if only else {}
    with progress_bar() as progress:
        bar = progress.add_task("", total=len(names))
        trained: dict[str, dict[str, bytes]] = dict(kept)
        made = training.train(races, seed, only or ())
        for name in names:
            progress.update(bar, description=f"training {name}")
            _, trained[name] = next(made)
            progress.advance(bar)
    store.save(folder, trained, trained_until=f"{until}", races=len(races), seed=seed)
    console.print(f"{len(names)} models of {len(races)} races written to {folder}", highlight=False)
    _show(folder)


@app.command("list")
def show(models: ModelsFolder = None) -> None:
    """Show the models of a folder: what they were trained on, and their sizes."""
    from f1strategy.artifacts import store  # noqa: PLC0415

    _show(models or store.SHIPPED)


@app.command()
def predict(
    keys: Annotated[Path, typer.Option(help="Folder with <task>.parquet or .csv of keys.")],
    out: Annotated[Path, typer.Option(help="Folder for <task>.parquet of predictions.")],
    laps: LapsFile = None,
    history: Annotated[
        Path | None, typer.Option(help="Parquet table of earlier races' laps.")
    ] = None,
    models: ModelsFolder = None,
) -> None:
    """Answer the keys of an evaluation, each from what was known at its decision.

    A decision at the end of a lap sees the laps that had ended by then, and earlier races of both
    tables. Later laps of the same race and later races are not read.
    """
    from f1strategy.artifacts import store  # noqa: PLC0415
    from f1strategy.models.artifact import CorruptArtifact  # noqa: PLC0415
    from f1strategy.training.predict import BadKeys, answer_all, read_keys  # noqa: PLC0415

    try:
        wanted = read_keys(keys)
        files = store.load(models or store.SHIPPED)
        races = read_races(laps_file(laps), history)
        with progress_bar() as progress:
            bar = progress.add_task("", total=len(wanted))

            def next_task(name: str) -> None:
                progress.update(bar, description=f"answering {name}", advance=0)

            done = answer_all(races, wanted, files, out, next_task)
            progress.update(bar, completed=len(wanted))
    except (BadKeys, CorruptArtifact) as error:
        fail(error)
    table = Table("task", "keys", "answered", "file")
    for one in done:
        table.add_row(one.task, f"{one.keys:,}", f"{one.answered:,}", str(one.path))
    console.print(table)


@app.command()
def report(
    score: Annotated[Path, typer.Option(help="JSON report of the evaluation's score.py.")],
    predictions: Annotated[Path, typer.Option(help="Folder that `predict` has written.")],
    laps: LapsFile = None,
    cards: Annotated[Path, typer.Option(help="Folder of the model cards.")] = Path("docs/models"),
    models: ModelsFolder = None,
) -> None:
    """Write the measured part of every model card, and its calibration plot."""
    from f1strategy.artifacts import store  # noqa: PLC0415
    from f1strategy.models.artifact import CorruptArtifact  # noqa: PLC0415
    from f1strategy.training.cards import BadScore, read_score  # noqa: PLC0415
    from f1strategy.training.report import report_all  # noqa: PLC0415

    try:
        folder = models or store.SHIPPED
        manifest, files = store.read_manifest(folder), store.load(folder)
        said, races = read_score(score), read_races(laps_file(laps))
        trained = f"Trained on {manifest.races} races until {manifest.trained_until}"
        for path in report_all(races, said, predictions, files, cards, trained):
            console.print(path, highlight=False)
    except (BadScore, CorruptArtifact) as error:
        fail(error)


def _show(folder: Path) -> None:
    from f1strategy.artifacts import store  # noqa: PLC0415
    from f1strategy.models.artifact import CorruptArtifact  # noqa: PLC0415

    try:
        manifest, sizes = store.read_manifest(folder), store.sizes(folder)
        store.load(folder)
    except CorruptArtifact as error:
        fail(error)
    table = Table("model", "size", caption=f"seed {manifest.seed}, {manifest.races} races")
    for name, size in sizes.items():
        table.add_row(name, f"{size / 1024:,.0f} KiB")
    table.add_section()
    table.add_row(f"until {manifest.trained_until}", f"{sum(sizes.values()) / 1024:,.0f} KiB")
    console.print(table)


def _kept(folder: Path) -> dict[str, dict[str, bytes]]:
    from f1strategy.artifacts import store  # noqa: PLC0415
    from f1strategy.models.artifact import CorruptArtifact  # noqa: PLC0415

    try:
        return store.load(folder) if (folder / store.MANIFEST).exists() else {}
    except CorruptArtifact as error:
        fail(f"{error}; train all models, without --only")
