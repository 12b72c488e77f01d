"""`f1strategy backfill`: what it brings in, what it says, and what it refuses."""

from typer.testing import CliRunner

from f1strategy.cli.main import app
from f1strategy.lake.latest import rows
from f1strategy.lake.location import Lake
from schemas.tables import LAPS
from tests.backfill.builders import a_table


def run(*arguments, **environment):
    return CliRunner(env={"COLUMNS": "160", **environment}).invoke(
        app, ["backfill", *map(str, arguments)]
    )


def test_a_table_of_laps_is_brought_in_and_counted(tmp_path):
    table, lake = tmp_path / "laps.parquet", tmp_path / "lake"
    a_table().to_parquet(table)
    done = run("--laps", table, "--lake", lake, "--workers", 1)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("1 races brought in, 24 laps and ")
    assert rows(Lake.at(lake), LAPS).num_rows == 24
    again = run("--laps", table, "--lake", lake, "--workers", 1)
    assert again.stdout.startswith("0 races brought in, 0 laps and 0 rows, 1 were there")


def test_a_season_that_the_table_lacks_is_said(tmp_path):
    table = tmp_path / "laps.parquet"
    a_table().to_parquet(table)
    done = run("--laps", table, "--season", 1999, "--lake", tmp_path / "lake")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no race of 1999" in done.stderr


def test_what_is_no_race_is_said(tmp_path):
    done = run("--recording", tmp_path / "nowhere", "--lake", tmp_path / "lake")
    assert done.exit_code == 1
    assert "no such folder" in done.stderr
    (tmp_path / "laps.parquet").write_bytes(b"no table")
    done = run("--laps", tmp_path / "laps.parquet", "--lake", tmp_path / "lake")
    assert done.exit_code == 1
    assert "is no table of laps" in done.stderr


def test_without_real_races_it_says_what_to_name(tmp_path):
    done = run("--lake", tmp_path / "lake", LIVEF1_DATA=None)
    assert done.exit_code == 1
    assert "name races with --recording or --laps" in done.stderr
