"""Overtaking: its decision points, and how the model is fitted."""

from typing import Final

import numpy as np
import pandas as pd
from scipy.special import expit

from f1strategy.models.logistic import Logistic, standardised
from f1strategy.models.overtake import (
    FEATURES,
    OvertakeModel,
    overtake_features,
    read_overtake,
)
from f1strategy.models.overtake_memory import OvertakeMemory, follows
from f1strategy.training.calibration import likeliest
from f1strategy.training.laps_table import Race
from f1strategy.training.moments import moments
from f1strategy.training.task import Rows, Task

RIDGE: Final = 1.0
"""Precision of a weight's prior over one spread: weak beside tens of thousands of laps."""
SMALLEST_STEP: Final = 1e-9
DECIMALS: Final = 6
"""Of a weight or a spread: what the order of a sum in several threads cannot change."""
KEYS: Final = ["season", "round", "driver", "lap_number", "rival", "truth"]


def labels(race: Race) -> pd.DataFrame:
    """Laps of following within 1.5 s; truth 1 where the car is ahead at the next line."""
    rows = [
        (
            race.season,
            race.round,
            one.lap.driver,
            one.lap.lap_number,
            one.rival.driver,
            float(one.passes),
        )
        for one in follows(race)
    ]
    return pd.DataFrame(rows, columns=KEYS)


def features(race: Race, memory: OvertakeMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """`FEATURES` at each key, as known when that driver ended that lap."""
    values = np.full((len(keys), len(FEATURES)), np.nan)
    rivals = keys["rival"].tolist()
    for view, driver, rows in moments(race, keys):
        for row in rows:
            values[row] = overtake_features(view, driver, rivals[row], memory)
    return pd.DataFrame(values, columns=list(FEATURES))


def fit(rows: Rows, seed: int) -> OvertakeModel:  # noqa: ARG001 — nothing is drawn
    """The likeliest weights (Newton's method) of the standardised features."""
    x = rows.features.to_numpy(dtype=float)
    usual, spread = np.nanmedian(x, axis=0), np.round(np.nanstd(x, axis=0), DECIMALS)
    spread[~(spread > 0)] = 1.0
    design = np.column_stack([np.ones(len(x)), standardised(x, usual, spread)])
    precision = np.concatenate([[0.0], np.full(len(FEATURES), RIDGE)])
    likely = likeliest(design, rows.truth, np.zeros(len(precision)), precision, SMALLEST_STEP)
    weights = np.round(likely, DECIMALS)
    return OvertakeModel(Logistic.fitted(FEATURES, usual, spread, weights))


def predict(model: OvertakeModel, features: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """`probability` per row, and `baseline_probability`: the rate of this circuit in earlier races."""
    probability = model.predict(features.to_numpy(dtype=float))
    usual = expit(features["circuit_log_odds"].to_numpy(dtype=float))
    return pd.DataFrame(
        {"probability": probability, "baseline_probability": usual}, index=keys.index
    )


TASK: Final = Task(
    name="overtake",
    own_key=("rival",),
    memory=OvertakeMemory,
    labels=labels,
    features=features,
    fit=fit,
    predict=predict,
    read=read_overtake,
    monotone={"gap_s": -1, "pace_advantage_s": 1, "circuit_log_odds": 1},
)
