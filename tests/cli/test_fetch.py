"""`f1strategy fetch` fetches, resumes, lists, and says in one line what went wrong."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from functools import partial

import pytest
from typer.testing import CliRunner

from f1strategy.cli.main import app
from f1strategy.ingest.causal import release
from f1strategy.ingest.recording import RECORDED, load
from tests.ingest.openf1.conftest import FakeTime, open_fake_client
from tests.ingest.openf1.history import small_history
from tests.ingest.openf1.loopback import IN_SESSION, Loopback, Slow, body, cut, status


@pytest.fixture
def api():
    with Loopback(small_history()) as loopback:
        yield loopback


@pytest.fixture
def run(api, tmp_path, monkeypatch):
    """The command in an empty folder, asking the loopback in a time that costs nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENF1_BASE_URL", api.base_url)
    monkeypatch.setenv("COLUMNS", "200")
    opened = partial(open_fake_client, time=FakeTime())
    monkeypatch.setattr("f1strategy.cli.fetch.open_client", opened)
    return lambda *arguments: CliRunner().invoke(app, ["fetch", *arguments])


def test_a_race_is_fetched_into_the_folder_that_is_named_after_it(run, tmp_path):
    done = run("2023/qatar")
    assert done.exit_code == 0, done.output
    assert load(tmp_path / "recordings" / "2023_qatar").session_key == 7
    assert release(load(tmp_path / "recordings" / "2023_qatar"))
    assert "2023/qatar, session 7: Race at Lusail" in done.stdout
    assert "f1strategy replay recordings/2023_qatar" in done.stdout
    for endpoint in RECORDED:
        assert endpoint in done.stdout


def test_what_openf1_does_not_have_is_told(run):
    assert "OpenF1 has no rows of: overtakes, team_radio" in run("7").stderr


def test_a_second_run_fetches_nothing_and_a_refresh_everything(run, api):
    run("7")
    api.asked.clear()
    again = run("7")
    assert again.exit_code == 0
    assert "6 rows, fetched before" in again.stdout
    assert api.endpoints == ["sessions", "sessions", "meetings"]
    api.asked.clear()
    assert "fetched before" not in run("7", "--refresh").stdout
    assert set(api.endpoints) == set(RECORDED)


def test_folder_and_endpoints_are_chosen(run, tmp_path):
    done = run("latest", "--out", "here", "--endpoints", "stints, pit,stints")
    assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "here").iterdir()} == {
        "stints.json.gz",
        "pit.json.gz",
        "recording.json",
    }
    assert "Not fetched: laps, intervals" in done.stdout
    assert "Replay it" not in done.stdout


def test_a_season_is_listed(run):
    done = run("--list", "2023")
    assert done.exit_code == 0
    for words in ("2023/qatar", "2023/qatar/sprint", "Lusail", "2023-11-14 22:13", "7"):
        assert words in done.stdout
    assert "shootout" not in done.stdout


def test_an_unknown_season_is_said(run):
    done = run("--list", "1999")
    assert (done.exit_code, done.stderr) == (
        1,
        "OpenF1 knows no session 1999; its history begins in 2023\n",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2023/monaco"], "no session 2023/monaco; there are: 2023/qatar"),
        (["2023/qatar/practice-1"], "there are: 2023/qatar/sprint-shootout, 2023/qatar/sprint, "),
        (["4711"], "OpenF1 knows no session 4711"),
        (["monaco"], "cannot read 'monaco' as a session"),
        (["2023/qatar/sprint"], "OpenF1 has no laps of 2023/qatar/sprint (session 6)"),
        (["7", "--base-url", "nowhere"], "cannot use 'nowhere' as base URL"),
        (["7", "--out", "taken"], "cannot write the recording: "),
    ],
)
def test_what_cannot_be_done_is_one_line(run, tmp_path, arguments, said):
    (tmp_path / "taken").write_text("a file")
    done = run(*arguments)
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "recordings").exists()


