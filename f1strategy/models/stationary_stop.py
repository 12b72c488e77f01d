"""How long a car stands at its box. Card: docs/models/stationary_stop.md.

The field's quantiles, moved by what the team's ordinary stops differ, and a slow tail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from f1strategy.models.artifact import CorruptArtifact, read_json
from f1strategy.models.race_view import RaceView
from f1strategy.models.stationary_memory import StationaryMemory

FEATURES: Final = ("team_shift_s", "slow_chance")
META: Final = "stationary_stop.json"
PERCENTILES: Final = (10, 50, 90)
LEAST_S: Final = 1.8
"""The quickest stop on record: McLaren, Qatar 2023."""


def stationary_features(view: RaceView, driver: str, memory: StationaryMemory) -> list[float]:
    """The values of `FEATURES` right after the driver's newest lap was added."""
    team = view.cars[driver].last.team
    return [memory.shift_s(team, view.season), memory.slow_chance(team, view.season)]


class StationaryMeta(msgspec.Struct, frozen=True):
    """Percentiles of the standing time of a team without a shift, in seconds."""

    features: tuple[str, ...]
    percentiles_s: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class StationaryModel:
    """Seconds at the box."""

    meta: StationaryMeta

    def predict(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 3) seconds: 10th percentile, median, 90th, of (n, 2) rows in order of `FEATURES`."""
        seconds = np.asarray(self.meta.percentiles_s) + rows[:, :1]
        return np.asarray(np.maximum(seconds, LEAST_S))

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {META: msgspec.json.encode(self.meta)}


def read_stationary_stop(files: Mapping[str, bytes]) -> StationaryModel:
    """The model from its files; raises `CorruptArtifact`."""
    meta: Any = read_json(files, META, StationaryMeta)
    if meta.features != FEATURES:
        raise CorruptArtifact(META, f"made for the features {list(meta.features)}")
    if list(meta.percentiles_s) != sorted(meta.percentiles_s):
        raise CorruptArtifact(META, "percentiles that do not rise")
    return StationaryModel(meta)
