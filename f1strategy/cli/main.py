"""The `f1strategy` program: every command in one place."""

import typer

from f1strategy.cli import (
    backfill,
    backtest,
    bench,
    demo,
    doctor,
    fetch,
    jobs,
    lake,
    lake_queries,
    live,
    models,
    replay,
    report,
    simulate,
    stack,
    token,
    topics,
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
    jobs,
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
    topics,
    doctor,
):
    part.register(app)
