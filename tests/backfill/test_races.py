"""Races that are over, in the lake: once, with what the models' own reading of the table says."""

from pathlib import Path

import pandas as pd
import pyarrow.compute as pc
import pytest

from f1strategy.artifacts.serving import wear_models
from f1strategy.artifacts.store import SHIPPED, load
from f1strategy.backfill.history import as_it_ended, lap_records
from f1strategy.backfill.lap_rows import recording_of, session_key
from f1strategy.backfill.races import Past, backfill, laps, recordings
from f1strategy.ingest.recording import save
from f1strategy.ingest.simulated import simulate
from f1strategy.lake.latest import rows
from f1strategy.lake.location import Lake
from f1strategy.models.observed import observed
from f1strategy.training.laps_table import BadLapsTable, races, read_table
from schemas.records import Compound, TrackStatus
from schemas.tables import LAPS, RAW
from tests.backfill.builders import a_table

WEAR = wear_models(load(SHIPPED))
SAME = ("team", "lap_number", "compound", "tyre_age_laps", "is_out_lap", "position")


def records(table: pd.DataFrame):
    return lap_records(as_it_ended(recording_of(table), 0), WEAR)


def lap(found, driver: str, number: int):
    (one,) = [one for one in found if (one.driver_code, one.lap_number) == (driver, number)]
    return one


def test_a_lap_has_its_times_tyres_stop_and_place():
    found = records(a_table())
    assert len(found) == 24
    into, out = lap(found, "NOR", 6), lap(found, "NOR", 7)
    assert (into.is_in_lap, into.compound, into.pit_lane_time_s) == (True, Compound.MEDIUM, 22.5)
    assert (out.is_out_lap, out.compound, out.tyre_age_laps) == (True, Compound.HARD, 1)
    assert (out.lap_time_s, out.sector_2_s, out.speed_trap_kmh) == (90.0, 30.0, 310.0)
    assert (out.season, out.circuit, out.scheduled_laps) == (2024, "yas-marina", 12)
    assert lap(found, "PIA", 3).position == 2
    assert out.session_key == session_key(2024, 3)


@pytest.mark.parametrize(
    ("digits", "status"),
    [
        ("4", TrackStatus.SC),
        ("67", TrackStatus.VSC),
        ("2", TrackStatus.YELLOW),
        ("5", TrackStatus.RED),
    ],
)
def test_a_status_holds_for_the_laps_that_name_it(digits, status):
    table = a_table()
    table.loc[table["lap_number"].between(8, 9), "track_status"] = f"1{digits}"
    of_laps = {
        (one.driver_code, one.lap_number): one.track_status
        for one in records(table)
        if one.lap_number <= 9
    }
    assert {key for key, found in of_laps.items() if found is status} == {
        (driver, number) for driver in ("NOR", "PIA") for number in (8, 9)
    }


def test_an_unknown_time_or_compound_is_unknown():
    found = records(a_table(lap_time_s=float("nan"), compound="nan", tyre_life=float("nan")))
    assert {one.compound for one in found} == {Compound.UNKNOWN}
    assert {one.tyre_age_laps for one in found if one.stint_number == 1} == {None}


@pytest.mark.data
@pytest.mark.parametrize(("season", "number"), [(2024, 9), (2023, 13), (2018, 5)])
def test_a_real_race_is_as_the_models_read_it(livef1_data, season, number):
    table = read_table(livef1_data / "laps" / "laps.parquet")
    table = table[(table["season"] == season) & (table["round"] == number)]
    (race,) = races(table)
    found = {
        (one.driver, one.lap_number): one for record in records(table) if (one := observed(record))
    }
    missing, other, status = [], [], []
    for wanted in race.laps:
        one = found.get((wanted.driver, wanted.lap_number))
        if one is None:
            missing.append(wanted)
            continue
        other += [name for name in SAME if str(getattr(one, name)) != str(getattr(wanted, name))]
        status += [one.status is not wanted.status]
    assert len(missing) <= 3
    assert other == []
    assert sum(status) == 0


@pytest.fixture
def race(tmp_path) -> Path:
    """The folder of the simulated race."""
    folder: Path = tmp_path / "race"
    save(simulate(), folder)
    return folder


def test_a_race_is_brought_in_once(tmp_path, race):
    lake, past = Lake.at(tmp_path / "lake"), recordings([race])
    (first,) = backfill(lake, past, workers=1)
    (again,) = backfill(lake, past, workers=1)
    assert first.lap_rows == rows(lake, LAPS).num_rows > 1000
    assert first.raw_rows == rows(lake, RAW).num_rows > 20_000
    assert (again.raw_rows, again.lap_rows) == (0, 0)
    assert pc.sum(pc.is_null(rows(lake, LAPS)["season"])).as_py() == 0


def test_a_run_that_was_cut_short_goes_on_where_it_ended(tmp_path, race):
    lake = Lake.at(tmp_path / "lake")
    table = tmp_path / "laps.parquet"
    a_table().to_parquet(table)
    (tabled,) = laps(table)
    list(backfill(lake, [tabled], workers=1))
    done = list(backfill(lake, [tabled, *recordings([race])], workers=1))
    assert [one.lap_rows > 0 for one in done] == [False, True]
    assert rows(lake, LAPS, tabled.session_key).num_rows == 24


def test_seasons_are_chosen_and_a_table_without_days_is_refused(tmp_path):
    path = tmp_path / "laps.parquet"
    a_table().to_parquet(path)
    assert [one.session_key for one in laps(path, [2024])] == [2024003]
    assert laps(path, [2023]) == []
    a_table().drop(columns="date").to_parquet(path)
    with pytest.raises(BadLapsTable, match="it lacks the columns date"):
        laps(path)


def test_a_race_s_rows_may_be_a_folder_or_a_table(tmp_path, race):
    (past,) = recordings([race])
    assert isinstance(past, Past)
    assert past.name == simulate().name
