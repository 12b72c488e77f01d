"""The fitted model of the finishing position: two opinions on the place, points, and an interval."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
import xgboost
from numpy.typing import NDArray

from f1strategy.models.artifact import CorruptArtifact, booster_bytes, read_booster, read_json
from f1strategy.models.finish import FEATURES, MOST_RIVALS, OWN
from f1strategy.models.finish_pairs import AGAINST
from f1strategy.models.finish_places import ahead_distribution, median_place, share_within

MOVE: Final = "finish_move.ubj"
DUEL: Final = "finish_duel.ubj"
META: Final = "finish.json"
SHARED: Final = (
    "laps_to_go",
    "progress",
    "position",
    "running",
    "circuit_moved",
    "circuit_retired",
    "wet_share",
    "laps_since_neutral",
    "form_retired",
    "stops_made",
    "age_laps",
)
"""Our own values that a duel depends on, beside those against the rival."""
DUEL_FEATURES: Final = (*SHARED, *AGAINST)
AT: Final = {name: OWN.index(name) for name in OWN}
POINTS: Final = 10
"""Places with points (sporting regulations, article 6.4)."""
LEAST: Final = 1e-4
"""Keeps log-odds finite."""

Values = NDArray[np.float64]


class FinishMeta(msgspec.Struct, frozen=True):
    """Calibration on seasons that the trees had not seen.

    points: weights of the columns of `points_design`.
    progress: where `low` and `high` hold: residual quantiles in units of the spread, 80 % between.
    """

    features: tuple[str, ...]
    points: tuple[float, ...]
    progress: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FinishForecast:
    """(n,) expected places, probabilities of points, and the ends of the 80 % interval in places."""

    position: Values
    points: Values
    low: Values
    high: Values


@dataclass(frozen=True, slots=True)
class Opinions:
    """(n,) expected places, their spread in places, and log-odds of points before calibration."""

    position: Values
    spread: Values
    points_margin: Values


@dataclass(frozen=True)
class FinishModel:
    """Where a car will finish."""

    move: xgboost.Booster
    duel: xgboost.Booster
    meta: FinishMeta

    def predict(self, rows: Values) -> FinishForecast:
        """Forecasts for (n, features) rows in order of `FEATURES`."""
        said = opinions(self.move, self.duel, rows)
        progress = rows[:, AT["progress"]]
        cars = rows[:, AT["running"]] + rows[:, AT["out"]]
        low, high = (
            said.position + np.interp(progress, self.meta.progress, ends) * said.spread
            for ends in (self.meta.low, self.meta.high)
        )
        margin = points_design(said.points_margin, rows) @ np.asarray(self.meta.points)
        return FinishForecast(
            said.position,
            np.asarray(1.0 / (1.0 + np.exp(-margin))),
            np.clip(low, 1.0, said.position),
            np.maximum(np.minimum(high, cars), said.position),
        )

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {
            MOVE: booster_bytes(self.move),
            DUEL: booster_bytes(self.duel),
            META: msgspec.json.encode(self.meta),
        }


def opinions(move: xgboost.Booster, duel: xgboost.Booster, rows: Values) -> Opinions:
    """The mean of two forecasts, to the nearest place: the trees' move, and the median of the duels."""
    moved = rows[:, AT["position"]] + move.inplace_predict(rows[:, : len(OWN)])
    probability = duel_probabilities(duel, rows)
    distribution = ahead_distribution(probability)
    position = np.rint((moved + median_place(distribution)) / 2.0)
    inside = np.clip(share_within(distribution, POINTS), LEAST, 1.0 - LEAST)
    return Opinions(
        np.clip(position, 1.0, rows[:, AT["running"]]),
        np.sqrt(0.25 + (probability * (1.0 - probability)).sum(axis=1)),
        np.log(inside / (1.0 - inside)),
    )


def duel_rows(rows: Values) -> tuple[Values, NDArray[np.bool_]]:
    """(pairs, duel features) of all rivals there are, and the (n, rivals) mask of where they were."""
    rivals = rows[:, len(OWN) :].reshape(len(rows), MOST_RIVALS, len(AGAINST))
    mask = ~np.isnan(rivals[:, :, AGAINST.index("is_unseen")])
    own = rows[:, [AT[name] for name in SHARED]]
    shared = np.repeat(own[:, None, :], MOST_RIVALS, axis=1)
    return np.concatenate([shared, rivals], axis=2)[mask], mask


def duel_probabilities(duel: xgboost.Booster, rows: Values) -> Values:
    """(n, rivals) probabilities that the rival ends ahead; zero for a rival there is not."""
    pairs, mask = duel_rows(rows)
    found = np.zeros(mask.shape)
    if len(pairs):
        found[mask] = duel.inplace_predict(pairs)
    return found


def points_design(margin: Values, rows: Values) -> Values:
    """(n, 7) columns that the weights `points` belong to.

    Whether the car is within the points now counts too, sharply from one place to the next.
    """
    progress, retired = rows[:, AT["progress"]], rows[:, AT["form_retired"]]
    inside = np.tanh(POINTS + 0.5 - rows[:, AT["position"]])
    return np.column_stack(
        [
            np.ones(len(rows)),
            margin,
            progress,
            margin * progress,
            retired * (1.0 - progress),
            inside,
            inside * progress,
        ]
    )


def read_finish(files: Mapping[str, bytes]) -> FinishModel:
    """The model from its files; raises `CorruptArtifact`."""
    meta: Any = read_json(files, META, FinishMeta)
    if meta.features != FEATURES:
        raise CorruptArtifact(META, "made for other features")
    same = len(meta.progress) == len(meta.low) == len(meta.high) > 0
    if not same or len(meta.points) != points_design(np.zeros(0), np.zeros((0, len(OWN)))).shape[1]:
        raise CorruptArtifact(META, "holds a calibration of another shape")
    return FinishModel(
        read_booster(files, MOVE, OWN), read_booster(files, DUEL, DUEL_FEATURES), meta
    )
