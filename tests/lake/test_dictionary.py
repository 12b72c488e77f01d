"""The data dictionary against tables on disk: every column is explained, and as it is there."""

import re
from pathlib import Path

import pytest

from f1strategy.lake.location import Lake
from f1strategy.lake.opening import open_table
from schemas.fields import unit_of
from schemas.tables import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "tables.md"
CELLS = re.compile(r"(?<!\\)\|")
WORDS = {"long": "whole number", "double": "number", "string": "text", "boolean": "yes or no"}


def sections():
    """Per section the rows of its table: column -> type, null, unit, meaning."""
    found = {}
    for part in re.split(r"^##+ ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        rows = [CELLS.split(line)[1:-1] for line in body.splitlines() if line.startswith("| `")]
        found[name] = {
            cells[0].strip(" `"): [cell.strip().replace("\\|", "|") for cell in cells[1:]]
            for cells in rows
        }
    return found


def kind_of(delta_type):
    if hasattr(delta_type, "element_type"):
        return f"list of {kind_of(delta_type.element_type)}"
    if hasattr(delta_type, "fields"):
        return "record"
    return WORDS[delta_type.type]


def fields_of(path, fields):
    """All fields by section and name, inner ones after outer ones."""
    for field in fields:
        yield path, field
        inner = getattr(field.type, "element_type", field.type)
        if hasattr(inner, "fields"):
            yield from fields_of(f"{path}.{field.name}", inner.fields)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_column_on_disk_is_explained_with_type_null_unit_and_meaning(table, tmp_path):
    page = sections()
    delta = open_table(Lake.at(tmp_path), table)
    seen = 0
    for section, field in fields_of(table.name, delta.schema().fields):
        kind, null, unit, meaning = page[section][field.name]
        assert (kind, null) == (kind_of(field.type), "yes" if field.nullable else "")
        assert unit == (unit_of(field.name) or "")
        assert len(meaning) >= 4, (section, field.name)
        if section == table.name:
            said = meaning.partition(" (")[0]
            assert field.metadata["comment"].startswith(said)
            assert not unit or field.metadata["comment"].endswith(f"[{unit}]")
        seen += 1
    ours = [name for name in page if name.partition(".")[0] == table.name]
    assert seen == sum(len(page[name]) for name in ours)
