"""How likely an undercut succeeds, or staying out against one. Card: docs/models/undercut.md.

A logistic regression with the physics margin as its prior: a second of margin counts as much as its
noise says, until the pairs of history say otherwise. One model serves both sides: the car that stays
out is ahead in the end when the one that stopped first is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from f1strategy.models.logistic import Logistic, read_logistic
from f1strategy.models.race_view import RaceView
from f1strategy.models.undercut_features import FEATURES, undercut_features
from f1strategy.models.undercut_memory import UndercutMemory

META: Final = "undercut.json"
FARTHEST: Final = 3.0
"""Features this many spreads from the usual count as no farther: rare values have little behind them."""


@dataclass(frozen=True, slots=True)
class UndercutModel:
    """Chance that the car that stops first is ahead three laps after the other's stop."""

    regression: Logistic

    def predict(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) probabilities of (n, 10) rows in order of `FEATURES`; NaN counts as the usual value."""
        return self.regression.chances(rows, FARTHEST)

    def undercut(self, view: RaceView, driver: str, rival: str, memory: UndercutMemory) -> float:
        """Chance of `driver` being ahead in the end by stopping on the next lap, before `rival`."""
        rows = np.array([undercut_features(view, driver, rival, memory)])
        return float(self.predict(rows)[0])

    def overcut(self, view: RaceView, driver: str, rival: str, memory: UndercutMemory) -> float:
        """Chance of `driver` being ahead in the end when `rival` stops on the next lap, before it."""
        return 1.0 - self.undercut(view, rival, driver, memory)

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {META: msgspec.json.encode(self.regression)}


def read_undercut(files: Mapping[str, bytes]) -> UndercutModel:
    """The model from its files; raises `CorruptArtifact`."""
    return UndercutModel(read_logistic(files, META, FEATURES))
