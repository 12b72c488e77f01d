"""A job made ready by a process of its own: what it hears, and what is said of one that fails."""

import textwrap

import pytest

from f1strategy.runtime.errors import JobFailed
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.prepared import prepared
from f1strategy.runtime.processes import marked
from f1strategy.runtime.stack import StackState

WIRED = """
    import pathlib, sys
    uids = pathlib.Path(sys.argv[sys.argv.index("--uids") + 1])
    uids.write_text('["source-v1", "sink-v1"]')
"""
LISTENS = WIRED + "    (uids.parent / 'heard').write_text(sys.stdin.readline())\n"
REFUSED = WIRED + "    sys.exit(f'no savepoint in {sys.stdin.readline()}')\n"
DEAF = WIRED + "    import time; time.sleep(600)\n"


@pytest.fixture
def state(tmp_path):
    return StackState(
        mark=str(tmp_path),
        bootstrap_servers="127.0.0.1:1",
        flink_rest="127.0.0.1:1",
        started_time_ms=0,
    )


@pytest.fixture
def ready(tmp_path, state):
    """The strategy job of a release whose `flink_jobs.prepare` is this text."""

    def make(text):
        package = tmp_path / "release" / "flink_jobs"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "prepare.py").write_text(textwrap.dedent(text))
        return prepared("strategy", RunFolder(tmp_path), state, package.parent)

    return make


def test_what_was_not_told_a_savepoint_hears_an_empty_line_and_ends(ready, tmp_path):
    with ready(LISTENS) as job:
        assert job.uids == ("source-v1", "sink-v1")
    assert (tmp_path / "heard").read_text() == "\n"
    assert list(marked(str(tmp_path))) == []


def test_code_that_cannot_be_wired_is_said_with_the_end_of_its_log(ready, tmp_path):
    with (
        pytest.raises(JobFailed, match=r"(?s)goes on as it is.*no such operator"),
        ready("raise SystemExit('no such operator')"),
    ):
        pytest.fail("a job that cannot be wired is not ready")


def test_a_job_that_is_refused_with_its_savepoint_is_said_with_the_end_of_its_log(ready):
    with (
        ready(REFUSED) as job,
        pytest.raises(JobFailed, match=r"(?s)not submitted.*no savepoint in file:/here"),
    ):
        job.start_from("file:/here")


def test_a_job_that_is_not_submitted_in_time_cannot_be_submitted_later(
    ready, tmp_path, monkeypatch
):
    monkeypatch.setattr("f1strategy.runtime.prepared.SUBMIT_PATIENCE_S", 0.2)
    with ready(DEAF) as job:
        with pytest.raises(JobFailed, match="not submitted"):
            job.start_from("file:/here")
        assert list(marked(str(tmp_path))) == []


def test_the_uids_of_an_earlier_redeployment_are_not_taken_for_todays(ready, tmp_path):
    (tmp_path / "uids.json").write_text('["old-v1"]')
    with ready(LISTENS) as job:
        assert job.uids == ("source-v1", "sink-v1")


def test_a_process_that_does_not_end_is_ended(ready, tmp_path, monkeypatch):
    monkeypatch.setattr("f1strategy.runtime.prepared.END_S", 0.2)
    with ready(DEAF):
        assert len(list(marked(str(tmp_path)))) == 1
    assert list(marked(str(tmp_path))) == []
