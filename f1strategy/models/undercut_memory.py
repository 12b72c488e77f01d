"""What earlier races say about undercuts: fresh tyres, teams' pace and stops, and how soon rivals answer."""

from collections import defaultdict
from collections.abc import Mapping
from math import nan
from statistics import median
from typing import Any, Final

import msgspec

from f1strategy.models.lap_time import FUEL_S_PER_KG, REFERENCE_LAP_S, START_FUEL_KG
from f1strategy.models.observed import ObservedLap
from f1strategy.models.pit_loss_memory import PitLossMemory
from f1strategy.models.race import Race
from f1strategy.models.undercut_pairs import RESPONSE_LAPS, Drives, lesson_pairs

RACE_DECAY: Final = 0.85
"""A team's race earlier counts so much: a half-life of four to five races."""
PRIOR_RACES: Final = 1.0
"""The mean team weighs as much as so many races."""
FRESH_GAIN_S: Final = 1.0
"""New against worn tyres of the usual age, a 90 s lap: between the wear of hard and medium at age 15
(Pitwall-H, domain notes section 2)."""
PRIOR_STOPS: Final = 10.0
"""The pooled gain weighs as much as so many stops."""
USUAL_AGE_LAPS: Final = 16.0
"""Age at which tyres are changed where nothing is known: median of the domain notes' sources."""
PRIOR_AGES: Final = 5.0
PRIOR_ANSWERS: Final = 2.0
"""Before any race each delay is as likely as the others, with the weight of so many pairs."""
MIN_CARS: Final = 6
MIN_LAPS: Final = 15
GAIN_CLIP_S: Final = (-1.0, 4.0)
"""A gain beyond this is a change of weather or a damaged car."""


class Average(msgspec.Struct, array_like=True):
    """A sum and the weight behind it."""

    total: float = 0.0
    weight: float = 0.0

    def add(self, value: float) -> None:
        """Take one more value."""
        self.total += value
        self.weight += 1.0

    def fade(self, factor: float) -> None:
        """Let what was taken so far count less."""
        self.total *= factor
        self.weight *= factor

    def shrunk(self, prior: float, prior_weight: float) -> float:
        """The mean, drawn to a prior of so many values."""
        return (self.total + prior * prior_weight) / (self.weight + prior_weight)


class UndercutMemory(msgspec.Struct):
    """Sums per circuit and team; empty at first."""

    gains: dict[str, Average] = {}
    ages: dict[str, Average] = {}
    form: dict[str, Average] = {}
    stops: PitLossMemory = msgspec.field(default_factory=PitLossMemory)
    answers: list[list[float]] = msgspec.field(
        default_factory=lambda: [[PRIOR_ANSWERS] * RESPONSE_LAPS for _ in range(2)]
    )

    def add(self, race: Race) -> None:
        """Learn from a race that is over."""
        drives = Drives(race)
        self._learn_answers(race)
        self._learn_stops(race, drives)
        self.stops.add(race)
        self._learn_form(race, drives)

    def fresh_gain_s(self, circuit: str) -> float:
        """Seconds of a 90 s lap by which new tyres beat those that are changed, shrunk twice."""
        pooled = self.gains.get("", Average()).shrunk(FRESH_GAIN_S, PRIOR_STOPS)
        return self.gains.get(circuit, Average()).shrunk(pooled, PRIOR_STOPS)

    def usual_age_laps(self, circuit: str, compound: str) -> float:
        """Age at which this compound is changed here, shrunk to that of all circuits."""
        pooled = self.ages.get(compound, Average()).shrunk(USUAL_AGE_LAPS, PRIOR_AGES)
        return self.ages.get(f"{circuit}/{compound}", Average()).shrunk(pooled, PRIOR_AGES)

    def form_s(self, team: str) -> float:
        """How much slower than the field's median the team's faster car was of late, a 90 s lap."""
        return self.form.get(team, Average()).shrunk(0.0, PRIOR_RACES)

    def delays(self, is_due: bool) -> list[float]:
        """Probability of an answer 1, 2 … 5 laps later, given that one comes."""
        counts = self.answers[is_due]
        whole = sum(counts)
        return [count / whole for count in counts]

    def to_json(self) -> dict[str, Any]:
        """Plain values; `msgspec.convert` to this class takes them back."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    def _learn_answers(self, race: Race) -> None:
        for pair in lesson_pairs(race):
            if pair.gap_s > 0 and pair.delay_laps is not None:
                rival = pair.second
                usual = self.usual_age_laps(race.circuit, rival.compound.value)
                self.answers[rival.tyre_age_laps >= usual][pair.delay_laps - 1] += 1.0

    def _learn_stops(self, race: Race, drives: Drives) -> None:
        for driver, stops in drives.stops.items():
            laps = drives.laps[driver]
            for stop in stops:
                gain_s = tyre_gain_s(laps, stop, race.total_laps)
                if gain_s == gain_s:  # noqa: PLR0124 — NaN: no clean laps on both sides
                    for name in ("", race.circuit):
                        self.gains.setdefault(name, Average()).add(gain_s)
                    worn = laps[stop]
                    if worn.tyre_age_laps == worn.tyre_age_laps:
                        for name in (worn.compound.value, f"{race.circuit}/{worn.compound.value}"):
                            self.ages.setdefault(name, Average()).add(worn.tyre_age_laps)

    def _learn_form(self, race: Race, drives: Drives) -> None:
        field: dict[int, list[float]] = defaultdict(list)
        for lap in race.laps:
            if lap.is_clean:
                field[lap.lap_number].append(lap.lap_time_s)
        usual_s = {
            number: median(times) for number, times in field.items() if len(times) >= MIN_CARS
        }
        cars: dict[str, list[float]] = defaultdict(list)
        for laps in drives.laps.values():
            over = [
                (lap.lap_time_s / usual_s[number] - 1.0) * REFERENCE_LAP_S
                for number, lap in laps.items()
                if lap.is_clean and number in usual_s
            ]
            if len(over) >= MIN_LAPS:
                cars[next(iter(laps.values())).team].append(median(over))
        if cars:
            _fade(self.form)
        for team, paces_s in cars.items():
            self.form.setdefault(team, Average()).add(min(paces_s))


def tyre_gain_s(laps: Mapping[int, ObservedLap], stop: int, total_laps: int) -> float:
    """Seconds of a 90 s lap by which laps 2-4 on the new tyres beat the last five on the old ones.

    Without the fuel burnt in between; NaN unless two racing laps before and one after are known.
    """
    before, after = _racing(laps, stop - 5, stop), _racing(laps, stop + 2, stop + 5)
    if len(before) < 2 or not after:
        return nan
    old_s = median(lap.lap_time_s for lap in before)
    apart = median(lap.lap_number for lap in after) - median(lap.lap_number for lap in before)
    raw_s = (old_s - median(lap.lap_time_s for lap in after)) * REFERENCE_LAP_S / old_s
    low, high = GAIN_CLIP_S
    return min(high, max(low, raw_s - FUEL_S_PER_KG * START_FUEL_KG * apart / total_laps))


def _racing(laps: Mapping[int, ObservedLap], first: int, end: int) -> list[ObservedLap]:
    found = (laps.get(number) for number in range(first, end))
    return [lap for lap in found if lap is not None and lap.is_racing and lap.is_dry]


def _fade(averages: dict[str, Average]) -> None:
    for average in averages.values():
        average.fade(RACE_DECAY)
