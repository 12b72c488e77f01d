"""Safety Cars and VSCs as spells of race time, and how long a lap takes across them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from schemas.records import TrackStatus

BEHIND_SAFETY_CAR: Final = 1.6
VSC: Final = 1.4
"""Lap time as a multiple of a racing lap's (every TUM race file)."""
CATCHING_UP: Final = 1.25
"""Cars that have not reached the queue yet drive to a delta time."""
WAVED_BY: Final = 1.15
"""Lapped cars that may overtake the Safety Car hurry round to the end of the queue."""


@dataclass(slots=True)
class Spell:
    """Neutralised from `start_s` until `end_s`, which is not known while a Safety Car is out.

    `ending_s`: when race control announces the end. `laps`: how many the leader has begun behind
    it. `waved_s`: when lapped cars were let by, and which.
    """

    status: TrackStatus
    start_s: float
    end_s: float = math.inf
    ending_s: float = math.inf
    laps: int = 0
    waved_s: float | None = None
    waved: tuple[int, ...] = ()

    def slowness(self, own: float) -> float:
        """Lap time as a multiple of a racing lap's; `own` is the car's behind a Safety Car."""
        return VSC if self.status is TrackStatus.VSC else own


def active(spells: Sequence[Spell], at_s: float) -> Spell | None:
    """The spell of this moment."""
    return next((spell for spell in spells if spell.start_s <= at_s < spell.end_s), None)


def overlaps(spells: Sequence[Spell], begin_s: float, end_s: float) -> bool:
    """Whether any of the time between is neutralised."""
    return any(spell.start_s < end_s and begin_s < spell.end_s for spell in spells)


def arrival_s(spells: Sequence[Spell], start_s: float, effort_s: float, slowness: float) -> float:
    """When a car arrives that needs `effort_s` at racing speed; `spells` in order of time.

    >>> arrival_s([Spell(TrackStatus.VSC, 100.0, 114.0)], 60.0, 90.0, CATCHING_UP)
    154.0
    """
    at_s, left_s = start_s, effort_s
    for spell in spells:
        if spell.end_s <= at_s:
            continue
        racing_s = max(0.0, spell.start_s - at_s)
        if left_s <= racing_s:
            break
        at_s, left_s = at_s + racing_s, left_s - racing_s
        factor = spell.slowness(slowness)
        if left_s * factor <= spell.end_s - at_s:
            return at_s + left_s * factor
        left_s -= (spell.end_s - at_s) / factor
        at_s = spell.end_s
    return at_s + left_s
