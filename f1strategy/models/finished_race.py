"""A race that is over, as the memories of the models read it."""

from collections.abc import Sequence
from typing import Protocol

from f1strategy.models.observed import ObservedLap


class FinishedRace(Protocol):
    """Laps in order of the line crossings that ended them, and where and how long the race was."""

    @property
    def season(self) -> int:
        """The year."""

    @property
    def circuit(self) -> str:
        """Key of the circuit, such as `monza`."""

    @property
    def total_laps(self) -> int:
        """The scheduled distance in laps."""

    @property
    def laps(self) -> Sequence[ObservedLap]:
        """Every completed lap of every car."""


def laps_by_driver(race: FinishedRace) -> dict[str, list[ObservedLap]]:
    """Each driver's laps, first to last."""
    found: dict[str, list[ObservedLap]] = {}
    for lap in race.laps:
        found.setdefault(lap.driver, []).append(lap)
    return found
