"""The `--speed` option that every command with a replay has."""

import math
from typing import Annotated

import typer


def parse_speed(text: str) -> float:
    """Race seconds per second, `math.inf` for `max`.

    Raises `typer.BadParameter` for anything else.

    >>> parse_speed("10"), parse_speed("max"), parse_speed("2.5x")
    (10.0, inf, 2.5)
    """
    if text.strip().lower() == "max":
        return math.inf
    try:
        speed = float(text.strip().lower().rstrip("x×"))
    except ValueError:
        speed = math.nan
    if not 0 < speed < math.inf:
        reason = f"{text!r} is no speed; expected a positive number such as 10, or max"
        raise typer.BadParameter(reason)
    return speed


SpeedOption = Annotated[
    str,
    typer.Option(
        "--speed",
        metavar="N|max",
        help="Race seconds per second: 1 is real time, max as fast as it goes.",
    ),
]
