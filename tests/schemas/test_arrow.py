"""Record = Arrow: names, order, types, nullability, units and descriptions, nested ones too."""

import json
from types import NoneType
from typing import Any, get_args, get_type_hints

import msgspec
import pyarrow as pa
import pytest

from schemas import codec
from schemas.arrow import UnsupportedType, schema_of, to_table
from schemas.fields import unit_of
from schemas.records import RECORDS, FieldRecord, LapRecord, OptionSet, RawEnvelope
from tests.schemas.examples import EXAMPLES, LAP, kind

every_record = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.SCHEMA)


def all_fields(fields: Any) -> list[pa.Field]:
    """The fields of a schema and, below them, of its structs."""
    found = []
    for field in fields:
        found.append(field)
        kind_ = field.type.value_type if pa.types.is_list(field.type) else field.type
        if pa.types.is_struct(kind_):
            found += all_fields(kind_.field(index) for index in range(kind_.num_fields))
    return found


@every_record
def test_columns_are_the_records_fields_in_order(record):
    assert tuple(schema_of(record).names) == record.__struct_fields__


@every_record
def test_every_column_nested_ones_included_has_a_description(record):
    undescribed = [
        field.name for field in all_fields(schema_of(record)) if not field.metadata[b"description"]
    ]
    assert undescribed == []


@every_record
def test_every_name_with_a_unit_carries_it_as_metadata(record):
    for field in all_fields(schema_of(record)):
        unit = unit_of(field.name)
        assert field.metadata.get(b"unit") == (unit.encode() if unit else None), field.name


@every_record
def test_numbers_that_are_not_whole_have_a_unit(record):
    unitless = [
        field.name
        for field in all_fields(schema_of(record))
        if pa.types.is_floating(field.type) and b"unit" not in field.metadata
    ]
    assert unitless == []


@every_record
def test_the_schema_names_its_version(record):
    tag = f"{record.SCHEMA}/{record.VERSION}"
    assert schema_of(record).metadata[b"schema_version"].decode() == tag


@every_record
def test_a_column_is_nullable_where_the_record_allows_none(record):
    hints = get_type_hints(record)
    for field in schema_of(record):
        assert field.nullable == (NoneType in get_args(hints[field.name])), field.name


@pytest.mark.parametrize("example", EXAMPLES, ids=kind)
def test_a_complete_record_survives_the_table(example):
    table = to_table([example], type(example))
    table.validate(full=True)
    assert table.to_pylist() == [json.loads(json.dumps(codec.as_row(example)))]


def test_a_record_with_only_its_required_fields_fits_its_table():
    lap = LapRecord(
        session_key=1,
        driver_number=2,
        lap_number=3,
        revision=1,
        caused_by_ingest_time_ms=0,
        is_complete=False,
    )
    table = to_table([lap, LAP], LapRecord)
    table.validate(full=True)
    assert table["compound"].to_pylist() == [None, "MEDIUM"]


def test_a_table_of_no_records_has_all_columns():
    table = to_table([], OptionSet)
    assert (table.num_rows, table.schema) == (0, schema_of(OptionSet))


def test_nested_records_become_structs_and_lists():
    stops = schema_of(OptionSet).field("plans").type.value_type.field("stops").type
    assert [stops.value_type.field(i).name for i in range(2)] == ["lap_number", "compound"]
    compounds = schema_of(FieldRecord).field("cars").type.value_type.field("compounds_used").type
    assert compounds == pa.list_(pa.field("item", pa.string(), nullable=False))


def test_an_enum_is_text_that_lists_its_words():
    status = schema_of(LapRecord).field("track_status")
    assert status.type == pa.string()
    assert status.metadata[b"values"] == b"GREEN, YELLOW, VSC, SC, RED"


def test_a_payload_is_its_json_text():
    assert schema_of(RawEnvelope).field("payload").type == pa.string()


@pytest.mark.parametrize("kind_", [bytes, dict[str, int], int | str, int | str | None, set[int]])
def test_a_type_without_a_counterpart_is_refused_by_name(kind_):
    strange = msgspec.defstruct(
        "Strange", [("odd", kind_)], namespace={"SCHEMA": "s", "VERSION": 1}
    )
    with pytest.raises(UnsupportedType, match="field 'odd' is a"):
        schema_of(strange)
