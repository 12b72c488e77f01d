"""The queries of an endpoint bring each of its rows once, in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.ingest.openf1.queries import of_session, queries
from f1strategy.ingest.openf1.sessions import Session
from f1strategy.ingest.recording import RECORDED
from schemas.openf1 import iso_time
from tests.ingest.openf1.history import History, Race, small_history

START_MS = 1_700_000_000_000
SESSION = Session(7, 3, 5, "2023_qatar", START_MS, START_MS + 7_200_000)
BOTH_GRIDS = small_history().races[0].rows["starting_grid"]
SINGLE = [name for name in RECORDED if name not in ("intervals", "meetings", "starting_grid")]


@pytest.mark.parametrize("endpoint", SINGLE)
def test_most_endpoints_take_one_query_by_session(endpoint):
    assert queries(SESSION, endpoint) == ({"session_key": 7},)


@pytest.mark.parametrize("endpoint", ["meetings", "starting_grid"])
def test_what_belongs_to_the_meeting_is_asked_for_by_meeting(endpoint):
    assert queries(SESSION, endpoint) == ({"meeting_key": 3},)


def test_intervals_are_asked_for_by_the_hour():
    assert queries(SESSION, "intervals") == (
        {"session_key": 7, "date<2023-11-14T22:13:20.000000": ""},
        {
            "session_key": 7,
            "date>": "2023-11-14T22:13:20.000000",
            "date<2023-11-14T23:13:20.000000": "",
        },
        {
            "session_key": 7,
            "date>": "2023-11-14T23:13:20.000000",
            "date<2023-11-15T00:13:20.000000": "",
        },
        {"session_key": 7, "date>": "2023-11-15T00:13:20.000000"},
    )


def test_without_a_start_intervals_take_one_query():
    unscheduled = Session(7, 3, 5, "2023_qatar", None, None)
    assert queries(unscheduled, "intervals") == ({"session_key": 7},)


hours = st.integers(-4, 8).map(lambda hour: hour * 3_600_000)
offsets_ms = st.one_of(hours, hours.map(lambda ms: ms - 1), st.integers(-(10**8), 10**8))


@given(st.lists(offsets_ms, max_size=30).map(sorted))
def test_each_row_is_in_one_window_and_the_order_is_kept(offsets):
    rows = [
        {"session_key": 7, "driver_number": n, "date": iso_time(START_MS + offset)}
        for n, offset in enumerate(offsets)
    ]
    history = History([Race(7, 3, {"sessions": [], "intervals": rows})])
    answers = [
        history.answer("intervals", "&".join(f"{name}={value}" for name, value in filters.items()))
        for filters in queries(SESSION, "intervals")
    ]
    assert [row for answer in answers for row in answer or ()] == rows


def test_of_two_grids_the_sessions_own_is_kept():
    assert {row["session_key"] for row in BOTH_GRIDS} == {4, 5}
    assert {row["session_key"] for row in of_session(SESSION, "starting_grid", BOTH_GRIDS)} == {5}


def test_where_nothing_tells_which_grid_it_is_all_are_kept():
    for unknown in (None, 99):
        session = Session(7, 3, unknown, "2023_qatar", START_MS, None)
        assert of_session(session, "starting_grid", BOTH_GRIDS) == BOTH_GRIDS


def test_rows_of_other_endpoints_are_left_alone():
    rows = [{"session_key": 8}]
    assert of_session(SESSION, "laps", rows) is rows
