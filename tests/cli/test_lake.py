"""`f1strategy lake`: what it prints, and what it refuses."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from f1strategy.cli.main import app
from f1strategy.lake.location import Lake
from f1strategy.lake.writer import TableWriter
from f1strategy.runtime.waiting import wait_until
from schemas.tables import LAPS
from tests.lake.builders import batch_of, laps

PROGRAM = Path(sys.executable).parent / "f1strategy"


@pytest.fixture
def lake(tmp_path):
    """A lake with a table of five commits."""
    writer = TableWriter(Lake.at(tmp_path), LAPS)
    for n in range(5):
        writer.append(batch_of(laps(2, first=2 * n)))
    return tmp_path


def run(*arguments):
    return CliRunner(env={"COLUMNS": "120"}).invoke(app, ["lake", *map(str, arguments)])


def test_stats_show_every_table_also_those_that_are_not_there(lake):
    done = run("stats", "--lake", lake)
    assert done.exit_code == 0
    (line,) = [line for line in done.output.splitlines() if " laps " in line]
    assert [cell.strip() for cell in line.strip("│").split("│")][:3] == ["laps", "10", "5"]
    assert "not there yet" in done.output


def test_compact_merges_and_says_so(lake):
    done = run("compact", "--lake", lake, "--table", "laps")
    assert (done.exit_code, done.stdout) == (0, "laps: 5 files -> 1\n")


def test_vacuum_deletes_nothing_unless_told_and_keeps_a_week(lake):
    run("compact", "--lake", lake)
    done = run("vacuum", "--lake", lake, "--hours", "0", "--force")
    assert "laps: 5 files to delete" in done.output
    assert "nothing was deleted" in done.output
    assert len(list(lake.glob("laps/season=*/**/*.parquet"))) == 6
    refused = run("vacuum", "--lake", lake, "--hours", "1", "--run")
    assert refused.exit_code == 1
    assert "1 h: readers and time travel need 168 h" in refused.output
    assert (
        "laps: 5 files deleted"
        in run(*("vacuum", "--lake", lake, "--hours", "0", "--force", "--run")).output
    )
    assert len(list(lake.glob("laps/season=*/**/*.parquet"))) == 1


def test_an_unknown_table_is_refused_with_those_there_are(lake):
    done = run("stats", "--lake", lake, "--table", "lap")
    assert done.exit_code == 1
    assert "no table 'lap'; expected one of raw, laps, options" in done.output


def test_an_empty_lake_is_no_error(tmp_path):
    assert run("stats", "--lake", tmp_path).exit_code == 0
    assert run("compact", "--lake", tmp_path).exit_code == 0


def test_verify_without_a_broker_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("LIVEF1_RUN", str(tmp_path))
    done = run("verify", "--lake", tmp_path)
    assert done.exit_code == 1
    assert "no stack is up" in done.output


def test_tend_looks_again_and_again_each_time_in_a_process_that_ends(lake):
    command = [PROGRAM, "lake", "tend", "--lake", lake, "--quiet-min", "0", "--every-s", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as keeper:
        try:
            assert keeper.stdout is not None
            assert keeper.stdout.readline() == "session 1000001, laps: 5 files -> 1\n"
            TableWriter(Lake.at(lake), LAPS).append(batch_of(laps(2, first=10)))
            assert keeper.stdout.readline() == "session 1000001, laps: 2 files -> 1\n"
            wait_until(
                lambda: looks(keeper) == [], what="the end of a look", hint="-", timeout_s=10
            )
        finally:
            keeper.terminate()


def looks(keeper):
    """What the keeper's fork server has forked."""
    (server,) = [
        one for one in psutil.Process(keeper.pid).children() if "forkserver" in str(one.cmdline())
    ]
    return server.children()


def test_a_look_that_fails_says_why_and_the_next_one_comes(lake):
    log = lake / "laps" / "_delta_log" / "00000000000000000003.json"
    sound = log.read_text()
    log.write_text("{nonsense")
    command = [PROGRAM, "lake", "tend", "--lake", lake, "--quiet-min", "0", "--every-s", "1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as keeper:
        try:
            assert keeper.stdout is not None
            assert keeper.stderr is not None
            assert any("DeltaError" in line for line in keeper.stderr)
            log.write_text(sound)
            assert keeper.stdout.readline() == "session 1000001, laps: 5 files -> 1\n"
        finally:
            keeper.terminate()
    once = subprocess.run(command[:-2], capture_output=True, text=True, check=False)
    assert (once.returncode, once.stdout) == (0, "")
