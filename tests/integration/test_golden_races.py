"""The comparison of what the engine says with what it said: every difference is told, and too many fail."""

import pytest
from msgspec.structs import replace

from schemas.records import Call
from tests.integration import golden_races
from tests.integration.golden_races import Said, changed, difference, lines
from tests.schemas.examples import OPTIONS

OLD = {(car, lap): Said("STAY_OUT", "18H", "3.0") for car in (1, 4) for lap in range(1, 51)}


def test_a_line_is_what_the_engine_put_out():
    (said,) = lines([OPTIONS]).values()
    assert said.call == OPTIONS.call.value
    assert said.place == f"{OPTIONS.plans[0].mean_position:.1f}"
    assert lines([replace(OPTIONS, plans=())]) == {}


def test_what_differs_is_told_in_numbers():
    new = {**OLD, (1, 5): Said("BOX", "6H", "3.5"), (4, 51): Said("BOX", "-", "1.0")}
    told = difference(OLD, new)
    assert told == (
        "1 laps new; 1 x STAY_OUT -> BOX; 1 other plans; 1 of 100 laps differ, places by 0.005 in the mean"
    )
    assert changed(OLD, new) == 0.02
    assert difference(OLD, OLD) == ""


def test_more_than_a_lap_in_a_hundred_fails_and_asking_for_it_writes_the_file(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(golden_races, "FOLDER", tmp_path)
    sets = [replace(OPTIONS, lap_number=lap) for lap in range(1, 11)]
    with pytest.raises(AssertionError, match="no golden file"):
        golden_races.check("a", sets)
    monkeypatch.setenv("LIVEF1_REGENERATE", "1")
    golden_races.check("a", sets)
    assert "10 laps new" in capsys.readouterr().out
    monkeypatch.delenv("LIVEF1_REGENERATE")
    golden_races.check("a", sets)
    with pytest.raises(AssertionError, match="-> COVER"):
        golden_races.check("a", [*sets[1:], replace(sets[0], call=Call.COVER)])
