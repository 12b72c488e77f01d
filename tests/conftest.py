"""Fixtures that several rooms' tests share."""

import os
from pathlib import Path

import pytest

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
