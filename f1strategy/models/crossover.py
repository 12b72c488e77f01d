"""Slick, intermediate or wet: which tyre a track that is drying or getting wetter asks for.

The measure of the water is a pace ratio: the field's lap time now over the circuit's dry lap time. Teams
change from one kind of tyre to the next around a ratio that hardly depends on the circuit.
Card: docs/models/degradation.md, section "Wet tyres".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import erf, sqrt
from typing import Any, Final

import msgspec

from f1strategy.models.artifact import read_json
from schemas.records import SLICKS, Compound

FILE: Final = "crossover.json"


class Switch(msgspec.Struct, frozen=True):
    """Where one kind of tyre gives way to the wetter one: a pace ratio, its spread between races."""

    pace_ratio: float
    spread: float
    races: int
    stops: int


class Crossover(msgspec.Struct, frozen=True):
    """Both changes, measured from the stops that teams made."""

    slick_to_intermediate: Switch
    intermediate_to_wet: Switch

    def chances(self, pace_ratio: float) -> dict[Compound, float]:
        """Chance that each kind is the right one at this pace ratio. `MEDIUM` stands for slicks.

        >>> switch = Switch(1.12, 0.02, 8, 91)
        >>> dry, inters, wet = Crossover(switch, Switch(1.24, 0.02, 5, 25)).chances(1.12).values()
        >>> round(dry, 2), round(inters, 2), round(wet, 2)
        (0.5, 0.5, 0.0)
        """
        dry = 1.0 - _beyond(pace_ratio, self.slick_to_intermediate)
        wet = _beyond(pace_ratio, self.intermediate_to_wet)
        return {
            Compound.MEDIUM: dry,
            Compound.INTERMEDIATE: max(0.0, 1.0 - dry - wet),
            Compound.WET: wet,
        }

    def is_wrong(self, compound: Compound, pace_ratio: float) -> float:
        """Chance that the tyre fitted is of the wrong kind."""
        kind = Compound.MEDIUM if compound in SLICKS else compound
        return 1.0 - self.chances(pace_ratio).get(kind, 1.0)


@dataclass(frozen=True, slots=True)
class CrossoverModel:
    """The fitted crossover and its file."""

    crossover: Crossover

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {FILE: msgspec.json.format(msgspec.json.encode(self.crossover), indent=1)}


def read_crossover(files: Mapping[str, bytes]) -> CrossoverModel:
    """The model from its file; raises `CorruptArtifact`."""
    found: Any = read_json(files, FILE, Crossover)
    return CrossoverModel(found)


def _beyond(pace_ratio: float, switch: Switch) -> float:
    return 0.5 * (1.0 + erf((pace_ratio - switch.pace_ratio) / (switch.spread * sqrt(2.0))))
