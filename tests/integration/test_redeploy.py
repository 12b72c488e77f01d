"""Jobs are redeployed while a race goes on: nothing is lost, and code that fails is taken back."""

import pytest

from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.simulated import simulate
from f1strategy.runtime.errors import JobFailed, RolledBack, UidsChanged, UnknownJob
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.redeploy import Redeployment
from tests.integration.changed_code import BROKEN, changed_code
from tests.integration.driving import Drive
from tests.integration.oracle import differences, folded

pytestmark = [pytest.mark.stack, pytest.mark.slow]

SEED, LAPS = 53, 40
GAP_S = 45.0
SPEED = 4.0
"""Thirteen minutes of race: once it is over no row comes, and broken code shows with a row only."""


@pytest.fixture
def change(own_stack):
    return Redeployment(own_stack)


@pytest.fixture(scope="module")
def drive(own_stack):
    """A race that goes on from its fourth lap, so that rows come all the time."""
    state = own_stack.state()
    with Publisher(state.bootstrap_servers) as publisher:
        drive = Drive(state, simulate(SEED, LAPS), publisher)
        drive.on(4)
        drive.replay.control.set_speed(SPEED)
        drive.replay.control.resume()
        yield drive
        drive.end()


def job_id(own_stack, job: str) -> str:
    return str(own_stack.state().jobs[job])


def restored(own_stack, job: str) -> str | None:
    with FlinkRest(own_stack.state().flink_rest) as flink:
        assert flink.job(job_id(own_stack, job)).is_running
        return flink.restored_from(job_id(own_stack, job))


@pytest.mark.parametrize("job", ["strategy", "normalize", "archive"])
def test_a_job_goes_on_from_its_savepoint(own_stack, drive, change, job):
    before = job_id(own_stack, job)
    done = change.redeploy(job)
    assert job_id(own_stack, job) == done.job_id != before
    assert restored(own_stack, job) == done.savepoint
    assert done.gap_s <= GAP_S


def test_code_that_does_not_run_is_taken_back(own_stack, drive, change, tmp_path):
    broken = changed_code(tmp_path, *BROKEN)
    before = job_id(own_stack, "strategy")
    deployed = change.releases.deployments("strategy")
    release = deployed[-1].release if deployed else None
    with pytest.raises(RolledBack, match="this release is broken") as caught:
        change.redeploy("strategy", broken)
    assert job_id(own_stack, "strategy") != before
    assert restored(own_stack, "strategy") == caught.value.savepoint
    assert change.releases.deployments("strategy")[-1].release == release


def test_an_operator_that_lost_its_uid_is_refused_before_anything_stops(
    own_stack, drive, change, tmp_path
):
    other = changed_code(
        tmp_path, "flink_jobs/normalize.py", "normalize-laps-v1", "normalize-laps-v2"
    )
    before = job_id(own_stack, "normalize")
    with pytest.raises(UidsChanged, match="normalize-laps-v1"):
        change.redeploy("normalize", other)
    assert job_id(own_stack, "normalize") == before
    restored(own_stack, "normalize")


def test_code_that_cannot_even_be_read_is_refused_before_anything_stops(
    own_stack, drive, change, tmp_path
):
    unreadable = changed_code(tmp_path, "flink_jobs/strategy.py", "def wired(", "def wired((")
    before = job_id(own_stack, "strategy")
    with pytest.raises(JobFailed, match="goes on as it is"):
        change.redeploy("strategy", unreadable)
    assert job_id(own_stack, "strategy") == before
    restored(own_stack, "strategy")


def test_a_job_that_is_not_there_is_not_redeployed(change):
    with pytest.raises(UnknownJob, match="normalize"):
        change.redeploy("telemetry")


def test_one_command_brings_the_code_before_back(own_stack, drive, change):
    savepoint = change.redeploy("normalize").savepoint
    done = change.rollback("normalize")
    assert done.savepoint == savepoint
    assert restored(own_stack, "normalize") == savepoint


def test_nothing_was_lost_by_all_that(own_stack, drive):
    state = own_stack.state()
    drive.to_the_flag(state)
    race = drive.race
    assert differences(state, race.session_key, folded(race)) == {}
