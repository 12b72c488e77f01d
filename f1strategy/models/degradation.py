"""How much slower a tyre gets with age: a monotone loss curve with quantiles, from earlier races.

The curve is the *prior* of a stint; `stint_filter.py` lets it follow today's track.
Card: docs/models/degradation.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
import xgboost
from numpy.typing import NDArray

from f1strategy.models.artifact import booster_bytes, read_booster, read_json
from f1strategy.models.lap_time import REFERENCE_LAP_S, SLICKS
from f1strategy.models.wear_memory import WearMemory
from schemas.records import Compound

FEATURES: Final = (
    "age_laps",
    "since_laps",
    "pooled_loss_s",
    "circuit_loss_s",
    "ground_effect",
    "softness",
    "progress",
)
RISING: Final = {"age_laps": 1, "since_laps": 1, "pooled_loss_s": 1, "circuit_loss_s": 1}
"""Wear never heals: the loss may not fall in any of these."""
QUANTILES: Final = (0.1, 0.5, 0.9)
GROUND_EFFECT_SINCE: Final = 2022
"""Season of the new cars and 18-inch tyres."""
OLDEST_LAPS: Final = 80
"""Curves are tabulated to this age: longer than any race."""
LEAST: Final = 0.3
"""However kind a circuit was to tyres, a lap costs at least this share of the pooled wear."""
LINEAR_SHARE: Final = 0.6
"""The trees add to this share of the circuit's linear law, so the curve goes on where they end."""
SLOPE_OVER_LAPS: Final = 10
"""Beyond the ages seen, the curve goes on with the slope of its last so many laps."""


@dataclass(frozen=True, slots=True)
class Tyre:
    """A set of tyres at the start of a stint: where, what, how old, and when in the race."""

    circuit: str
    season: int
    compound: Compound
    age_laps: float
    progress: float


def degradation_features(
    tyre: Tyre, ages_laps: NDArray[np.float64], memory: WearMemory
) -> NDArray[np.float64]:
    """A row per age, in order of `FEATURES`: the loss is counted from `tyre.age_laps`."""
    since = np.maximum(0.0, ages_laps - tyre.age_laps)
    pooled = memory.pooled_wear(tyre.compound)
    here = max(LEAST * pooled, pooled + memory.index(tyre.circuit, tyre.season) / 2)
    rows = np.empty((len(ages_laps), len(FEATURES)))
    rows[:, 0] = ages_laps
    rows[:, 1] = since
    rows[:, 2] = pooled * since
    rows[:, 3] = here * since
    rows[:, 4] = float(tyre.season >= GROUND_EFFECT_SINCE)
    rows[:, 5] = 2.0 - SLICKS.index(tyre.compound) if tyre.compound in SLICKS else np.nan
    rows[:, 6] = tyre.progress
    return rows


def margin(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 3): the linear part of the law, on which the trees build."""
    linear = LINEAR_SHARE * rows[:, FEATURES.index("circuit_loss_s")]
    return np.repeat(linear[:, None], len(QUANTILES), axis=1)


@dataclass(frozen=True, slots=True)
class LossCurve:
    """Loss in seconds per lap at each age 0, 1, 2 … (index = age): low, expected, high (10/50/90 %).

    Never falls with age. Zero up to the age at the start of the stint.
    """

    low_s: NDArray[np.float64]
    expected_s: NDArray[np.float64]
    high_s: NDArray[np.float64]

    def slope_s_per_lap(self, age_laps: float, over: int = 5) -> float:
        """What the next laps cost more than this one, per lap."""
        at = min(max(0, round(age_laps)), len(self.expected_s) - 1 - over)
        return float(self.expected_s[at + over] - self.expected_s[at]) / over


class DegradationMeta(msgspec.Struct, frozen=True):
    """The plain part of the artifact. Oldest age seen in training, per compound; widening (s)."""

    features: tuple[str, ...]
    oldest_laps: dict[str, float]
    widen_s: float
    slope_sd_s: float
    offset_sd_s: float
    noise_s: float


@dataclass(frozen=True)
class DegradationModel:
    """Expected loss of a tyre over its age. All times in seconds of the circuit's own lap."""

    booster: xgboost.Booster
    meta: DegradationMeta

    def predict(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 3) losses at 10, 50 and 90 %, in seconds of a 90 s lap, of feature rows."""
        raw = self.booster.inplace_predict(rows, base_margin=margin(rows))
        found = np.sort(np.asarray(raw, dtype=float), axis=1)
        found[:, 0] -= self.meta.widen_s
        found[:, 2] += self.meta.widen_s
        return found

    def curve(self, tyre: Tyre, memory: WearMemory) -> LossCurve:
        """The tabulated curve of a stint: one model call, then the strategy engine looks it up."""
        ages = np.arange(OLDEST_LAPS + 1, dtype=float)
        found = self.predict(degradation_features(tyre, ages, memory))
        scale = memory.lap_time_s(tyre.circuit) / REFERENCE_LAP_S
        oldest = int(self.meta.oldest_laps.get(tyre.compound.value, 30.0))
        new = min(max(0, round(tyre.age_laps)), OLDEST_LAPS)
        curves = [_sane(found[:, at], new, oldest) * scale for at in range(3)]
        # Before a stint's first laps, in the queue of the start, the median can lie below zero.
        expected_s = curves[1] - curves[1][new]
        return LossCurve(
            np.minimum(curves[0], expected_s), expected_s, np.maximum(curves[2], expected_s)
        )

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {
            "degradation.ubj": booster_bytes(self.booster),
            "degradation.json": msgspec.json.encode(self.meta),
        }


def read_degradation(files: Mapping[str, bytes]) -> DegradationModel:
    """The model from its files; raises `CorruptArtifact`."""
    meta: Any = read_json(files, "degradation.json", DegradationMeta)
    return DegradationModel(read_booster(files, "degradation.ubj", FEATURES), meta)


def _sane(loss_s: NDArray[np.float64], new: int, oldest: int) -> NDArray[np.float64]:
    """Flat before the stint began, never falling, and straight on beyond the ages seen."""
    sane = loss_s.copy()
    sane[: new + 1] = np.minimum(0.0, sane[min(new + 1, len(sane) - 1)])
    sane = np.maximum.accumulate(sane)
    oldest = max(oldest, min(new + SLOPE_OVER_LAPS, len(sane) - 1))
    if oldest < len(sane) - 1:
        start = max(new, oldest - SLOPE_OVER_LAPS)
        slope = (sane[oldest] - sane[start]) / max(1, oldest - start)
        sane[oldest:] = sane[oldest] + slope * np.arange(len(sane) - oldest)
    return sane
