"""The project's code with one line changed: what a redeployment may bring."""

import shutil
from pathlib import Path

from f1strategy.runtime.cluster import folder_of_sources
from f1strategy.runtime.releases import PACKAGES

BROKEN = (
    "udfs/track_field.py",
    '        self._stored = KeyedValues(runtime_context, "field-v1")',
    '        raise RuntimeError("this release is broken")',
)
"""A change with which the strategy job starts, and fails with its first row."""


def changed_code(into: Path, file: str, old: str, new: str) -> Path:
    """A project folder with one line of its code replaced."""
    for package in PACKAGES:
        skip = shutil.ignore_patterns("__pycache__", "target")
        shutil.copytree(folder_of_sources() / package, into / package, ignore=skip)
    path = into / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return into
