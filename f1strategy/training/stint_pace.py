"""Lap times further ahead in the stint: five and ten laps are scored, the others are for the desk."""

from typing import Final

import pandas as pd

from f1strategy.models.pace import PaceModel, read_pace_model
from f1strategy.models.pace_memory import PaceMemory
from f1strategy.training import pace
from f1strategy.training.laps_table import Race
from f1strategy.training.task import Task

SCORED_HORIZONS_LAPS: Final = (5, 10)
LEARNT_HORIZONS_LAPS: Final = (3, 5, 8, 10, 15)
"""Learning from neighbouring horizons too steadies the trees (docs/models/stint_pace.md)."""


def labels(race: Race) -> pd.DataFrame:
    """Decision points per horizon with that lap's time (s) as truth."""
    return pace.labels(race, SCORED_HORIZONS_LAPS)


def lessons(race: Race) -> pd.DataFrame:
    """Decision points to learn from: more horizons than are asked about."""
    return pace.labels(race, LEARNT_HORIZONS_LAPS)


def features(race: Race, memory: PaceMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """Features at each key, for its horizon."""
    return pace.features(race, memory, keys)


def predict(model: PaceModel, found: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """The lap time (s) with its 80 % interval; the horizon is among the features already."""
    del keys
    return pace.predict(model, found)


TASK: Final = Task(
    name="stint_pace",
    own_key=("horizon",),
    memory=PaceMemory,
    labels=labels,
    features=features,
    fit=pace.fit,
    predict=predict,
    read=read_pace_model,
    lessons=lessons,
)
