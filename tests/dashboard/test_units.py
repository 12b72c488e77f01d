"""The dashboard's own tests pass, and what a browser has to load at the start is bounded."""

import gzip
import re
import subprocess

import pytest

from api.settings import PAGES, PROJECT_ROOT

MOST_SCRIPT_KB = 350


@pytest.mark.slow
def test_the_pure_parts_of_the_dashboard():
    command = ["npx", "vitest", "run"]
    folder = PROJECT_ROOT / "dashboard"
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_first_page_loads_little_script():
    page = (PAGES / "index.html").read_text(encoding="utf-8")
    names = re.findall(r'(?:src|href)="/(assets/[^"]+\.js)"', page)
    assert names
    size = sum(len(gzip.compress((PAGES / name).read_bytes())) for name in names)
    assert size <= MOST_SCRIPT_KB * 1024
    assert not any("monaco" in name for name in names)
