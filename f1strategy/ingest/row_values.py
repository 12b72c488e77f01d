"""Reading single fields of source rows, which may lack them or hold anything at all."""

import math
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from schemas.openf1 import time_ms

Row: TypeAlias = dict[str, Any]
"""One source row as JSON gave it."""

LONGEST_LAP_S: Final = 6 * 3600.0
"""More than any lap lasts, a red flag in it included: a race ends four hours after its start."""


def integer(row: Mapping[str, Any], name: str) -> int | None:
    """The field where it is a whole number, else None.

    >>> integer({"lap_number": 7}, "lap_number"), integer({"lap_number": "7"}, "lap_number")
    (7, None)
    """
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def duration_ms(row: Mapping[str, Any], name: str) -> int | None:
    """A field in seconds as milliseconds, rounded up; None where it is no believable duration.

    Rounded up because it says when something becomes known: never a moment too early.

    >>> duration_ms({"lap_duration": 86.7251}, "lap_duration")
    86726
    >>> duration_ms({"lap_duration": -1}, "lap_duration")
    """
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 <= value < LONGEST_LAP_S:
        return None
    return math.ceil(round(value * 1000, 3))


def moment_ms(row: Mapping[str, Any], name: str) -> int | None:
    """A field with an ISO 8601 time as milliseconds since 1970; None where it is no time."""
    value = row.get(name)
    if not isinstance(value, str):
        return None
    try:
        return time_ms(value)
    except (ValueError, OverflowError):
        return None
