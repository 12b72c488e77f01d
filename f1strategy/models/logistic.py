"""A logistic regression of standardised features: what the overtake and the undercut model are."""

from collections.abc import Mapping
from math import inf
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from f1strategy.models.artifact import CorruptArtifact, read_json


class Logistic(msgspec.Struct, frozen=True):
    """Weights of the features, each over its spread around the usual value."""

    features: tuple[str, ...]
    usual: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    @classmethod
    def fitted(
        cls,
        features: tuple[str, ...],
        usual: NDArray[np.float64],
        spread: NDArray[np.float64],
        weights: NDArray[np.float64],
    ) -> Self:
        """With (1 + features,) weights, the intercept first."""
        intercept, *others = weights.tolist()
        return cls(
            features, tuple(usual.tolist()), tuple(spread.tolist()), tuple(others), intercept
        )

    def chances(self, rows: NDArray[np.float64], farthest: float = inf) -> NDArray[np.float64]:
        """(n,) probabilities of (n, features) rows, which are standardised like those it was fitted to."""
        design = standardised(rows, np.asarray(self.usual), np.asarray(self.spread), farthest)
        log_odds = self.intercept + design @ np.asarray(self.weights)
        return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))


def standardised(
    rows: NDArray[np.float64],
    usual: NDArray[np.float64],
    spread: NDArray[np.float64],
    farthest: float = inf,
) -> NDArray[np.float64]:
    """Rows in spreads around the usual values, `farthest` at most; 0 where a value is NaN."""
    return np.clip(np.nan_to_num((rows - usual) / spread, nan=0.0), -farthest, farthest)


def read_logistic(files: Mapping[str, bytes], name: str, features: tuple[str, ...]) -> Logistic:
    """The regression in this file; raises `CorruptArtifact`, also when its features are others."""
    told: Any = read_json(files, name, Logistic)
    if told.features != features:
        raise CorruptArtifact(name, f"made for the features {list(told.features)}")
    if not len(told.usual) == len(told.spread) == len(told.weights) == len(features):
        raise CorruptArtifact(name, "not as many weights as features")
    if not all(spread > 0 for spread in told.spread):
        raise CorruptArtifact(name, "a spread that is not positive")
    return told  # type: ignore[no-any-return]
