"""When the track was not green, from what each car's laps tell of their status.

A table of laps names every status that was seen in a lap, not when. But a status was not there during a
lap that does not name it, and twenty cars' laps leave little room: what is left between them is the spell.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

Window = tuple[float, float]
"""Begin and end, in seconds."""


class Seen(NamedTuple):
    """A lap's begin and end in seconds, and the statuses seen in it, a digit each."""

    start_s: float
    end_s: float
    digits: str


class Spell(NamedTuple):
    """A status with the time in which no lap denies it."""

    digit: str
    start_s: float
    end_s: float


def spells(laps: Sequence[Seen], digits: str) -> list[Spell]:
    """Spells of these statuses, earliest first; a lap that names one overlaps a spell of it.

    >>> a, b = Seen(0, 90, "1"), Seen(90, 190, "14")
    >>> c, d = Seen(10, 105, "1"), Seen(105, 200, "41")
    >>> e = Seen(190, 280, "1")
    >>> spells([a, b, c, d, e], "4")
    [Spell(digit='4', start_s=105, end_s=190)]
    """
    found = [spell for digit in digits for spell in _of(laps, digit)]
    return sorted(found, key=lambda one: (one.start_s, one.digit))


def _of(laps: Sequence[Seen], digit: str) -> Iterable[Spell]:
    naming = [(one.start_s, one.end_s) for one in laps if digit in one.digits]
    if not naming:
        return
    denied = _merged((one.start_s, one.end_s) for one in laps if digit not in one.digits)
    at_s, last_s = min(start for start, _ in naming), max(end for _, end in naming)
    for start_s, end_s in (*denied, (last_s, last_s)):
        if start_s > at_s and any(s < start_s and e > at_s for s, e in naming):
            yield Spell(digit, at_s, min(start_s, last_s))
        at_s = max(at_s, end_s)


def _merged(windows: Iterable[Window]) -> list[Window]:
    merged: list[Window] = []
    for start, end in sorted(windows):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
