"""`f1strategy backfill`: races that are over, into the lake."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from f1strategy.cli.history import complaints, console, data_folder, fail, progress_bar
from f1strategy.cli.lake import LakeOption

if TYPE_CHECKING:
    from f1strategy.backfill.races import Past


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(backfill)


def backfill(
    recording: Annotated[
        list[Path] | None,
        typer.Option(
            help="A recording's folder; may be given more than once.", show_default="none"
        ),
    ] = None,
    laps: Annotated[
        Path | None,
        typer.Option(
            help="Parquet table of historical laps.",
            show_default="$LIVEF1_DATA/laps/laps.parquet unless recordings are named",
        ),
    ] = None,
    season: Annotated[
        list[int] | None,
        typer.Option(help="Of the table only this season; may be repeated.", show_default="all"),
    ] = None,
    lake: LakeOption = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes.")] = 2,
) -> None:
    """Bring races that are over into the lake, through the stream's own timing functions.

    A race that is there already is left as it is: a run that was cut short goes on where it
    ended. Races of a table of laps get the session key season x 1000 + round.
    """
    from f1strategy.backfill.races import backfill as fill  # noqa: PLC0415 (start-up stays quick)
    from f1strategy.ingest.errors import NoRaceTimes  # noqa: PLC0415
    from f1strategy.ingest.recording import BadRecording  # noqa: PLC0415
    from f1strategy.lake.errors import LakeError  # noqa: PLC0415
    from f1strategy.lake.location import Lake  # noqa: PLC0415
    from f1strategy.runtime.folders import default_lake  # noqa: PLC0415

    into = Lake.at(lake or default_lake())
    began_s = time.monotonic()
    try:
        races = _races(recording or [], laps, season or [])
        with progress_bar(complaints) as progress:
            bar = progress.add_task("bringing races in", total=len(races))
            filled = []
            for one in fill(into, races, workers=workers):
                filled.append(one)
                progress.update(bar, description=one.past.name, advance=1)
    except (BadRecording, NoRaceTimes, LakeError) as error:
        fail(error)
    new = [one for one in filled if one.lap_rows]
    console.print(
        f"{len(new)} races brought in, {sum(one.lap_rows for one in new):,} laps and "
        f"{sum(one.raw_rows for one in new):,} rows, {len(filled) - len(new)} were there, "
        f"{time.monotonic() - began_s:.1f} s; {into.root}",
        highlight=False,
        soft_wrap=True,
    )


def _races(folders: list[Path], table: Path | None, seasons: list[int]) -> "list[Past]":
    from f1strategy.backfill import races  # noqa: PLC0415
    from f1strategy.training.laps_table import BadLapsTable  # noqa: PLC0415

    found = races.recordings(folders)
    if table or seasons or not folders:
        path = table or data_folder("name races with --recording or --laps") / "laps/laps.parquet"
        try:
            with complaints.status("reading the laps"):
                of_table = races.laps(path, seasons)
        except BadLapsTable as error:
            fail(error)
        if not of_table:
            fail(f"no race of {', '.join(map(str, seasons))} in {path}")
        found += of_table
    return found
