"""What holds for every model that is trained, found by discovery: a new task is tested when it is registered."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from f1strategy.artifacts import store
from f1strategy.models.artifact import CorruptArtifact
from f1strategy.models.race import Race
from f1strategy.training.collect import lessons
from f1strategy.training.laps_table import races, read_table
from f1strategy.training.registry import TASKS
from f1strategy.training.task import KEY, Rows, Task

pytestmark = pytest.mark.data

EVERY_TASK = pytest.mark.parametrize("task", TASKS, ids=[task.name for task in TASKS])
UNITS = ("_s", "probability", "position", "p_points", "decision", "_places", "_ratio")
"""Ends of a prediction column's name, the interval's `_low` and `_high` taken off."""
AT_MOST = 12
"""Decision points looked at one by one: a fold of the race each."""


@dataclass(frozen=True)
class Fitted:
    """A task's shipped model, and a few races as it sees them."""

    task: Task[Any]
    files: dict[str, bytes]
    race: Race
    memory: Any
    points: pd.DataFrame
    features: pd.DataFrame

    def predict(self, features: pd.DataFrame) -> pd.DataFrame:
        """What the shipped model says."""
        return self.task.predict(self.task.read(self.files), features, self.points)


@pytest.fixture(scope="module")
def some_races(livef1_data) -> list[Race]:
    """The first eight races of 2024."""
    table = read_table(livef1_data / "laps" / "laps.parquet")
    return list(races(table[(table["season"] == 2024) & (table["round"] <= 8)]))


@pytest.fixture(scope="module")
def fitted(some_races):
    known: dict[str, Fitted] = {}

    def of(task: Task[Any]) -> Fitted:
        if task.name not in known:
            *earlier, race = some_races
            memory = task.memory()
            for one in earlier:
                memory.add(one)
            points = task.labels(race).drop(columns="truth")
            features = task.features(race, memory, points)
            files = store.load(store.SHIPPED)[task.name]
            known[task.name] = Fitted(task, files, race, memory, points, features)
        return known[task.name]

    return of


def few(points: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Some of the points, spread over the race, each as a table of one row."""
    for at in np.unique(np.linspace(0, len(points) - 1, AT_MOST).astype(int)):
        yield points.iloc[[at]].reset_index(drop=True)


def moment(race: Race, point: pd.DataFrame) -> float:
    """When the point's driver ended the lap."""
    (one,) = point[["driver", "lap_number"]].itertuples(index=False)
    return next(
        lap.end_s
        for lap in race.laps
        if (lap.driver, lap.lap_number) == (one.driver, one.lap_number)
    )


def test_there_are_models_to_test():
    assert TASKS
    assert len({task.name for task in TASKS}) == len(TASKS)
    assert {"degradation", *(task.name for task in TASKS)} == set(store.load(store.SHIPPED))


@EVERY_TASK
def test_answers_are_finite_one_a_key_and_named_by_their_unit(task, fitted):
    one = fitted(task)
    said = one.predict(one.features)
    assert len(said) == len(one.points) > 0
    assert np.isfinite(said.to_numpy(dtype=float)).all()
    for column in said.columns:
        plain = column.removesuffix("_low").removesuffix("_high")
        assert plain.endswith(UNITS), column
        if plain in {"probability", "p_points"}:
            assert said[column].between(0, 1).all()


@EVERY_TASK
def test_an_interval_holds_its_own_prediction(task, fitted):
    one = fitted(task)
    said = one.predict(one.features)
    for column in said.columns:
        if f"{column}_low" in said:
            assert (said[f"{column}_low"] <= said[column]).all()
            assert (said[column] <= said[f"{column}_high"]).all()


@EVERY_TASK
def test_inputs_stay_as_they_were_and_equal_ones_get_equal_answers(task, fitted):
    one = fitted(task)
    features, points = one.features.copy(), one.points.copy()
    first, second = one.predict(one.features), one.predict(one.features)
    pd.testing.assert_frame_equal(one.features, features)
    pd.testing.assert_frame_equal(one.points, points)
    pd.testing.assert_frame_equal(first, second)


@EVERY_TASK
def test_features_know_nothing_of_what_comes_later(task, fitted):
    """Cut off at the moment of decision, or with everything later made up, they are the same."""
    one = fitted(task)
    for point in few(one.points):
        now_s = moment(one.race, point)
        past = tuple(lap for lap in one.race.laps if lap.end_s <= now_s)
        later = tuple(
            replace(lap, lap_time_s=lap.lap_time_s * 2, position=1, is_in_lap=True)
            for lap in one.race.laps
            if lap.end_s > now_s
        )
        seen = task.features(one.race, one.memory, point)
        for laps in (past, (*past, *later)):
            other = task.features(replace(one.race, laps=laps), one.memory, point)
            pd.testing.assert_frame_equal(seen, other)


@EVERY_TASK
def test_a_key_is_answered_alike_alone_and_among_all(task, fitted):
    one = fitted(task)
    columns = [*KEY, *task.own_key]
    for point in few(one.points):
        alone = task.features(one.race, one.memory, point)
        at, *_ = one.points.reset_index().merge(point[columns], on=columns)["index"]
        among = one.features.iloc[[at]].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, among, check_dtype=False)


@EVERY_TASK
def test_what_physics_fixes_moves_the_answer_one_way(task, fitted):
    one = fitted(task)
    for feature, sign in task.monotone.items():
        low, high = np.nanquantile(one.features[feature].to_numpy(dtype=float), [0.02, 0.98])
        steps = np.linspace(low, high, 9)
        said = [
            one.predict(one.features.assign(**{feature: step})).iloc[:, 0].to_numpy(dtype=float)
            for step in steps
        ]
        assert (sign * np.diff(said, axis=0) >= -1e-6).all(), feature


@EVERY_TASK
def test_the_same_seed_gives_the_same_files_and_files_the_same_answers(task, some_races, fitted):
    rows, _ = lessons(task, some_races)
    again = Rows(rows.keys.copy(), rows.features.copy(), rows.truth.copy())
    model, other = task.fit(rows, 7), task.fit(again, 7)
    assert model.files() == other.files()
    pd.testing.assert_frame_equal(rows.features, again.features)
    one = fitted(task)
    pd.testing.assert_frame_equal(
        task.predict(model, one.features, one.points),
        task.predict(task.read(model.files()), one.features, one.points),
    )


@EVERY_TASK
def test_a_damaged_artifact_is_refused(task, fitted):
    files = fitted(task).files
    for name in files:
        if name != "memory.json":
            for damaged in (
                files | {name: b"noise"},
                {k: v for k, v in files.items() if k != name},
            ):
                with pytest.raises(CorruptArtifact):
                    task.read(damaged)
