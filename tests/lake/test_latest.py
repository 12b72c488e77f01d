"""One row of every lap: that of its highest revision; and the table as it was."""

import pytest

from f1strategy.lake.latest import latest, latest_of, rows, since_offsets
from f1strategy.lake.location import Lake
from f1strategy.lake.writer import TableWriter
from schemas.tables import LAPS
from tests.lake.builders import batch_of, lap_message, laps, places, rows_of


@pytest.fixture
def lake(tmp_path):
    return Lake.at(tmp_path)


def test_the_highest_revision_of_every_lap(lake):
    messages = [
        lap_message(0, 0, lap_number=1, revision=1, lap_time_s=90.0),
        lap_message(0, 1, lap_number=1, revision=3, lap_time_s=92.0),
        lap_message(0, 2, lap_number=2, revision=1, lap_time_s=93.0),
        lap_message(0, 3, lap_number=1, revision=2, lap_time_s=91.0),
    ]
    TableWriter(lake, LAPS).append(batch_of(messages))
    found = latest(lake, LAPS)
    assert found["lap_number"].to_pylist() == [1, 2]
    assert found["lap_time_s"].to_pylist() == [92.0, 93.0]
    assert rows(lake, LAPS).num_rows == 4


def test_of_equal_revisions_the_one_that_came_last(lake):
    first = batch_of([lap_message(0, 0, lap_number=1, lap_time_s=90.0)])
    again = batch_of([lap_message(0, 9, lap_number=1, lap_time_s=89.0)])
    TableWriter(lake, LAPS).append(first)
    TableWriter(lake, LAPS).append(again)
    assert latest(lake, LAPS)["lap_time_s"].to_pylist() == [89.0]


def test_one_session_only_and_time_travel(lake):
    archive = TableWriter(lake, LAPS)
    archive.append(batch_of([lap_message(0, 0, session_key=1)]))
    archive.append(batch_of([lap_message(0, 1, session_key=2)]))
    assert latest(lake, LAPS, session_key=2)["session_key"].to_pylist() == [2]
    assert rows(lake, LAPS, version=1)["session_key"].to_pylist() == [1]
    assert rows(lake, LAPS, version=0).num_rows == 0


def test_rows_of_messages_from_an_offset_on():
    every = rows_of([*laps(3), *laps(4, partition=2)])
    assert places(since_offsets(every, {0: 1, 2: 4})) == [(0, 1), (0, 2)]
    assert places(since_offsets(every, {2: 3})) == [(0, 0), (0, 1), (0, 2), (2, 3)]
    assert since_offsets(every, {}).num_rows == every.num_rows == 7
    assert since_offsets(rows_of([]), {0: 1}).num_rows == 0


def test_of_nothing_it_is_nothing():
    assert latest_of(rows_of([]), LAPS).num_rows == 0
