"""Folds seasons of races through a task: what it would have seen at every decision point."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from f1strategy.training.laps_table import Race
from f1strategy.training.task import KEY, Memory, Rows, Task


def collect(
    task: Task[Any], races: Iterable[Race], *, on_race: Callable[[Race], None] | None = None
) -> Rows:
    """Labels and features of every race, each with the memory of the races before it only."""
    return _fold(task, races, task.memory(), on_race)


def lessons(task: Task[Any], races: Iterable[Race]) -> tuple[Rows, Memory]:
    """What the task's model is fitted on, and what is remembered after the last race."""
    memory = task.memory()
    return _fold(replace(task, labels=task.lessons or task.labels), races, memory, None), memory


def _fold(
    task: Task[Any],
    races: Iterable[Race],
    memory: Memory,
    on_race: Callable[[Race], None] | None,
) -> Rows:
    keys: list[pd.DataFrame] = []
    features: list[pd.DataFrame] = []
    for race in races:
        points = task.labels(race)
        if len(points):
            keys.append(points)
            features.append(task.features(race, memory, points))
        memory.add(race)
        if on_race is not None:
            on_race(race)
    labelled = pd.concat(keys, ignore_index=True)
    return Rows(
        labelled.drop(columns="truth"),
        pd.concat(features, ignore_index=True),
        labelled["truth"].to_numpy(dtype=float),
    )


def answer(task: Task[Any], model: Any, races: Iterable[Race], keys: pd.DataFrame) -> pd.DataFrame:
    """Prediction columns for the keys, with their key columns; earlier races are the memory."""
    memory, parts = task.memory(), []
    columns = [*KEY, *task.own_key]
    for race in races:
        mine = (keys["season"] == race.season) & (keys["round"] == race.round)
        points = keys.loc[mine, columns].reset_index(drop=True)
        if len(points):
            found = task.predict(model, task.features(race, memory, points), points)
            parts.append(pd.concat([points, found.reset_index(drop=True)], axis=1))
        memory.add(race)
    return pd.concat(parts, ignore_index=True) if parts else keys[columns].iloc[:0]


def until(rows: Rows, season: int) -> Rows:
    """The rows of this season and the ones before."""
    return chosen(rows, rows.keys["season"].to_numpy() <= season)


def chosen(rows: Rows, mask: "np.ndarray[Any, np.dtype[np.bool_]]") -> Rows:
    """The rows of a mask."""
    return Rows(
        rows.keys[mask].reset_index(drop=True),
        rows.features[mask].reset_index(drop=True),
        rows.truth[mask],
    )
