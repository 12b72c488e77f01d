"""Circuits: found by every name that feeds and folders use."""

from zoneinfo import ZoneInfo

import pytest

from schemas.circuits import CIRCUITS, circuit


@pytest.mark.parametrize("known", CIRCUITS, ids=lambda known: known.key)
def test_a_circuit_is_found_by_its_key_and_every_alias(known):
    assert all(circuit(name) is known for name in (known.key, *known.aliases))


def test_no_two_circuits_share_a_name():
    names = [name for known in CIRCUITS for name in {known.key, *known.aliases}]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", ["Monte Carlo", "  MONACO ", "monaco"])
def test_case_and_blanks_do_not_matter(name):
    found = circuit(name)
    assert found is not None
    assert found.key == "monaco"


@pytest.mark.parametrize("name", [None, "", "Nordschleife", "2024_monaco"])
def test_an_unknown_name_is_none(name):
    assert circuit(name) is None


@pytest.mark.parametrize("known", CIRCUITS, ids=lambda known: known.key)
def test_a_race_is_the_fewest_laps_it_can_be_and_a_stop_costs_seconds(known):
    assert 44 <= known.scheduled_laps <= 78
    assert 15 <= known.pit_loss_s <= 30


@pytest.mark.parametrize("known", CIRCUITS, ids=lambda known: known.key)
def test_a_circuit_has_a_time_of_its_own(known):
    assert ZoneInfo(known.time_zone).key == known.time_zone


@pytest.mark.data
def test_every_race_at_hand_is_at_a_known_circuit(livef1_data):
    races = {
        folder.name.partition("_")[2]
        for kind in ("recordings", "openf1")
        for folder in (livef1_data / kind).iterdir()
        if folder.is_dir()
    }
    assert len(races) > 20
    assert {race for race in races if circuit(race) is None} == set()
