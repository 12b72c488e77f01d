"""Fixtures that several rooms' tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Where many share a machine, an example may take its time; and CI judges a change by the same examples.
settings.register_profile("shared-machine", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "shared-machine")

PROJECT_ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def livef1_data() -> Path:
    """The folder with real races: $LIVEF1_DATA, else ../shared/data. Fails where there is none."""
    folder = Path(os.environ.get("LIVEF1_DATA", PROJECT_ROOT.parent / "shared" / "data"))
    if not (folder / "recordings").is_dir():
        pytest.fail(
            f"no real races in {folder}: set LIVEF1_DATA to the folder that holds recordings/, "
            'or leave these tests out with -m "not data"'
        )
    return folder
