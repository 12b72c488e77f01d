"""Which code ran before: what was stopped for other code, never what failed."""

import pytest

from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.releases import Deployment, Releases


def deployment(job_id: str, outcome: str = "running", job: str = "strategy") -> Deployment:
    return Deployment(
        job=job,
        job_id=job_id,
        release=f"release of {job_id}",
        savepoint=None,
        uids=(),
        started_time_ms=1,
        outcome=outcome,
    )


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([], None),
        ([deployment("a", "stopped")], "a"),
        ([deployment("a", "stopped"), deployment("b", "failed")], "a"),
        ([deployment("a", "stopped"), deployment("b", "rolled back")], "a"),
        ([deployment("a", "stopped"), deployment("b", "stopped")], "b"),
        ([deployment("a", "stopped", job="archive")], None),
    ],
)
def test_what_ran_before_is_what_was_stopped_last(tmp_path, earlier, expected):
    releases, running = Releases(RunFolder(tmp_path)), deployment("now")
    for one in (*earlier, running):
        releases.note(one)
    before = releases.before(running)
    assert (before.job_id if before else None) == expected
