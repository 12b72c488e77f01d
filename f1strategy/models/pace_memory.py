"""What earlier races say about pace: wear and trend per circuit, form per driver and team."""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

import msgspec

from f1strategy.models.lap_time import REFERENCE_LAP_S, decompose, timed_laps
from f1strategy.models.race import Race, laps_by_driver
from f1strategy.models.wear_memory import WearMemory
from schemas.records import Compound

USUAL_TREND_S: Final = -0.01
"""Median change per lap within stints, 90 s lap; measured on seasons 2018-2024."""
PRIOR_RACES: Final = 2.0
"""The usual value weighs as much as so many races."""
FORM_GAIN: Final = 0.25
"""Weight of the newest race in a form: about the last seven races count."""


@dataclass(slots=True)
class PaceMemory:
    """Decomposed races, the trend of clean laps per circuit and race, and form per driver and team.

    `forms`: usual gap to the field's median lap. Times in seconds of a 90 s lap.
    """

    wear: WearMemory = field(default_factory=WearMemory)
    trends_s: dict[str, list[float]] = field(default_factory=dict)
    forms: dict[str, float] = field(default_factory=dict)

    def add(self, race: Race) -> None:
        """Learn from a race that is over."""
        found = decompose(timed_laps(race), race.total_laps)
        if found is not None:
            self.wear.learn(race.circuit, race.season, found)
        self._learn_form(race)
        changes = [
            (lap.lap_time_s / before.lap_time_s - 1.0) * REFERENCE_LAP_S
            for laps in laps_by_driver(race).values()
            for before, lap in itertools.pairwise(laps)
            if before.is_clean
            and lap.is_clean
            and lap.lap_number == before.lap_number + 1
            and lap.stint_number == before.stint_number
        ]
        if changes:
            self.trends_s.setdefault(race.circuit, []).append(median(changes))

    def _learn_form(self, race: Race) -> None:
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
                self.forms[name] = known + FORM_GAIN * (gap - known)

    def form_s(self, driver: str, team: str) -> float:
        """Usual gap to the field's median lap; the team's for an unknown driver; NaN for both."""
        return self.forms.get(driver, self.forms.get(team, float("nan")))

    def trend_s(self, circuit: str) -> float:
        """Usual change from lap to lap here (wear minus burn), shrunk to the usual one."""
        races = self.trends_s.get(circuit, [])
        return (sum(races) + PRIOR_RACES * USUAL_TREND_S) / (len(races) + PRIOR_RACES)

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
