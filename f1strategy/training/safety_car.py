"""The safety car within five laps: its decision points, and how the factors are fitted."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from f1strategy.models.safety_car import (
    FEATURES,
    PHASES,
    SafetyCarMeta,
    SafetyCarModel,
    read_safety_car,
    safety_car_features,
)
from f1strategy.models.safety_car_memory import SafetyCarMemory, windows
from f1strategy.training.laps_table import Race
from f1strategy.training.moments import moments
from f1strategy.training.task import Rows, Task

PRIOR_LAPS: Final = 30.0
"""A factor of one weighs as much as so many expected positives (chosen on seasons 2020-2024)."""


def labels(race: Race) -> pd.DataFrame:
    """The leader's green laps with five to go; truth 1 where a (virtual) safety car follows."""
    rows = [
        (race.season, race.round, lap.driver, lap.lap_number, float(comes))
        for lap, comes in windows(race)
    ]
    return pd.DataFrame(rows, columns=["season", "round", "driver", "lap_number", "truth"])


def features(race: Race, memory: SafetyCarMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """`FEATURES` at each key, as known when that driver ended that lap."""
    values = np.full((len(keys), len(FEATURES)), np.nan)
    for view, driver, rows in moments(race, keys):
        values[rows] = safety_car_features(view, driver, memory)
    return pd.DataFrame(values, columns=list(FEATURES))


def fit(rows: Rows, seed: int) -> SafetyCarModel:  # noqa: ARG001 — nothing is drawn
    """Rate, then the factor of wet tyres given the circuits, then that of the phase given both."""
    x, y = rows.features.to_numpy(dtype=float), rows.truth
    rate = float(y.mean())
    expected = rate * x[:, 0]
    is_wet, phase = x[:, 2].astype(int), x[:, 1].astype(int)
    wet = shrunk_factors(y, expected, is_wet, 2)
    phases = shrunk_factors(y, expected * wet[is_wet], phase, len(PHASES))
    meta = SafetyCarMeta(
        FEATURES,
        rate,
        (float(phases[0]), float(phases[1]), float(phases[2])),
        (float(wet[0]), float(wet[1])),
    )
    return SafetyCarModel(meta)


def shrunk_factors(
    truth: NDArray[np.float64], expected: NDArray[np.float64], group: NDArray[np.int64], groups: int
) -> NDArray[np.float64]:
    """Observed over expected positives per group, with `PRIOR_LAPS` of both added.

    The posterior mean of a Poisson rate's factor under a gamma prior with mean 1.

    >>> shrunk_factors(np.ones(30), np.zeros(30), np.zeros(30, dtype=int), 2)
    array([2., 1.])
    """
    seen = np.bincount(group, weights=truth, minlength=groups)
    usual = np.bincount(group, weights=expected, minlength=groups)
    return np.asarray((seen + PRIOR_LAPS) / (usual + PRIOR_LAPS))


def predict(model: SafetyCarModel, features: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """`probability` per row; the keys are not used."""
    probability = model.predict(features.to_numpy(dtype=float))
    return pd.DataFrame({"probability": probability}, index=keys.index)


TASK: Final = Task(
    name="safety_car",
    own_key=(),
    memory=SafetyCarMemory,
    labels=labels,
    features=features,
    fit=fit,
    predict=predict,
    read=read_safety_car,
)
