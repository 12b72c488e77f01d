"""`f1strategy doctor`: what this machine lacks, and how to get it."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the application."""

    @app.command()
    def doctor(
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    ) -> None:
        """Say what this machine lacks and how to get it; exit code 1 if it is required."""
        from f1strategy.runtime import doctor as checks  # noqa: PLC0415 (start-up stays quick)

        raise typer.Exit(checks.main(["--json"] if as_json else [], typer.echo))
