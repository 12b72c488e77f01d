"""`f1strategy token`: a token for a service of one's own."""

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from f1strategy.runtime.folders import default_run_folder
from f1strategy.runtime.issuer import MAX_MINUTES, DevelopmentIssuer
from schemas.tokens import DEVELOPMENT_ISSUER, Role

complaints = Console(stderr=True)


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(token)


def token(
    role: Annotated[
        list[Role], typer.Option("--role", help="What the holder may do; may be repeated.")
    ],
    subject: Annotated[
        str | None,
        typer.Option(help="Who holds it, for locks and the audit.", show_default="your user name"),
    ] = None,
    minutes: Annotated[
        float, typer.Option(min=0.1, max=MAX_MINUTES, help="How long it is valid.")
    ] = MAX_MINUTES,
    run_folder: Annotated[
        Path | None,
        typer.Option(
            "--run-folder",
            envvar="LIVEF1_RUN",
            help="Where the signing key is; made when it is missing.",
            show_default=".run in the project",
        ),
    ] = None,
) -> None:
    """Print a token for a service in development; production does not believe it.

    The service asks for tokens when LIVEF1_JWKS and LIVEF1_TOKEN_ISSUER are set.
    """
    issuer = DevelopmentIssuer((run_folder or default_run_folder()).resolve())
    print(issuer.token(subject or getpass.getuser(), role, minutes))
    complaints.print(
        f"[dim]for a service with LIVEF1_JWKS={issuer.jwks} LIVEF1_TOKEN_ISSUER={DEVELOPMENT_ISSUER}",
        highlight=False,
        soft_wrap=True,
    )
