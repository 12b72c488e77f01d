"""The standing time: its decision points, and how the field's percentiles are found."""

from typing import Final

import numpy as np
import pandas as pd

from f1strategy.models.stationary_memory import StationaryMemory, standing_times
from f1strategy.models.stationary_stop import (
    FEATURES,
    PERCENTILES,
    StationaryMeta,
    StationaryModel,
    read_stationary_stop,
    stationary_features,
)
from f1strategy.training.laps_table import Race
from f1strategy.training.moments import moments
from f1strategy.training.task import Rows, Task

DECIMALS: Final = 3


def labels(race: Race) -> pd.DataFrame:
    """The last lap before each tyre change under green; truth: the seconds that the car then stood."""
    rows = [
        (race.season, race.round, lap.driver, lap.lap_number, standing_s)
        for lap, standing_s in standing_times(race)
    ]
    return pd.DataFrame(rows, columns=["season", "round", "driver", "lap_number", "truth"])


def features(race: Race, memory: StationaryMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """`FEATURES` at each key, as known when that driver ended that lap."""
    values = np.full((len(keys), len(FEATURES)), np.nan)
    for view, driver, rows in moments(race, keys):
        values[rows] = stationary_features(view, driver, memory)
    return pd.DataFrame(values, columns=list(FEATURES))


def fit(rows: Rows, seed: int) -> StationaryModel:  # noqa: ARG001 — nothing is drawn
    """Percentiles of the standing times, each less its team's shift."""
    plain_s = rows.truth - rows.features["team_shift_s"].to_numpy(dtype=float)
    low, middle, high = np.round(np.percentile(plain_s, PERCENTILES), DECIMALS)
    return StationaryModel(StationaryMeta(FEATURES, (float(low), float(middle), float(high))))


def predict(model: StationaryModel, features: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """Columns `standstill_s`, its interval, and the baseline: the median of every team."""
    low, middle, high = model.predict(features.to_numpy(dtype=float)).T
    return pd.DataFrame(
        {
            "standstill_s": middle,
            "standstill_s_low": low,
            "standstill_s_high": high,
            "baseline_standstill_s": model.meta.percentiles_s[1],
        },
        index=keys.index,
    )


TASK: Final = Task(
    name="stationary_stop",
    own_key=(),
    memory=StationaryMemory,
    labels=labels,
    features=features,
    fit=fit,
    predict=predict,
    read=read_stationary_stop,
    monotone={"team_shift_s": 1},
)
