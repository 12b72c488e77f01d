"""Decision points and truth of a stop within three laps, on hand-written races; and the fit."""

from dataclasses import replace
from math import nan

import numpy as np
import pandas as pd
import pytest

from f1strategy.models.pit_window_memory import PitWindowMemory
from f1strategy.models.race import Race
from f1strategy.training.collect import answer, collect
from f1strategy.training.pit_within_3 import TASK, features, fit, labels, predict
from schemas.records import TrackStatus
from tests.models.races import a_race

RACE = a_race(drivers=4, laps=30, stops=(14, 18, 22, 40))


def truths(race: Race, driver: str) -> dict[int, float]:
    """Truth by lap number of one driver's decision points."""
    table = labels(race)
    mine = table[table["driver"] == driver]
    return dict(zip(mine["lap_number"], mine["truth"], strict=True))


def changed(race: Race, driver: str, lap_number: int, **values) -> Race:
    """The race with one lap told otherwise."""
    laps = [
        replace(lap, **values) if (lap.driver, lap.lap_number) == (driver, lap_number) else lap
        for lap in race.laps
    ]
    return replace(race, laps=tuple(laps))


def test_the_three_laps_before_an_in_lap_are_positive():
    found = truths(RACE, "AAA")
    assert [lap for lap, truth in found.items() if truth] == [11, 12, 13]
    assert not any(truths(RACE, "DAA").values())


def test_decisions_are_taken_on_racing_laps_with_five_laps_behind_and_ahead():
    found = truths(RACE, "AAA")
    assert (min(found), max(found)) == (5, 25)
    assert 14 not in found
    assert 15 not in found
    assert 9 not in truths(changed(RACE, "AAA", 9, status=TrackStatus.YELLOW), "AAA")


def test_a_red_flag_in_the_three_laps_leaves_the_decision_out():
    found = truths(changed(RACE, "AAA", 10, status=TrackStatus.RED), "AAA")
    assert not {7, 8, 9, 10} & set(found)
    assert {6, 11} <= set(found)


def test_a_car_that_does_not_complete_the_three_laps_is_left_out():
    laps = tuple(lap for lap in RACE.laps if lap.driver != "BAA" or lap.lap_number <= 12)
    assert max(truths(replace(RACE, laps=laps), "BAA")) == 9
    assert 9 not in truths(changed(RACE, "AAA", 12, lap_time_s=nan), "AAA")


def test_a_drive_through_is_no_stop():
    race = replace(
        RACE,
        laps=tuple(
            replace(lap, stint_number=1) if lap.driver == "AAA" else lap for lap in RACE.laps
        ),
    )
    assert not any(truths(race, "AAA").values())


def test_a_stop_under_the_safety_car_counts():
    race = changed(RACE, "AAA", 14, status=TrackStatus.SC)
    assert [lap for lap, truth in truths(race, "AAA").items() if truth] == [11, 12, 13]


def test_features_know_nothing_that_came_later():
    memory = PitWindowMemory()
    memory.add(a_race(season=2023))
    keys = labels(RACE).drop(columns="truth")
    whole = features(RACE, memory, keys)
    for at in range(0, len(keys), 7):
        key = keys.iloc[[at]].reset_index(drop=True)
        driver, number = key.loc[0, "driver"], key.loc[0, "lap_number"]
        now = next(
            place
            for place, lap in enumerate(RACE.laps)
            if (lap.driver, lap.lap_number) == (driver, number)
        )
        cut = features(replace(RACE, laps=RACE.laps[: now + 1]), memory, key)
        later = tuple(
            replace(lap, lap_time_s=200.0, is_in_lap=True, position=9)
            for lap in RACE.laps[now + 1 :]
        )
        other = features(replace(RACE, laps=RACE.laps[: now + 1] + later), memory, key)
        row = whole.iloc[[at]].reset_index(drop=True)
        pd.testing.assert_frame_equal(row, cut)
        pd.testing.assert_frame_equal(row, other)


def test_the_same_seed_fits_the_same_model_and_inputs_stay():
    races = [a_race(season=season, seed=season) for season in (2021, 2022)]
    rows = collect(TASK, races)
    before = rows.features.copy()
    one, other = fit(rows, 3), fit(rows, 3)
    assert one.files() == other.files()
    pd.testing.assert_frame_equal(rows.features, before)
    found = predict(one, rows.features, rows.keys)
    assert list(found) == ["probability", "decision"]
    assert found["probability"].between(0, 1).all()
    assert found["decision"].dtype == bool


def test_keys_without_labels_are_answered():
    races = [a_race(season=season, seed=season) for season in (2021, 2022)]
    model = fit(collect(TASK, races), 3)
    keys = pd.DataFrame({"season": [2022], "round": [1], "driver": ["AAA"], "lap_number": [12]})
    found = answer(TASK, model, races, keys)
    assert len(found) == 1
    assert np.isfinite(found["probability"]).all()


@pytest.mark.data
def test_real_stops_are_as_frequent_as_the_feed_says(livef1_data):
    from f1strategy.training.laps_table import races  # noqa: PLC0415

    table = pd.read_parquet(livef1_data / "laps" / "laps.parquet", filters=[("season", "==", 2025)])
    found = pd.concat(labels(race) for race in races(table[table["round"] <= 11]))
    assert len(found) == 9188
    assert found["truth"].mean() == pytest.approx(0.099, abs=0.001)
