"""`f1strategy simulate`: an invented race as a recording, for whoever has no real one."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from f1strategy.ingest.recording import BadRecording, load, save
from f1strategy.ingest.simulated.grand_prix import (
    DEFAULT_LAPS,
    LONGEST_LAPS,
    SHORTEST_LAPS,
    drive,
    tell,
)
from f1strategy.ingest.simulated.history import CarHistory, History
from schemas.records import TrackStatus

console = Console()
complaints = Console(stderr=True)

SHOWN_PLACES = 10


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(simulate)


def simulate(
    seed: Annotated[
        int, typer.Option(min=0, help="Which race: equal seeds give equal recordings.")
    ] = 1,
    laps: Annotated[
        int, typer.Option(min=SHORTEST_LAPS, max=LONGEST_LAPS, help="Race distance.")
    ] = DEFAULT_LAPS,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder to write.", show_default="recordings/simulated_<seed>"),
    ] = None,
) -> None:
    """Invent a Grand Prix and save it as a recording.

    Twenty cars, tyres, fuel, traffic, stops, a Safety Car, retirements and weather, in the rows of OpenF1.
    """
    history = drive(seed, laps)
    recording = tell(history, seed)
    folder = out or Path("recordings") / recording.name
    if (other := _race_in(folder)) not in (None, recording.session_key):
        complaints.print(
            f"{folder} holds another race ({other}); name an empty folder with --out",
            style="red",
            markup=False,
            highlight=False,
        )
        raise typer.Exit(1)
    try:
        save(recording, folder)
    except OSError as error:
        reason = error.strerror or str(error)
        complaints.print(
            f"cannot write {folder}: {reason}", style="red", markup=False, soft_wrap=True
        )
        raise typer.Exit(1) from error
    rows = sum(len(of_endpoint) for of_endpoint in recording.rows.values())
    console.print(_classification(history))
    for line in _story(history):
        console.print(line, highlight=False)
    console.print(f"{rows:,} rows in [bold]{folder}[/], session {recording.session_key}")
    console.print(
        f"Replay it:  f1strategy up, then  f1strategy replay {folder} --speed 10\n"
        f"All in one: f1strategy demo --recording {folder}",
        highlight=False,
        soft_wrap=True,
    )


def _race_in(folder: Path) -> int | str | None:
    """The session that a folder holds already; None for a new or empty one."""
    if not folder.is_dir() or not any(folder.glob("*.json.gz")):
        return None
    try:
        return load(folder).session_key
    except BadRecording:
        return "unreadable"


def _classification(history: History) -> Table:
    table = Table("", "driver", "team", "grid", "stops", "gap", title=f"{history.laps} laps")
    winner = history.classified[0]
    for place, car in enumerate(history.classified[:SHOWN_PLACES], 1):
        driver = car.entrant
        table.add_row(
            str(place),
            f"{driver.first_name[0]} {driver.last_name}",
            driver.team.name,
            str(car.slot.position),
            _tyres(car),
            _gap(car, winner),
        )
    return table


def _tyres(car: CarHistory) -> str:
    """Compounds with the laps of the stops, such as `M 24 H`."""
    words = [car.compound.value[0]]
    for lap, stop in car.stops:
        words += [str(lap), stop.compound.value[0]]
    return " ".join(words)


def _gap(car: CarHistory, winner: CarHistory) -> str:
    if car is winner:
        hours, rest_ms = divmod(car.finish_ms, 3_600_000)
        minutes, rest_ms = divmod(rest_ms, 60_000)
        return f"{hours}:{minutes:02}:{rest_ms / 1000:06.3f}"
    behind = winner.completed - car.completed
    return f"+{behind} lap" if behind else f"+{(car.finish_ms - winner.finish_ms) / 1000:.3f} s"


def _story(history: History) -> list[str]:
    names = {TrackStatus.SC: "Safety Car", TrackStatus.VSC: "Virtual Safety Car"}
    told = [
        f"{names[spell.status]}: from lap {history.leader_lap(1000 * spell.start_s)} "
        f"to lap {history.leader_lap(1000 * spell.end_s - 1)}"
        for spell in history.spells
    ]
    told += [
        f"Retired: {car.entrant.first_name} {car.entrant.last_name} after {car.completed} laps"
        for car in history.retired
    ]
    lapped = sum(car.completed < history.laps for car in history.classified)
    told.append(f"Lapped: {lapped} {'car' if lapped == 1 else 'cars'}")
    if history.sky.rain_s is not None:
        told.append(f"Rain from lap {history.leader_lap(1000 * history.sky.rain_s[0])}")
    return told
