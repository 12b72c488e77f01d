"""`f1strategy fetch`: a session's history from OpenF1 as a recording that replays."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table

from f1strategy.cli.openf1 import BaseUrlOption, TokenUrlOption
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.openf1.errors import OpenF1Error, UnknownSession
from f1strategy.ingest.openf1.fetch import Step, fetch
from f1strategy.ingest.openf1.folder import FetchedFolder
from f1strategy.ingest.openf1.rest import DEFAULT_BASE_URL, OpenF1Client, TokenOf, open_client
from f1strategy.ingest.openf1.sessions import QUALIFYING_FOR, Session, Target, resolve, season
from f1strategy.ingest.openf1.token import DEFAULT_TOKEN_URL, Credentials, open_tokens
from f1strategy.ingest.recording import RECORDED, BadRecording, load

console = Console()
complaints = Console(stderr=True)

INTERRUPTED = 130
"""What shells give for a program ended by Ctrl-C."""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("fetch")(fetch_command)


def fetch_command(
    session: Annotated[
        str | None,
        typer.Argument(
            help="A session key such as 9839, latest, 2024/monaco or 2024/qatar/sprint.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder to write.", show_default="recordings/<year>_<race>"),
    ] = None,
    endpoints: Annotated[
        str, typer.Option(help="Which endpoints, separated by commas.", show_default="all")
    ] = ",".join(RECORDED),
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Fetch again what the folder has already.")
    ] = False,
    list_season: Annotated[
        int | None, typer.Option("--list", metavar="YEAR", help="List a season's races and end.")
    ] = None,
    base_url: BaseUrlOption = DEFAULT_BASE_URL,
    token_url: TokenUrlOption = DEFAULT_TOKEN_URL,
) -> None:
    """Fetch a session from OpenF1 and save it as a recording.

    Races since 2023 are free, except while a session is live: then OpenF1 serves
    its subscribers only, known by OPENF1_USERNAME and OPENF1_PASSWORD. An
    interrupted fetch goes on where it stopped when the command is given again.
    """
    if (session is None) == (list_season is None):
        wish = "expected either a session or --list YEAR"
        raise typer.BadParameter(wish, param_hint="session")
    chosen = _chosen(endpoints)
    try:
        with (
            _tokens(token_url) as token,
            open_client(base_url, token=token, report=_warn) as client,
        ):
            if list_season is not None:
                _show_season(list_season, season(client, list_season))
            elif session is not None:
                found = resolve(client, Target.parse(session))
                _fetch(client, found, base_url, out, chosen, refresh=refresh)
    except (OpenF1Error, BadRecording) as error:
        raise _failed(str(error)) from error
    except OSError as error:
        reason = f"cannot write the recording: {error}"
        raise _failed(reason) from error
    except KeyboardInterrupt:
        complaints.print("interrupted; the same command goes on from here")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _tokens(token_url: str) -> Iterator[TokenOf]:
    """The account's tokens; none without an account, which is enough for most."""
    credentials = Credentials.from_environment()
    if credentials is None:
        yield lambda: None
        return
    with open_tokens(credentials, clock=SystemClock(), url=token_url, report=_warn) as tokens:
        yield tokens


def _fetch(
    client: OpenF1Client,
    session: Session,
    base_url: str,
    out: Path | None,
    endpoints: Sequence[str],
    *,
    refresh: bool,
) -> None:
    clock = SystemClock()
    folder = FetchedFolder.open(
        out or Path("recordings") / session.race,
        session_key=session.session_key,
        race=session.race,
        base_url=base_url,
        now_ms=clock.now_ms,
    )
    console.print(
        f"[bold]{session.label}[/], session {session.session_key}: {session.session_name} "
        f"at {session.circuit}",
        highlight=False,
    )
    last = _follow(fetch(client, session, folder, endpoints=endpoints, refresh=refresh))
    _tell(folder, last)
    if session.is_running(clock.now_ms()):
        _warn("the session may be under way: fetch it with --refresh when it is over")


def _follow(steps: Iterable[Step]) -> list[Step]:
    """Show the steps; the last one of each endpoint."""
    last: dict[str, Step] = {}
    bars: dict[str, TaskID] = {}
    columns = (
        TextColumn("{task.description:<15}"),
        BarColumn(20),
        TextColumn("{task.fields[rows]}"),
    )
    with Progress(*columns, console=console) as progress:
        for step in steps:
            last[step.endpoint] = step
            if step.endpoint not in bars:
                bars[step.endpoint] = progress.add_task(step.endpoint, total=1.0, rows="")
            rows = _rows(step.rows) + (", fetched before" if step.kept else "")
            progress.update(bars[step.endpoint], completed=step.share, rows=rows)
    return list(last.values())


def _tell(folder: FetchedFolder, last: Sequence[Step]) -> None:
    if empty := [step.endpoint for step in last if step.rows == 0]:
        _warn(f"OpenF1 has no rows of: {', '.join(empty)}")
    console.print(
        f"{_rows(sum(step.rows for step in last))} in [bold]{folder.path}[/]", highlight=False
    )
    if missing := [name for name in RECORDED if folder.rows_of(name) is None]:
        console.print(f"Not fetched: {', '.join(missing)}", highlight=False)
    if "laps" in missing:
        return
    if malformed := load(folder.path).malformed:
        _warn(f"not of this session, and left out of replays: {_rows(len(malformed))}")
    console.print(
        f"Replay it: f1strategy up, then  f1strategy replay {folder.path} --speed 10",
        highlight=False,
        soft_wrap=True,
    )


def _show_season(year: int, sessions: Iterable[Session]) -> None:
    races = [session for session in sessions if session.session_name in QUALIFYING_FOR]
    if not races:
        raise UnknownSession(str(year), ())
    table = Table("start (UTC)", "session", "circuit", "key", title=f"{year}")
    for race in races:
        table.add_row(_start(race), race.label, race.circuit, str(race.session_key))
    console.print(table)


def _start(session: Session) -> str:
    if session.start_time_ms is None:
        return "unknown"
    return f"{datetime.fromtimestamp(session.start_time_ms / 1000, UTC):%Y-%m-%d %H:%M}"


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _chosen(endpoints: str) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in endpoints.split(",")))
    if unknown := [name for name in names if name not in RECORDED]:
        reason = f"no endpoint {', '.join(map(repr, unknown))}; there are: {', '.join(RECORDED)}"
        raise typer.BadParameter(reason, param_hint="--endpoints")
    return names


def _warn(text: str) -> None:
    complaints.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)


def _failed(reason: str) -> typer.Exit:
    complaints.print(reason, style="red", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(1)
