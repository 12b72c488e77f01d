"""A worker that the nursery forks is the worker that Flink would have started, and ends when its stand-in does."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from types import SimpleNamespace

import grpc
import psutil
import pytest

from f1strategy.runtime import nursery as places
from f1strategy.runtime.cluster import folder_of_sources
from f1strategy.runtime.waiting import wait_until
from udfs import nursed, nursery
from udfs.lean_imports import WORKER

SOURCES = str(folder_of_sources())
PATIENCE_S = 60.0
ALONE, FORKED = "alone", "forked"
API = "apache_beam.portability.api.org.apache.beam.model.fn_execution.v1.beam_provision_api_pb2"

# Beam's imports use what is deprecated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def born(tmp_path_factory):
    """A nursery: its folder and its process."""
    folder = tmp_path_factory.mktemp("born")
    environment = {**os.environ, "PYTHONPATH": SOURCES, "PYTHONSAFEPATH": "1"}
    # What a worker has written must come without it, too.
    environment.pop("PYTHONUNBUFFERED", None)
    command = [sys.executable, "-m", places.NURSERY, str(folder)]
    with subprocess.Popen(command, env=environment) as process:
        wait_for((folder / nursery.SOCKET).exists, "nursery")
        yield SimpleNamespace(folder=folder, process=psutil.Process(process.pid))
        process.terminate()


@pytest.fixture
def flink(born):
    """What a worker asks first; it holds an answer back until it may `go`, and says how the worker came to be."""
    messages, services = import_module(API), import_module(f"{API}_grpc")
    told = SimpleNamespace(go=threading.Event(), came=[])
    told.go.set()

    class Provision(services.ProvisionServiceServicer):  # type: ignore[name-defined, misc]
        def GetProvisionInfo(self, request, context):  # noqa: N802
            told.came.append(FORKED if forked(born) else ALONE)
            told.go.wait(PATIENCE_S)
            return messages.GetProvisionInfoResponse()

    server = grpc.server(ThreadPoolExecutor(2))
    services.add_ProvisionServiceServicer_to_server(Provision(), server)
    told.endpoint = f"localhost:{server.add_insecure_port('localhost:0')}"
    server.start()
    yield told
    told.go.set()
    server.stop(None).wait()


def wait_for(true, what):
    wait_until(true, what=what, hint="see its output", timeout_s=PATIENCE_S)


def forked(born):
    return [one for one in born.process.children() if one.name() == places.FORKED]


def command(folder, flink):
    started = [sys.executable, "-IS", nursed.__file__, str(folder), "-m", WORKER, "--id=1-1"]
    return [*started, f"--provision_endpoint={flink.endpoint}"]


def worker(folder, flink, sources=SOURCES):
    """Run a worker that ends once it knows where it belongs."""
    environment = {**os.environ, "PYTHONPATH": sources, "FLINK_BOOT_TESTING": "1"}
    return subprocess.run(
        command(folder, flink), env=environment, capture_output=True, text=True, check=False
    )


@contextmanager
def waiting(born, flink):
    """A worker that waits for its answer: the process that stands in for it, and itself."""
    flink.go.clear()
    environment = {**os.environ, "PYTHONPATH": SOURCES}
    with subprocess.Popen(command(born.folder, flink), env=environment) as stand_in:
        wait_for(lambda: flink.came, "worker")
        (itself,) = forked(born)
        yield stand_in, itself


def test_a_worker_is_forked_with_its_own_arguments_variables_and_output(born, flink):
    ended = worker(born.folder, flink)
    assert flink.came == [FORKED]
    assert ended.returncode == 0, ended.stderr
    assert "--id=1-1" in ended.stdout
    assert "Shut down Python harness" in ended.stdout


def test_a_worker_that_fails_is_told_with_its_code_and_its_error(born, flink):
    flink.endpoint = ""
    ended = worker(born.folder, flink)
    assert ended.returncode == 1
    assert "No provision endpoint provided" in ended.stdout + ended.stderr


def test_a_killed_worker_ends_its_stand_in(born, flink):
    with waiting(born, flink) as (stand_in, itself):
        itself.kill()
        assert stand_in.wait(PATIENCE_S) == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_stand_in_ends_its_worker(born, flink, number):
    with waiting(born, flink) as (stand_in, itself):
        stand_in.send_signal(number)
        itself.wait(PATIENCE_S)
    assert forked(born) == []


def test_another_releases_code_is_run_alone(born, flink, tmp_path):
    ended = worker(born.folder, flink, os.pathsep.join((str(tmp_path), SOURCES)))
    assert (flink.came, ended.returncode) == ([ALONE], 0), ended.stderr


def test_without_a_nursery_a_worker_runs_alone(flink, tmp_path):
    ended = worker(tmp_path, flink)
    assert (flink.came, ended.returncode) == ([ALONE], 0), ended.stderr


def test_what_is_no_worker_python_runs(born):
    started = [sys.executable, "-IS", nursed.__file__, str(born.folder), "-c", "print(6 * 7)"]
    assert subprocess.check_output(started, text=True) == "42\n"


@pytest.mark.parametrize("request_", [b"", b"{", json.dumps({"arguments": 1}).encode()])
def test_a_request_that_is_none_forks_nothing_and_ends_nothing(born, flink, request_, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        monkeypatch.chdir(born.folder)
        connection.connect(nursery.SOCKET)
        connection.sendall(request_)
        assert connection.recv(1) == b""
    assert worker(born.folder, flink).returncode == 0
    assert flink.came == [FORKED]


def test_no_other_user_may_have_a_worker_forked(born):
    assert (
        stat.S_IMODE((born.folder / nursery.SOCKET).stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    )


def test_both_sides_use_the_same_names():
    assert nursed.SOCKET == nursery.SOCKET
    assert nursed.WORKER == ("-m", WORKER)
    assert nursery.NAME == places.FORKED
