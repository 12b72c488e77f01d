"""What earlier races say about tyres: how hard a circuit, a compound and a team are on them.

Every race is decomposed once (lap_time.py) and leaves a slope per compound. A circuit's index is the
precision-weighted mean of its races' deviations from the compounds' pooled slopes, shrunk to zero
with the spread between races as prior: one odd race moves it little.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from f1strategy.models.lap_time import REFERENCE_LAP_S, Decomposition
from schemas.records import Compound

POOLED_WEAR_S_PER_LAP: Final = {
    Compound.SOFT: 0.055,
    Compound.MEDIUM: 0.044,
    Compound.HARD: 0.038,
}
"""Before any race: mean slopes of 145 decomposed races of 2018-2026 R2 (docs/models/degradation.md)."""
BETWEEN_RACES_S: Final = 0.035
"""Standard deviation of a race's slope around the pooled one, same source."""
YEAR_DECAY: Final = 0.8
"""A race one season older counts so much: cars, tyres and asphalt change."""
POOLED_RACES: Final = 10.0
"""The values above weigh as much as so many races."""


@dataclass(slots=True)
class RaceWear:
    """One decomposed race: slopes with standard errors, offsets, effect sizes; 90 s lap seconds."""

    season: int
    wear: dict[Compound, tuple[float, float]]
    offsets_s: dict[Compound, float]
    burn_s: float
    traffic_s: float
    noise_s: float
    lap_time_s: float


@dataclass(slots=True)
class WearMemory:
    """Decomposed races per circuit, and the residual wear of teams."""

    circuits: dict[str, list[RaceWear]] = field(default_factory=dict)
    pooled: dict[Compound, tuple[float, float]] = field(
        default_factory=lambda: {
            name: (POOLED_RACES * slope, POOLED_RACES)
            for name, slope in POOLED_WEAR_S_PER_LAP.items()
        }
    )

    def learn(self, circuit: str, season: int, race: Decomposition) -> None:
        """Take a decomposed race."""
        for name, (slope, _) in race.wear_s_per_lap.items():
            total, weight = self.pooled[name]
            self.pooled[name] = (total + slope, weight + 1)
        self.circuits.setdefault(circuit, []).append(
            RaceWear(
                season,
                race.wear_s_per_lap,
                race.offsets_s,
                race.burn_s,
                race.traffic_s,
                race.noise_s,
                REFERENCE_LAP_S / race.scale,
            )
        )

    def pooled_wear(self, compound: Compound) -> float:
        """The compound's mean slope over all races, seconds of a 90 s lap per lap of age."""
        total, weight = self.pooled.get(compound, (0.04, 1.0))
        return total / weight

    def index(self, circuit: str, season: int) -> float:
        """How much more than usual a lap of age costs at this circuit, shrunk to 0 (unknown)."""
        return _shrunk(
            (slope - self.pooled_wear(name), error, season - race.season)
            for race in self.circuits.get(circuit, [])
            for name, (slope, error) in race.wear.items()
        )

    def wear(self, circuit: str, compound: Compound, season: int) -> float:
        """Slope of this compound here: pooled, plus the circuit's index, plus its own part of it."""
        index = self.index(circuit, season)
        own = _shrunk(
            (slope - self.pooled_wear(name) - index, error, season - race.season)
            for race in self.circuits.get(circuit, [])
            for name, (slope, error) in race.wear.items()
            if name is compound
        )
        return self.pooled_wear(compound) + index + own

    def lap_time_s(self, circuit: str) -> float:
        """Median clean lap of the newest race here; the reference lap without one."""
        races = self.circuits.get(circuit)
        return races[-1].lap_time_s if races else REFERENCE_LAP_S

    def traffic_s(self, circuit: str, season: int) -> float:
        """What following closely costs here a lap, shrunk to the mean of all races."""
        everywhere = [race.traffic_s for races in self.circuits.values() for race in races]
        mean = sum(everywhere) / len(everywhere) if everywhere else 0.6
        return mean + _shrunk(
            (race.traffic_s - mean, 0.2, season - race.season)
            for race in self.circuits.get(circuit, [])
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values; `msgspec.convert` to this class takes them back."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def _shrunk(observed: Iterable[tuple[float, float, int]]) -> float:
    """Posterior mean of a deviation with prior N(0, BETWEEN_RACES_S²); error per observation.

    A race's own swing around its circuit is as wide as that between circuits.
    """
    total, weight = 0.0, 1.0 / BETWEEN_RACES_S**2
    for deviation, error, years in observed:
        precision = YEAR_DECAY ** max(0, years) / (error**2 + BETWEEN_RACES_S**2)
        total += precision * deviation
        weight += precision
    return total / weight
