"""`f1strategy report`: a race or a season looked back on, as HTML and PDF."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from f1strategy.cli.history import complaints, console, fail, progress_bar
from f1strategy.cli.lake import LakeOption

if TYPE_CHECKING:
    from f1strategy.backtest.review import Review
    from f1strategy.lake.location import Lake


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(report)


def report(
    session: Annotated[
        list[int] | None,
        typer.Option(help="A race's session key; may be repeated.", show_default="the newest race"),
    ] = None,
    season: Annotated[
        int | None, typer.Option(help="All races of this season, and a page on them together.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the pages.")] = Path("reports"),
    lake: LakeOption = None,
    futures: Annotated[int, typer.Option(min=10, help="Simulated futures per plan.")] = 100,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Races at once.")] = 2,
) -> None:
    """Write the report on a race, or on a season, as one HTML file and as PDF.

    Every decision is replayed from the lake with what was known then: about a minute a race. What was
    worked out is kept in OUT/reviews, so a run that was cut short goes on where it ended. A season's figures
    are written as JSON too.
    """
    from f1strategy.backtest.reviews import reviews  # noqa: PLC0415 (start-up stays quick)
    from f1strategy.backtest.sessions import NoSession, session_keys  # noqa: PLC0415
    from f1strategy.lake.errors import LakeError  # noqa: PLC0415
    from f1strategy.lake.location import Lake  # noqa: PLC0415
    from f1strategy.models.artifact import CorruptArtifact  # noqa: PLC0415
    from f1strategy.runtime.folders import default_lake  # noqa: PLC0415

    try:
        import weasyprint  # noqa: F401, PLC0415
    except (ImportError, OSError) as error:
        fail(f"a report needs the extra `report` and the Pango libraries: {error}")
    at = Lake.at(lake or default_lake())
    try:
        keys = session or session_keys(at, season)
        if not keys:
            fail(f"no race{f' of {season}' if season else ''} in {at.root}")
        if season is None and session is None:
            keys = keys[-1:]
        found = []
        with progress_bar(complaints) as progress:
            bar = progress.add_task("reviewing", total=len(keys))
            for one in reviews(at, keys, out / "reviews", futures=futures, workers=workers):
                _race(at, one, out)
                found.append(one)
                progress.update(bar, description=one.name, advance=1)
        if season is not None:
            _season(at, season, found, out)
    except (NoSession, LakeError, CorruptArtifact) as error:
        fail(error)


def _race(lake: "Lake", found: "Review", out: Path) -> None:
    from f1strategy.backtest.report.pages import race_page, write  # noqa: PLC0415
    from f1strategy.backtest.sessions import dead_letters, read_session  # noqa: PLC0415

    of = read_session(lake, found.session_key)
    page = race_page(of, found, dead_letters(lake, found.session_key), _version())
    _say(write(page, out, f"race-{found.session_key}"))


def _season(lake: "Lake", season: int, found: "list[Review]", out: Path) -> None:
    from f1strategy.backtest.report.pages import season_page, write  # noqa: PLC0415
    from f1strategy.backtest.review import season_figures  # noqa: PLC0415
    from f1strategy.backtest.sessions import read_session  # noqa: PLC0415

    winners = {
        one.session_key: next(iter(read_session(lake, one.session_key).results)) for one in found
    }
    name = f"season-{season}"
    _say(write(season_page(f"Season report: {season}", found, winners, _version()), out, name))
    figures = out / f"{name}.json"
    figures.write_bytes(msgspec.json.format(msgspec.json.encode(season_figures(found))) + b"\n")
    console.print(str(figures), highlight=False, soft_wrap=True)


def _say(files: tuple[Path, Path]) -> None:
    console.print(*map(str, files), sep="\n", highlight=False, soft_wrap=True)


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415

    return version("livef1strategy")
