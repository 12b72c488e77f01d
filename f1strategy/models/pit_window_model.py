"""The fitted model of a stop within three laps: a calibrated probability and a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
import xgboost
from numpy.typing import NDArray

from f1strategy.models.artifact import CorruptArtifact, booster_bytes, read_booster, read_json
from f1strategy.models.pit_window import FEATURES

BOOSTER: Final = "pit_window.ubj"
META: Final = "pit_window.json"


class PitWindowMeta(msgspec.Struct, frozen=True):
    """Platt's scaling of the raw log-odds, and the probability from which a stop is expected."""

    features: tuple[str, ...]
    slope: float
    intercept: float
    threshold: float


@dataclass(frozen=True)
class PitWindowModel:
    """Probability that a car's next tyre stop has its in-lap within the next three laps."""

    booster: xgboost.Booster
    meta: PitWindowMeta

    def predict(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) probabilities of (n, features) rows in order of `FEATURES`."""
        raw = self.booster.inplace_predict(rows, predict_type="margin")
        return calibrated(np.asarray(raw, dtype=float), self.meta.slope, self.meta.intercept)

    def decide(self, probability: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether a stop is expected: the threshold with the best F1 on races not fitted on."""
        return np.asarray(probability >= self.meta.threshold)

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {BOOSTER: booster_bytes(self.booster), META: msgspec.json.encode(self.meta)}


def calibrated(margin: NDArray[np.float64], slope: float, intercept: float) -> NDArray[np.float64]:
    """Platt's scaling: the probability whose log-odds are slope × margin + intercept.

    >>> calibrated(np.array([0.0]), 1.0, 0.0)
    array([0.5])
    """
    return np.asarray(1.0 / (1.0 + np.exp(-(slope * margin + intercept))))


def read_pit_window(files: Mapping[str, bytes]) -> PitWindowModel:
    """The model from its files; raises `CorruptArtifact`."""
    meta: Any = read_json(files, META, PitWindowMeta)
    if meta.features != FEATURES:
        raise CorruptArtifact(META, f"made for the features {list(meta.features)}")
    return PitWindowModel(read_booster(files, BOOSTER, FEATURES), meta)
