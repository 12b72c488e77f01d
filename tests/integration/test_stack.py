"""The embedded stack as a whole: one per folder, topics as declared, crashes survived, nothing left."""

import math
from contextlib import contextmanager
from functools import partial

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from f1strategy.ingest.publisher import connect
from f1strategy.ingest.simulated import simulate
from f1strategy.lake.location import Lake
from f1strategy.runtime.archived import drain_archive, verify_lake
from f1strategy.runtime.cluster import TASK_MANAGER
from f1strategy.runtime.drain import STAGES, committed_offsets, drain, end_offsets, unread
from f1strategy.runtime.errors import AlreadyUp, ProcessDied
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.memory_watch import MemoryWatch
from f1strategy.runtime.processes import is_alive, marked
from f1strategy.runtime.race import Race, run_race
from f1strategy.runtime.stack import Stack
from f1strategy.runtime.topic_reader import read_all
from f1strategy.runtime.waiting import wait_until
from schemas import codec
from schemas.records import DeadLetter
from schemas.records.dead_letter import MAX_KEPT_BYTES
from schemas.tables import LAPS
from schemas.topics import DEAD_LETTERS, NORMALIZED, RAW, TOPICS
from tests.chaos.plant import Plant
from tests.integration.halted import halted
from tests.integration.oracle import differences, envelopes, folded
from tests.integration.poison import poisoned

pytestmark = [pytest.mark.stack, pytest.mark.slow]

WORKERS = {"normalize": 1, "strategy": 3, "archive": 1}
GIB = 2**30
PATIENCE_S = 120.0


@pytest.fixture(scope="module")
def memory(own_stack):
    """Watches the stack's memory while the tests of this module run."""
    with MemoryWatch(own_stack.memory_bytes, every_s=0.5) as watch:
        yield watch


@pytest.fixture
def state(own_stack):
    """What runs in the module's stack."""
    return own_stack.state()


def test_a_second_stack_in_the_same_folder_is_refused_and_the_first_goes_on(own_stack, state):
    before = {process.pid for process in marked(state.mark)}
    for stack in (own_stack, Stack(own_stack.folder)):
        with pytest.raises(AlreadyUp, match="is up already; `f1strategy status` shows it"):
            stack.up()
    assert own_stack.state() == state
    assert {process.pid for process in marked(state.mark)} == before
    own_stack.check()
    with FlinkRest(state.flink_rest) as flink:
        assert all(flink.job(job_id).is_running for job_id in state.jobs.values())


def test_the_topics_are_as_declared(state):
    admin = KafkaAdminClient(bootstrap_servers=state.bootstrap_servers)
    try:
        resources = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in TOPICS]
        configs = admin.describe_configs(resources)["topic"]
        described = {topic["name"]: topic for topic in admin.describe_topics()}
    finally:
        admin.close()
    partitions = {name: len(topic["partitions"]) for name, topic in described.items()}
    ours = {name: count for name, count in partitions.items() if not name.startswith("__")}
    assert ours == {topic.name: topic.partitions for topic in TOPICS}
    assert {
        name: {key: setting["value"] for key, setting in settings.items()}
        for name, settings in configs.items()
    } == {topic.name: topic.configs for topic in TOPICS}


