"""`f1strategy live`: a session from OpenF1's live stream, while it happens."""

import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from f1strategy.cli.broker import BrokerOption, running_broker
from f1strategy.cli.openf1 import BaseUrlOption, TokenUrlOption
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.errors import IngestError
from f1strategy.ingest.openf1.errors import OpenF1Error
from f1strategy.ingest.openf1.live.events import Event
from f1strategy.ingest.openf1.live.feed import LiveFeed
from f1strategy.ingest.openf1.live.filler import GapFiller
from f1strategy.ingest.openf1.live.progress import LiveProgress, line
from f1strategy.ingest.openf1.live.server_time import ServerTime
from f1strategy.ingest.openf1.live.stream import Broker, MqttStream, Transport, parse_broker
from f1strategy.ingest.openf1.rate_limit import SUBSCRIBED
from f1strategy.ingest.openf1.rest import DEFAULT_BASE_URL, open_client
from f1strategy.ingest.openf1.sessions import LATEST, Session, Target, resolve
from f1strategy.ingest.openf1.token import (
    DEFAULT_TOKEN_URL,
    Credentials,
    TokenSource,
    open_tokens,
)
from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.recording import RECORDED

console = Console()
complaints = Console(stderr=True)

INTERRUPTED: Final = 130
QUIET_AFTER_S: Final = 30.0
"""Intervals come every 4.3 s (median), 7.1 s (nine of ten), while cars are on the track."""
LOG_EVERY_S: Final = 60.0


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(live)


def live(
    session: Annotated[
        str, typer.Argument(help="A session key, latest, or a name such as 2026/monaco.")
    ] = LATEST,
    transport: Annotated[
        Transport, typer.Option(help="MQTT over TLS, or over a WebSocket where 8883 is closed.")
    ] = Transport.TLS,
    mqtt: Annotated[
        str | None,
        typer.Option(
            "--mqtt",
            metavar="HOST[:PORT]",
            envvar="OPENF1_MQTT",
            help="The MQTT broker.",
            show_default="OpenF1's",
        ),
    ] = None,
    ca_file: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="Certificates to trust instead of the system's, for a broker of your own.",
        ),
    ] = None,
    quiet_after: Annotated[
        float, typer.Option(min=1, help="Seconds of silence during a session that raise an alarm.")
    ] = QUIET_AFTER_S,
    base_url: BaseUrlOption = DEFAULT_BASE_URL,
    token_url: TokenUrlOption = DEFAULT_TOKEN_URL,
    bootstrap_servers: BrokerOption = None,
) -> None:
    """Follow a session live: OpenF1's MQTT stream to Kafka, until the session is over.

    OpenF1's live data are for its subscribers: set OPENF1_USERNAME (the
    account's e-mail address) and OPENF1_PASSWORD. Start an hour before the
    session. What was told before the start, or during a break of the stream, is
    asked for over REST; so the command may be started late, stopped, and started
    again.
    """
    credentials = Credentials.from_environment()
    if credentials is None:
        _complain("OpenF1's live data need an account: set OPENF1_USERNAME and OPENF1_PASSWORD")
        raise typer.Exit(2)
    signal.signal(signal.SIGTERM, _interrupt)
    clock = SystemClock()
    try:
        broker = parse_broker(mqtt, transport, ca_file)
        with (
            open_tokens(credentials, clock=clock, url=token_url, report=_report) as tokens,
            open_client(base_url, token=tokens, rates=SUBSCRIBED, report=_report) as client,
        ):
            found = resolve(client, Target.parse(session))
            server_time = ServerTime.ask(client, found, clock)
            console.print(
                f"[bold]{found.label}[/], session {found.session_key}: {found.session_name} at "
                f"{found.circuit}, over {transport.value} from {broker.host}:{broker.port}",
                highlight=False,
            )
            with Publisher(bootstrap_servers or running_broker()) as publisher:
                events: SimpleQueue[Event] = SimpleQueue()
                feed = LiveFeed(
                    found,
                    publisher,
                    _stream(broker, tokens, events, clock),
                    GapFiller(client, found, events.put),
                    events,
                    clock=clock,
                    server_time_ms=server_time,
                    report=_report,
                    quiet_s=quiet_after,
                )
                with _shown(feed.progress, found):
                    feed.run()
            console.print(line(feed.progress), highlight=False)
    except (OpenF1Error, IngestError) as error:
        _complain(str(error))
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        _complain("interrupted; what came so far is on the stream, the same command goes on")
        raise typer.Exit(INTERRUPTED) from None


def _stream(
    broker: Broker, tokens: TokenSource, events: SimpleQueue[Event], clock: SystemClock
) -> MqttStream:
    return MqttStream(broker, RECORDED, tokens, events.put, clock=clock, rng=random.Random())


@contextmanager
def _shown(progress: LiveProgress, session: Session) -> Iterator[None]:
    """Show how the feed is doing: a line that changes in a terminal, a line a minute in a log."""
    if console.is_terminal:
        with Live(
            get_renderable=lambda: Text(f"{session.label} · {line(progress)}", _style(progress)),
            console=console,
            refresh_per_second=2,
            transient=True,
        ):
            yield
        return
    over = threading.Event()

    def log() -> None:
        while not over.wait(LOG_EVERY_S):
            console.print(line(progress), highlight=False)

    thread = threading.Thread(target=log, name="live-log", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _style(progress: LiveProgress) -> str:
    if progress.is_silent:
        return "bold red"
    return "green" if progress.is_connected else "yellow"


def _report(text: str) -> None:
    is_alarm = text.startswith("ALARM")
    if is_alarm and console.is_terminal:
        console.bell()
    style = "bold red" if is_alarm else "yellow"
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def _complain(text: str) -> None:
    complaints.print(text, style="red", markup=False, highlight=False, soft_wrap=True)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
