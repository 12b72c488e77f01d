"""Records become the columns that their table declares, and what is no record is refused."""

import pytest
from msgspec.structs import replace

from f1strategy.lake.columns import columns, season_of
from f1strategy.lake.messages import Message, read
from schemas import arrow, codec
from schemas.tables import BY_TOPIC, LAPS, RAW, TABLES
from tests.schemas.examples import ALERT, EXAMPLES, LAP, REQUEST

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def example(table):
    return next(one for one in EXAMPLES if type(one) is table.record)


@every_table
def test_the_columns_are_those_of_the_record_and_its_place(table):
    record = example(table)
    rows = columns(table, [(Message(2, 7, b""), record)], topic_id="id", archived_time_ms=9)
    assert rows.schema.equals(table.schema, check_metadata=True)
    (row,) = rows.to_pylist()
    place = ("kafka_topic_id", "kafka_partition", "kafka_offset", "archived_time_ms")
    assert tuple(row.pop(name) for name in place) == ("id", 2, 7, 9)
    (told,) = arrow.to_table([record], table.record).to_pylist()
    assert row == {**told, "season": season_of(record)}


def test_every_table_is_found_by_its_topic():
    assert {table.name for table in BY_TOPIC.values()} == {table.name for table in TABLES}


def test_the_season_is_the_records_else_the_year_of_its_time_else_unknown():
    assert season_of(replace(LAP, season=2031)) == 2031
    assert season_of(replace(LAP, season=None, lap_start_time_ms=1_700_000_000_000)) == 2023
    assert season_of(replace(ALERT, first_time_ms=1_733_000_000_000)) == 2024
    assert season_of(REQUEST) is None


def test_what_is_no_record_of_the_topic_is_refused_with_its_place_and_the_rest_is_read():
    good = codec.encode(LAP)
    messages = [Message(0, 1, good), Message(0, 2, b"{"), Message(1, 3, b""), Message(1, 4, good)]
    records, refused = read(LAPS, messages)
    assert [(one.offset, record) for one, record in records] == [(1, LAP), (4, LAP)]
    assert [one.message.offset for one in refused] == [2, 3]
    assert all("not a lap record" in str(one.error) for one in refused)
    assert len(read(RAW, messages)[1]) == 4


@every_table
def test_no_rows_are_an_empty_table_of_the_same_columns(table):
    rows = columns(table, [], topic_id="id", archived_time_ms=9)
    assert (rows.num_rows, rows.schema) == (0, table.schema)
