"""The Delta tables' declarations."""

import pytest

from schemas.tables import TABLES

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_names_are_unique():
    assert len({table.name for table in TABLES}) == len(TABLES)


@every_table
def test_a_table_has_its_partition_columns_and_the_place_on_kafka(table):
    wanted = {"season", "session_key", "kafka_partition", "kafka_offset"}
    assert wanted <= set(table.schema.names)
    assert set(table.partition_columns) <= wanted


@every_table
def test_no_column_is_declared_twice(table):
    assert len(set(table.schema.names)) == len(table.schema.names)


@every_table
def test_every_column_is_documented(table):
    assert all(column.metadata[b"description"] for column in table.schema)


@every_table
def test_the_records_columns_are_the_records(table):
    own = [column for column in table.schema if column.name in table.record.__struct_fields__]
    assert [column.name for column in own] == list(table.record.__struct_fields__)


@every_table
def test_the_schema_version_is_the_records(table):
    version = f"{table.record.SCHEMA}/{table.record.VERSION}"
    assert table.schema.metadata[b"schema_version"].decode() == version
