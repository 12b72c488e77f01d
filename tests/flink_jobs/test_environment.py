"""Flink's options that follow from the settings; that Flink obeys them is in `test_job_graph`."""

import sys

from flink_jobs.environment import flink_options
from flink_jobs.settings import JobSettings
from schemas.topics import group_id

SETTINGS = JobSettings(
    bootstrap_servers="broker:9092",
    bundle_time_ms=25,
    bundle_rows=300,
    checkpoint_interval_ms=5000,
    restart_attempts=3,
)
OPTIONS = flink_options(SETTINGS)
RESTARTS = "restart-strategy.exponential-delay"


def test_workers_and_client_run_this_interpreter():
    assert OPTIONS["python.executable"] == sys.executable
    assert OPTIONS["python.client.executable"] == sys.executable


def test_workers_may_be_started_with_something_else():
    nursed = flink_options(JobSettings(bootstrap_servers="broker:9092", worker_python="/nursery"))
    assert nursed["python.executable"] == "/nursery"
    assert nursed["python.client.executable"] == sys.executable


def test_bundles_end_after_the_time_and_the_rows_asked_for():
    assert OPTIONS["python.fn-execution.bundle.time"] == "25"
    assert OPTIONS["python.fn-execution.bundle.size"] == "300"


def test_checkpoints_come_at_the_interval_and_leave_a_quarter_of_it_in_between():
    assert OPTIONS["execution.checkpointing.interval"] == "5000 ms"
    assert OPTIONS["execution.checkpointing.min-pause"] == "1250 ms"


def test_a_cancelled_job_leaves_its_checkpoint():
    retention = OPTIONS["execution.checkpointing.externalized-checkpoint-retention"]
    assert retention == "RETAIN_ON_CANCELLATION"


def test_a_job_that_cannot_run_does_not_restart_for_ever():
    assert OPTIONS["restart-strategy.type"] == "exponential-delay"
    assert OPTIONS[f"{RESTARTS}.attempts-before-reset-backoff"] == "3"
    assert OPTIONS[f"{RESTARTS}.max-backoff"] == "5 s"


def test_every_option_is_text_as_flink_takes_it():
    assert {name: type(value) for name, value in OPTIONS.items()} == dict.fromkeys(OPTIONS, str)


def test_each_job_commits_its_offsets_in_a_group_of_its_own():
    groups = [group_id("normalize"), group_id("strategy")]
    assert groups == ["f1strategy-normalize", "f1strategy-strategy"]
