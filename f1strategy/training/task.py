"""What a task is: decision points of a race, their features, a model fitted on them, its answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from f1strategy.training.laps_table import Race

KEY = ("season", "round", "driver", "lap_number")
"""A decision of a driver at the end of a lap; some tasks add a column of their own."""


class Memory(Protocol):
    """What a task remembers of earlier races, such as a circuit's pit losses; empty at first."""

    def add(self, race: Race) -> None:
        """Learn from a race that is over."""

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be written to an artifact."""


class Model(Protocol):
    """A fitted model that can be written to files and read again."""

    def files(self) -> dict[str, bytes]:
        """Its artifact: file names and contents (`.ubj` of XGBoost, or `.json`)."""


M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Rows:
    """Decision points with their features, in the order of `keys`.

    `keys` holds the key columns; `features` has a column per feature name and NaN where a value is
    unknown; `truth` is NaN where the answer is not known (or not asked: keys without labels).
    """

    keys: pd.DataFrame
    features: pd.DataFrame
    truth: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Task(Generic[M]):
    """One task of the evaluation.

    name: the prediction file's stem, such as `pit_loss`.
    own_key: key columns beside `KEY`.
    memory: makes an empty memory.
    labels: the decision points of a finished race with their `truth`; key columns included.
    features: features of the given decision points, each from laps that had ended by then and from
        earlier races (the memory before this race); one row a key, in order.
    fit: fits the model on rows of many races, seeded.
    predict: prediction columns for features, in order; the keys only pass through.
    read: the model from its artifact's files; raises `CorruptArtifact`.
    lessons: the decision points that are learnt from, where those are not the ones asked about.
    monotone: features that move the first prediction column one way only, by physics: 1 up, -1 down.
    """

    name: str
    own_key: tuple[str, ...]
    memory: Callable[[], Memory]
    labels: Callable[[Race], pd.DataFrame]
    features: Callable[[Race, Any, pd.DataFrame], pd.DataFrame]
    fit: Callable[[Rows, int], M]
    predict: Callable[[M, pd.DataFrame, pd.DataFrame], pd.DataFrame]
    read: Callable[[Mapping[str, bytes]], M]
    lessons: Callable[[Race], pd.DataFrame] | None = None
    monotone: Mapping[str, int] = field(default_factory=dict)
