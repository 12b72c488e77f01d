"""Compaction, vacuum and figures, beside a writer that goes on."""

from pathlib import Path

import pytest

from f1strategy.lake.errors import NoTable, RetentionTooShort
from f1strategy.lake.latest import rows
from f1strategy.lake.location import Lake
from f1strategy.lake.upkeep import compact, stats, vacuum
from f1strategy.lake.writer import TableWriter
from schemas.tables import LAPS, RAW
from tests.lake.builders import batch_of, laps, places


@pytest.fixture
def lake(tmp_path):
    return Lake.at(tmp_path)


@pytest.fixture
def archive(lake):
    """A writer after twelve small commits."""
    writer = TableWriter(lake, LAPS)
    for n in range(12):
        writer.append(batch_of(laps(2, first=2 * n)))
    return writer


def data_files(lake):
    return list(Path(lake.uri(LAPS)).glob("season=*/**/*.parquet"))


def test_many_files_become_one_and_no_row_is_lost(lake, archive):
    done = compact(lake, LAPS)
    assert (done.files_before, done.files_after) == (12, 1)
    assert places(rows(lake, LAPS)) == [(0, n) for n in range(24)]


def test_compacting_again_rewrites_nothing(lake, archive):
    compact(lake, LAPS)
    version = stats(lake, LAPS).version
    assert compact(lake, LAPS).files_after == 1
    assert stats(lake, LAPS).version == version


def test_a_writer_with_an_old_handle_goes_on_after_a_compaction(lake, archive):
    compact(lake, LAPS)
    assert archive.append(batch_of(laps(30))) == 6
    assert places(rows(lake, LAPS)) == [(0, n) for n in range(30)]


def test_only_the_session_that_is_named(lake, archive):
    archive.append(batch_of(laps(1, first=24)))
    assert compact(lake, LAPS, session_key=-1).files_after == 13


def test_figures(lake, archive):
    figures = stats(lake, LAPS)
    assert (figures.rows, figures.files, figures.sessions, figures.version) == (24, 12, 1, 12)
    assert figures.bytes > 1000
    assert figures.last_commit is not None


def test_vacuum_only_tells_unless_told_and_guards_the_week(lake, archive):
    compact(lake, LAPS)
    with pytest.raises(RetentionTooShort, match="1 h: readers and time travel need 168 h"):
        vacuum(lake, LAPS, hours=1)
    assert vacuum(lake, LAPS) == []
    assert len(vacuum(lake, LAPS, hours=0, force=True)) == 12
    assert len(data_files(lake)) == 13
    assert len(vacuum(lake, LAPS, hours=0, force=True, dry_run=False)) == 12
    assert len(data_files(lake)) == 1
    assert rows(lake, LAPS).num_rows == 24
    assert archive.append(batch_of(laps(25))) == 1


def test_nothing_to_keep_small_is_said(lake):
    for work in (compact, vacuum, stats):
        with pytest.raises(NoTable):
            work(lake, RAW)
