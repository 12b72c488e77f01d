"""The bytes of every released record version stay readable, and the current one's stay the same.

`make golden` writes the file of a version that has none. It never writes over one: bytes that
differ mean that the record has changed, and a changed record is a new version.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas import codec
from schemas.records import RECORDS, Record
from tests.schemas.examples import EXAMPLES, kind

GOLDEN = Path(__file__).parent.parent / "golden" / "records"
BY_SCHEMA = {record.SCHEMA: record for record in RECORDS}
RELEASED = sorted(path.relative_to(GOLDEN) for path in GOLDEN.glob("*/*.json"))


def golden_path(record: Record, folder: Path = GOLDEN) -> Path:
    return folder / record.SCHEMA / f"{record.VERSION}.json"


def freeze(record: Record, folder: Path) -> None:
    """Write the golden bytes of a new version; refuse to touch a released one."""
    path = golden_path(record, folder)
    value = codec.encode(record)
    if path.exists() and path.read_bytes() != value:
        pytest.fail(
            f"{record.SCHEMA}/{record.VERSION} is released and its bytes have changed: give the "
            f"record VERSION {record.VERSION + 1} and its schema field that default, then `make golden`"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(value)


@pytest.mark.parametrize("example", EXAMPLES, ids=kind)
def test_the_current_version_has_its_released_bytes(example):
    if os.environ.get("LIVEF1_REGENERATE") == "1":
        freeze(example, GOLDEN)
    path = golden_path(example)
    assert (
        path.is_file()
    ), f"{kind(example)} has no golden bytes yet: run `make golden`, commit them"
    assert codec.encode(example) == path.read_bytes()


@pytest.mark.parametrize("path", RELEASED, ids=str)
def test_every_released_version_reads_back(path):
    value = (GOLDEN / path).read_bytes()
    record = codec.decode(value, BY_SCHEMA[path.parent.name])
    said, reads = msgspec.json.decode(value), msgspec.json.decode(codec.encode(record))
    assert only_what_was_said(reads, said) == said


def only_what_was_said(reads: Any, said: Any) -> Any:
    """What is read, less the fields that a later version has added; those must be empty."""
    if isinstance(reads, dict) and isinstance(said, dict):
        assert all(reads[name] in (None, []) for name in reads.keys() - said.keys())
        return {name: only_what_was_said(reads[name], value) for name, value in said.items()}
    if isinstance(reads, list) and isinstance(said, list) and len(reads) == len(said):
        return [only_what_was_said(*pair) for pair in zip(reads, said, strict=True)]
    return reads


def test_there_are_released_versions_of_every_record():
    assert {path.parent.name for path in RELEASED} == set(BY_SCHEMA)


@pytest.mark.parametrize("example", EXAMPLES, ids=kind)
def test_an_example_leaves_no_field_empty(example):
    assert list(empty_fields(msgspec.json.decode(codec.encode(example)), "")) == []


def empty_fields(value: object, path: str) -> Iterator[str]:
    if isinstance(value, dict) and not path.startswith("payload"):
        for name, inner in value.items():
            yield from empty_fields(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        if not value:
            yield path
        for inner in value:
            yield from empty_fields(inner, path)
    elif value is None or value is False:
        yield path


def test_a_new_version_is_written_and_a_released_one_is_not_changed(tmp_path):
    example = EXAMPLES[0]
    freeze(example, tmp_path)
    assert golden_path(example, tmp_path).read_bytes() == codec.encode(example)

    freeze(example, tmp_path)  # the same bytes again are welcome
    changed = msgspec.structs.replace(example, source="another")
    with pytest.raises(pytest.fail.Exception, match="give the record VERSION 2"):
        freeze(changed, tmp_path)
    assert golden_path(example, tmp_path).read_bytes() == codec.encode(example)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.SCHEMA)
def test_the_schema_field_names_the_current_version(record):
    default = {field.name: field.default for field in msgspec.structs.fields(record)}["schema"]
    assert default == f"{record.SCHEMA}/{record.VERSION}"
