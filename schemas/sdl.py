"""GraphQL types derived from the records, so that the API says of a field what its record says.

`python -m schemas.sdl` writes them to `graphql/records.graphql`, beside the hand-written
others in that folder; the API serves them together.
"""

from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Final

import msgspec
from msgspec import inspect

from schemas.fields import unit_of
from schemas.records import (
    Alert,
    DeadLetter,
    Decision,
    FieldRecord,
    LapRecord,
    OptionSet,
    RaceMessage,
    Record,
    ReplayStatus,
    Scenario,
    StrategyReply,
)

SHOWN: Final[tuple[type[Record], ...]] = (
    FieldRecord,
    LapRecord,
    OptionSet,
    Alert,
    StrategyReply,
    Decision,
    RaceMessage,
    ReplayStatus,
    DeadLetter,
)
"""The records that the API shows; the types they are made of come along."""

TAKEN: Final[tuple[type[msgspec.Struct], ...]] = (Scenario,)
"""What clients send: input types, named with `Input` behind; what they are made of comes along."""

WIRE_ONLY: Final = frozenset({"schema"})
"""The schema tag of a value on Kafka: GraphQL has its own way to tell types."""

FOLDER: Final = Path(__file__).parent / "graphql"
RECORDS_FILE: Final = FOLDER / "records.graphql"

_HEADER: Final = """\
# Derived from schemas/records by `python -m schemas.sdl`. Change the records, not this file.

"Milliseconds since 1970-01-01 UTC: a whole JSON number, too large for Int."
scalar TimeMs
"""

_SCALARS: Final[dict[type[inspect.Type], str]] = {
    inspect.IntType: "Int",
    inspect.FloatType: "Float",
    inspect.StrType: "String",
    inspect.BoolType: "Boolean",
}


class NoGraphQLType(TypeError):
    """A record's field has a type that GraphQL cannot say."""

    def __init__(self, field_name: str, found: str) -> None:
        super().__init__(field_name, found)
        self.field_name, self.found = field_name, found

    def __str__(self) -> str:
        return (
            f"{self.field_name}: no GraphQL type for {self.found}; expected int, float, str, bool, "
            "an enum, a struct, a tuple of one of them, or one of these or None"
        )


def camel_case(field_name: str) -> str:
    """A record's field name as GraphQL writes it.

    >>> camel_case("caused_by_ingest_time_ms")
    'causedByIngestTimeMs'
    """
    first, *rest = field_name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def records_sdl() -> str:
    """The text of `records.graphql`: every shown record with the structs and enums in it."""
    shown, taken = _reachable(SHOWN), _reachable(TAKEN)
    inputs = [_input(one) for one in taken if issubclass(one, msgspec.Struct)]
    return "\n".join((_HEADER, *map(_definition, shown), *inputs))


def schema_sdl() -> str:
    """The whole schema that the API serves, from the committed files."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.graphql")))


def _reachable(roots: Sequence[type]) -> list[type]:
    """These structs and what they hold, each before the types of its own fields."""
    found: list[type] = []
    waiting = list(roots)
    while waiting:
        shown = waiting.pop(0)
        if shown not in found:
            found.append(shown)
            waiting += _held_by(shown)
    return found


def _held_by(shown: type) -> Iterator[type]:
    if not issubclass(shown, msgspec.Struct):
        return
    for field in _fields(shown):
        kind, _ = _unwrapped(field.type)
        if isinstance(kind, inspect.VarTupleType):
            kind, _ = _unwrapped(kind.item_type)
        if isinstance(kind, inspect.StructType | inspect.EnumType):
            yield kind.cls


def _fields(struct: type) -> list[inspect.Field]:
    described = inspect.type_info(struct)
    if not isinstance(described, inspect.StructType):
        raise NoGraphQLType(struct.__name__, type(described).__name__)
    return [field for field in described.fields if field.name not in WIRE_ONLY]


def _unwrapped(kind: inspect.Type) -> tuple[inspect.Type, bool]:
    """The type without its description and its `| None`, and whether it may be null."""
    if isinstance(kind, inspect.Metadata):
        return _unwrapped(kind.type)
    if isinstance(kind, inspect.UnionType):
        named = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        if len(named) == 1:
            return _unwrapped(named[0])[0], True
    return kind, False


def _type_name(field_name: str, kind: inspect.Type, *, is_input: bool = False) -> str:
    bare, nullable = _unwrapped(kind)
    if isinstance(bare, inspect.VarTupleType):
        name = f"[{_type_name(field_name, bare.item_type, is_input=is_input)}]"
    elif isinstance(bare, inspect.IntType) and field_name.endswith("_time_ms"):
        name = "TimeMs"
    elif isinstance(bare, inspect.StructType):
        name = f"{bare.cls.__name__}Input" if is_input else bare.cls.__name__
    elif isinstance(bare, inspect.EnumType):
        name = bare.cls.__name__
    elif type(bare) in _SCALARS:
        name = _SCALARS[type(bare)]
    else:
        raise NoGraphQLType(field_name, type(bare).__name__)
    return name if nullable else f"{name}!"


def _definition(shown: type) -> str:
    if issubclass(shown, Enum):
        lines = [f"  {member.name}" for member in shown]
        return "\n".join((*_description(shown), f"enum {shown.__name__} {{", *lines, "}\n"))
    lines = [line for field in _fields(shown) for line in _field_lines(field)]
    return "\n".join((*_description(shown), f"type {shown.__name__} {{", *lines, "}\n"))


def _input(taken: type) -> str:
    lines = [line for field in _fields(taken) for line in _field_lines(field, is_input=True)]
    return "\n".join((*_description(taken), f"input {taken.__name__}Input {{", *lines, "}\n"))


def _description(shown: type) -> tuple[str, ...]:
    paragraph = (shown.__doc__ or "").split("\n\n")[0]
    return (_quoted(" ".join(paragraph.split())),)


def _field_lines(field: inspect.Field, *, is_input: bool = False) -> tuple[str, str]:
    meaning = ""
    if isinstance(field.type, inspect.Metadata):
        meaning = (field.type.extra_json_schema or {}).get("description", "")
    unit = unit_of(field.name)
    described = f"{meaning} [{unit}]" if unit else meaning
    return (
        f"  {_quoted(described)}",
        f"  {camel_case(field.name)}: {_type_name(field.name, field.type, is_input=is_input)}",
    )


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()


if __name__ == "__main__":
    RECORDS_FILE.write_text(records_sdl(), encoding="utf-8")
