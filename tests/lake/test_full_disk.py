"""W8: the disk fills up during a commit. The table stays readable, and when there is space all is there.

A small file system of its own is filled, so this needs Linux and the right to mount one.
"""

import os
import random
import subprocess
import sys

import pytest

from f1strategy.lake.latest import rows
from f1strategy.lake.location import Lake
from schemas.tables import LAPS
from tests.lake.builders import places

pytestmark = pytest.mark.slow

TOTAL = 120
EVERYTHING = [(partition, n) for partition in (0, 1) for n in range(TOTAL)]
NEEDED_KIB = (60, 450)
"""What a run of the archiver leaves behind is about 600 KiB: less than that is left on the disk."""


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 2 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        if os.environ.get("CI"):
            pytest.fail("CI cannot mount a file system")
        pytest.skip("mounting a file system needs root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def archive(lake, seed):
    arguments = [sys.executable, "-m", "tests.lake.archiver", str(lake), str(TOTAL), str(seed)]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("seed", range(5))
def test_no_space_left_and_space_again(small_disk, seed):
    lake, ballast = small_disk / "lake", small_disk / "ballast"
    left_kib = random.Random(seed).randint(*NEEDED_KIB)
    ballast.write_bytes(bytes((2048 - left_kib) * 1024))
    full = archive(lake, seed)
    assert full.returncode == 1
    assert "No space left on device" in full.stderr
    held = places(rows(Lake.at(lake), LAPS))
    assert len(held) == len(set(held)) < len(EVERYTHING)
    ballast.unlink()
    again = archive(lake, seed + 100)
    assert again.returncode == 0, again.stderr
    assert places(rows(Lake.at(lake), LAPS)) == EVERYTHING
