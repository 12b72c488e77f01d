"""The submitting command: what it is told wrong is 2, what it submitted is told by id."""

import json

import pytest

from flink_jobs import submit
from flink_jobs.settings import JobSettings

REST = "127.0.0.1:8081"


@pytest.fixture
def submitted(monkeypatch):
    """Jobs that note with what they were submitted, and a server in the environment."""
    calls = []

    def start(job, wired):
        calls.append((job, *wired))
        return f"id-of-{job}"

    def wired(settings, cluster):
        return settings, cluster

    monkeypatch.setattr(submit, "JOBS", dict.fromkeys(("normalize", "strategy"), wired))
    monkeypatch.setattr(submit, "submit", start)
    monkeypatch.setenv("LIVEF1_BOOTSTRAP_SERVERS", "broker:9092")
    return calls


def test_every_job_can_be_submitted():
    assert list(submit.JOBS) == ["normalize", "strategy", "archive"]


def test_the_ids_are_told_as_one_json_object(submitted, capsys):
    assert submit.main(["--rest", REST, "strategy", "normalize"]) == 0
    ids = json.loads(capsys.readouterr().out)
    assert ids == {"strategy": "id-of-strategy", "normalize": "id-of-normalize"}
    settings = JobSettings("broker:9092")
    assert submitted == [("strategy", settings, REST), ("normalize", settings, REST)]


def test_the_ids_are_written_to_a_file_and_not_to_the_terminal(submitted, capsys, tmp_path):
    answer = tmp_path / "ids.json"
    assert submit.main(["--rest", REST, "--ids", str(answer), "normalize"]) == 0
    assert json.loads(answer.read_text()) == {"normalize": "id-of-normalize"}
    assert capsys.readouterr().out == ""


def test_without_a_server_it_says_so_and_ends_with_2(submitted, monkeypatch, capsys):
    monkeypatch.delenv("LIVEF1_BOOTSTRAP_SERVERS")
    assert submit.main(["--rest", REST, "normalize"]) == 2
    expected = "LIVEF1_BOOTSTRAP_SERVERS='': expected host:port of a Kafka broker\n"
    assert capsys.readouterr() == ("", expected)
    assert submitted == []


def test_a_bad_number_ends_with_2(submitted, monkeypatch, capsys):
    monkeypatch.setenv("LIVEF1_PARALLELISM", "two")
    assert submit.main(["--rest", REST, "normalize"]) == 2
    assert "LIVEF1_PARALLELISM='two': expected a positive whole number" in capsys.readouterr().err
    assert submitted == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["normalize"], "the following arguments are required: --rest"),
        (["--rest", REST], "the following arguments are required: jobs"),
        (["--rest", REST, "compact"], "invalid choice: 'compact'"),
        (["--rest", REST, "normalize", "--fast"], "unrecognized arguments: --fast"),
    ],
    ids=["no cluster", "no job", "unknown job", "unknown option"],
)
def test_wrong_arguments_end_with_2(submitted, arguments, complaint, capsys):
    with pytest.raises(SystemExit) as ended:
        submit.main(arguments)
    assert ended.value.code == 2
    assert complaint in capsys.readouterr().err
    assert submitted == []
