"""A table as it is declared: made if it is missing, given new columns, or refused."""

from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from deltalake import DeltaTable, Field, Schema
from deltalake.exceptions import DeltaError, TableNotFoundError

from f1strategy.lake.errors import IncompatibleTable, NoTable
from f1strategy.lake.location import Lake
from schemas.tables import Table

CHECKPOINT_INTERVAL: Final = 50
"""Commits; reading a log of many small ones is slow, and the default is every 100th."""
SKIPPED_BY: Final = ("driver_number", "lap_number", "kafka_partition", "kafka_offset")
"""Columns whose smallest and largest values the log tells for each file, beside the partitions: what is asked for.
Of every column, they would be most of the log, and of the memory of whoever writes to it."""

PROPERTIES: Final = {
    "delta.checkpointInterval": str(CHECKPOINT_INTERVAL),
    # Plain tables: every engine reads them.
    "delta.enableDeletionVectors": "false",
}


def open_table(lake: Lake, table: Table) -> DeltaTable:
    """The table for writing; it exists then and has every declared column.

    A column that the table lacks is added, null in the rows before it. Raises `IncompatibleTable`
    if one has another type than declared, or is gone.
    """
    uri = lake.uri(table)
    if "://" not in uri:
        Path(uri).mkdir(parents=True, exist_ok=True)
    declared = described(table.schema)
    try:
        delta = DeltaTable(uri)
    except TableNotFoundError:
        try:
            return _create(uri, table, declared)
        except DeltaError:  # somebody else made it at the same moment
            delta = DeltaTable(uri)
    _evolve(delta, table, declared)
    return delta


def existing_table(lake: Lake, table: Table) -> DeltaTable:
    """The table for reading; raises `NoTable` if nothing was ever written."""
    try:
        return DeltaTable(lake.uri(table))
    except TableNotFoundError as error:
        raise NoTable(table.name, lake.uri(table)) from error


def described(schema: pa.Schema) -> pa.Schema:
    """The schema with a comment on every column, as Delta's other readers show them: the meaning
    with its unit.
    """
    return pa.schema([_commented(field) for field in schema])


def _commented(field: Any) -> Any:
    metadata = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
    unit = f" [{metadata['unit']}]" if "unit" in metadata else ""
    return field.with_metadata({**metadata, "comment": f"{metadata['description']}{unit}"})


def _create(uri: str, table: Table, declared: pa.Schema) -> DeltaTable:
    return DeltaTable.create(
        uri,
        schema=declared,
        partition_by=list(table.partition_columns),
        name=table.name,
        description=table.schema.metadata[b"description"].decode(),
        configuration={**PROPERTIES, "delta.dataSkippingStatsColumns": _skipped_by(declared)},
    )


def _skipped_by(declared: pa.Schema) -> str:
    return ",".join(name for name in SKIPPED_BY if name in declared.names)


def _evolve(delta: DeltaTable, table: Table, declared: pa.Schema) -> None:
    wanted = {field.name: field for field in Schema.from_arrow(declared).fields}
    found = {field.name: field for field in delta.schema().fields}
    wrong = [f"column {name} is gone" for name in found.keys() - wanted.keys()]
    for name in wanted.keys() & found.keys():
        wrong += _contradictions(name, found[name].type, wanted[name].type)
    if wrong:
        raise IncompatibleTable(table.name, tuple(sorted(wrong)))
    new = [_nullable(wanted[name]) for name in wanted if name not in found]
    if new:
        delta.alter.add_columns(new)


def _nullable(field: Field) -> Field:
    return Field(field.name, field.type, nullable=True, metadata=field.metadata)


def _contradictions(path: str, found: Any, wanted: Any) -> list[str]:
    """Differences that no new nullable column explains."""
    if type(found) is not type(wanted):
        return [f"column {path} is {found} there and {wanted} now"]
    if hasattr(found, "fields"):
        inner = {field.name: field.type for field in wanted.fields}
        return [
            one
            for field in found.fields
            for one in (
                _contradictions(f"{path}.{field.name}", field.type, inner[field.name])
                if field.name in inner
                else [f"column {path}.{field.name} is gone"]
            )
        ]
    if hasattr(found, "element_type"):
        return _contradictions(f"{path}.element", found.element_type, wanted.element_type)
    return [] if found == wanted else [f"column {path} is {found} there and {wanted} now"]
