"""The `f1strategy` program: every command in one place."""

import typer

from f1strategy.cli import (
    backfill,
    backtest,
    bench,
    demo,
    doctor,
    fetch,
    lake,
    lake_queries,
    live,
    models,
    replay,
    report,
    simulate,
    stack,
    token,
)

app = typer.Typer(
    name="f1strategy",
    help="Live Formula 1 timing turned into race-strategy decisions.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
for part in (
    demo,
    stack,
    replay,
    simulate,
    fetch,
    live,
    lake,
    lake_queries,
    backfill,
    report,
    models,
    backtest,
    bench,
    token,
    doctor,
):
    part.register(app)
