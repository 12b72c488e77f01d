"""A recording is read back as it was written; what is broken is named, what is odd is set aside."""

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from f1strategy.ingest.recording import (
    ABOUT,
    RECORDED,
    About,
    BadRecording,
    MalformedRow,
    Recording,
    load,
    read_about,
    save,
    write_rows,
)
from schemas.openf1 import ENDPOINTS, RaceInfoRow
from tests.ingest.races import SESSION_KEY, lap, recording, row, small_race


@pytest.fixture
def folder(tmp_path):
    """The small race, saved under a recording's usual name."""
    save(recording(), tmp_path / "2024_qatar")
    return tmp_path / "2024_qatar"


def pack(folder, endpoint, content):
    """Write a file of any content, packed as it should be."""
    (folder / f"{endpoint}.json.gz").write_bytes(gzip.compress(content))


def refused(folder):
    with pytest.raises(BadRecording) as bad:
        load(folder)
    return bad.value


def test_what_is_saved_is_read_back(folder):
    assert load(folder) == recording()


def test_every_endpoint_but_our_own_has_a_file():
    assert set(RECORDED) == set(ENDPOINTS) - {"race_info"}


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
odd_rows = st.dictionaries(st.text(max_size=8), json_values, max_size=5).map(
    lambda fields: {**fields, "session_key": SESSION_KEY}
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(RECORDED), st.lists(odd_rows, max_size=4), max_size=4))
def test_rows_of_any_content_are_read_back(rows):
    rows["laps"] = [lap(4, 1, 0.0), *rows.get("laps", [])]
    race = recording(rows)
    with tempfile.TemporaryDirectory() as folder:
        save(race, Path(folder))
        assert load(Path(folder)) == race


def test_equal_recordings_give_equal_files_at_any_time(tmp_path, monkeypatch):
    save(recording(), tmp_path / "one")
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    save(recording(), tmp_path / "two")
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    )
    assert one == two
    assert set(one) == {ABOUT, *(f"{endpoint}.json.gz" for endpoint in small_race())}


def test_the_description_names_race_session_and_number_of_rows(folder):
    about = read_about(folder)
    assert (about.race, about.session_key) == ("2024_qatar", SESSION_KEY)
    assert about.endpoints["laps"] == {"rows": 6}
    assert about.race_info == recording().race_info


def test_a_file_is_a_json_array_that_any_tool_reads(folder):
    with gzip.open(folder / "weather.json.gz") as file:
        assert json.load(file) == small_race()["weather"]


def test_saving_makes_the_folders_above_it_and_leaves_no_unfinished_file(tmp_path):
    save(recording(), tmp_path / "a" / "b")
    assert not list(tmp_path.rglob("*.part"))
    assert load(tmp_path / "a" / "b").rows == small_race()


def test_endpoints_without_a_file_are_not_there(folder):
    (folder / "weather.json.gz").unlink()
    assert "weather" not in load(folder).rows


def test_an_endpoint_without_rows_is_there(folder):
    write_rows(folder, "overtakes", [])
    assert load(folder).rows["overtakes"] == []


def test_files_that_this_project_does_not_use_are_left_alone(folder):
    (folder / "car_data.json.gz").write_bytes(b"not even gzip")
    (folder / "notes.txt").write_text("rain expected")
    assert load(folder) == recording()


def test_without_a_description_the_folder_and_the_laps_tell(folder):
    (folder / ABOUT).unlink()
    assert load(folder) == recording()


def test_without_a_description_the_session_is_that_of_most_laps(folder):
    (folder / ABOUT).unlink()
    write_rows(folder, "laps", [{**lap(4, 1, 0.0), "session_key": 6}, *small_race()["laps"]])
    race = load(folder)
    assert race.session_key == SESSION_KEY
    assert [one.reason for one in race.malformed] == ["expected session_key 7, found 6"]


def test_a_folder_of_any_name_has_the_season_of_its_laps(tmp_path):
    write_rows(tmp_path, "laps", small_race()["laps"])
    assert load(tmp_path).race_info == RaceInfoRow(SESSION_KEY, season=2023)


def test_the_folders_name_is_its_own_and_not_that_of_the_path_to_it(folder, monkeypatch):
    (folder / ABOUT).unlink()
    monkeypatch.chdir(folder)
    assert load(Path()).name == "2024_qatar"


def test_what_the_description_says_of_the_race_wins(folder):
    about = About(race="friday", race_info=RaceInfoRow(SESSION_KEY, scheduled_laps=3))
    (folder / ABOUT).write_bytes(json.dumps({"race": "friday"}).encode())
    assert load(folder).name == "friday"
    (folder / ABOUT).write_text(
        json.dumps({"race_info": {"session_key": 7, "scheduled_laps": 3, "new": 1}, "new": 2})
    )
    assert load(folder).race_info == about.race_info


COMPLAINTS = [
    (3, "expected an object, found int"),
    (None, "expected an object, found NoneType"),
    ("laps", "expected an object, found str"),
    ([{"session_key": 7}], "expected an object, found list"),
    ({}, "the row has no session_key"),
    ({"session_key": None, "driver_number": 4}, "the row has no session_key"),
    ({"session_key": 8}, "expected session_key 7, found 8"),
    ({"session_key": "7"}, "expected session_key 7, found '7'"),
]


@pytest.mark.parametrize(("element", "reason"), COMPLAINTS)
def test_an_element_that_is_no_row_of_the_session_is_set_aside(folder, element, reason):
    write_rows(folder, "laps", [element, *small_race()["laps"]])
    race = load(folder)
    assert race.rows == small_race()
    (malformed,) = race.malformed
    assert (malformed.endpoint, malformed.reason) == ("laps", reason)
    assert json.loads(malformed.value) == element


