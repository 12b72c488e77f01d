"""How often a car that follows closely has passed within a lap, per circuit."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import Any, Final

import msgspec

from f1strategy.models.observed import ObservedLap
from f1strategy.models.race import Race, laps_by_driver

WITHIN_S: Final = 1.5
"""A car so close at the line may pass on the next lap: a second of DRS range and what a straight gives."""
PRIOR_FOLLOWS: Final = 200.0
"""The mean circuit weighs as much as so many laps of following, about a race."""
USUAL_RATE: Final = 0.1
"""Share of such laps that end with the pass done; seasons 2018-2024 (docs/models/overtake.md)."""


@dataclass(frozen=True, slots=True)
class Follow:
    """A car at the line right behind another, both racing on this lap and on the next."""

    lap: ObservedLap
    rival: ObservedLap
    passes: bool


class OvertakeMemory(msgspec.Struct):
    """Per circuit the laps of following, and how many of them ended ahead."""

    circuits: dict[str, tuple[int, int]] = {}

    def add(self, race: Race) -> None:
        """Learn from a race that is over."""
        found = list(follows(race))
        laps, passes = self.circuits.get(race.circuit, (0, 0))
        self.circuits[race.circuit] = (laps + len(found), passes + sum(one.passes for one in found))

    def log_odds(self, circuit: str) -> float:
        """Log-odds of a pass within a lap here, shrunk to those of all circuits."""
        all_laps = sum(laps for laps, _ in self.circuits.values())
        all_passes = sum(passes for _, passes in self.circuits.values())
        usual = (all_passes + PRIOR_FOLLOWS * USUAL_RATE) / (all_laps + PRIOR_FOLLOWS)
        laps, passes = self.circuits.get(circuit, (0, 0))
        rate = (passes + PRIOR_FOLLOWS * usual) / (laps + PRIOR_FOLLOWS)
        return log(rate / (1.0 - rate))

    def to_json(self) -> dict[str, Any]:
        """Plain values; `msgspec.convert` to this class takes them back."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def follows(race: Race) -> Iterator[Follow]:
    """Every lap of following from lap 1 on; the next lap must be a racing lap of both cars.

    The car ahead is the one that crossed the line last before, on the same lap: a lapped car is no
    rival.
    """
    by_driver = {
        driver: {lap.lap_number: lap for lap in laps}
        for driver, laps in laps_by_driver(race).items()
    }
    ahead: dict[int, ObservedLap] = {}
    for lap in race.laps:
        rival = ahead.get(lap.lap_number)
        ahead[lap.lap_number] = lap
        if rival is None or lap.end_s - rival.end_s > WITHIN_S or rival.is_in_lap or lap.is_in_lap:
            continue
        after = by_driver[lap.driver].get(lap.lap_number + 1)
        theirs = by_driver[rival.driver].get(lap.lap_number + 1)
        if after and theirs and after.is_racing and theirs.is_racing:
            yield Follow(lap, rival, after.end_s < theirs.end_s)
