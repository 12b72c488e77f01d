"""Time a stop on the next lap will cost, with an 80 % interval. Card: docs/models/pit_loss.md.

Under green a booster corrects the circuit's expected loss. Under SC it is a linear law around the
circuit's green loss, under VSC a fitted fraction of it: about 30 races of either are known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
import xgboost
from numpy.typing import NDArray

from f1strategy.models.artifact import CorruptArtifact, booster_bytes, read_booster, read_json
from f1strategy.models.pit_loss_features import FEATURES

GREEN: Final = "green.ubj"
META: Final = "pit_loss.json"
AT: Final = {name: at for at, name in enumerate(FEATURES)}
BEHIND_MOST_S: Final = 45.0
"""Half a lap: further from the middle of the field the linear law no longer holds."""
GREEN_INPUTS: Final = FEATURES[2 : AT["is_slowed"]]
"""What the green booster sees: nothing of the regime, nothing of a slowed field."""
TERMS: Final = (
    "one",
    "green_s",
    "is_before",
    "slowed_share",
    "last_to_usual_ratio",
    "behind_middle_before_s",
    "behind_middle_slowed_s",
    "leads_before",
    "is_early",
)
"""Terms of the law under SC; before and slowed: whether SC was out when the stop was decided."""


class PitLossMeta(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The plain part of the artifact.

    law: coefficients of `TERMS`, seconds per unit. widen_s: added at either end of the green interval.
    around_s: per regime, the 10 % and 90 % quantiles of truth minus prediction in unseen seasons.
    factors: per regime, the median loss over the circuit's green loss with its 95 % interval over whole
    races; they say what was found, the predictions go by the law and by the circuit.
    """

    features: tuple[str, ...]
    law: tuple[float, ...]
    widen_s: float
    around_s: dict[str, tuple[float, float]]
    factors: dict[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class PitLossModel:
    """The fitted loss of a stop under green, SC and VSC."""

    green: xgboost.Booster
    meta: PitLossMeta

    def predict(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, 3) losses in seconds at 10 %, 50 % and 90 % of (n, features) rows."""
        found = green_quantiles(self.green, rows)
        found[:, 0] -= self.meta.widen_s
        found[:, 2] += self.meta.widen_s
        sc, vsc = rows[:, AT["is_sc"]] == 1, rows[:, AT["is_vsc"]] == 1
        if sc.any():
            found[sc] = self._around("sc", law_terms(rows[sc]) @ np.array(self.meta.law))
        if vsc.any():
            found[vsc] = self._around("vsc", rows[vsc, AT["expected_s"]])
        return found

    def _around(self, regime: str, middle_s: NDArray[np.float64]) -> NDArray[np.float64]:
        low_s, high_s = self.meta.around_s[regime]
        return np.column_stack([middle_s + low_s, middle_s, middle_s + high_s])

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {
            GREEN: booster_bytes(self.green),
            META: msgspec.json.format(msgspec.json.encode(self.meta)),
        }


def inputs(rows: NDArray[np.float64], names: tuple[str, ...]) -> NDArray[np.float64]:
    """The named columns of (n, features) rows."""
    return np.ascontiguousarray(rows[:, [AT[name] for name in names]])


def green_quantiles(booster: xgboost.Booster, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 3) green losses in seconds at 10, 50 and 90 %, not widened."""
    off = booster.inplace_predict(inputs(rows, GREEN_INPUTS)).astype(float).reshape(-1, 3)
    return np.asarray(rows[:, [AT["expected_s"]]] + np.sort(off, axis=1))


def law_terms(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, terms) values of `TERMS`; unknown gaps count as the middle of the field.

    The later a car starts the two laps, the more of them it drives behind the safety car. A car behind
    the middle of the field has driven less of its lap when SC comes, so it loses more than the middle.
    """
    before = 1 - rows[:, AT["is_slowed"]]
    behind_s = np.clip(np.nan_to_num(rows[:, AT["behind_middle_s"]]), -BEHIND_MOST_S, BEHIND_MOST_S)
    return np.column_stack(
        [
            np.ones(len(rows)),
            rows[:, AT["green_s"]],
            before,
            np.nan_to_num(rows[:, AT["slowed_share"]]),
            np.clip(np.nan_to_num(rows[:, AT["last_to_usual_ratio"]], nan=1.0), 0.95, 1.7) - 1,
            behind_s * before,
            behind_s * (1 - before),
            (rows[:, AT["position"]] == 1) * before,
            rows[:, AT["is_early"]],
        ]
    )


def read_pit_loss(files: Mapping[str, bytes]) -> PitLossModel:
    """The model from its files; raises `CorruptArtifact`."""
    meta: Any = read_json(files, META, PitLossMeta)
    if meta.features != FEATURES:
        raise CorruptArtifact(META, f"made for the features {list(meta.features)}")
    if len(meta.law) != len(TERMS) or set(meta.around_s) != {"sc", "vsc"}:
        raise CorruptArtifact(META, "coefficients or intervals are missing")
    return PitLossModel(read_booster(files, GREEN, GREEN_INPUTS), meta)
