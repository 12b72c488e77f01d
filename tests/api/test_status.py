"""What engineers learn of the service and of the jobs behind it; the models' cards."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from api.settings import CARDS
from api.tail import RECORDS
from tests.api.in_memory_kafka import InMemoryKafka
from tests.api.racing import field, options

STATUS = """{ systemStatus { mode isLive reason subscribers recordVersions jobsError
  topics { name records ageS }
  jobs { name state startTimeMs completedCheckpoints failedCheckpoints newestCheckpointTimeMs
    restoredFrom isRestoredFromSavepoint } } }"""
CHECKPOINTS = {
    "counts": {"completed": 12, "failed": 1},
    "latest": {
        "completed": {"trigger_timestamp": 1_800_000_000_000},
        "restored": {"external_path": "file:/savepoints/s-1", "is_savepoint": True},
    },
}


@contextmanager
def flink(answers: dict[str, Any]) -> Iterator[str]:
    """A cluster's REST interface that knows these answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path in answers
            self.send_response(200 if known else 404)
            self.end_headers()
            self.wfile.write(json.dumps(answers.get(self.path, {})).encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def job(name: str, start: int) -> dict[str, Any]:
    return {"jid": name, "name": name, "state": "RUNNING", "start-time": start}


def test_the_service_tells_how_it_is(serve):
    status = serve(InMemoryKafka(field(), options())).ask(STATUS)["data"]["systemStatus"]
    assert (status["mode"], status["isLive"], status["reason"]) == ("development", True, "")
    assert [topic["name"] for topic in status["topics"]] == list(RECORDS)
    counts = {topic["name"]: topic["records"] for topic in status["topics"]}
    assert (counts["race.field"], counts["strategy.options"], counts["strategy.alerts"]) == (
        1,
        1,
        0,
    )
    ages = {topic["name"]: topic["ageS"] for topic in status["topics"]}
    assert 0 <= ages["race.field"] < 60
    assert ages["strategy.alerts"] is None
    assert "decision/1" in status["recordVersions"]
    assert (status["jobs"], status["jobsError"]) == (
        [],
        "the service was not told of a Flink cluster: set LIVEF1_FLINK",
    )


def test_the_jobs_come_with_their_checkpoints_the_newest_first(serve):
    answers = {
        "/jobs/overview": {"jobs": [job("normalize", 1), job("strategy", 2)]},
        "/jobs/strategy/checkpoints": CHECKPOINTS,
    }
    with flink(answers) as address:
        status = serve(InMemoryKafka(), flink=address).ask(STATUS)["data"]["systemStatus"]
    newest, other = status["jobs"]
    assert newest == {
        "name": "strategy",
        "state": "RUNNING",
        "startTimeMs": 2,
        "completedCheckpoints": 12,
        "failedCheckpoints": 1,
        "newestCheckpointTimeMs": 1_800_000_000_000,
        "restoredFrom": "file:/savepoints/s-1",
        "isRestoredFromSavepoint": True,
    }
    assert (other["name"], other["completedCheckpoints"], other["restoredFrom"]) == (
        "normalize",
        0,
        None,
    )


def test_a_cluster_that_does_not_answer_is_told_and_the_rest_is_shown(serve):
    status = serve(InMemoryKafka(), flink="127.0.0.1:1").ask(STATUS)["data"]["systemStatus"]
    assert status["jobs"] == []
    assert status["jobsError"].startswith("the Flink cluster does not say")
    assert status["isLive"] is True


def test_there_is_a_card_for_every_file(serve):
    cards = serve(InMemoryKafka()).ask("{ modelCards { name title markdown } }")
    names = [card["name"] for card in cards["data"]["modelCards"]]
    assert names == sorted(path.stem for path in CARDS.glob("*.md"))
    pit_loss = next(card for card in cards["data"]["modelCards"] if card["name"] == "pit_loss")
    assert pit_loss["title"] == "Pit loss"
    assert "2025" in pit_loss["markdown"]


def test_without_cards_there_are_none(serve, tmp_path):
    service = serve(InMemoryKafka(), cards=tmp_path)
    assert service.ask("{ modelCards { name } }") == {"data": {"modelCards": []}}
