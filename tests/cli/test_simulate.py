"""`f1strategy simulate` writes a recording, tells what happened, and complains clearly."""

import pytest
from typer.testing import CliRunner

from f1strategy.cli.main import app
from f1strategy.ingest.recording import load
from f1strategy.ingest.simulated import simulate


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["simulate", *arguments])


def test_the_default_is_a_race_in_the_recordings_folder(run, tmp_path):
    done = run()
    assert done.exit_code == 0, done.output
    assert load(tmp_path / "recordings" / "simulated_1").session_key == 1_000_001
    for words in ("57 laps", "Safety Car: from lap", "Retired:", "Lapped: 4 cars", "1000001"):
        assert words in done.stdout
    assert "f1strategy replay recordings/simulated_1" in done.stdout
    assert "f1strategy demo --recording recordings/simulated_1" in done.stdout


def test_seed_laps_and_folder_are_chosen(run, tmp_path):
    done = run("--seed", "7", "--laps", "5", "--out", "short")
    assert done.exit_code == 0, done.output
    assert load(tmp_path / "short").rows == simulate(7, 5).rows


def test_the_winner_on_screen_is_the_winner_of_the_result(run):
    done = run("--laps", "5")
    told = simulate(1, 5)
    winner = told.rows["session_result"][0]["driver_number"]
    name = next(row for row in told.rows["drivers"] if row["driver_number"] == winner)["last_name"]
    first_row = next(line for line in done.stdout.splitlines() if "│ 1 " in line)
    assert name in first_row


def test_rain_is_told(run):
    assert "Rain from lap" in run("--seed", "4").stdout


def test_a_race_is_written_again_over_itself(run):
    assert run("--laps", "5").exit_code == 0
    assert run("--laps", "5").exit_code == 0


def test_another_race_is_never_overwritten(run, tmp_path):
    run("--laps", "5", "--out", "races")
    done = run("--seed", "2", "--laps", "5", "--out", "races")
    assert done.exit_code == 1
    assert "races holds another race (1000001)" in done.stderr
    assert load(tmp_path / "races").session_key == 1_000_001
    (tmp_path / "races" / "laps.json.gz").write_bytes(b"?")
    done = run("--laps", "5", "--out", "races")
    assert done.exit_code == 1
    assert "races holds another race (unreadable)" in done.stderr


def test_a_folder_that_cannot_be_written_is_said(run, tmp_path):
    (tmp_path / "taken").write_text("a file")
    done = run("--laps", "5", "--out", "taken")
    assert done.exit_code == 1
    assert "cannot write taken: " in done.stderr


@pytest.mark.parametrize("arguments", [("--laps", "2"), ("--laps", "101"), ("--seed", "-1")])
def test_senseless_wishes_are_usage_errors(run, arguments):
    assert run(*arguments).exit_code == 2
