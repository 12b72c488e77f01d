"""Tables are made as declared, take new columns, and refuse what contradicts them."""

import json

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from f1strategy.lake.committed import committed_offsets
from f1strategy.lake.errors import IncompatibleTable, NoTable
from f1strategy.lake.latest import rows
from f1strategy.lake.location import Lake
from f1strategy.lake.opening import SKIPPED_BY, described, existing_table, open_table
from f1strategy.lake.writer import TableWriter
from schemas.tables import ALERTS, LAPS, TABLES
from tests.lake.builders import batch_of, laps, rows_of

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


@pytest.fixture
def lake(tmp_path):
    return Lake.at(tmp_path)


def stored_without(lake, table, *names):
    """A table as an older version of the project would have made it."""
    kept = pa.schema([field for field in described(table.schema) if field.name not in names])
    return DeltaTable.create(
        lake.uri(table), schema=kept, partition_by=list(table.partition_columns)
    )


def test_the_log_tells_ranges_of_what_is_asked_for_and_of_nothing_else(lake):
    TableWriter(lake, LAPS).append(batch_of(laps(3)))
    (file,) = pa.table(open_table(lake, LAPS).get_add_actions(flatten=True)).to_pylist()
    ranges = {name.removeprefix("max."): value for name, value in file.items() if "max." in name}
    assert file["num_records"] == 3
    assert {name for name, value in ranges.items() if value is not None} == set(SKIPPED_BY)
    assert (ranges["lap_number"], ranges["kafka_offset"]) == (3, 2)


@every_table
def test_a_table_has_the_declared_columns_with_comments_and_is_plain(lake, table):
    delta = open_table(lake, table)
    fields = {field.name: field for field in delta.schema().fields}
    assert list(fields) == table.schema.names
    for declared in table.schema:
        comment = fields[declared.name].metadata["comment"]
        assert comment.startswith(declared.metadata[b"description"].decode())
        unit = declared.metadata.get(b"unit", b"").decode()
        assert unit in comment
    protocol = delta.protocol()
    assert (protocol.min_reader_version, protocol.min_writer_version) == (1, 2)
    assert (protocol.reader_features, protocol.writer_features) == (None, None)
    assert delta.metadata().partition_columns == ["season", "session_key"]
    assert delta.metadata().description == table.schema.metadata[b"description"].decode()


def test_opening_again_changes_nothing(lake):
    open_table(lake, LAPS)
    assert open_table(lake, LAPS).version() == 0


def test_a_new_column_is_added_without_rewriting_and_is_null_before(lake):
    stored_without(lake, LAPS, "weather_air_c", "traffic_s", "archived_time_ms")
    old = rows_of(laps(2)).drop_columns(["archived_time_ms"])
    missing = set(LAPS.schema.names) - {f.name for f in DeltaTable(lake.uri(LAPS)).schema().fields}
    assert "archived_time_ms" in missing
    write_deltalake(
        lake.uri(LAPS), old.drop_columns(sorted(missing & set(old.column_names))), mode="append"
    )
    files = set(DeltaTable(lake.uri(LAPS)).file_uris())
    TableWriter(lake, LAPS).append(batch_of(laps(2, first=2), topic_id="new"))
    assert files <= set(DeltaTable(lake.uri(LAPS)).file_uris())
    assert sorted(rows(lake, LAPS)["archived_time_ms"].to_pylist(), key=str) == [1, 1, None, None]


def test_another_type_is_refused_with_the_column_and_both_types(lake):
    fields = [
        pa.field("lap_number", pa.string()) if field.name == "lap_number" else field
        for field in described(LAPS.schema)
    ]
    DeltaTable.create(lake.uri(LAPS), schema=pa.schema(fields), partition_by=["session_key"])
    with pytest.raises(IncompatibleTable) as refusal:
        TableWriter(lake, LAPS)
    assert "table laps cannot take today's records: column lap_number is" in str(refusal.value)
    assert "string" in str(refusal.value)
    assert "long" in str(refusal.value)


def test_a_column_that_is_gone_is_refused(lake):
    extra = described(ALERTS.schema).append(pa.field("mood", pa.string()))
    DeltaTable.create(lake.uri(ALERTS), schema=extra)
    with pytest.raises(IncompatibleTable, match="column mood is gone"):
        committed_offsets(lake, {ALERTS.topic.name: "id"}, [ALERTS])


def test_reading_what_was_never_written_says_so(lake):
    with pytest.raises(NoTable, match=r"no table laps at .*: nothing has been archived there"):
        existing_table(lake, LAPS)


def test_the_log_carries_the_comments_for_every_other_reader(lake, tmp_path):
    open_table(lake, LAPS)
    log = (tmp_path / "laps" / "_delta_log" / f"{0:020}.json").read_text().splitlines()
    meta = next(json.loads(line)["metaData"] for line in log if "metaData" in line)
    columns = {one["name"]: one for one in json.loads(meta["schemaString"])["fields"]}
    assert columns["lap_time_s"]["metadata"]["comment"].endswith("[s]")
