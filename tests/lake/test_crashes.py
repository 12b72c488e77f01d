"""Killed at every window of a commit, five seeds each: 0 lost, 0 twice, and the table stays readable."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from f1strategy.lake.failpoints import SETTING, Failpoints
from f1strategy.lake.latest import rows
from f1strategy.lake.location import Lake
from schemas.tables import LAPS
from tests.lake.builders import places

pytestmark = pytest.mark.slow

TOTAL = 120
EVERYTHING = [(partition, n) for partition in (0, 1) for n in range(TOTAL)]
SEEDS = range(5)
every_seed = pytest.mark.parametrize("seed", SEEDS)


def start(module, *arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.lake.{module}", *map(str, arguments)],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE if module == "keeper" else None,
        text=True,
    )


def archive(lake_folder, seed, **environment):
    return start("archiver", lake_folder, TOTAL, seed, **environment)


def places_in(lake_folder):
    return places(rows(Lake.at(lake_folder), LAPS))


@every_seed
@pytest.mark.parametrize("point", ["W1", "W2", "W3"])
def test_killed_in_a_commit_and_started_again(tmp_path, point, seed):
    flag, lake = tmp_path / "flag", tmp_path / "lake"
    passage = random.Random(seed).randint(1, 8)
    armed = {SETTING: f"{point}:{passage}:{flag}"}
    killed = archive(lake, seed, **armed)
    assert killed.wait(60) == -signal.SIGKILL
    assert flag.exists()
    commits = len(list((lake / "laps" / "_delta_log").glob("*.json"))) - 1
    # W1 and W2 come before the commit, W3 after it.
    assert commits == (passage if point == "W3" else passage - 1)
    files = len(list((lake / "laps").glob("season=*/**/*.parquet")))
    assert files == commits + (point == "W2")
    assert archive(lake, seed + 100, **armed).wait(60) == 0
    assert places_in(lake) == EVERYTHING


@every_seed
def test_killed_at_any_moment(tmp_path, seed):
    """W4: committed to Delta, the source's own position not: it starts again further back."""
    rng = random.Random(seed)
    for attempt in range(3):
        running = archive(tmp_path, seed + 10 * attempt)
        time.sleep(rng.uniform(0.9, 2.2))
        running.kill()
        running.wait()
    assert archive(tmp_path, seed + 50).wait(60) == 0
    assert places_in(tmp_path) == EVERYTHING


@every_seed
def test_two_writers_at_once(tmp_path, seed):
    """W5: one of them is a zombie; whoever comes second drops what the first wrote."""
    both = [archive(tmp_path, seed + n) for n in (0, 1000)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert places_in(tmp_path) == EVERYTHING


@every_seed
@pytest.mark.parametrize("work", ["compact", "vacuum", "checkpoint"])
def test_upkeep_beside_the_writer_and_killed_in_the_middle(tmp_path, work, seed):
    """W6 and W7: readable all along, nothing lost."""
    rng = random.Random(seed)
    writing = archive(tmp_path, seed)
    while not (tmp_path / "laps" / "_delta_log" / f"{3:020}.json").exists():
        assert writing.poll() is None
        time.sleep(0.02)
    with start("keeper", tmp_path, work) as keeping:
        assert keeping.stdout is not None
        assert keeping.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0, 0.4))
        keeping.kill()
    held = places_in(tmp_path)
    assert len(held) == len(set(held))
    assert writing.wait(60) == 0
    assert places_in(tmp_path) == EVERYTHING


def test_without_the_setting_every_point_is_passed():
    Failpoints.from_environment({})("W1")
