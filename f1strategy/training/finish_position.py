"""The finishing position at four points of a race: decision points, fit, calibration."""

from math import floor
from typing import Final

import numpy as np
import pandas as pd
import xgboost
from numpy.typing import NDArray

from f1strategy.models.finish import FEATURES, MOST_RIVALS, OWN, finish_features
from f1strategy.models.finish_memory import FINISHED_SHARE, FinishMemory, classified
from f1strategy.models.finish_model import (
    AT,
    DUEL_FEATURES,
    POINTS,
    FinishMeta,
    FinishModel,
    duel_rows,
    opinions,
    points_design,
    read_finish,
)
from f1strategy.models.finish_pairs import FALLING, RISING
from f1strategy.models.race import laps_by_driver
from f1strategy.training.calibration import logistic, spread_ends, unseen_seasons
from f1strategy.training.laps_table import Race
from f1strategy.training.moments import moments
from f1strategy.training.task import Rows, Task

PROGRESS: Final = (0.0, 0.25, 0.50, 0.75)
RIVALS: Final = tuple(f"rival_{at}" for at in range(MOST_RIVALS))
"""Columns beside the features that name the rivals, so that training knows who finished ahead."""
SHARE: Final = 0.8
MOVE_TREES: Final = 300
MOVE: Final = {
    "objective": "reg:absoluteerror",
    "max_depth": 3,
    "eta": 0.04,
    "min_child_weight": 20,
    "subsample": 0.6,
    "colsample_bytree": 0.5,
    "reg_lambda": 5,
    "max_bin": 64,
    "nthread": 1,
}
DUEL_TREES: Final = 150
DUEL: Final = {
    "objective": "binary:logistic",
    "max_depth": 5,
    "eta": 0.06,
    "min_child_weight": 60,
    "subsample": 0.5,
    "colsample_bynode": 0.4,
    "reg_lambda": 10,
    "max_bin": 64,
    "nthread": 1,
    "monotone_constraints": tuple(
        int(name in RISING) - int(name in FALLING) for name in DUEL_FEATURES
    ),
}
"""Both chosen on seasons 2022-2024, each predicted from the seasons before."""

Values = NDArray[np.float64]


def labels(race: Race) -> pd.DataFrame:
    """Cars at the end of the lap at each share of the distance; truth is the place at the end.

    `finisher`: completed at least 90 % of the winner's laps.
    """
    cars = laps_by_driver(race)
    order, _ = classified(cars)
    enough = FINISHED_SHARE * max(laps[-1].lap_number for laps in cars.values())
    rows = []
    for progress in PROGRESS:
        number = max(1, floor(progress * race.total_laps + 0.5))
        for driver, place in order.items():
            laps = cars[driver]
            if any(lap.lap_number == number for lap in laps):
                finisher = laps[-1].lap_number >= enough
                rows.append(
                    (race.season, race.round, driver, number, progress, float(place), finisher)
                )
    columns = ["season", "round", "driver", "lap_number", "progress", "truth", "finisher"]
    return pd.DataFrame(rows, columns=columns)


def features(race: Race, memory: FinishMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """`FEATURES` at each key, as known when that driver ended that lap; and the rivals' codes."""
    values = np.full((len(keys), len(FEATURES) + MOST_RIVALS), np.nan)
    for view, driver, rows in moments(race, keys):
        found, names = finish_features(view, driver, memory)
        values[rows, : len(FEATURES)] = found
        values[rows, len(FEATURES) : len(FEATURES) + len(names)] = [code(one) for one in names]
    return pd.DataFrame(values, columns=[*FEATURES, *RIVALS])


def code(driver: str) -> float:
    """The letters of a driver's code as one number, to name a rival in a table of numbers.

    >>> code("VER") == code("VER"), code("VER") == code("NOR")
    (True, False)
    """
    return float(int.from_bytes(driver[:6].encode("ascii", "replace"), "big"))


def duels(rows: Rows) -> Values:
    """(n, rivals) 1 where the rival ended ahead, 0 where behind, NaN where it did not start."""
    race = (rows.keys["season"] * 100 + rows.keys["round"]).to_numpy()
    places = {
        (one, code(driver)): place
        for one, driver, place in zip(race, rows.keys["driver"], rows.truth, strict=True)
    }
    rivals = rows.features[list(RIVALS)].to_numpy()
    found = np.full(rivals.shape, np.nan)
    for at, (mine, one) in enumerate(zip(rows.truth, race, strict=True)):
        theirs = [places.get((one, rival), np.nan) for rival in rivals[at]]
        found[at] = [np.nan if np.isnan(place) else float(place < mine) for place in theirs]
    return found


def fit(rows: Rows, seed: int) -> FinishModel:
    """Fit on the cars that finished; points and interval on seasons that their trees have not seen."""
    x = rows.features[list(FEATURES)].to_numpy()
    ended_ahead, finished = duels(rows), rows.keys["finisher"].to_numpy(dtype=bool)
    position, spread, margin = (np.empty(len(x)) for _ in range(3))
    for seen, unseen in unseen_seasons(rows.keys["season"].to_numpy()):
        mask = seen & finished
        trees = _trees(x[mask], rows.truth[mask], ended_ahead[mask], seed)
        said = opinions(*trees, x[unseen])
        position[unseen], spread[unseen] = said.position, said.spread
        margin[unseen] = said.points_margin
    points = logistic(points_design(margin, x), (rows.truth <= POINTS).astype(float))
    progress = rows.keys["progress"].to_numpy()
    ends = [
        spread_ends(rows.truth[here], position[here], spread[here], SHARE)
        for here in (progress == one for one in PROGRESS)
        if here.any()
    ]
    low, high = zip(*ends, strict=True)
    meta = FinishMeta(FEATURES, points, PROGRESS[: len(ends)], tuple(low), tuple(high))
    trees = _trees(x[finished], rows.truth[finished], ended_ahead[finished], seed)
    return FinishModel(*trees, meta)


def _trees(
    x: Values, truth: Values, ended_ahead: Values, seed: int
) -> tuple[xgboost.Booster, xgboost.Booster]:
    move = xgboost.QuantileDMatrix(
        x[:, : len(OWN)],
        label=truth - x[:, AT["position"]],
        feature_names=list(OWN),
        max_bin=MOVE["max_bin"],
    )
    pairs, mask = duel_rows(x)
    known = ~np.isnan(ended_ahead[mask])
    duel = xgboost.QuantileDMatrix(
        pairs[known],
        label=ended_ahead[mask][known],
        feature_names=list(DUEL_FEATURES),
        max_bin=DUEL["max_bin"],
    )
    return (
        xgboost.train({**MOVE, "seed": seed}, move, MOVE_TREES),
        xgboost.train({**DUEL, "seed": seed}, duel, DUEL_TREES),
    )


def predict(model: FinishModel, features: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """`expected_position` with its 80 % interval and `p_points` per row; the keys are not used."""
    found = model.predict(features[list(FEATURES)].to_numpy(dtype=float))
    columns = {
        "expected_position": found.position,
        "p_points": found.points,
        "expected_position_low": found.low,
        "expected_position_high": found.high,
    }
    return pd.DataFrame(columns, index=keys.index)


TASK: Final = Task(
    name="finish_position",
    own_key=("progress",),
    memory=FinishMemory,
    labels=labels,
    features=features,
    fit=fit,
    predict=predict,
    read=read_finish,
)
