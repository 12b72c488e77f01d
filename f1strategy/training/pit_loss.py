"""The time a stop costs: its decision points, and how the model is fitted."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
import xgboost
from numpy.typing import NDArray
from sklearn.linear_model import QuantileRegressor

from f1strategy.models.pit_loss import (
    AT,
    GREEN_INPUTS,
    TERMS,
    PitLossMeta,
    PitLossModel,
    green_quantiles,
    inputs,
    law_terms,
    read_pit_loss,
)
from f1strategy.models.pit_loss_features import FEATURES, pit_loss_features
from f1strategy.models.pit_loss_memory import PitLossMemory
from f1strategy.models.pit_loss_stops import Regime, tyre_stops
from f1strategy.training.calibration import unseen_seasons
from f1strategy.training.laps_table import Race
from f1strategy.training.metrics import score
from f1strategy.training.moments import moments
from f1strategy.training.task import Rows, Task

Values = NDArray[np.float64]
Places = NDArray[np.int64]
KEYS: Final = ["season", "round", "driver", "lap_number", "regime"]
INSIDE: Final = 0.8
SHRINK: Final = 0.005
"""Penalty of the law's coefficients over one spread each, per second of mean absolute error."""
GREEN_TREES: Final = 150
GREEN_PARAMETERS: Final = {
    "objective": "reg:quantileerror",
    "quantile_alpha": [0.1, 0.5, 0.9],
    "max_depth": 3,
    "eta": 0.03,
    "min_child_weight": 20,
    "reg_lambda": 5,
    "subsample": 0.6,
    "colsample_bytree": 0.4,
    "nthread": 2,
}
"""Chosen by leaving out one season of 2019-2024 after another."""


def labels(race: Race) -> pd.DataFrame:
    """Every stop whose loss can be told: decision at the end of the lap before the in-lap."""
    rows = [
        (
            race.season,
            race.round,
            stop.before.driver,
            stop.before.lap_number,
            stop.regime.value,
            stop.loss_s,
        )
        for stop in tyre_stops(race)
    ]
    return pd.DataFrame(rows, columns=[*KEYS, "truth"])


def features(race: Race, memory: PitLossMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """`FEATURES` at each key, as known when that driver ended that lap."""
    regimes = [Regime(one) for one in keys["regime"]]
    values = np.full((len(keys), len(FEATURES)), np.nan)
    for view, driver, rows in moments(race, keys):
        asked = [regimes[row] for row in rows]
        values[rows] = pit_loss_features(view, driver, asked, memory)
    return pd.DataFrame(values, columns=list(FEATURES))


def fit(rows: Rows, seed: int) -> PitLossModel:
    """Fit green and SC; intervals come from seasons that the fitted part has not seen."""
    x, y = rows.features.to_numpy(dtype=float), rows.truth
    seasons = rows.keys["season"].to_numpy()
    races = seasons * 100 + rows.keys["round"].to_numpy()
    regime = rows.keys["regime"].to_numpy()
    green, sc, vsc = (regime == one.value for one in (Regime.GREEN, Regime.SC, Regime.VSC))

    def around_green(seen: Places, unseen: Places) -> Values:
        found = green_quantiles(_green(x[seen], y[seen], seed), x[unseen])
        return np.maximum(found[:, 0] - y[unseen], y[unseen] - found[:, 2])

    def around_sc(seen: Places, unseen: Places) -> Values:
        law = np.array(_law(law_terms(x[seen]), y[seen], races[seen]))
        return np.asarray(y[unseen] - law_terms(x[unseen]) @ law)

    short_s = _out_of_fold(seasons, green, around_green)
    around = {"sc": _out_of_fold(seasons, sc, around_sc), "vsc": y[vsc] - x[vsc, AT["expected_s"]]}
    meta = PitLossMeta(
        features=FEATURES,
        law=_law(law_terms(x[sc]), y[sc], races[sc]),
        widen_s=float(np.quantile(short_s, INSIDE)) if len(short_s) else 0.0,
        around_s={name: _ends(rest_s) for name, rest_s in around.items()},
        factors={
            name: _factor(y[mask], x[mask, AT["green_s"]], races[mask])
            for name, mask in (("sc", sc), ("vsc", vsc))
            if mask.any()
        },
    )
    return PitLossModel(_green(x[green], y[green], seed), meta)


def _factor(loss_s: Values, green_s: Values, races: Places) -> tuple[float, float, float]:
    found = score("factor", lambda a, b: float(np.median(a / b)), races, loss_s, green_s)
    return found.value, found.low, found.high


def _out_of_fold(
    seasons: NDArray[np.int64],
    mask: NDArray[np.bool_],
    rest: Callable[[Places, Places], Values],
) -> Values:
    at = np.flatnonzero(mask)
    parts = [rest(at[seen], at[unseen]) for seen, unseen in unseen_seasons(seasons[at])]
    return np.concatenate(parts) if parts else np.empty(0)


def _ends(rest_s: Values) -> tuple[float, float]:
    if not len(rest_s):
        return 0.0, 0.0
    low_s, high_s = np.quantile(rest_s, [(1 - INSIDE) / 2, (1 + INSIDE) / 2])
    return min(0.0, float(low_s)), max(0.0, float(high_s))


def _green(x: Values, y: Values, seed: int) -> xgboost.Booster:
    off_s = y - x[:, AT["expected_s"]]
    data = xgboost.DMatrix(inputs(x, GREEN_INPUTS), off_s, feature_names=list(GREEN_INPUTS))
    return xgboost.train({**GREEN_PARAMETERS, "seed": seed}, data, GREEN_TREES)


def _law(terms: Values, loss_s: Values, races: Places) -> tuple[float, ...]:
    """Least absolute error; the stops of one race share its luck, so a race counts as √n stops."""
    if not len(loss_s):
        return tuple(float(name == "green_s") for name in TERMS)
    _, at, stops = np.unique(races, return_inverse=True, return_counts=True)
    spread = terms.std(axis=0)
    spread[spread < 1e-9] = 1.0
    found = QuantileRegressor(alpha=SHRINK, solver="highs").fit(
        (terms / spread)[:, 1:], loss_s, sample_weight=1 / np.sqrt(stops[at])
    )
    return (float(found.intercept_), *map(float, found.coef_ / spread[1:]))


def predict(model: PitLossModel, features: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """`pit_loss_s` with the ends of its 80 % interval; the keys are not used."""
    found = model.predict(features.to_numpy(dtype=float))
    columns = {"pit_loss_s": 1, "pit_loss_s_low": 0, "pit_loss_s_high": 2}
    return pd.DataFrame({name: found[:, at] for name, at in columns.items()}, index=keys.index)


TASK: Final = Task(
    name="pit_loss",
    own_key=("regime",),
    memory=PitLossMemory,
    labels=labels,
    features=features,
    fit=fit,
    predict=predict,
    read=read_pit_loss,
)
