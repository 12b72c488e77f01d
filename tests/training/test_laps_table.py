"""Tables of historical laps: what they say, and what is said of a bad one."""

import pandas as pd
import pytest

from f1strategy.training.laps_table import (
    BadLapsTable,
    joined,
    races,
    read_races,
    read_table,
    venue,
)
from schemas.records import Compound, TrackStatus

ROW = {
    "season": 2024,
    "round": 3,
    "event": "Abu Dhabi Grand Prix",
    "driver": "AAA",
    "team": "Team A",
    "lap_number": 2,
    "total_laps": 58,
    "lap_time_s": 90.0,
    "sector1_s": 30.0,
    "sector2_s": 30.0,
    "sector3_s": 30.0,
    "compound": "MEDIUM",
    "tyre_life": 2.0,
    "stint": 1.0,
    "pit_in_time_s": None,
    "pit_out_time_s": None,
    "position": 1.0,
    "track_status": "1",
    "lap_start_time_s": 100.0,
    "lap_end_time_s": 190.0,
    "is_accurate": True,
}


def table(*rows):
    floats = dict.fromkeys(("pit_in_time_s", "pit_out_time_s"), float)
    return pd.DataFrame([{**ROW, **row} for row in rows]).astype(floats)


def only_lap(**told):
    (race,) = races(table(told))
    return race.laps[0]


def test_races_come_in_order_and_their_laps_by_the_line_crossings():
    found = list(
        races(
            table(
                {"season": 2025, "round": 1},
                {"round": 4},
                {"driver": "BBB", "lap_end_time_s": 189.0, "position": 2.0},
                {},
            )
        )
    )
    assert [(race.season, race.round) for race in found] == [(2024, 3), (2024, 4), (2025, 1)]
    assert [lap.driver for lap in found[0].laps] == ["BBB", "AAA"]
    assert (found[0].circuit, found[0].total_laps) == ("yas-marina", 58)


def test_a_clean_lap_is_green_on_slicks_timed_accurate_and_away_from_the_pits():
    assert only_lap().is_clean
    for spoilt in (
        {"lap_number": 1},
        {"track_status": "12"},
        {"compound": "INTERMEDIATE"},
        {"pit_in_time_s": 180.0},
        {"pit_out_time_s": 105.0},
        {"lap_time_s": float("nan")},
        {"is_accurate": False},
    ):
        assert not only_lap(**spoilt).is_clean, spoilt


def test_a_lap_without_a_time_lasts_from_line_to_line_but_for_the_first():
    assert only_lap(lap_time_s=float("nan")).lap_time_s == 90.0
    first = only_lap(lap_time_s=float("nan"), lap_number=1)
    assert first.lap_time_s != first.lap_time_s


def test_a_lap_has_the_worst_status_it_saw_and_the_last_one():
    lap = only_lap(track_status="146")
    assert (lap.status, lap.status_end) == (
        max([TrackStatus.SC, TrackStatus.VSC], key=list(TrackStatus).index),
        TrackStatus.VSC,
    )
    (race,) = races(table({"track_status": "45"}))
    assert race.red_after_safety_car == {("AAA", 2)}


def test_the_compounds_of_2018_are_named_by_their_softness_in_that_race():
    (race,) = races(
        table(
            *(
                {"season": 2018, "driver": driver, "compound": compound}
                for driver, compound in [("A", "HYPERSOFT"), ("B", "ULTRASOFT"), ("C", "SOFT")]
            )
        )
    )
    assert {lap.driver: lap.compound for lap in race.laps} == {
        "A": Compound.SOFT,
        "B": Compound.MEDIUM,
        "C": Compound.HARD,
    }


def test_an_unknown_compound_or_position_is_no_reason_to_lose_the_lap():
    lap = only_lap(compound="nan", position=float("nan"), stint=float("nan"))
    assert (lap.compound, lap.position, lap.stint_number) == (Compound.UNKNOWN, 20, 1)
    assert not lap.is_clean


@pytest.mark.parametrize(
    ("event", "key"),
    [("Monaco Grand Prix", "monaco"), ("70th Anniversary Grand Prix", "silverstone")],
)
def test_events_at_one_place_share_its_circuit(event, key):
    assert venue(event) == key


def test_history_adds_the_races_that_the_table_lacks():
    laps = table({"round": 3, "driver": "NEW"})
    history = table({"round": 2, "driver": "OLD"}, {"round": 3, "driver": "OLD"})
    assert joined(laps, None) is laps
    assert sorted(joined(laps, history)["driver"]) == ["NEW", "OLD"]


def test_a_file_that_is_no_table_of_laps_says_why(tmp_path):
    with pytest.raises(BadLapsTable, match="No such file"):
        read_table(tmp_path / "nowhere.parquet")
    (tmp_path / "noise.parquet").write_bytes(b"noise")
    with pytest.raises(BadLapsTable, match="Parquet"):
        read_table(tmp_path / "noise.parquet")
    table({}).drop(columns=["tyre_life", "stint"]).to_parquet(tmp_path / "few.parquet")
    with pytest.raises(BadLapsTable, match="lacks the columns tyre_life, stint"):
        read_table(tmp_path / "few.parquet")


def test_a_table_survives_the_way_to_a_file_and_back(tmp_path):
    table({}, {"lap_number": 3, "lap_end_time_s": 280.0}).to_parquet(tmp_path / "laps.parquet")
    (race,) = read_races(tmp_path / "laps.parquet")
    assert [lap.lap_number for lap in race.laps] == [2, 3]
