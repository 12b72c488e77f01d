"""Reading records: what is ignored, what is refused, and what the message says."""

import json
import pickle
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import codec
from schemas.codec import MalformedRecord
from schemas.records import RECORDS, FieldRecord, LapRecord, RawEnvelope, Record
from tests.schemas.examples import EXAMPLES, FIELD, LAP, OPTIONS, RAW, kind

every_record = pytest.mark.parametrize("example", EXAMPLES, ids=kind)


def as_json(record: Record) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(codec.encode(record))
    return fields


def with_fields(record: Record, **fields: object) -> bytes:
    return json.dumps({**as_json(record), **fields}).encode()


@every_record
def test_a_record_survives_the_round_trip(example):
    assert codec.decode(codec.encode(example), type(example)) == example


@every_record
def test_text_reads_like_bytes(example):
    assert codec.decode(codec.encode(example).decode(), type(example)) == example


@every_record
def test_an_unknown_field_is_ignored(example):
    value = with_fields(example, mood="hopeful", nested={"deep": [1, 2]})
    assert as_json(codec.decode(value, type(example))) == as_json(example)


@every_record
def test_a_future_version_with_more_fields_reads_in_this_one(example):
    """FORWARD: what this version knows is as the writer said; its tag stays the writer's."""
    future = f"{example.SCHEMA}/{example.VERSION + 1}"
    read = codec.decode(with_fields(example, schema=future, tyre_temperature_c=91.5), type(example))
    assert as_json(read) == {**as_json(example), "schema": future}


@every_record
def test_an_earlier_version_without_the_optional_fields_reads_in_this_one(example):
    """BACKWARD: a field that came later has a default, so its absence is no error."""
    fields = msgspec.structs.fields(type(example))
    required = {field.name for field in fields if field.required}
    early = {name: value for name, value in as_json(example).items() if name in required}
    read = codec.decode(json.dumps({"schema": f"{example.SCHEMA}/1", **early}), type(example))
    optional = {field.name: field.default for field in fields if not field.required}
    defaults = {**optional, "schema": f"{example.SCHEMA}/1"}
    assert {name: getattr(read, name) for name in defaults} == defaults


@every_record
def test_each_missing_required_field_is_named(example):
    for field in msgspec.structs.fields(type(example)):
        if not field.required:
            continue
        without = {name: value for name, value in as_json(example).items() if name != field.name}
        with pytest.raises(MalformedRecord, match=f"missing required field `{field.name}`"):
            codec.decode(json.dumps(without), type(example))


def test_a_wrong_type_is_named_with_its_place():
    message = "not a lap record: Expected `int`, got `str` - at `$.lap_number`"
    with pytest.raises(MalformedRecord) as refusal:
        codec.decode(with_fields(LAP, lap_number="three"), LapRecord)
    assert str(refusal.value) == message


def test_a_wrong_type_deep_inside_is_named_with_its_place():
    broken = as_json(FIELD)
    broken["cars"][0]["position"] = None
    with pytest.raises(MalformedRecord, match=r"Expected `int`, got `null` - at `\$.cars\[0\].pos"):
        codec.decode(json.dumps(broken), FieldRecord)


def test_an_unknown_word_is_refused():
    with pytest.raises(MalformedRecord, match=r"Invalid enum value 'HYPERSOFT' - at `\$.compound`"):
        codec.decode(with_fields(LAP, compound="HYPERSOFT"), LapRecord)


def test_another_schema_is_refused_by_its_name():
    with pytest.raises(MalformedRecord) as refusal:
        codec.decode(codec.encode(OPTIONS), LapRecord)
    expected = "not a lap record: expected schema lap/<version>, found 'options/3'"
    assert str(refusal.value) == expected


@pytest.mark.parametrize(
    "tag", ["", "raw", "raw/", "raw/one", "raw/1/2", "raw/²", "raws/1", "RAW/1"]
)
def test_a_tag_that_is_no_version_of_the_schema_is_refused(tag):
    with pytest.raises(MalformedRecord, match="expected schema raw/<version>"):
        codec.decode(with_fields(RAW, schema=tag), RawEnvelope)


@every_record
def test_a_value_without_a_schema_is_refused(example):
    without = {name: value for name, value in as_json(example).items() if name != "schema"}
    with pytest.raises(MalformedRecord, match="missing required field `schema`"):
        codec.decode(json.dumps(without), type(example))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", "truncated"),
        (b'{"schema":"raw/1",', "truncated"),
        (b"[]", "Expected `object`, got `array`"),
        (b"null", "Expected `object`, got `null`"),
        (b"{'schema': 'raw/1'}", "malformed"),
        (b"\xff\xfe{", "can't decode byte 0xff"),
        ("\ud800", "surrogates not allowed"),
        (codec.encode(RAW) + b"{}", "trailing characters"),
        (codec.encode(RAW).replace(b"91.50", b"91.50e"), "malformed"),
        (codec.encode(RAW).replace(b"null", b'"\xff"'), "can't decode byte 0xff"),
        (codec.encode(RAW).replace(b"null", b"[" * 10**5 + b"]" * 10**5), "recursion"),
    ],
    ids=lambda case: repr(case)[:24],
)
def test_what_is_not_a_record_is_refused_with_its_reason(value, reason):
    with pytest.raises(MalformedRecord, match=reason):
        codec.decode(value, RawEnvelope)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_malformed_record(noise):
    for record in RECORDS:
        with pytest.raises(MalformedRecord):
            codec.decode(noise, record)


def test_a_payload_keeps_its_exact_bytes():
    read = codec.decode(codec.encode(RAW), RawEnvelope)
    assert bytes(read.payload) == b'{"lap_number": 3, "lap_duration": 91.50, "segment": null}'


def test_a_refusal_survives_pickling():
    refusal = pickle.loads(pickle.dumps(MalformedRecord("lap", "no wheels")))  # noqa: S301
    assert str(refusal) == "not a lap record: no wheels"


def test_a_row_has_plain_values():
    row = codec.as_row(FIELD)
    assert row["track_status"] == "SC"
    assert row["cars"][0]["compounds_used"] == ("MEDIUM", "HARD")
    assert type(row["track_status"]) is str


def test_a_row_of_an_envelope_shows_the_payload_as_text():
    assert codec.as_row(RAW)["payload"].startswith('{"lap_number": 3')
