"""The stop within three laps: its decision points, and how the model is fitted and calibrated."""

from typing import Final

import numpy as np
import pandas as pd
import xgboost
from numpy.typing import NDArray

from f1strategy.models.observed import is_tyre_stop
from f1strategy.models.pit_window import FEATURES, pit_window_features
from f1strategy.models.pit_window_memory import WINDOW_LAPS, PitWindowMemory
from f1strategy.models.pit_window_model import (
    PitWindowMeta,
    PitWindowModel,
    calibrated,
    read_pit_window,
)
from f1strategy.models.race import laps_by_driver
from f1strategy.training.calibration import platt, unseen_seasons
from f1strategy.training.laps_table import Race
from f1strategy.training.moments import moments
from f1strategy.training.task import Rows, Task
from schemas.records import TrackStatus

FIRST_LAP: Final = 5
LAPS_TO_GO: Final = 5
TREES: Final = 250
PARAMETERS: Final = {
    "objective": "binary:logistic",
    "max_depth": 6,
    "eta": 0.03,
    "min_child_weight": 100,
    "reg_lambda": 20,
    "subsample": 0.7,
    "colsample_bynode": 0.4,
    "max_bin": 128,
    "nthread": 1,
}
"""Heavy leaves: laps of one race are far from independent. Chosen on seasons 2022-2024."""


def labels(race: Race) -> pd.DataFrame:
    """Racing laps with five laps behind and ahead; truth 1 where an in-lap of a tyre stop follows."""
    rows = []
    for driver, laps in laps_by_driver(race).items():
        by_number = {lap.lap_number: lap for lap in laps}
        for lap in laps:
            number = lap.lap_number
            later = [by_number.get(number + h) for h in range(1, WINDOW_LAPS + 1)]
            end = later[-1]
            if (
                lap.is_racing
                and number >= FIRST_LAP
                and race.total_laps - number >= LAPS_TO_GO
                and end is not None
                and not np.isnan(end.lap_time_s)
                and not any(one and one.status is TrackStatus.RED for one in later)
            ):
                stops = any(
                    one
                    and (after := by_number.get(one.lap_number + 1))
                    and is_tyre_stop(one, after)
                    for one in later
                )
                rows.append((race.season, race.round, driver, number, float(stops)))
    return pd.DataFrame(rows, columns=["season", "round", "driver", "lap_number", "truth"])


def features(race: Race, memory: PitWindowMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """`FEATURES` at each key, as known when that driver ended that lap."""
    values = np.full((len(keys), len(FEATURES)), np.nan)
    for view, driver, rows in moments(race, keys):
        values[rows] = pit_window_features(view, driver, memory)
    return pd.DataFrame(values, columns=list(FEATURES))


def fit(rows: Rows, seed: int) -> PitWindowModel:
    """Fit on all rows; scaling and threshold come from seasons that their booster has not seen."""
    x, y = rows.features.to_numpy(), rows.truth
    margins = np.empty(len(y))
    for seen, unseen in unseen_seasons(rows.keys["season"].to_numpy()):
        booster = _booster(x[seen], y[seen], seed)
        margins[unseen] = booster.inplace_predict(x[unseen], predict_type="margin")
    slope, intercept = platt(margins, y)
    threshold = best_f1_threshold(y, calibrated(margins, slope, intercept))
    meta = PitWindowMeta(FEATURES, slope, intercept, threshold)
    return PitWindowModel(_booster(x, y, seed), meta)


def _booster(x: NDArray[np.float64], y: NDArray[np.float64], seed: int) -> xgboost.Booster:
    data = xgboost.QuantileDMatrix(x, label=y, feature_names=list(FEATURES), max_bin=128)
    return xgboost.train({**PARAMETERS, "seed": seed}, data, TREES)


def best_f1_threshold(truth: NDArray[np.float64], probability: NDArray[np.float64]) -> float:
    """The probability from which saying yes gives the best F1.

    >>> best_f1_threshold(np.array([0.0, 1.0, 1.0]), np.array([0.1, 0.4, 0.8]))
    0.4
    """
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(truth[order])
    f1 = 2 * hits / (np.arange(1, len(truth) + 1) + truth.sum())
    return float(probability[order][np.argmax(f1)])


def predict(model: PitWindowModel, features: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """`probability` and `decision` per row; the keys are not used."""
    probability = model.predict(features.to_numpy(dtype=float))
    decision = model.decide(probability)
    return pd.DataFrame({"probability": probability, "decision": decision}, index=keys.index)


TASK: Final = Task(
    name="pit_within_3",
    own_key=(),
    memory=PitWindowMemory,
    labels=labels,
    features=features,
    fit=fit,
    predict=predict,
    read=read_pit_window,
)
