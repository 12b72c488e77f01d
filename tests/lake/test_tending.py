"""Sessions that have ended are compacted; of others, only what has become many files."""

import time
from pathlib import Path

import pytest

from f1strategy.lake.latest import rows
from f1strategy.lake.location import Lake
from f1strategy.lake.tending import MANY_FILES, QUIET_MS, tend, untidy_sessions
from f1strategy.lake.writer import TableWriter
from schemas.tables import LAPS
from tests.lake.builders import batch_of, lap_message, places

ENDED, RUNNING = 1, 2
APART_MS = 50


@pytest.fixture
def lake(tmp_path):
    """Two sessions of three small commits each, the second a little later."""
    found = Lake.at(tmp_path)
    writer = TableWriter(found, LAPS)
    for session in (ENDED, RUNNING):
        for n in range(3):
            message = lap_message(0, 3 * session + n, session_key=session)
            writer.append(batch_of([message]))
        time.sleep(APART_MS / 1000)
    return found


@pytest.fixture
def now_ms(lake):
    """When only the first has been quiet for long enough."""
    files = Path(lake.uri(LAPS)).glob(f"season=*/session_key={ENDED}/*.parquet")
    return QUIET_MS + APART_MS // 2 + max(int(file.stat().st_mtime * 1000) for file in files)


def test_only_the_session_that_is_quiet_is_merged(lake, now_ms):
    ((session, compacted),) = tend(lake, now_ms)
    assert (session, compacted.files_before, compacted.files_after) == (ENDED, 6, 4)
    assert places(rows(lake, LAPS)) == [(0, n) for n in range(3, 9)]


def test_what_is_tidy_is_left_alone(lake, now_ms):
    assert len(list(tend(lake, now_ms))) == 1
    assert untidy_sessions(lake, now_ms) == []


def test_later_the_other_one_too(lake, now_ms):
    later_ms = now_ms + 1000 * APART_MS
    assert [session for session, *_ in untidy_sessions(lake, later_ms)] == [ENDED, RUNNING]


@pytest.fixture
def crowded(tmp_path):
    """A race that goes on with as many files as are left alone, but for one; and its writer."""
    found = Lake.at(tmp_path)
    writer = TableWriter(found, LAPS)
    for n in range(MANY_FILES - 1):
        writer.append(batch_of([lap_message(0, n)]))
    return found, writer


def test_a_race_that_goes_on_is_thinned_out_under_its_writer(crowded):
    lake, writer = crowded
    now_ms = time.time_ns() // 1_000_000
    assert untidy_sessions(lake, now_ms) == []
    writer.append(batch_of([lap_message(0, MANY_FILES - 1)]))
    ((_, thinned),) = tend(lake, now_ms)
    assert (thinned.files_before, thinned.files_after) == (MANY_FILES, 1)
    assert untidy_sessions(lake, now_ms) == []
    repeated, new = (batch_of([lap_message(0, MANY_FILES + n)]) for n in (-1, 0))
    assert (writer.append(repeated), writer.append(new)) == (0, 1)
    assert places(rows(lake, LAPS)) == [(0, n) for n in range(MANY_FILES + 1)]
    assert len(writer._delta.file_uris()) == 2


def test_files_that_are_large_already_are_not_written_again(crowded, monkeypatch):
    lake, writer = crowded
    writer.append(batch_of([lap_message(0, MANY_FILES - 1)]))
    monkeypatch.setattr("f1strategy.lake.tending.WHILE_IT_GOES_ON_BYTES", 1)
    assert untidy_sessions(lake, time.time_ns() // 1_000_000) == []


def test_before_anything_is_there_nothing_is_to_do(tmp_path):
    assert list(tend(Lake.at(tmp_path), QUIET_MS)) == []