def test_what_is_set_aside_becomes_a_dead_letter_with_its_bytes(folder):
    elements: list[Any] = [{"session_key": 8}, "?"]
    write_rows(folder, "pit", elements)
    first, second = load(folder).dead_letters
    assert (first.stage, first.source_topic) == ("ingest", "telemetry.raw")
    assert first.error == "pit: expected session_key 7, found 8"
    assert (first.session_key, first.partition, first.offset) == (SESSION_KEY, None, None)
    assert first.value == b'{"session_key":8}'
    assert (second.error, second.value) == ("pit: expected an object, found str", b'"?"')


def test_what_is_set_aside_is_not_saved_again(folder, tmp_path):
    write_rows(folder, "pit", [*small_race()["pit"], {}])
    race = load(folder)
    assert race.malformed == (MalformedRow("pit", b"{}", "the row has no session_key"),)
    save(race, tmp_path / "again")
    assert load(tmp_path / "again") == recording()


@pytest.mark.parametrize("endpoint", ["meetings", "sessions", "starting_grid"])
def test_rows_that_name_another_session_by_their_nature_are_kept(folder, endpoint):
    rows = [{"session_key": 5, "driver_number": 1}, {"meeting_key": 3}]
    write_rows(folder, endpoint, rows)
    race = load(folder)
    assert race.rows[endpoint] == rows
    assert race.malformed == ()


def test_a_missing_folder_is_said(tmp_path):
    bad = refused(tmp_path / "2024_monaco")
    assert bad.path == str(tmp_path / "2024_monaco")
    assert bad.reason == "no such folder; expected one with <endpoint>.json.gz files"


def test_a_file_is_no_folder(folder):
    assert refused(folder / "laps.json.gz").reason.startswith("no such folder")


@pytest.mark.parametrize("kept", [0, 5, 20, -9, -1])
def test_a_file_that_was_cut_is_said(folder, kept):
    laps = folder / "laps.json.gz"
    laps.write_bytes(laps.read_bytes()[:kept])
    bad = refused(folder)
    assert bad.path == str(laps)
    # Python reads an empty file as an empty archive.
    expected = "not JSON: " if kept == 0 else "not a gzip file, or a cut one: "
    assert bad.reason.startswith(expected)


def test_a_file_that_is_not_packed_is_said(folder):
    (folder / "pit.json.gz").write_bytes(b"[]")
    bad = refused(folder)
    assert bad.path.endswith("pit.json.gz")
    assert bad.reason.startswith("not a gzip file, or a cut one: Not a gzipped file")


def test_a_damaged_file_is_said(folder):
    laps = folder / "laps.json.gz"
    content = bytearray(laps.read_bytes())
    content[len(content) // 2] ^= 0xFF
    laps.write_bytes(content)
    assert refused(folder).reason.startswith("not a gzip file, or a cut one: ")


@pytest.mark.parametrize(
    "content", [b"", b"[{", b"laps", b'[{"a": NaN}]', b'["\xff"]', b"[" * 200_000]
)
def test_what_is_no_json_is_said(folder, content):
    pack(folder, "laps", content)
    bad = refused(folder)
    assert bad.path == str(folder / "laps.json.gz")
    assert bad.reason.startswith("not JSON: ")


@pytest.mark.parametrize(
    ("content", "found"),
    [(b'{"detail": "No results found."}', "dict"), (b"null", "NoneType"), (b"7", "int")],
)
def test_json_that_is_no_array_is_said(folder, content, found):
    pack(folder, "laps", content)
    assert refused(folder).reason == f"holds a JSON {found}; expected an array of rows"


def test_a_folder_without_laps_is_no_race(folder):
    (folder / "laps.json.gz").unlink()
    assert refused(folder).reason == "no laps of session 7 in laps.json.gz"
    (folder / ABOUT).unlink()
    assert refused(folder).reason == "no laps.json.gz with rows that name their session_key"


def test_laps_that_name_no_session_are_no_race(folder):
    (folder / ABOUT).unlink()
    elements: list[Any] = [{"lap_number": 1}, 3, {"session_key": "7"}]
    write_rows(folder, "laps", elements)
    assert refused(folder).reason == "no laps.json.gz with rows that name their session_key"


def test_laps_of_another_session_than_the_described_are_no_race(folder):
    (folder / ABOUT).write_text('{"session_key": 8}')
    assert refused(folder).reason == "no laps of session 8 in laps.json.gz"


@pytest.mark.parametrize("began", [None, "at noon", 12])
def test_laps_that_do_not_say_when_they_began_are_no_race(folder, began):
    write_rows(folder, "laps", [{**one, "date_start": began} for one in small_race()["laps"]])
    assert refused(folder).reason == "no lap says when it began; expected date_start in most"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"race": 7}', b'{"session_key": "7"}', b'{"race": "\xff"}'],
)
def test_a_broken_description_is_said(folder, content):
    (folder / ABOUT).write_bytes(content)
    bad = refused(folder)
    assert bad.path == str(folder / ABOUT)
    assert bad.reason.startswith("not a description of a recording: ")


def test_no_description_says_nothing(tmp_path):
    assert read_about(tmp_path) == About()


def test_a_recording_without_malformed_rows_has_no_dead_letters():
    race = recording()
    assert race == Recording(SESSION_KEY, race.name, race.rows, race.race_info)
    assert race.dead_letters == ()


def test_a_row_of_the_session_is_kept_whatever_else_it_holds(folder):
    rows = [row(date=None, gap_to_leader="+1 LAP", nested={"a": [None]})]
    write_rows(folder, "intervals", rows)
    assert load(folder).rows["intervals"] == rows