def test_poison_ends_in_the_dead_letters_and_the_race_goes_on(state, memory):
    race = simulate(7, 3)
    rows = list(envelopes(race))
    poison = poisoned(rows[len(rows) // 2])
    with connected(state.bootstrap_servers) as producer:
        for key, value, _, _ in poison[::2]:
            producer.send(RAW.name, value=value, key=key)
        producer.flush()
        run_race(Race(race, "simulated", math.inf), state, lambda run: run.run(), lambda _: None)
        for key, value, _, _ in poison[1::2]:
            producer.send(RAW.name, value=value, key=key)
        producer.flush()
    drain(state.bootstrap_servers, state.flink_rest, state.jobs)
    letters = [
        codec.decode(message.value, DeadLetter)
        for message in read_all(state.bootstrap_servers, DEAD_LETTERS)
    ]
    told = {(one.partition, one.offset): one for one in letters}
    assert len(told) == len(letters) == len(poison)
    assert all(one.source_topic == RAW.name for one in letters)
    for _, value, stage, reason in poison:
        kept = (value or b"")[:MAX_KEPT_BYTES]
        found = [one for one in letters if (one.value, one.stage) == (kept, stage)]
        assert [one for one in found if one.error.startswith(reason)], (stage, reason)
    assert set(restarts(state).values()) == {0}
    assert differences(state, race.session_key, folded(race)) == {}


@contextmanager
def connected(bootstrap_servers):
    """A producer that sends whatever it is given."""
    producer = connect(bootstrap_servers)
    try:
        yield producer
    finally:
        producer.close()


def restarts(state):
    with FlinkRest(state.flink_rest) as flink:
        return {name: flink.restarts(job_id) for name, job_id in state.jobs.items()}


def restarted_jobs(state):
    return {name for name, count in restarts(state).items() if count}


def lap_records(state):
    return sum(end_offsets(state.bootstrap_servers, NORMALIZED).values())


def until(true, what):
    hint = f"waited {PATIENCE_S:.0f} s"
    wait_until(true, what=what, hint=hint, timeout_s=PATIENCE_S, every_s=0.05)


def test_a_killed_python_worker_costs_its_job_a_restart_and_nobody_a_record(
    own_stack, state, memory
):
    # The earlier race is in another partition, of which the restarted job reads nothing again.
    earlier, race = simulate(1, 3), simulate(4, 8)
    run_race(Race(earlier, "simulated", math.inf), state, lambda run: run.run(), lambda _: None)
    workers = Plant(own_stack).workers()
    assert len(workers) == sum(WORKERS.values())

    def kill_one():
        before = lap_records(state)
        until(lambda: lap_records(state) > before, "lap records")
        next(filter(is_alive, workers)).kill()

    def restarted(jobs):
        # A job notices only when it has rows for the worker that is gone.
        until(lambda: len(restarted_jobs(state)) >= jobs, f"restart of {jobs} jobs")
        others = sum(WORKERS[name] for name in WORKERS.keys() - restarted_jobs(state))
        until(lambda: sum(map(is_alive, workers)) == others, "only workers of the other jobs")

    meanwhile = {
        lap: step
        for job in (1, 2, 3)
        for lap, step in ((2 * job, kill_one), (2 * job + 1, partial(restarted, job)))
    }
    run_race(
        Race(race, "simulated", math.inf), state, lambda run: halted(run, meanwhile), lambda _: None
    )
    assert all(1 <= count <= 3 for count in restarts(state).values())
    # What a drain goes by where Flink hears nothing more of a restarted job's metrics.
    for job, topic in STAGES:
        ends = end_offsets(state.bootstrap_servers, topic)
        until(
            lambda job=job, topic=topic, ends=ends: (
                unread(ends, committed_offsets(state.bootstrap_servers, job, topic)) == 0
            ),
            f"offsets of {job} committed",
        )
    drain_archive(state.bootstrap_servers, Lake.at(state.lake))
    verdicts = verify_lake(state.bootstrap_servers, Lake.at(state.lake))
    assert [one for one in verdicts if not one.is_exact] == []
    assert sum(one.in_table for one in verdicts) > 5000
    newest = {
        (LAPS.topic.name, partition): max(0, end - 10)
        for partition, end in end_offsets(state.bootstrap_servers, LAPS.topic).items()
    }
    (since,) = verify_lake(state.bootstrap_servers, Lake.at(state.lake), (LAPS,), newest)
    assert since.is_exact
    assert since.on_topic == since.in_table
    assert 10 <= since.in_table <= 10 * LAPS.topic.partitions
    assert differences(state, earlier.session_key, folded(earlier)) == {}
    assert differences(state, race.session_key, folded(race)) == {}
    with FlinkRest(state.flink_rest) as flink:
        assert all(flink.job(job_id).is_running for job_id in state.jobs.values())


def test_it_takes_between_one_and_six_gib(memory):
    assert GIB < memory.peak_bytes < 6 * GIB


def test_when_it_is_down_nothing_is_left_not_even_workers_without_their_task_manager(
    own_stack, state
):
    """The last test of this module: there is no stack after it."""
    (task_manager,) = Plant(own_stack).processes(TASK_MANAGER)
    workers = Plant(own_stack).workers()
    task_manager.kill()
    with pytest.raises(ProcessDied, match="taskmanager ended with -9"):
        until(own_stack.check, "end of the TaskManager")
    orphans = {worker.pid for worker in workers if is_alive(worker)}
    left = list(marked(state.mark))
    assert orphans
    assert orphans < {process.pid for process in left}
    assert own_stack.down() >= len(left)
    assert list(marked(state.mark)) == []
    assert [process for process in left if is_alive(process)] == []
    assert own_stack.state() is None
