"""A folder tells what is complete in it, and never takes another session's rows."""

import json

import pytest

from f1strategy.ingest.openf1.errors import OtherRecording
from f1strategy.ingest.openf1.folder import FetchedFolder
from f1strategy.ingest.recording import BadRecording, load, save
from tests.ingest.races import recording, row

NOW_MS = 1_765_112_594_500


def opened(path, session_key=7):
    return FetchedFolder.open(
        path,
        session_key=session_key,
        race="2024_qatar",
        base_url="http://api/v1/",
        now_ms=lambda: NOW_MS,
    )


def test_opening_writes_nothing(tmp_path):
    assert opened(tmp_path / "new").rows_of("laps") is None
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_is_there_for_the_next_one(tmp_path):
    opened(tmp_path / "race").write("weather", [row(rainfall=0), row(rainfall=1)])
    again = opened(tmp_path / "race")
    assert again.rows_of("weather") == 2
    assert again.rows_of("laps") is None


def test_an_empty_endpoint_is_complete_too(tmp_path):
    opened(tmp_path).write("overtakes", [])
    assert opened(tmp_path).rows_of("overtakes") == 0


def test_each_endpoint_says_where_it_is_from(tmp_path):
    opened(tmp_path).write("weather", [row(rainfall=0)])
    assert json.loads((tmp_path / "recording.json").read_text()) == {
        "race": "2024_qatar",
        "session_key": 7,
        "endpoints": {
            "weather": {
                "origin": "openf1",
                "url": "http://api/v1/weather",
                "rows": 1,
                "fetched_at": "2025-12-07T13:03:14.500000+00:00",
            }
        },
    }


def test_a_file_without_its_entry_is_not_complete(tmp_path):
    opened(tmp_path).write("weather", [row(rainfall=0)])
    (tmp_path / "weather.json.gz").rename(tmp_path / "pit.json.gz")
    again = opened(tmp_path)
    assert again.rows_of("weather") is None
    assert again.rows_of("pit") is None


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    folder = opened(tmp_path)
    folder.write("weather", [row(rainfall=0)])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(_path, _content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        folder.write("weather", [row(rainfall=1)])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_another_sessions_folder_is_refused(tmp_path):
    save(recording(), tmp_path)
    with pytest.raises(OtherRecording, match="holds session 7, not 8; name another folder"):
        opened(tmp_path, session_key=8)


def test_data_that_nobody_names_are_refused(tmp_path):
    save(recording(), tmp_path)
    (tmp_path / "recording.json").unlink()
    with pytest.raises(OtherRecording, match="holds data of an unnamed session, not 7"):
        opened(tmp_path)


def test_an_unreadable_description_is_refused(tmp_path):
    (tmp_path / "recording.json").write_text("{")
    with pytest.raises(BadRecording, match="not a description of a recording"):
        opened(tmp_path)


def test_a_saved_recording_counts_as_complete_and_keeps_what_it_says(tmp_path):
    save(recording(), tmp_path)
    folder = opened(tmp_path)
    assert folder.rows_of("laps") == 6
    folder.write("team_radio", [])
    assert load(tmp_path).race_info == recording().race_info
