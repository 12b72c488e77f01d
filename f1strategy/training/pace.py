"""Future laps on the same tyre: decision points, features at them, and how the model is fitted."""

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd
import xgboost
from numpy.typing import NDArray

from f1strategy.models.lap_time import REFERENCE_LAP_S
from f1strategy.models.pace import INPUTS, PaceMeta, PaceModel
from f1strategy.models.pace_features import FEATURES, pace_features_ahead
from f1strategy.models.pace_memory import PaceMemory
from f1strategy.models.race import laps_by_driver
from f1strategy.training.laps_table import Race
from f1strategy.training.moments import moments
from f1strategy.training.task import Rows

FIRST_LAP: Final = 3
FOLDS: Final = 3
MEDIAN_TREES: Final = 200
"""Rounds of boosting."""
PARALLEL_TREES: Final = 3
"""Trees a round, averaged: one alone moves the error by half a per cent from seed to seed."""
MEDIAN_PARAMETERS: Final = {
    "objective": "reg:absoluteerror",
    "num_parallel_tree": PARALLEL_TREES,
    "max_depth": 5,
    "eta": 0.08,
    "min_child_weight": 50,
    "subsample": 0.5,
    "colsample_bytree": 0.4,
    "max_bin": 128,
    "nthread": 2,
}
SPREAD_TREES: Final = 80
SPREAD_PARAMETERS: Final = {
    "objective": "reg:quantileerror",
    "quantile_alpha": [0.1, 0.9],
    "max_depth": 3,
    "eta": 0.1,
    "min_child_weight": 200,
    "max_bin": 128,
    "subsample": 0.5,
    "colsample_bytree": 0.5,
    "nthread": 2,
}
OUTSIDE: Final = 0.1
"""Share of the laps that may lie below the interval, and above it."""


def labels(race: Race, horizons_laps: Collection[int]) -> pd.DataFrame:
    """Clean laps from the third on with a clean lap of the same stint so many laps later.

    Columns `season, round, driver, lap_number, horizon, truth` (that lap's time, s); what lies between
    the two laps does not matter.
    """
    rows = []
    for driver, laps in laps_by_driver(race).items():
        clean = {lap.lap_number: lap for lap in laps if lap.is_clean}
        for number, lap in clean.items():
            for horizon in horizons_laps if number >= FIRST_LAP else ():
                later = clean.get(number + horizon)
                if later is not None and later.stint_number == lap.stint_number:
                    rows.append(
                        (race.season, race.round, driver, number, horizon, later.lap_time_s)
                    )
    columns = ["season", "round", "driver", "lap_number", "horizon", "truth"]
    return pd.DataFrame(rows, columns=columns)


def features(race: Race, memory: PaceMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """`FEATURES` at each key with a `horizon`, as known when that driver ended that lap."""
    horizons = keys["horizon"].to_numpy()
    values = np.full((len(keys), len(FEATURES)), np.nan)
    for view, driver, rows in moments(race, keys):
        values[rows] = pace_features_ahead(view, driver, memory, horizons[rows].tolist())
    return pd.DataFrame(values, columns=list(FEATURES))


def fit(rows: Rows, seed: int) -> PaceModel:
    """The median on all rows; the spread, and its factors, on medians of races left out."""
    values = rows.features.to_numpy(dtype=np.float32)
    off = _off(rows)
    fold = _folds(rows.keys, seed)
    left_out = np.full(len(off), np.nan)
    for number in range(FOLDS):
        held = fold == number
        booster = _median(values[~held], off[~held], seed)
        left_out[held] = booster.inplace_predict(values[held][:, 1:])
    rest = off - left_out
    around = np.full((len(off), 2), np.nan)
    for number in range(FOLDS):
        held = fold == number
        booster = _spread(values[~held], rest[~held], seed)
        around[held] = booster.inplace_predict(values[held][:, 1:])
    return PaceModel(
        _median(values, off, seed),
        _spread(values, rest, seed),
        PaceMeta(
            FEATURES,
            widen_low=_factor(rest, np.minimum(around[:, 0], -1e-3)),
            widen_high=_factor(rest, np.maximum(around[:, 1], 1e-3)),
        ),
    )


def predict(model: PaceModel, found: pd.DataFrame) -> pd.DataFrame:
    """Columns `lap_time_s`, `lap_time_s_low`, `lap_time_s_high` (10 % and 90 %)."""
    times = model.predict(found.to_numpy(dtype=float))
    return pd.DataFrame(
        {"lap_time_s": times[:, 1], "lap_time_s_low": times[:, 0], "lap_time_s_high": times[:, 2]}
    )


def _off(rows: Rows) -> NDArray[np.float64]:
    reference_s = rows.features["reference_s"].to_numpy(dtype=float)
    off: NDArray[np.float64] = (rows.truth / reference_s - 1.0) * REFERENCE_LAP_S
    return off


def _folds(keys: pd.DataFrame, seed: int) -> NDArray[np.int64]:
    """Whole races drawn into folds, so that a race's common shocks are on one side only."""
    codes, at = np.unique(keys["season"] * 100 + keys["round"], return_inverse=True)
    drawn = np.random.default_rng(seed).permutation(len(codes)) % FOLDS
    found: NDArray[np.int64] = drawn[at]
    return found


def _train(
    values: NDArray[np.float32],
    target: NDArray[np.float64],
    parameters: dict[str, Any],
    trees: int,
    seed: int,
) -> xgboost.Booster:
    matrix = xgboost.QuantileDMatrix(values[:, 1:], target, feature_names=list(INPUTS), max_bin=128)
    return xgboost.train({**parameters, "tree_method": "hist", "seed": seed}, matrix, trees)


def _median(values: NDArray[np.float32], off: NDArray[np.float64], seed: int) -> xgboost.Booster:
    return _train(values, off, MEDIAN_PARAMETERS, MEDIAN_TREES, seed)


def _spread(values: NDArray[np.float32], rest: NDArray[np.float64], seed: int) -> xgboost.Booster:
    return _train(values, rest, SPREAD_PARAMETERS, SPREAD_TREES, seed)


def _factor(rest: NDArray[np.float64], edge: NDArray[np.float64]) -> float:
    """By what the edge must be stretched so that `OUTSIDE` of the rest lies beyond it.

    Source: split conformal prediction with a scaled score (Romano et al. 2019, conformalized
    quantile regression), on races left out of the fit.
    """
    return float(np.quantile(rest / edge, 1.0 - OUTSIDE))
