"""A cluster that has no leader just now is asked again; a job that was restarted is told with its cause."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from f1strategy.runtime import flink_rest
from f1strategy.runtime.errors import JobFailed, NotReady
from f1strategy.runtime.flink_rest import FlinkRest


def overview(state):
    return {
        "jobs": [
            {
                "jid": "ab",
                "name": "normalize",
                "state": state,
                "start-time": 1,
                "tasks": {"total": 2, "running": 2},
            }
        ]
    }


OVERVIEW, ENDING, ENDED = overview("RUNNING"), overview("CANCELLING"), overview("CANCELED")

TRACE = "java.lang.Exception\n\tat org.apache\nRuntimeError: this release is broken"


@pytest.fixture
def told():
    """What the cluster says, by path."""
    return {"/jobs/overview": OVERVIEW}


@pytest.fixture
def cluster(told):
    """The address of a cluster that answers 503 a number of times first, and that list of answers.

    A job that is told to end is still ending when it is looked at next, and has ended then.
    """
    answers: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status = answers.pop(0) if answers else 200
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(told[self.path]).encode())
            if told[self.path] is ENDING:
                told[self.path] = ENDED

        def do_PATCH(self):
            assert self.path == "/jobs/ab?mode=cancel"
            assert told["/jobs/overview"] is OVERVIEW
            told["/jobs/overview"] = ENDING
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"127.0.0.1:{server.server_port}", answers
        server.shutdown()
        thread.join()


def test_while_nobody_leads_it_is_asked_again(cluster):
    address, answers = cluster
    answers += [503, 503]
    with FlinkRest(address) as flink:
        assert flink.job("ab").is_running
    assert answers == []


def test_a_cluster_that_stays_without_a_leader_is_an_error_in_the_end(cluster, monkeypatch):
    address, answers = cluster
    monkeypatch.setattr(flink_rest, "LEADERLESS_S", 0.2)
    answers += [503] * 1000
    with FlinkRest(address) as flink, pytest.raises(httpx.HTTPStatusError, match="503"):
        flink.jobs()


def test_another_error_is_told_at_once(cluster):
    address, answers = cluster
    answers += [500]
    with FlinkRest(address) as flink, pytest.raises(httpx.HTTPStatusError, match="500"):
        flink.jobs()
    assert answers == []


def test_a_restarted_job_is_refused_once_its_cause_is_told(cluster, told):
    address, _ = cluster
    told["/jobs/ab"] = {"timestamps": {"RESTARTING": 0}}
    told["/jobs/ab/exceptions"] = {"exceptionHistory": {"entries": []}}
    with FlinkRest(address) as flink:
        flink.refuse_restarts("ab")
        told["/jobs/ab"] = {"timestamps": {"RESTARTING": 1_700_000_000_000}}
        flink.refuse_restarts("ab")
        told["/jobs/ab/exceptions"] = {"exceptionHistory": {"entries": [{"stacktrace": TRACE}]}}
        with pytest.raises(
            JobFailed, match=r"normalize is restarting(?s:.*)this release is broken"
        ):
            flink.refuse_restarts("ab")


def test_a_job_is_waited_for_until_it_has_ended(cluster, told):
    address, _ = cluster
    with FlinkRest(address) as flink:
        flink.end("ab")
    assert told["/jobs/overview"] is ENDED


def test_a_job_that_has_ended_is_left_as_it_is(cluster, told):
    address, _ = cluster
    told["/jobs/overview"] = ENDED
    with FlinkRest(address) as flink:
        flink.end("ab")
        flink.end("a job that the cluster has forgotten")


def test_a_job_that_does_not_end_is_an_error(cluster, told, monkeypatch):
    address, _ = cluster
    monkeypatch.setattr(flink_rest, "END_S", 0.3)
    monkeypatch.setattr(flink_rest.FlinkRest, "_has_ended", lambda *_: False)
    with FlinkRest(address) as flink, pytest.raises(NotReady, match="end of the job"):
        flink.end("ab")
