"""The graphs that the jobs submit: every operator has its uid, and none changes unnoticed.

A uid is the name under which a savepoint keeps an operator's state. Changing one throws the state
away, so the lists here are literal: whoever edits them does it on purpose.
"""

import sys
from collections import Counter

import pytest

from tests.flink_jobs.client_process import answer_of
from tests.flink_jobs.plan_of import SETTINGS

pytestmark = [pytest.mark.stack, pytest.mark.slow]

UIDS = {
    "normalize": {
        "telemetry.raw-source-v1",
        "not-high-rate-v1",
        "raw-batches-v1",
        "route-session-v1",
        "normalize-laps-v1",
        "in-order-v1",
        "route-dead-letters-v1",
        "normalize-dead-letters-v1",
        "race-messages-v1",
        "race.messages-sink-v1",
        "Sink Committer: race.messages-sink-v1",
        "telemetry.normalized-sink-v1",
        "Sink Committer: telemetry.normalized-sink-v1",
        "telemetry.dead-letters-sink-v1",
        "Sink Committer: telemetry.dead-letters-sink-v1",
    },
    "strategy": {
        "telemetry.normalized-source-v1",
        "track-field-v1",
        "plan-options-v1",
        "fields-v1",
        "alerts-v1",
        "replies-v1",
        "question-dead-letters-v1",
        "strategy.requests-source-v1",
        "strategy.alerts-sink-v1",
        "Sink Committer: strategy.alerts-sink-v1",
        "strategy.replies-sink-v1",
        "Sink Committer: strategy.replies-sink-v1",
        "decisions-v1",
        "strategy.decisions-sink-v1",
        "Sink Committer: strategy.decisions-sink-v1",
        "field-dead-letters-v1",
        "race.field-sink-v1",
        "Sink Committer: race.field-sink-v1",
        "strategy.options-sink-v1",
        "Sink Committer: strategy.options-sink-v1",
        "telemetry.dead-letters-sink-v1",
        "Sink Committer: telemetry.dead-letters-sink-v1",
    },
    "archive": {
        "archived-topics-source-v1",
        "archive-batches-v1",
        "archive-commits-v1",
        "telemetry.dead-letters-sink-v1",
        "Sink Committer: telemetry.dead-letters-sink-v1",
    },
}
"""What Flink names by itself, a sink's committer, follows from the sink's uid."""

KEYED_OPERATORS = {
    "normalize": {"route", "normalize", "in-order"},
    "strategy": {"field", "options"},
    "archive": {"batches"},
}

every_job = pytest.mark.parametrize("job", UIDS)


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    """The plans of all jobs, from one process."""
    return answer_of("tests.flink_jobs.plan_of", tmp_path_factory.mktemp("plans"))


def test_there_is_a_list_for_every_job(plans):
    assert plans.keys() == UIDS.keys()


@every_job
def test_no_operator_source_or_sink_is_without_a_uid(plans, job):
    without = [one["name"] for one in plans[job]["operators"] if one["uid"] is None]
    assert without == []


@every_job
def test_no_uid_is_given_twice(plans, job):
    counted = Counter(one["uid"] for one in plans[job]["operators"])
    assert [uid for uid, count in counted.items() if count > 1] == []


@every_job
def test_the_uids_are_those_that_savepoints_know(plans, job):
    assert {one["uid"] for one in plans[job]["operators"]} == UIDS[job]


@every_job
def test_the_executed_plan_has_the_operators_whose_uids_were_compared(plans, job):
    """Flink's own JSON plan: nothing is added behind the graph, PyFlink's chaining included."""
    planned = Counter(node["contents"] for node in plans[job]["plan"])
    assert planned == Counter(one["name"] for one in plans[job]["operators"])


@every_job
def test_the_maximum_parallelism_of_every_operator_is_explicit(plans, job):
    assert {one["max_parallelism"] for one in plans[job]["operators"]} == {64}


def test_records_of_one_driver_cannot_overtake_each_other_behind_the_options(plans):
    """Subtasks of its own for what simulates, and as many for all that follows."""
    found = {one["name"]: one["parallelism"] for one in plans["strategy"]["operators"]}
    behind = {name for name, count in found.items() if count == 3}
    assert {"options", "alerts", "replies", "question-dead-letters"} <= behind
    topics = ("options", "alerts", "replies")
    written = [
        name for name in found if name.startswith(tuple(f"strategy.{t}-sink" for t in topics))
    ]
    assert len(written) >= 3
    assert set(written) <= behind
    assert {count for name, count in found.items() if name not in behind} == {2}
    assert {one["parallelism"] for one in plans["normalize"]["operators"]} == {2}


@every_job
def test_rows_are_keyed_before_each_operator_that_holds_state(plans, job):
    shipped = {
        node["contents"]: [edge["ship_strategy"] for edge in node.get("predecessors", ())]
        for node in plans[job]["plan"]
    }
    hashed = {name for name, strategies in shipped.items() if "HASH" in strategies}
    assert hashed == KEYED_OPERATORS[job]
    assert all(set(shipped[name]) == {"HASH"} for name in hashed)


@every_job
def test_flink_understands_the_options(plans, job):
    assert plans[job]["effective"] == {
        "python": sys.executable,
        "client_python": sys.executable,
        "bundle_time_ms": SETTINGS.bundle_time_ms,
        "bundle_rows": SETTINGS.bundle_rows,
        "checkpoint_interval_ms": SETTINGS.checkpoint_interval_ms,
        "checkpoint_pause_ms": SETTINGS.checkpoint_interval_ms // 4,
        "buffer_timeout_ms": 5,
        "restart_strategy": "exponential-delay",
        "restart_attempts": SETTINGS.restart_attempts,
    }


def test_a_job_made_ready_tells_its_uids_and_without_a_savepoint_it_is_not_submitted(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LIVEF1_BOOTSTRAP_SERVERS", SETTINGS.bootstrap_servers)
    nowhere, ids = "127.0.0.1:1", tmp_path / "ids.json"
    arguments = ("--rest", nowhere, "--ids", str(ids), "normalize", "--uids")
    assert set(answer_of("flink_jobs.prepare", tmp_path, *arguments)) == UIDS["normalize"]
    assert not ids.exists()
