"""The GraphQL types say what the records say."""

import subprocess
import sys

import msgspec
import pytest
from ariadne.utils import convert_camel_case_to_snake
from graphql import GraphQLEnumType, GraphQLNonNull, GraphQLObjectType, build_schema

from schemas import sdl
from schemas.records import (
    Call,
    Compound,
    FieldCar,
    FieldRecord,
    OptionSet,
    Plan,
    PlannedStop,
    RejoinForecast,
    TrackStatus,
    Trigger,
)

STRUCTS = (FieldRecord, FieldCar, OptionSet, Plan, PlannedStop, RejoinForecast)
ENUMS = (Call, Compound, TrackStatus, Trigger)


@pytest.fixture(scope="module")
def schema():
    return build_schema(sdl.schema_sdl())


def shown_fields(struct):
    return [one for one in msgspec.structs.fields(struct) if one.name != "schema"]


def test_the_committed_file_is_what_the_records_say():
    assert (
        sdl.RECORDS_FILE.read_text(encoding="utf-8") == sdl.records_sdl()
    ), "the records changed: run `python -m schemas.sdl` and commit the result"


@pytest.mark.parametrize("struct", STRUCTS)
def test_every_field_of_a_record_is_in_its_type_and_none_else(schema, struct):
    shown = schema.type_map[struct.__name__]
    assert isinstance(shown, GraphQLObjectType)
    assert [convert_camel_case_to_snake(name) for name in shown.fields] == [
        one.name for one in shown_fields(struct)
    ]


@pytest.mark.parametrize("struct", STRUCTS)
def test_a_field_may_be_null_where_the_record_has_none(schema, struct):
    fields = schema.type_map[struct.__name__].fields
    for one in shown_fields(struct):
        may_be_none = None in getattr(one.type, "__args__", ()) or "None" in str(one.type)
        is_required = isinstance(fields[sdl.camel_case(one.name)].type, GraphQLNonNull)
        assert is_required is not may_be_none, one.name


@pytest.mark.parametrize("enum", ENUMS)
def test_every_word_of_an_enum_is_in_its_type(schema, enum):
    shown = schema.type_map[enum.__name__]
    assert isinstance(shown, GraphQLEnumType)
    assert list(shown.values) == [member.value for member in enum]


def test_everything_in_the_schema_is_described(schema):
    for name, shown in schema.type_map.items():
        if name.startswith("__") or not isinstance(shown, GraphQLObjectType | GraphQLEnumType):
            continue
        assert shown.description, name
        for field_name, field in getattr(shown, "fields", {}).items():
            assert field.description, f"{name}.{field_name}"
            for argument_name, argument in field.args.items():
                assert argument.description, f"{name}.{field_name}({argument_name})"


def test_a_description_ends_with_the_unit_that_the_name_carries(schema):
    car = schema.type_map["FieldCar"]
    assert car.fields["lastLapTimeS"].description == "time of the last completed lap [s]"
    assert car.fields["position"].description == "place in the race now"


def test_a_time_is_no_int_because_it_has_more_than_32_bits(schema):
    assert str(schema.type_map["OptionSet"].fields["causedByIngestTimeMs"].type) == "TimeMs!"
    assert str(schema.type_map["OptionSet"].fields["eventTimeMs"].type) == "TimeMs"


def test_a_field_that_graphql_cannot_say_is_refused_by_name():
    class Odd(msgspec.Struct):
        by_lap: dict[int, float]

    with pytest.raises(sdl.NoGraphQLType, match=r"by_lap: no GraphQL type for DictType"):
        sdl._definition(Odd)


def test_the_module_rewrites_the_file():
    before = sdl.RECORDS_FILE.read_bytes()
    subprocess.run([sys.executable, "-m", "schemas.sdl"], check=True, timeout=60)
    assert sdl.RECORDS_FILE.read_bytes() == before
