"""The exactly-once append, on real Delta tables."""

import pytest
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError
from hypothesis import given, settings
from hypothesis import strategies as st

from f1strategy.lake import writer
from f1strategy.lake.committed import committed_offsets
from f1strategy.lake.errors import LakeConflict
from f1strategy.lake.latest import rows
from f1strategy.lake.location import Lake
from f1strategy.lake.messages import Message, Source
from f1strategy.lake.opening import CHECKPOINT_INTERVAL
from f1strategy.lake.writer import TableWriter
from schemas.tables import LAPS
from tests.lake.builders import TOPIC_ID, batch_of, laps, places, rows_of


@pytest.fixture
def lake(tmp_path):
    return Lake.at(tmp_path)


def source(partition=0):
    return Source(LAPS.topic.name, TOPIC_ID, partition)


def test_rows_and_their_offsets_are_in_one_commit(lake):
    archive = TableWriter(lake, LAPS)
    assert archive.committed(source()) == -1
    assert archive.append(batch_of(laps(3) + laps(2, partition=1, first=10))) == 5
    assert (archive.committed(source()), archive.committed(source(1))) == (2, 11)
    assert DeltaTable(lake.uri(LAPS)).version() == 1
    assert committed_offsets(lake, {LAPS.topic.name: TOPIC_ID}, [LAPS]) == {
        (LAPS.topic.name, 0): 2,
        (LAPS.topic.name, 1): 11,
    }


def test_what_was_committed_is_not_written_again_also_by_a_fresh_writer(lake):
    TableWriter(lake, LAPS).append(batch_of(laps(3)))
    again = TableWriter(lake, LAPS)
    assert again.append(batch_of(laps(3))) == 0
    assert again.append(batch_of(laps(5))) == 2
    assert places(rows(lake, LAPS)) == [(0, n) for n in range(5)]


def test_an_empty_batch_is_no_commit(lake):
    assert TableWriter(lake, LAPS).append(batch_of([])) == 0
    assert DeltaTable(lake.uri(LAPS)).version() == 0


def test_refused_messages_are_done_with_too_also_when_nothing_else_came(lake):
    archive = TableWriter(lake, LAPS)
    poison = [Message(0, 2, b"{"), Message(0, 3, b"")]
    assert archive.append(batch_of(laps(2) + poison[:1])) == 2
    assert archive.committed(source()) == 2
    assert archive.append(batch_of(poison)) == 0
    assert archive.committed(source()) == 3
    assert places(rows(lake, LAPS)) == [(0, 0), (0, 1)]


def test_of_two_writers_the_one_left_behind_is_fenced_and_drops_what_the_other_wrote(lake):
    first, second = TableWriter(lake, LAPS), TableWriter(lake, LAPS)
    assert first.append(batch_of(laps(4))) == 4
    assert second.committed(source()) == -1  # it has not looked
    assert second.append(batch_of(laps(6))) == 2
    assert first.append(batch_of(laps(6))) == 0
    assert places(rows(lake, LAPS)) == [(0, n) for n in range(6)]


def test_writers_of_different_partitions_both_commit(lake):
    first, second = TableWriter(lake, LAPS), TableWriter(lake, LAPS)
    assert first.append(batch_of(laps(3))) == 3
    assert second.append(batch_of(laps(3, partition=1))) == 3
    assert places(rows(lake, LAPS)) == [(p, n) for p in (0, 1) for n in range(3)]


def test_a_topic_that_is_made_anew_starts_again_at_zero(lake):
    archive = TableWriter(lake, LAPS)
    archive.append(batch_of(laps(3)))
    assert archive.append(batch_of(laps(3), topic_id="another")) == 3


def test_a_writer_that_always_comes_second_says_so(lake, monkeypatch):
    def refuse(*_args, **_options):
        raise CommitFailedError("another writer")

    archive = TableWriter(lake, LAPS)
    monkeypatch.setattr(writer, "write_deltalake", refuse)
    with pytest.raises(LakeConflict, match="table laps: another writer committed first, 20 times"):
        archive.append(batch_of(laps(1)))


def test_a_long_race_is_written_through_handles_that_are_renewed(lake):
    archive, commits = TableWriter(lake, LAPS), 2 * CHECKPOINT_INTERVAL + 5
    handles = {id(archive._delta): archive._delta}
    for number in range(commits):
        assert archive.append(batch_of(laps(2, first=2 * number))) == 2
        handles[id(archive._delta)] = archive._delta
    assert len(handles) == 3
    assert archive.append(batch_of(laps(2, first=2 * commits - 2))) == 0
    assert archive.committed(source()) == 2 * commits - 1
    assert places(rows(lake, LAPS)) == [(0, offset) for offset in range(2 * commits)]


def test_a_foreign_write_to_the_same_table_does_not_disturb(lake):
    archive = TableWriter(lake, LAPS)
    archive.append(batch_of(laps(2)))
    write_deltalake(lake.uri(LAPS), rows_of(laps(1), topic_id="by hand"), mode="append")
    assert archive.append(batch_of(laps(4))) == 2
    assert rows(lake, LAPS).num_rows == 5


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 8), st.integers(1, 6), st.booleans()),
        min_size=1,
        max_size=8,
    )
)
def test_however_batches_are_repeated_every_offset_is_there_once(tmp_path_factory, sends):
    """Each send starts at or below what was sent before, as a source does that goes back."""
    lake = Lake.at(tmp_path_factory.mktemp("lake"))
    writers = [TableWriter(lake, LAPS), TableWriter(lake, LAPS)]
    ends = [0, 0]
    for partition, back, count, by_other in sends:
        first = max(0, ends[partition] - back)
        writers[by_other].append(batch_of(laps(count, partition, first)))
        ends[partition] = max(ends[partition], first + count)
    wanted = [(partition, n) for partition in (0, 1) for n in range(ends[partition])]
    assert places(rows(lake, LAPS)) == wanted
