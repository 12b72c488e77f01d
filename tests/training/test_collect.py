"""The fold over seasons: a decision sees earlier races only, keys keep their order."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from f1strategy.models.race import Race
from f1strategy.training.collect import answer, collect, until
from f1strategy.training.task import Task
from tests.models.races import a_race

RACES = [
    a_race(season=season, number=number, laps=10, stops=(5,))
    for season, number in [(2023, 1), (2023, 2), (2024, 1)]
]


class RacesSeen:
    """Remembers which races it was told."""

    def __init__(self):
        self.codes = []

    def add(self, race):
        self.codes.append(race.code)

    def to_json(self):
        return {"codes": self.codes}


class Echo:
    """Answers with the feature it was given."""

    def files(self):
        return {}


def labels(race):
    rows = [
        (race.season, race.round, lap.driver, lap.lap_number, lap.end_s)
        for lap in race.laps
        if lap.lap_number == 3
    ]
    return pd.DataFrame(rows, columns=["season", "round", "driver", "lap_number", "truth"])


def features(race, memory, keys):
    return pd.DataFrame({"seen": [float(len(memory.codes))] * len(keys)})


def read(files: Mapping[str, bytes]):
    return Echo()


TASK = Task(
    name="echo",
    own_key=(),
    memory=RacesSeen,
    labels=labels,
    features=features,
    fit=lambda _rows, _seed: Echo(),
    predict=lambda _model, found, _keys: found,
    read=read,
)


def test_features_are_made_with_the_memory_of_the_races_before():
    told: list[Race] = []
    rows = collect(TASK, RACES, on_race=told.append)
    assert told == RACES
    assert rows.features["seen"].groupby(
        rows.keys["season"] * 100 + rows.keys["round"]
    ).unique().map(list).to_dict() == {202301: [0.0], 202302: [1.0], 202401: [2.0]}
    assert "truth" not in rows.keys.columns
    assert np.isfinite(rows.truth).all()


def test_rows_until_a_season_leave_the_later_ones_out():
    rows = until(collect(TASK, RACES), 2023)
    assert set(rows.keys["season"]) == {2023}
    assert len(rows.keys) == len(rows.features) == len(rows.truth) == 16


def test_answers_come_with_their_keys_whatever_else_is_in_the_keys():
    keys = pd.DataFrame(
        {
            "season": [2024, 2024, 2023],
            "round": [1, 1, 2],
            "driver": ["BAA", "AAA", "AAA"],
            "lap_number": [3, 3, 3],
            "hint": [9, 9, 9],
        }
    )
    found = answer(TASK, Echo(), RACES, keys)
    assert found.to_dict("list") == {
        "season": [2023, 2024, 2024],
        "round": [2, 1, 1],
        "driver": ["AAA", "BAA", "AAA"],
        "lap_number": [3, 3, 3],
        "seen": [1.0, 2.0, 2.0],
    }


def test_keys_of_unknown_races_are_not_answered():
    keys = pd.DataFrame({"season": [2030], "round": [1], "driver": ["AAA"], "lap_number": [3]})
    assert answer(TASK, Echo(), RACES, keys).empty
