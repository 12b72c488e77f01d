"""How likely an undercut succeeds, or staying out against one. Card: docs/models/undercut.md.

A logistic regression with the physics margin as its prior: a second of margin counts as much as its
noise says, until the pairs of history say otherwise. One model serves both sides: the car that stays
out is ahead in the end when the one that stopped first is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from f1strategy.models.artifact import CorruptArtifact, read_json
from f1strategy.models.race_view import RaceView
from f1strategy.models.undercut_features import FEATURES, undercut_features
from f1strategy.models.undercut_memory import UndercutMemory

META: Final = "undercut.json"
FARTHEST: Final = 3.0
"""Features this many spreads from the usual count as no farther: rare values have little behind them."""


class UndercutMeta(msgspec.Struct, frozen=True):
    """Weights per feature, each over its spread around the usual value."""

    features: tuple[str, ...]
    usual: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float


@dataclass(frozen=True, slots=True)
class UndercutModel:
    """Chance that the car that stops first is ahead three laps after the other's stop."""

    meta: UndercutMeta

    def predict(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) probabilities of (n, 10) rows in order of `FEATURES`; NaN counts as the usual value."""
        design = standardised(rows, np.asarray(self.meta.usual), np.asarray(self.meta.spread))
        log_odds = self.meta.intercept + design @ np.asarray(self.meta.weights)
        return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))

    def undercut(self, view: RaceView, driver: str, rival: str, memory: UndercutMemory) -> float:
        """Chance of `driver` being ahead in the end by stopping on the next lap, before `rival`."""
        rows = np.array([undercut_features(view, driver, rival, memory)])
        return float(self.predict(rows)[0])

    def overcut(self, view: RaceView, driver: str, rival: str, memory: UndercutMemory) -> float:
        """Chance of `driver` being ahead in the end when `rival` stops on the next lap, before it."""
        return 1.0 - self.undercut(view, rival, driver, memory)

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {META: msgspec.json.encode(self.meta)}


def standardised(
    rows: NDArray[np.float64], usual: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Rows in spreads around the usual values, at most `FARTHEST`; 0 where a value is NaN."""
    return np.clip(np.nan_to_num((rows - usual) / spread, nan=0.0), -FARTHEST, FARTHEST)


def read_undercut(files: Mapping[str, bytes]) -> UndercutModel:
    """The model from its files; raises `CorruptArtifact`."""
    meta: Any = read_json(files, META, UndercutMeta)
    if meta.features != FEATURES:
        raise CorruptArtifact(META, f"made for the features {list(meta.features)}")
    if not len(meta.usual) == len(meta.spread) == len(meta.weights) == len(FEATURES):
        raise CorruptArtifact(META, "not as many weights as features")
    if not all(spread > 0 for spread in meta.spread):
        raise CorruptArtifact(META, "a spread that is not positive")
    return UndercutModel(meta)
