"""Measures the pace ratio at which teams change between slicks, intermediates and wets."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from f1strategy.models.crossover import Crossover, CrossoverModel, Switch
from f1strategy.models.observed import NEUTRAL, ObservedLap
from f1strategy.models.race import laps_by_driver
from f1strategy.models.wear_memory import WearMemory
from f1strategy.training.degradation import Explained
from f1strategy.training.laps_table import Race
from schemas.records import Compound

LAPS_AROUND: Final = 3
"""Pace before and after a stop: the best of so many laps beside the in- and the out-lap."""
LEAST_SPREAD: Final = 0.015
"""Two races that agree by chance do not make the ratio exact."""
DRY_LAPS: Final = 100
"""With so many clean laps a race is its own dry reference; else the circuit's last one is."""
KIND: Final = {Compound.INTERMEDIATE: 1, Compound.WET: 2}


@dataclass(frozen=True, slots=True)
class Change:
    """A stop that changed the kind of tyre, with the pace ratio that the wetter tyre saw."""

    race: int
    drier: int
    pace_ratio: float


def changes(races: Sequence[Explained]) -> list[Change]:
    """Every change of kind whose circuit's dry lap time is known, earliest race first."""
    memory = WearMemory()
    found: list[Change] = []
    for one in races:
        race = one.race
        clean = [lap.lap_time_s for lap in race.laps if lap.is_clean]
        known = race.circuit in memory.circuits
        dry_s = median(clean) if len(clean) >= DRY_LAPS else memory.lap_time_s(race.circuit)
        if known or len(clean) >= DRY_LAPS:
            found.extend(_race_changes(race, dry_s))
        one.teach(memory)
    return found


def fit(found: Sequence[Change]) -> CrossoverModel:
    """The median of the races' median ratios at either change."""
    return CrossoverModel(Crossover(_switch(found, drier=0), _switch(found, drier=1)))


def _switch(found: Sequence[Change], drier: int) -> Switch:
    by_race: dict[int, list[float]] = defaultdict(list)
    for one in found:
        if one.drier == drier:
            by_race[one.race].append(one.pace_ratio)
    ratios = [median(values) for values in by_race.values()]
    stops = sum(len(values) for values in by_race.values())
    spread = float(np.std(ratios, ddof=1)) if len(ratios) > 1 else LEAST_SPREAD
    return Switch(round(median(ratios), 4), round(max(LEAST_SPREAD, spread), 4), len(ratios), stops)


def _race_changes(race: Race, dry_s: float) -> Iterator[Change]:
    for laps in laps_by_driver(race).values():
        for at in range(LAPS_AROUND, len(laps) - 1 - LAPS_AROUND):
            kinds = [KIND.get(laps[at + step].compound, 0) for step in (0, 1)]
            if not (laps[at].is_in_lap and laps[at + 1].is_out_lap) or kinds[0] == kinds[1]:
                continue
            before, after = laps[at - LAPS_AROUND : at], laps[at + 2 : at + 2 + LAPS_AROUND]
            ratio = _best_s(before if kinds[0] > kinds[1] else after) / dry_s
            if np.isfinite(ratio) and abs(kinds[0] - kinds[1]) == 1:
                yield Change(race.code, min(kinds), ratio)


def _best_s(laps: Sequence[ObservedLap]) -> float:
    free = [
        lap.lap_time_s
        for lap in laps
        if lap.status not in NEUTRAL and not lap.is_in_lap and not lap.is_out_lap
    ]
    return min(free, default=float("nan"))
