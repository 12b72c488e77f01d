"""How predictions met what happened: coverage of the intervals, and calibration."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from f1strategy.training.laps_table import Race
from f1strategy.training.metrics import coverage, reliability
from f1strategy.training.task import KEY, Task

SPLITS: Final = ("horizon", "regime", "progress")
"""Key columns by which figures are told apart, as the evaluation does."""
POINTS_PLACES: Final = 10
"""The first ten score."""
BINS: Final = 10
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of the truths that an 80 % interval held."""

    column: str
    split: str
    n: int
    share: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was said against what was seen, in bins of what was said; `weights` are rows per bin.

    `is_probability`: said is a probability and seen a rate; else both are in the column's unit.
    """

    column: str
    said: Values
    seen: Values
    weights: Values
    is_probability: bool


def joined(task: Task[Any], races: Sequence[Race], predictions: pd.DataFrame) -> pd.DataFrame:
    """Predictions with the `truth` of the task's labelled decision points; others are left out."""
    labels = [task.labels(race) for race in races]
    truth = pd.concat([found for found in labels if len(found)], ignore_index=True)
    columns = [*KEY, *task.own_key]
    return predictions.merge(truth[[*columns, "truth"]].dropna(), on=columns, how="inner")


def coverages(rows: pd.DataFrame) -> Iterator[Coverage]:
    """Of every column with `_low` and `_high` beside it, by split."""
    for column in _with_interval(rows):
        for split, part in _parts(rows):
            low, high = part[f"{column}_low"].to_numpy(), part[f"{column}_high"].to_numpy()
            yield Coverage(column, split, len(part), coverage(_truth(part), low, high))


def calibrations(rows: pd.DataFrame) -> Iterator[Calibration]:
    """Of every probability, and of every value that has an interval."""
    for column, happened in _PROBABILITIES.items():
        if column in rows:
            seen = happened(_truth(rows))
            bins = reliability(seen, rows[column].to_numpy(dtype=float), BINS)
            said, rates, shares = (np.array(part) for part in zip(*bins, strict=True))
            yield Calibration(column, said, rates, shares * float(len(rows)), is_probability=True)
    for column in _with_interval(rows):
        said, truth = rows[column].to_numpy(dtype=float), _truth(rows)
        parts = np.array_split(np.argsort(said, kind="stable"), min(BINS, len(rows)))
        yield Calibration(
            column,
            np.array([said[part].mean() for part in parts]),
            np.array([truth[part].mean() for part in parts]),
            np.array([float(len(part)) for part in parts]),
            is_probability=False,
        )


def _truth(rows: pd.DataFrame) -> Values:
    values: Values = rows["truth"].to_numpy(dtype=float)
    return values


def _itself(truth: Values) -> Values:
    return truth


def _scored(truth: Values) -> Values:
    return (truth <= POINTS_PLACES).astype(float)


_PROBABILITIES: Final[dict[str, Callable[[Values], Values]]] = {
    "probability": _itself,
    "p_points": _scored,
}


def _with_interval(rows: pd.DataFrame) -> list[str]:
    names = set(rows.columns)
    return [name for name in rows if {f"{name}_low", f"{name}_high"} <= names]


def _parts(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    by = next((name for name in SPLITS if name in rows), None)
    if by is None:
        yield "all", rows
        return
    for value, part in rows.groupby(by):
        yield f"{by}={value}", part
