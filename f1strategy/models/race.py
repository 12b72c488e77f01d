"""A race that is over, as history for the models."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from f1strategy.models.observed import ObservedLap


@dataclass(frozen=True, slots=True)
class Race:
    """A finished race: its laps in order of the line crossings that end them.

    circuit: circuit key, such as `yas-marina`; the same key for every race held there.
    """

    season: int
    round: int
    circuit: str
    total_laps: int
    laps: tuple[ObservedLap, ...]
    red_after_safety_car: frozenset[tuple[str, int]] = frozenset()
    """Driver and number of the laps that saw a red flag and a (virtual) safety car: a lap's
    `status` tells only the worst of them."""
    lane_time_s: Mapping[tuple[str, int], float] = field(default_factory=dict)
    """Seconds in the pit lane by driver and number of the in-lap, where both ends are known."""

    @property
    def code(self) -> int:
        """Season and round in one number, such as 202511."""
        return self.season * 100 + self.round


def laps_by_driver(race: Race) -> dict[str, list[ObservedLap]]:
    """Each driver's laps, first to last."""
    found: dict[str, list[ObservedLap]] = {}
    for lap in race.laps:
        found.setdefault(lap.driver, []).append(lap)
    return found
