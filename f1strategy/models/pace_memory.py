"""What earlier races say about pace: wear and noise per circuit, steadiness per driver."""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

import msgspec

from f1strategy.models.finished_race import FinishedRace, laps_by_driver
from f1strategy.models.lap_time import REFERENCE_LAP_S, TimedLap, decompose
from f1strategy.models.wear_memory import WearMemory
from schemas.records import Compound

USUAL_NOISE_S: Final = 0.25
"""Median change between a driver's clean laps, 90 s lap; measured on seasons 2018-2024."""
USUAL_TREND_S: Final = -0.01
"""Median change per lap within stints, same source."""
PRIOR_RACES: Final = 2.0
"""The usual value weighs as much as so many races."""
MEMORY_GAIN: Final = 0.15
"""Weight of a driver's newest race: about the last seven races count."""


@dataclass(slots=True)
class PaceMemory:
    """Decomposed races (`wear`), and per circuit and driver the noise and trend of clean laps.

    `circuits` holds (season, noise, trend) per race; times in seconds of a 90 s lap.
    """

    wear: WearMemory = field(default_factory=WearMemory)
    circuits: dict[str, list[tuple[int, float, float]]] = field(default_factory=dict)
    drivers: dict[str, float] = field(default_factory=dict)
    forms: dict[str, float] = field(default_factory=dict)

    def add(self, race: FinishedRace) -> None:
        """Learn from a race that is over."""
        found = decompose(timed_laps(race), race.total_laps)
        if found is not None:
            self.wear.learn(race.circuit, race.season, found)
        sizes: dict[str, list[float]] = defaultdict(list)
        changes: list[float] = []
        for driver, laps in laps_by_driver(race).items():
            for before, lap in itertools.pairwise(laps):
                if (
                    before.is_clean
                    and lap.is_clean
                    and lap.lap_number == before.lap_number + 1
                    and lap.stint_number == before.stint_number
                ):
                    change = (lap.lap_time_s / before.lap_time_s - 1.0) * REFERENCE_LAP_S
                    changes.append(change)
                    sizes[driver].append(abs(change))
        self._learn_form(race)
        if not changes:
            return
        noise = median([abs(change) for change in changes])
        self.circuits.setdefault(race.circuit, []).append((race.season, noise, median(changes)))
        for driver, own in sizes.items():
            if len(own) >= 10 and noise > 0:
                known = self.drivers.get(driver, 1.0)
                self.drivers[driver] = known + MEMORY_GAIN * (median(own) / noise - known)

    def _learn_form(self, race: FinishedRace) -> None:
        times: dict[int, list[float]] = defaultdict(list)
        for lap in race.laps:
            if lap.is_clean:
                times[lap.lap_number].append(lap.lap_time_s)
        middle = {number: median(found) for number, found in times.items() if len(found) > 5}
        gaps: dict[str, list[float]] = defaultdict(list)
        for lap in race.laps:
            if lap.is_clean and lap.lap_number in middle:
                gap = (lap.lap_time_s / middle[lap.lap_number] - 1.0) * REFERENCE_LAP_S
                gaps[lap.driver].append(gap)
                gaps[lap.team].append(gap)
        for name, found in gaps.items():
            if len(found) >= 10:
                gap = median(found)
                known = self.forms.get(name, gap)
                self.forms[name] = known + 0.25 * (gap - known)

    def form_s(self, driver: str, team: str) -> float:
        """Usual gap to the field's median lap; the team's for an unknown driver; NaN for both."""
        return self.forms.get(driver, self.forms.get(team, float("nan")))

    def noise_s(self, circuit: str) -> float:
        """Usual lap-to-lap change of a driver here, shrunk to the usual one."""
        races = self.circuits.get(circuit, [])
        return (sum(n for _, n, _ in races) + PRIOR_RACES * USUAL_NOISE_S) / (
            len(races) + PRIOR_RACES
        )

    def trend_s(self, circuit: str) -> float:
        """Usual change from lap to lap here (wear minus burn), shrunk to the usual one."""
        races = self.circuits.get(circuit, [])
        return (sum(t for _, _, t in races) + PRIOR_RACES * USUAL_TREND_S) / (
            len(races) + PRIOR_RACES
        )

    def driver_noise(self, driver: str) -> float:
        """The driver's lap-to-lap change as a multiple of the field's; 1 when unknown."""
        return self.drivers.get(driver, 1.0)

    def burn_s_per_lap(self, circuit: str, total_laps: int) -> float:
        """What a lap gains from fuel and track over a race here; published burn when unknown."""
        races = self.wear.circuits.get(circuit, [])
        total = sum(race.burn_s for race in races) + 3.41 * PRIOR_RACES
        return total / (len(races) + PRIOR_RACES) / total_laps

    def wear_s_per_lap(self, circuit: str, compound: Compound, season: int) -> float:
        """What a lap of tyre age costs here."""
        return self.wear.wear(circuit, compound, season)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `msgspec.convert` to this class takes them back."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def timed_laps(race: FinishedRace) -> list[TimedLap]:
    """The race's clean laps with the gap (s) to the car ahead at the line."""
    crossed: dict[int, float] = {}
    found = []
    for lap in race.laps:
        ahead_s = crossed.get(lap.lap_number)
        crossed[lap.lap_number] = lap.end_s
        if lap.is_clean:
            gap_s = float("nan") if ahead_s is None else lap.end_s - ahead_s
            found.append(TimedLap(lap, gap_s))
    return found
