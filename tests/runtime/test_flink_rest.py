"""A cluster that has no leader just now is asked again."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from f1strategy.runtime import flink_rest
from f1strategy.runtime.flink_rest import FlinkRest

OVERVIEW = {
    "jobs": [
        {
            "jid": "ab",
            "name": "normalize",
            "state": "RUNNING",
            "start-time": 1,
            "tasks": {"total": 2, "running": 2},
        }
    ]
}


@pytest.fixture
def cluster():
    """The address of a cluster that answers 503 a number of times first, and that list of answers."""
    answers: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status = answers.pop(0) if answers else 200
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(OVERVIEW).encode())

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
