"""A stack that is not there, or was killed, is reported as such."""

import pickle
from pathlib import Path

import msgspec
import pytest

from f1strategy.runtime import folders
from f1strategy.runtime.cluster import configuration
from f1strategy.runtime.errors import AlreadyUp, JobFailed, NotBuilt, NotReady, ProcessDied
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.jobs import SUBTASKS, slots_taken
from f1strategy.runtime.stack import Stack, StackState, bootstrap_servers, read_state
from flink_jobs.settings import JobSettings

STATE = StackState(
    mark="nobody carries this",
    started_time_ms=1,
    bootstrap_servers="127.0.0.1:1",
    flink_rest="127.0.0.1:2",
)


def test_an_empty_folder_has_no_stack(tmp_path):
    assert read_state(RunFolder(tmp_path)) is None
    assert bootstrap_servers(tmp_path) is None
    assert Stack(RunFolder(tmp_path)).down() == 0


def test_a_state_without_processes_is_no_stack(tmp_path):
    folder = RunFolder(tmp_path)
    folder.state.write_bytes(msgspec.json.encode(STATE))
    assert read_state(folder) == STATE
    assert Stack(folder).state() is None


def test_a_torn_state_file_is_no_stack(tmp_path):
    folder = RunFolder(tmp_path)
    folder.state.write_bytes(b'{"mark": "x"')
    assert read_state(folder) is None


def test_down_forgets_the_state(tmp_path):
    folder = RunFolder(tmp_path)
    folder.state.write_bytes(msgspec.json.encode(STATE))
    Stack(folder).down()
    assert not folder.state.exists()


def test_missing_jars_say_what_to_run(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "BROKER_JARS", tmp_path)
    with pytest.raises(NotBuilt, match=r"Kafka broker.s jars not found[^$]*make setup"):
        folders.broker_jars()


def test_heap_in_the_configuration_is_what_the_process_gets(tmp_path):
    settings = configuration(RunFolder(tmp_path), rpc_port=1, rest_port=2, slots=4)
    heap = ("taskmanager.memory.framework.heap.size", "taskmanager.memory.task.heap.size")
    assert sum(int(settings[key].removesuffix("m")) for key in heap) == 640
    assert settings["rest.bind-address"] == "127.0.0.1"
    assert not [key for key in settings if key.startswith("high-availability")]


def test_a_highly_available_cluster_keeps_its_jobs_in_zookeeper(tmp_path):
    settings = configuration(
        RunFolder(tmp_path), rpc_port=1, rest_port=2, slots=4, zookeeper_port=3
    )
    assert settings["high-availability.type"] == "zookeeper"
    assert settings["high-availability.zookeeper.quorum"] == "127.0.0.1:3"
    assert settings["high-availability.storageDir"].startswith("file:///")


@pytest.mark.parametrize(
    ("settings", "slots"),
    [
        ({}, 5),
        ({"LIVEF1_PARALLELISM": "2"}, 8),
        ({"LIVEF1_PARALLELISM": "2", "LIVEF1_OPTIONS_PARALLELISM": "4"}, 10),
    ],
)
def test_the_cluster_has_as_many_slots_as_the_jobs_take(settings, slots):
    assert slots_taken(settings) == slots


def test_what_the_jobs_do_when_nothing_is_said_is_what_the_slots_are_counted_with():
    jobs = JobSettings("127.0.0.1:1")
    assert [int(one) for one in SUBTASKS.values()] == [jobs.parallelism, jobs.options_parallelism]


def test_a_setting_that_no_job_can_run_with_is_refused_before_anything_starts(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LIVEF1_PARALLELISM", "two")
    with pytest.raises(JobFailed, match="LIVEF1_PARALLELISM='two': expected a positive whole"):
        Stack(RunFolder(tmp_path)).up()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "error",
    [
        NotBuilt("jars", Path("x")),
        ProcessDied("kafka", 1, Path("x.log"), "cause"),
        NotReady("it", 1.0, "look"),
        AlreadyUp(Path("x")),
        JobFailed("normalize", "FAILED", "cause"),
    ],
)
def test_errors_survive_pickling(error):
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 (our own bytes)
