"""A simulated race is a recording like any other: equal for equal seeds, readable, causal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from f1strategy.ingest.causal import release
from f1strategy.ingest.recording import load, save
from f1strategy.ingest.simulated import BadRaceLength, simulate
from f1strategy.timing.routing import SessionRouter
from f1strategy.timing.rows import parse
from schemas.circuits import circuit
from schemas.openf1 import ARCHIVED_ONLY
from tests.ingest.causality import check
from tests.ingest.simulated.races import DRY, WET, envelopes, history, recording
from tests.timing.recordings import RACES, answer

NEWER_FIELDS = {"pit": {"lane_duration", "stop_duration"}}
"""OpenF1 tells them since the end of 2024; the recordings were taken without."""
NO_RADIO = {"team_radio"}
"""Nobody speaks in a simulated race."""


def test_equal_seeds_give_equal_files(tmp_path):
    for name in ("first", "again"):
        save(simulate(3, laps=12), tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert len(files) == 14
    for name in files:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_another_seed_is_another_race():
    assert simulate(3, laps=12).rows["laps"] != simulate(4, laps=12).rows["laps"]
    assert simulate(3).session_key == 1_000_003


@pytest.mark.parametrize("seed", [DRY, WET])
def test_every_row_is_read_and_none_goes_to_the_dead_letters(seed):
    router = SessionRouter(recording(seed).session_key)
    drivers = set()
    for one in envelopes(seed):
        assert one.endpoint in ARCHIVED_ONLY or parse(one).row
        drivers |= {driver for driver, _ in router.apply(one).deliveries}
    assert len(drivers) == 20


@pytest.mark.parametrize("seed", [DRY, WET])
def test_the_release_keeps_the_rules_of_causality(seed):
    check(recording(seed), release(recording(seed)))


def test_a_saved_race_is_loaded_as_it_was(tmp_path):
    save(recording(), tmp_path)
    loaded = load(tmp_path)
    assert loaded.malformed == ()
    assert loaded.race_info == recording().race_info
    assert (loaded.session_key, loaded.name) == (recording().session_key, recording().name)
    assert loaded.rows == recording().rows


def test_the_race_is_held_at_the_circuit_that_the_schemas_know():
    info = recording().race_info
    known = circuit(info.circuit)
    assert known is not None
    assert info.scheduled_laps == known.scheduled_laps == 57
    assert circuit(recording().rows["meetings"][0]["circuit_short_name"]) is known


def test_the_default_race_shows_what_a_desk_wants_to_see():
    race = history()
    assert {spell.status for spell in race.spells} >= {"SC"}
    assert race.retired
    assert any(car.completed < race.laps for car in race.classified)
    assert any(row["gap_to_leader"] == "+1 LAP" for row in recording().rows["intervals"])
    assert recording().rows["overtakes"]


@pytest.mark.parametrize("laps", [-1, 0, 2, 101])
def test_a_race_without_sense_is_refused(laps):
    with pytest.raises(BadRaceLength, match=f"cannot simulate {laps} laps; expected 3 to 100"):
        simulate(1, laps)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), laps=st.integers(3, 20))
def test_short_races_of_any_seed_are_recordings_too(seed, laps):
    told = simulate(seed, laps)
    check(told, release(told))
    winner = told.rows["session_result"][0]
    assert (winner["position"], winner["number_of_laps"]) == (1, laps)


@pytest.mark.data
def test_rows_have_the_fields_and_types_of_real_ones(livef1_data):
    real = {path.name.removesuffix(".json.gz") for path in _files(livef1_data, "2024_qatar")}
    assert set(recording().rows) == real - NO_RADIO
    for endpoint, rows in recording().rows.items():
        races = [race for race in RACES if _has(livef1_data, race, endpoint)]
        reference = "2025_abu-dhabi" if "2025_abu-dhabi" in races else races[0]
        fields = set(answer(livef1_data, reference, endpoint)[0])
        assert {name for row in rows for name in row} - NEWER_FIELDS.get(endpoint, set()) == fields
        known = {kind for race in races for kind in _types(answer(livef1_data, race, endpoint))}
        invented = _types(recording(WET).rows[endpoint]) | _types(rows)
        assert {one for one in invented if one[0] in fields} <= known


@pytest.mark.data
def test_messages_are_worded_as_race_control_words_them(livef1_data):
    real = {_form(row) for race in RACES for row in answer(livef1_data, race, "race_control")}
    told = [row for seed in (DRY, WET) for row in recording(seed).rows["race_control"]]
    assert {_form(row) for row in told} <= real


def _form(row):
    """A message without its numbers, names and lists."""
    codes = ("DRS", "RISK", "CAR", "FOR")
    words = row["message"].replace(",", " ").replace("%", "").split()
    kept = [word for word in words if word in codes or not any(sign.isdigit() for sign in word)]
    text = " ".join(word for word in kept if not word.startswith("("))
    return (row["category"], row["flag"], row["scope"], row["driver_number"] is None, text)


def _types(rows):
    return {(name, type(value).__name__) for row in rows for name, value in row.items()}


def _files(data, race):
    return (data / "recordings" / race).glob("*.json.gz")


def _has(data, race, endpoint):
    return (data / "recordings" / race / f"{endpoint}.json.gz").is_file()
