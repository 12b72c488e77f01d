"""How long a car's future laps on this tyre will take, with an 80 % interval. Card: docs/models/stint_pace.md.

One booster tells the median, a small second one how wide the interval is around it. Both speak of the
difference to the car's own recent laps, in seconds of a 90 s lap.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
import xgboost
from numpy.typing import NDArray

from f1strategy.models.artifact import CorruptArtifact, booster_bytes, read_booster, read_json
from f1strategy.models.lap_time import REFERENCE_LAP_S
from f1strategy.models.pace_features import FEATURES

INPUTS: Final = FEATURES[1:]
"""What the boosters see: all features but the reference, which only scales."""
MEDIAN: Final = "median.ubj"
SPREAD: Final = "spread.ubj"
META: Final = "pace.json"


class PaceMeta(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What belongs to the boosters: feature names and the factor that makes 80 % of laps fall inside."""

    features: tuple[str, ...]
    widen_low: float
    widen_high: float


@dataclass(frozen=True, slots=True)
class PaceModel:
    """The fitted forecaster of lap times on the tyre now fitted."""

    median: xgboost.Booster
    spread: xgboost.Booster
    meta: PaceMeta

    def predict(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Lap times (s) at 10 %, 50 % and 90 % for rows of `FEATURES`; NaN without a reference."""
        reference_s, inputs = features[:, 0], features[:, 1:]
        middle = self.median.inplace_predict(inputs).astype(float)
        around = self.spread.inplace_predict(inputs).reshape(-1, 2).astype(float)
        off = np.column_stack(
            [
                middle + self.meta.widen_low * np.minimum(around[:, 0], 0.0),
                middle,
                middle + self.meta.widen_high * np.maximum(around[:, 1], 0.0),
            ]
        )
        return reference_s[:, None] * (1.0 + off / REFERENCE_LAP_S)

    def files(self) -> dict[str, bytes]:
        """The artifact's files."""
        return {
            MEDIAN: booster_bytes(self.median),
            SPREAD: booster_bytes(self.spread),
            META: msgspec.json.format(msgspec.json.encode(self.meta)),
        }


def read_pace_model(files: Mapping[str, bytes]) -> PaceModel:
    """The model from its artifact's files; raises `CorruptArtifact`."""
    meta = read_json(files, META, PaceMeta)
    if meta.features != FEATURES:
        raise CorruptArtifact(META, f"made for the features {meta.features}")
    return PaceModel(read_booster(files, MEDIAN, INPUTS), read_booster(files, SPREAD, INPUTS), meta)
