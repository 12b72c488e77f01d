"""A stop within three laps: what the features know, what the memory says, and the artifact."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from f1strategy.models.artifact import CorruptArtifact
from f1strategy.models.pit_window import FEATURES, pit_window_features
from f1strategy.models.pit_window_field import rivals
from f1strategy.models.pit_window_memory import PIT_LOSS_S, PitWindowMemory
from f1strategy.models.pit_window_model import (
    BOOSTER,
    META,
    PitWindowMeta,
    PitWindowModel,
    read_pit_window,
)
from f1strategy.models.race import Race
from f1strategy.models.race_view import RaceView
from f1strategy.training.collect import collect
from f1strategy.training.pit_within_3 import TASK
from schemas.records import Compound, TrackStatus
from tests.models.races import HARD, MEDIUM, a_race

RACE = a_race()


@pytest.fixture(scope="module")
def model() -> PitWindowModel:
    races = [a_race(season=season, number=1, seed=season, laps=40) for season in (2021, 2022)]
    return TASK.fit(collect(TASK, races), 1)


def seen(race: Race, driver: str, lap_number: int) -> RaceView:
    """The race as it stands when the driver ends the lap."""
    view = RaceView(race.circuit, race.total_laps, race.season)
    for lap in race.laps:
        view.add(lap)
        if (lap.driver, lap.lap_number) == (driver, lap_number):
            return view
    raise AssertionError((driver, lap_number))


def values(race: Race, driver: str, lap_number: int, memory=None) -> dict[str, float]:
    found = pit_window_features(seen(race, driver, lap_number), driver, memory or PitWindowMemory())
    return dict(zip(FEATURES, found, strict=True))


def test_the_features_tell_tyres_stops_and_what_the_rules_still_ask_for():
    before, after = values(RACE, "AAA", 10), values(RACE, "AAA", 20)
    assert (before["age_laps"], before["stops_made"], before["stops_owed"]) == (10.0, 0.0, 1.0)
    assert (after["age_laps"], after["stops_made"], after["stops_owed"]) == (6.0, 1.0, 0.0)
    assert (before["laps_to_go"], before["progress"]) == (30.0, 0.25)


def test_a_car_in_the_pits_has_just_stopped():
    around = {rival.car.driver: rival for rival in rivals(seen(RACE, "HAA", 14), "HAA")}
    assert around["AAA"].is_in_pits
    assert around["AAA"].stops == 1
    assert not around["BAA"].has_just_stopped


def test_gaps_are_those_to_the_neighbours_in_race_order():
    found = values(RACE, "DAA", 10)
    order = rivals(seen(RACE, "DAA", 10), "DAA")
    assert [rival.car.driver for rival in order] == [
        "AAA",
        "BAA",
        "CAA",
        "EAA",
        "FAA",
        "GAA",
        "HAA",
    ]
    assert 0 < found["gap_ahead_s"] < 8
    assert 0 < found["gap_behind_s"] < 8


def test_a_stop_costs_the_places_of_the_cars_within_the_pit_loss():
    assert values(RACE, "HAA", 10)["places_lost"] == 0
    assert 3 <= values(RACE, "AAA", 10)["places_lost"] <= 7


def test_monaco_2025_asked_for_two_stops():
    monaco = replace(RACE, circuit="monaco", season=2025)
    assert values(monaco, "AAA", 10)["stops_owed"] == 2.0
    assert values(monaco, "AAA", 20)["stops_owed"] == 1.0


def test_the_supplier_limits_a_set_at_lusail():
    assert values(replace(RACE, circuit="lusail", season=2025), "AAA", 10)["laps_to_limit"] == 15.0


def test_wet_tyres_in_the_field_are_seen():
    wet = [
        replace(lap, compound=Compound.INTERMEDIATE) if lap.driver != "AAA" else lap
        for lap in RACE.laps
    ]
    found = values(replace(RACE, laps=tuple(wet)), "AAA", 10)
    assert (found["wet_share"], found["other_weather_share"]) == (1.0, 1.0)


def test_features_are_numbers_and_leave_their_inputs_alone():
    view, memory = seen(RACE, "CAA", 10), PitWindowMemory()
    memory.add(RACE)
    before = (repr(view), memory.to_json())
    first = pit_window_features(view, "CAA", memory)
    assert not np.isinf(first).any()
    assert len(first) == len(FEATURES)
    assert pit_window_features(view, "CAA", memory) == pytest.approx(first, nan_ok=True)
    assert (repr(view), memory.to_json()) == before


def test_a_lone_car_has_features():
    alone = replace(RACE, laps=tuple(lap for lap in RACE.laps if lap.driver == "AAA"))
    assert not np.isinf(list(values(alone, "AAA", 12).values())).any()


def test_the_memory_knows_at_which_age_and_lap_cars_stop():
    memory = PitWindowMemory()
    memory.add(RACE)
    tables = memory.tables("monza")
    assert tables.hazard_at_age(MEDIUM, 13) > tables.hazard_at_age(MEDIUM, 2)
    assert tables.hazard_at_lap(0, 13) > tables.hazard_at_lap(1, 13)
    assert 14 <= tables.median_age_laps(MEDIUM) <= 26
    assert np.isnan(tables.median_age_laps(Compound.WET))
    assert memory.tables("spa").hazard_at_age(MEDIUM, 13) > tables.hazard_at_age(HARD, 1)
    # Eight cars with one stop each, drawn to the pooled figure, and that to 1.5: eight cars' weight each.
    assert tables.stops_per_car == pytest.approx((1.0 + (1.0 + 1.5) / 2) / 2)


def test_the_memory_learns_what_a_stop_costs():
    memory = PitWindowMemory()
    assert memory.pit_loss_s("monza") == PIT_LOSS_S
    for number in range(4):
        memory.add(a_race(number=number))
    assert 20.0 < memory.pit_loss_s("monza") < 24.0
    assert memory.pit_loss_s("spa") == PIT_LOSS_S


def test_a_season_long_ago_is_forgotten():
    memory = PitWindowMemory()
    memory.add(a_race(season=2018))
    memory.add(a_race(season=2024, circuit="spa"))
    assert memory.stints["monza"] == []
    assert memory.stints["spa"]


def test_a_stint_that_a_red_flag_ended_was_no_stop():
    laps = [
        (
            replace(lap, is_in_lap=False, is_out_lap=False, status=TrackStatus.RED)
            if lap.is_in_lap or lap.is_out_lap
            else lap
        )
        for lap in RACE.laps
    ]
    memory = PitWindowMemory()
    memory.add(replace(RACE, laps=tuple(laps)))
    assert not any(stint.stopped for stint in memory.stints["monza"])


def test_the_memory_survives_json():
    memory = PitWindowMemory()
    memory.add(RACE)
    text = msgspec.json.encode(memory.to_json())
    again = msgspec.json.decode(text, type=PitWindowMemory)
    assert again.to_json() == memory.to_json()
    assert values(RACE, "AAA", 9, again) == pytest.approx(
        values(RACE, "AAA", 9, memory), nan_ok=True
    )


def test_the_artifact_is_read_back_as_it_was(model):
    again = read_pit_window(model.files())
    rows = np.array(
        [pit_window_features(seen(RACE, "AAA", lap), "AAA", PitWindowMemory()) for lap in (6, 13)]
    )
    assert np.array_equal(again.predict(rows), model.predict(rows))
    assert again.files() == model.files()
    assert ((again.predict(rows) > 0) & (again.predict(rows) < 1)).all()
    assert again.decide(np.array([0.0, 1.0])).tolist() == [False, True]


@pytest.mark.parametrize(
    ("name", "contents"),
    [
        (META, b"{"),
        (META, b"\xff"),
        (META, msgspec.json.encode(PitWindowMeta(("other",), 1.0, 0.0, 0.2))),
        (BOOSTER, b"not a model"),
        (BOOSTER, None),
        (META, None),
    ],
)
def test_a_damaged_artifact_is_told_by_name(model, name, contents):
    files = {**model.files(), name: contents}
    if contents is None:
        del files[name]
    with pytest.raises(CorruptArtifact, match=name):
        read_pit_window(files)
