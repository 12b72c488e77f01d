"""Source rows: times, and what a row may lack."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.openf1 import (
    ARCHIVED_ONLY,
    ENDPOINTS,
    ROW_BY_ENDPOINT,
    SESSION_WIDE,
    IntervalRow,
    iso_time,
    time_ms,
)


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-07T13:03:14.500000+00:00",
        "2025-12-07T13:03:14.500Z",
        "2025-12-07T13:03:14.5",
        "2025-12-07 13:03:14.500",
        "2025-12-07T17:03:14.500000+04:00",
    ],
)
def test_one_moment_has_many_spellings(text):
    assert time_ms(text) == 1_765_112_594_500


@given(st.integers(min_value=0, max_value=4_102_444_800_000))
def test_a_time_survives_being_written(moment_ms):
    assert time_ms(iso_time(moment_ms)) == moment_ms


@pytest.mark.parametrize("text", ["", "soon", "13:03:14", "2025-13-01"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r"Invalid isoformat|month must be"):
        time_ms(text)


@pytest.mark.parametrize(
    ("text", "gap"),
    [("12.5", 12.5), ("0", 0.0), ('"+1 LAP"', "+1 LAP"), ("null", None)],
)
def test_a_gap_is_seconds_or_laps_or_nothing(text, gap):
    row = f'{{"session_key":1,"driver_number":2,"date":"2025-01-01","gap_to_leader":{text}}}'
    assert msgspec.json.decode(row, type=IntervalRow).gap_to_leader == gap


@pytest.mark.parametrize("row", ROW_BY_ENDPOINT.values(), ids=lambda row: row.__name__)
def test_a_row_needs_its_session_and_ignores_what_it_does_not_know(row):
    keys = {
        "date": "2025-01-01",
        "driver_number": 1,
        "lap_number": 1,
        "stint_number": 1,
        "position": 1,
    }
    required = {field.name for field in msgspec.structs.fields(row) if field.required}
    complete = {name: keys[name] for name in required - {"session_key"}}
    text = msgspec.json.encode({**complete, "session_key": 9, "mood": "hopeful"})
    assert msgspec.json.decode(text, type=row).session_key == 9
    with pytest.raises(msgspec.ValidationError, match="session_key"):
        msgspec.json.decode(msgspec.json.encode(complete), type=row)


def test_endpoints_are_either_read_or_only_archived():
    assert SESSION_WIDE.issubset(ROW_BY_ENDPOINT)
    assert not ARCHIVED_ONLY & set(ROW_BY_ENDPOINT)
    assert set(ENDPOINTS) == ARCHIVED_ONLY | set(ROW_BY_ENDPOINT)
