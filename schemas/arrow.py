"""Arrow schemas, derived from the records: names, types, nullability, units, descriptions.

Delta tables and every analyst's reader see these schemas; nothing else declares a column.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, TypeAlias

import msgspec
import pyarrow as pa
from msgspec import inspect

from schemas import codec
from schemas.fields import unit_of
from schemas.records import Record

ArrowType: TypeAlias = Any
"""`pyarrow.DataType`; pyarrow 16 ships no types."""

_SIMPLE: Final[dict[type[inspect.Type], ArrowType]] = {
    inspect.BoolType: pa.bool_(),
    inspect.IntType: pa.int64(),
    inspect.FloatType: pa.float64(),
    inspect.StrType: pa.string(),
    inspect.EnumType: pa.string(),
    inspect.RawType: pa.string(),
}


class UnsupportedType(TypeError):
    """A record's field of a type that has no Arrow counterpart here."""

    def __init__(self, field: str, found: str) -> None:
        super().__init__(field, found)
        self.field, self.found = field, found

    def __str__(self) -> str:
        return (
            f"field {self.field!r} is a {self.found}; expected a bool, int, float, text, enum, raw "
            "JSON, a record of these, or a tuple of one of them"
        )


@cache
def schema_of(record: type[Record]) -> pa.Schema:
    """The Arrow schema of a record; its metadata names the schema version.

    >>> from schemas.records import LapRecord
    >>> lap_time = schema_of(LapRecord).field("lap_time_s")
    >>> str(lap_time.type), lap_time.nullable, lap_time.metadata[b"unit"]
    ('double', True, b's')
    >>> schema_of(LapRecord).metadata[b"schema_version"]
    b'lap/2'
    """
    metadata = {
        "schema_version": f"{record.SCHEMA}/{record.VERSION}",
        "description": description_of(record),
    }
    return pa.schema(_fields(record), metadata=metadata)


def description_of(struct: type[msgspec.Struct]) -> str:
    """The first sentence of a record's docstring."""
    return (struct.__doc__ or "").partition("\n")[0]


def to_table(records: Sequence[Record], record: type[Record]) -> pa.Table:
    """A table of records of one kind. Enums become their words, a raw payload its JSON text."""
    rows = [codec.as_row(each) for each in records]
    return pa.Table.from_pylist(rows, schema=schema_of(record))


def column(
    name: str, kind: ArrowType, description: str, *, nullable: bool, values: Sequence[str] = ()
) -> pa.Field:
    """A column with its description, the words it can hold and the unit that its name carries.

    >>> column("lap_time_s", pa.float64(), "lap time", nullable=True).metadata
    {b'description': b'lap time', b'unit': b's'}
    """
    unit = unit_of(name)
    metadata = {
        "description": description,
        **({"unit": unit} if unit is not None else {}),
        **({"values": ", ".join(values)} if values else {}),
    }
    return pa.field(name, kind, nullable=nullable, metadata=metadata)


def _fields(struct: type[msgspec.Struct]) -> list[pa.Field]:
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)  # noqa: S101 (narrows the type; always true)
    return [_field(field) for field in info.fields]


def _field(field: inspect.Field) -> pa.Field:
    described = field.type
    description = ""
    if isinstance(described, inspect.Metadata):
        description = (described.extra_json_schema or {}).get("description", "")
        described = described.type
    kind, nullable = _without_null(field.name, described)
    words = [word.value for word in kind.cls] if isinstance(kind, inspect.EnumType) else []
    arrow_type = _arrow_type(field.name, kind)
    return column(field.name, arrow_type, description, nullable=nullable, values=words)


def _without_null(name: str, kind: inspect.Type) -> tuple[inspect.Type, bool]:
    if not isinstance(kind, inspect.UnionType):
        return kind, False
    others = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
    if len(others) != 1:
        found = " | ".join(type(each).__name__ for each in kind.types)
        raise UnsupportedType(name, found)
    return others[0], len(others) < len(kind.types)


def _arrow_type(name: str, kind: inspect.Type) -> ArrowType:
    simple = _SIMPLE.get(type(kind))
    if simple is not None:
        return simple
    if isinstance(kind, inspect.StructType):
        return pa.struct(_fields(kind.cls))
    if isinstance(kind, inspect.VarTupleType):
        item, nullable = _without_null(name, kind.item_type)
        return pa.list_(pa.field("item", _arrow_type(name, item), nullable=nullable))
    raise UnsupportedType(name, type(kind).__name__)
