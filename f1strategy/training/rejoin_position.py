"""The place after a stop: its decision points, and how the model is fitted."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import xgboost
from numpy.typing import NDArray

from f1strategy.models.finish_places import ahead_distribution
from f1strategy.models.pit_loss_stops import Regime, tyre_stops
from f1strategy.models.race import laps_by_driver
from f1strategy.models.rejoin import (
    AGAINST,
    FEATURES,
    MOST_RIVALS,
    RISING,
    RejoinMeta,
    RejoinModel,
    ahead_chances,
    place_interval,
    read_rejoin,
    rejoin_features,
    rival_rows,
)
from f1strategy.models.rejoin_memory import RejoinMemory
from f1strategy.training.calibration import unseen_seasons
from f1strategy.training.laps_table import Race
from f1strategy.training.moments import moments
from f1strategy.training.task import Rows, Task

Values = NDArray[np.float64]
AHEAD: Final = tuple(f"ahead_{at}" for at in range(MOST_RIVALS))
"""Columns beside the features: 1 where the rival was ahead in the end; for training only."""
INSIDE: Final = 0.8
TAILS: Final = tuple(tail / 100 for tail in range(1, 31))
TREES: Final = 250
PARAMETERS: Final = {
    "objective": "binary:logistic",
    "max_depth": 5,
    "eta": 0.05,
    "min_child_weight": 20,
    "subsample": 0.6,
    "colsample_bytree": 0.6,
    "reg_lambda": 5,
    "max_bin": 128,
    "nthread": 2,
    "monotone_constraints": tuple(int(name in RISING) for name in AGAINST),
}


def labels(race: Race) -> pd.DataFrame:
    """Green stops whose loss can be told; truth is the place at the end of the out-lap."""
    rows = [
        (
            race.season,
            race.round,
            stop.before.driver,
            stop.before.lap_number,
            float(stop.out_lap.position),
        )
        for stop in tyre_stops(race)
        if stop.regime is Regime.GREEN
    ]
    return pd.DataFrame(rows, columns=["season", "round", "driver", "lap_number", "truth"])


def lessons(race: Race) -> pd.DataFrame:
    """As the labels, with who was ahead at the end of the out-lap."""
    points = labels(race)
    cars = laps_by_driver(race)
    ends = {(lap.driver, lap.lap_number): lap.end_s for lap in race.laps}
    return points.assign(
        ahead=[
            [
                rival
                for rival in cars
                if ends.get((rival, number + 2), np.inf) < ends[driver, number + 2]
            ]
            for driver, number in zip(points["driver"], points["lap_number"], strict=True)
        ]
    )


def features(race: Race, memory: RejoinMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """`FEATURES` at each key, as known when that driver ended that lap; and `AHEAD` where told."""
    told = keys["ahead"].tolist() if "ahead" in keys else None
    values = np.full((len(keys), len(FEATURES)), np.nan)
    ahead = np.full((len(keys), MOST_RIVALS), np.nan)
    for view, driver, rows in moments(race, keys):
        values[rows], rivals = rejoin_features(view, driver, memory)
        if told is not None:
            for row in rows:
                ahead[row, : len(rivals)] = [rival in told[row] for rival in rivals]
    found = pd.DataFrame(values, columns=list(FEATURES))
    return found if told is None else found.assign(**dict(zip(AHEAD, ahead.T, strict=True)))


def fit(rows: Rows, seed: int) -> RejoinModel:
    """Fit on all stops; the interval comes from seasons that the booster has not seen."""
    x, ahead = (rows.features[list(names)].to_numpy(dtype=float) for names in (FEATURES, AHEAD))
    unseen_parts: list[tuple[Values, Values]] = []
    for seen, unseen in unseen_seasons(rows.keys["season"].to_numpy()):
        chances = ahead_chances(_booster(x[seen], ahead[seen], seed), x[unseen])
        unseen_parts.append((ahead_distribution(chances), rows.truth[unseen]))
    return RejoinModel(_booster(x, ahead, seed), RejoinMeta(AGAINST, _tail(unseen_parts)))


def _tail(parts: Sequence[tuple[Values, Values]]) -> float:
    """The tail whose intervals hold nearest to 80 % of the truths."""

    def off(tail: float) -> float:
        ends = [(*place_interval(distribution, tail), truth) for distribution, truth in parts]
        held = [(low <= truth) & (truth <= high) for low, high, truth in ends]
        return abs(float(np.concatenate(held).mean()) - INSIDE)

    return min(TAILS, key=off) if parts else (1 - INSIDE) / 2


def _booster(x: Values, ahead: Values, seed: int) -> xgboost.Booster:
    pairs, mask = rival_rows(x)
    data = xgboost.QuantileDMatrix(
        pairs, label=ahead[mask], feature_names=list(AGAINST), max_bin=PARAMETERS["max_bin"]
    )
    return xgboost.train({**PARAMETERS, "seed": seed}, data, TREES)


def predict(model: RejoinModel, features: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """`position` with the ends of its 80 % interval; the keys are not used."""
    found = model.predict(features[list(FEATURES)].to_numpy(dtype=float))
    columns = {"position": 1, "position_low": 0, "position_high": 2}
    return pd.DataFrame({name: found[:, at] for name, at in columns.items()}, index=keys.index)


TASK: Final = Task(
    name="rejoin_position",
    own_key=(),
    memory=RejoinMemory,
    labels=labels,
    features=features,
    fit=fit,
    predict=predict,
    read=read_rejoin,
    lessons=lessons,
)
