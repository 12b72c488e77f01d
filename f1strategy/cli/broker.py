"""Which Kafka broker a command writes to: the one that is named, else that of the running stack."""

from typing import Annotated

import typer
from rich.console import Console

BrokerOption = Annotated[
    str | None,
    typer.Option(
        "--bootstrap-servers",
        envvar="LIVEF1_BOOTSTRAP_SERVERS",
        help="The Kafka broker, host:port.",
        show_default="that of f1strategy up",
    ),
]


def running_broker() -> str:
    """The broker of the stack that is up. Raises `typer.Exit` after saying what to do instead."""
    # Imported only here: who names a broker needs no stack.
    from f1strategy.runtime.stack import bootstrap_servers  # noqa: PLC0415

    if address := bootstrap_servers():
        return address
    Console(stderr=True).print(
        "[red]no stack is up: start one with f1strategy up, or name a broker with "
        "--bootstrap-servers"
    )
    raise typer.Exit(1)
