"""The undercut: its decision points, what is learnt from, and how the model is fitted."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from f1strategy.models.logistic import Logistic, standardised
from f1strategy.models.race_view import RaceView
from f1strategy.models.undercut import FARTHEST, UndercutModel, read_undercut
from f1strategy.models.undercut_features import FEATURES, undercut_features
from f1strategy.models.undercut_memory import UndercutMemory
from f1strategy.models.undercut_pairs import Pair, lesson_pairs, overcut_pairs, undercut_pairs
from f1strategy.training.calibration import likeliest
from f1strategy.training.laps_table import Race
from f1strategy.training.task import Rows, Task

SIGMA_S: Final = 2.7
"""Noise of the margin: 0.6 s a lap (TUM: 0.46-0.85) of two cars over seven laps, and of two stops."""
A_SECOND: Final = 1.7 / SIGMA_S
"""Log-odds of a second of margin: a normal distribution is a logistic one of 1.7 times the slope."""
TERMS: Final[dict[str, tuple[float, float, float]]] = {
    "gap_s": (1.6, 0.75, -A_SECOND),
    "tyres_s": (1.3, 0.8, A_SECOND),
    "stop_s": (0.0, 0.4, -A_SECOND),
    "rejoin_room": (1.5, 1.2, 0.0),
    "closing_s": (-0.1, 0.55, 0.0),
    "form_s": (0.0, 0.45, 0.0),
    "held_up": (1.0, 1.0, 0.0),
    "place": (0.9, 0.4, 0.0),
    "softness": (0.0, 0.7, 0.0),
    "rival_softness": (0.0, 0.7, 0.0),
}
"""Usual value, spread, and the physics margin's log-odds per unit. Centres and spreads are those of
the scored pairs, rounded (seasons 2018-2024, docs/models/undercut.md)."""
PRIOR_PRECISION: Final = 20.0
"""Precision of a weight's prior over one spread: a standard deviation of 0.22 (seasons 2018-2024)."""
SMALLEST_STEP: Final = 1e-9


def labels(race: Race) -> pd.DataFrame:
    """Every pair of a car about to stop and a rival close ahead; NaN truth where nobody can tell."""
    return _table(race, undercut_pairs(race))


def lessons(race: Race) -> pd.DataFrame:
    """The pairs that are learnt from: more than are asked about, all with a truth."""
    return _table(race, lesson_pairs(race))


def overcuts(race: Race) -> pd.DataFrame:
    """The other side: the driver of a key stops first, ahead of a rival that stays out and answers."""
    return _table(race, overcut_pairs(race))


def features(race: Race, memory: UndercutMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """`FEATURES` at each key, as known when both cars had ended that lap.

    The driver of a key is behind its rival, so that is when it ended its own.
    """
    waiting: dict[tuple[str, int], list[tuple[int, str, str]]] = {}
    points = zip(keys["driver"], keys["lap_number"], keys["rival"], strict=True)
    for at, (driver, lap_number, rival) in enumerate(points):
        for one in (driver, rival):
            waiting.setdefault((one, int(lap_number)), []).append((at, driver, rival))
    values = np.full((len(keys), len(FEATURES)), np.nan)
    ended: set[int] = set()
    view = RaceView(race.circuit, race.total_laps, race.season)
    for lap in race.laps:
        view.add(lap)
        for at, driver, rival in waiting.get((lap.driver, lap.lap_number), ()):
            if at in ended:
                values[at] = undercut_features(view, driver, rival, memory)
            ended.add(at)
    return pd.DataFrame(values, columns=list(FEATURES))


def fit(rows: Rows, seed: int) -> UndercutModel:  # noqa: ARG001 — nothing is drawn
    """The likeliest weights given the pairs with a truth and the physics prior (Newton's method).

    The intercept is free, so the mean probability is the rate that was seen.
    """
    usual, spread, per_unit = (np.array(column) for column in zip(*TERMS.values(), strict=True))
    known = ~np.isnan(rows.truth)
    x = rows.features.to_numpy(dtype=float)[known]
    design = standardised(x, usual, spread, FARTHEST)
    # The intercept's prior is one pair of each kind: flat, but never infinite.
    centre = np.concatenate([[0.0], per_unit * spread])
    precision = np.concatenate([[0.5], np.full(len(spread), PRIOR_PRECISION)])
    full = np.column_stack([np.ones(len(design)), design])
    weights = likeliest(full, rows.truth[known], centre, precision, SMALLEST_STEP)
    return UndercutModel(Logistic.fitted(FEATURES, usual, spread, weights))


def predict(model: UndercutModel, features: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """`probability` per row; the keys are not used."""
    probability = model.predict(features.to_numpy(dtype=float))
    return pd.DataFrame({"probability": probability}, index=keys.index)


TASK: Final = Task(
    name="undercut",
    own_key=("rival",),
    memory=UndercutMemory,
    labels=labels,
    features=features,
    fit=fit,
    predict=predict,
    read=read_undercut,
    lessons=lessons,
    monotone={"gap_s": -1, "tyres_s": 1},
)
OVERCUTS: Final = replace(TASK, labels=overcuts)
"""The same task where the car in front stops first; one minus the answer is the overcut's."""


def _table(race: Race, pairs: Iterable[Pair]) -> pd.DataFrame:
    rows = [
        (
            race.season,
            race.round,
            pair.first.driver,
            pair.lap_number,
            pair.second.driver,
            float("nan") if pair.first_ahead is None else float(pair.first_ahead),
        )
        for pair in pairs
    ]
    columns = ["season", "round", "driver", "lap_number", "rival", "truth"]
    return pd.DataFrame(rows, columns=columns)
