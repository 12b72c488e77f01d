"""The next lap's time: lap L and L+1 clean and of one stint."""

from typing import Final

import pandas as pd

from f1strategy.models.pace import PaceModel, read_pace_model
from f1strategy.models.pace_memory import PaceMemory
from f1strategy.training import pace
from f1strategy.training.laps_table import Race
from f1strategy.training.task import Task


def labels(race: Race) -> pd.DataFrame:
    """Decision points with the next lap's time (s) as truth."""
    return pace.labels(race, (1,)).drop(columns="horizon")


def features(race: Race, memory: PaceMemory, keys: pd.DataFrame) -> pd.DataFrame:
    """Features of the lap after each key's."""
    return pace.features(race, memory, keys.assign(horizon=1))


def predict(model: PaceModel, found: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """The lap time (s) with its 80 % interval; the keys are not read."""
    del keys
    return pace.predict(model, found)


TASK: Final = Task(
    name="next_lap",
    own_key=(),
    memory=PaceMemory,
    labels=labels,
    features=features,
    fit=pace.fit,
    predict=predict,
    read=read_pace_model,
)