def test_no_network_is_one_line(run):
    with Loopback(small_history()) as gone:
        nobody = gone.base_url
    done = run("7", "--base-url", nobody)
    assert done.exit_code == 1
    assert done.stderr.startswith("no connection to 127.0.0.1 ")
    assert done.stderr.count("\n") == 1


def test_history_blocked_by_a_live_session_is_one_line(run, api):
    api.misbehave(status(401, IN_SESSION["detail"]))
    done = run("7")
    assert done.exit_code == 1
    assert done.stderr.startswith("history is blocked while a session is live")
    assert done.stderr.count("\n") == 1


def test_a_shared_name_lists_the_races(run, api):
    rows = api.history.races[0].rows
    rows["sessions"].append({**rows["sessions"][-1], "meeting_key": 9, "session_key": 90})
    rows["meetings"].append({"meeting_key": 9, "meeting_name": "Doha Grand Prix", "year": 2023})
    done = run("2023/lusail")
    assert done.exit_code == 1
    assert "2023/lusail is ambiguous; choose one of: 2023/qatar, 2023/doha" in done.stderr


def test_repeated_attempts_are_told(run, api):
    api.misbehave(status(429, retry_after="3"), cut, endpoint="weather")
    done = run("7")
    assert done.exit_code == 0
    assert "HTTP 429, asks to wait 3 s; attempt 2 of 8 in 3.0 s" in done.stderr
    assert "RemoteProtocolError" in done.stderr


def test_another_races_folder_is_left_alone(run, tmp_path):
    run("7", "--out", "here")
    (tmp_path / "here" / "recording.json").write_text('{"session_key": 8}')
    done = run("7", "--out", "here")
    assert (done.exit_code, done.stderr) == (
        1,
        "here holds session 8, not 7; name another folder with --out\n",
    )


def test_rows_of_another_session_are_told(run, api):
    api.misbehave(body(b'[{"session_key": 8, "meeting_key": 3}]'), endpoint="weather")
    assert "not of this session, and left out of replays: 1 row" in run("7").stderr


def test_a_session_that_runs_is_told(run, api):
    for row in api.history.races[0].rows["sessions"]:
        row["date_end"] = None
    assert "fetch it with --refresh when it is over" in run("7").stderr


def test_ctrl_c_says_how_to_go_on(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("f1strategy.cli.fetch.resolve", interrupted)
    done = run("7")
    assert done.exit_code == 130
    assert done.stderr == "interrupted; the same command goes on from here\n"


@pytest.mark.parametrize(
    "arguments",
    [[], ["7", "--list", "2023"], ["7", "--endpoints", "laps,nonsense"], ["7", "--endpoints", ","]],
)
def test_senseless_wishes_are_usage_errors(run, api, arguments):
    assert run(*arguments).exit_code == 2
    assert api.asked == []


PROGRAM = """
import signal
from f1strategy.cli.main import app

signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs inherit it ignored
app()
"""


@contextmanager
def program(api, tmp_path, *arguments):
    """The real program in a process of its own."""
    environment = {**os.environ, "OPENF1_BASE_URL": api.base_url, "COLUMNS": "200"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "fetch", *arguments],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_the_program_is_interrupted_and_goes_on(api, tmp_path):
    """In a process of its own: on a real line, in real time, ended by a real signal."""
    slow = Slow()
    api.misbehave(slow, endpoint="pit")
    with program(api, tmp_path, "7", "--endpoints", "laps,stints,pit") as process:
        assert slow.begun.wait(timeout=60)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    slow.release.set()
    assert process.returncode == 130
    assert said.endswith("interrupted; the same command goes on from here\n")
    folder = tmp_path / "recordings" / "2023_qatar"
    assert {path.name for path in folder.iterdir()} == {"stints.json.gz", "recording.json"}
    api.asked.clear()
    with program(api, tmp_path, "7", "--endpoints", "laps,stints,pit") as process:
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    assert api.endpoints == ["sessions", "sessions", "meetings", "laps", "pit"]
    assert len(load(folder).rows["laps"]) == 6
