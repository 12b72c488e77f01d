"""Writes what the topics hold as files: one per topic, one line per key."""

from collections.abc import Mapping
from pathlib import Path

from schemas.topics import Topic


def dump(latest: Mapping[Topic, Mapping[bytes, bytes]], folder: Path) -> list[Path]:
    """Write `<topic>.jsonl` for every topic, the values in order of their keys."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_dump_topic(values, folder / f"{topic.name}.jsonl") for topic, values in latest.items()]


def _dump_topic(values: Mapping[bytes, bytes], file: Path) -> Path:
    ordered = sorted(values.items(), key=lambda entry: _natural(entry[0]))
    file.write_bytes(b"".join(value + b"\n" for _, value in ordered))
    return file


def _natural(key: bytes) -> list[tuple[int, bytes]]:
    parts = key.split(b":")
    return [(int(part), b"") if part.isdigit() else (0, part) for part in parts]
