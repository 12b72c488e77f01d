"""Locks and comments through the API: the job settles them, every replica tells the same."""

from typing import Any

import pytest

from f1strategy.strategy.decisions import DecisionDesk
from schemas.records import OptionSet, ReplyStatus, StrategyReply, StrategyRequest
from tests.api import issuing
from tests.api.in_memory_kafka import InMemoryKafka, eventually
from tests.api.racing import NORRIS, SESSION, field, options
from tests.api.socket_client import talking

NOW_MS = 1_800_000_000_000

LOCK = """mutation ($revision: Int!, $rank: Int! = 1, $for: Int! = 120) {
  lockOption(sessionKey: 9839, driverNumber: 4, revision: $revision, planRank: $rank, forS: $for,
      reason: "cover LEC") {
    requestId outcome message newestOptions { revision }
    decision { decisionId revision change changedBy lock { lockedBy planLabel untilTimeMs } } } }"""
UNLOCK = "mutation { unlockOption(sessionKey: 9839, driverNumber: 4) { outcome message } }"
COMMENT = """mutation ($text: String!, $parent: String, $id: String) {
  commentOnOption(sessionKey: 9839, driverNumber: 4, text: $text, parentId: $parent, commentId: $id) {
    outcome message decision { decisionId comment { writtenBy text parentId edits { text } } } } }"""
DELETE = """mutation ($id: String!) {
  deleteComment(sessionKey: 9839, driverNumber: 4, commentId: $id) { outcome message } }"""


class Job:
    """Settles acts about one car, as the strategy job does."""

    def __init__(self, kafka: InMemoryKafka, newest: OptionSet) -> None:
        self.kafka, self.newest, self.desk = kafka, newest, DecisionDesk()
        self.now_ms = NOW_MS - 1

    def answer(self, request: StrategyRequest) -> StrategyReply:
        assert request.act is not None
        self.now_ms += 1
        settled = self.desk.settle(request, request.act, self.newest, self.now_ms)
        if settled.changed is not None:
            self.kafka.publish(settled.changed)
        return settled.reply


@pytest.fixture
def kafka() -> InMemoryKafka:
    kafka = InMemoryKafka(field(), options(revision=7))
    kafka.job = Job(kafka, options(revision=7)).answer
    return kafka


@pytest.fixture
def service(serve, kafka, tmp_path):
    return serve(kafka, tokens=issuing.settings(tmp_path / "jwks.json"))


def post(
    service, query: str, *, by: str = "ada", role: str = "strategist", **variables: Any
) -> Any:
    headers = {"Authorization": f"Bearer {issuing.token(role, sub=by)}"}
    body = {"query": query, "variables": variables}
    return service.http.post("/graphql", json=body, headers=headers).json()


def data(answer: Any) -> Any:
    assert "errors" not in answer, answer
    (only,) = answer["data"].values()
    return only


def test_a_lock_names_its_holder_and_the_next_one_learns_who(service):
    first = data(post(service, LOCK, revision=7))
    assert first.pop("requestId")
    assert first == {
        "outcome": "DONE",
        "message": "ada holds M-H (L21) (cover LEC)",
        "newestOptions": {"revision": 7},
        "decision": {
            "decisionId": "lock",
            "revision": 1,
            "change": "LOCKED",
            "changedBy": "ada",
            "lock": {
                "lockedBy": "ada",
                "planLabel": "M-H (L21)",
                "untilTimeMs": NOW_MS + 120_000,
            },
        },
    }
    second = data(post(service, LOCK, by="ben", revision=7))
    assert second["outcome"] == "HELD"
    assert second["message"] == "ada holds M-H (L21) (cover LEC), for 120 s more"
    assert second["decision"]["lock"]["lockedBy"] == "ada"


def test_a_lock_on_an_outdated_set_is_answered_with_the_newer_one(service, kafka):
    kafka.job.__self__.newest = options(revision=8)
    kafka.publish(options(revision=8))
    answer = data(post(service, LOCK, revision=7))
    assert (answer["outcome"], answer["newestOptions"]) == ("OUTDATED", {"revision": 8})


def test_a_set_that_comes_a_little_later_than_the_verdict_is_waited_for(service, kafka):
    kafka.job.__self__.newest = options(revision=8)

    def late(request: StrategyRequest) -> None:
        kafka.publish(Job(kafka, options(revision=8)).answer(request))
        kafka.publish(options(revision=8))

    kafka.job = late
    assert data(post(service, LOCK, revision=7))["newestOptions"] == {"revision": 8}


def test_only_the_holder_or_a_lead_releases(service):
    post(service, LOCK, revision=7)
    assert data(post(service, UNLOCK, by="ben"))["outcome"] == "NOT_YOURS"
    assert data(post(service, UNLOCK, by="lea", role="lead"))["outcome"] == "DONE"
    assert data(post(service, UNLOCK))["outcome"] == "NOT_FOUND"


def test_comments_make_threads_and_are_edited_and_taken_back(service):
    first = data(post(service, COMMENT, text="rain by lap 30"))["decision"]
    mine = first["decisionId"]
    answer = data(post(service, COMMENT, by="ben", text="sure?", parent=mine))["decision"]
    assert answer["comment"] == {
        "writtenBy": "ben",
        "text": "sure?",
        "parentId": mine,
        "edits": [],
    }
    edited = data(post(service, COMMENT, text="rain by lap 20", id=mine))["decision"]["comment"]
    assert (edited["text"], edited["edits"]) == ("rain by lap 20", [{"text": "rain by lap 30"}])
    assert data(post(service, DELETE, by="ben", id=mine))["outcome"] == "NOT_YOURS"
    assert data(post(service, DELETE, by="lea", role="lead", id=mine))["outcome"] == "DONE"
    query = """{ decisions(sessionKey: 9839, driverNumber: 4) { change
      comment { text isDeleted } } }"""
    eventually(lambda: len(data(post(service, query, role="viewer"))) == 2)
    eventually(
        lambda: data(post(service, query, role="viewer"))
        == [
            {"change": "DELETED", "comment": {"text": "", "isDeleted": True}},
            {"change": "COMMENTED", "comment": {"text": "sure?", "isDeleted": False}},
        ]
    )


@pytest.mark.parametrize(
    ("query", "variables", "says"),
    [
        (LOCK, {"revision": 7, "rank": 9}, "plan_rank: expected one of [1], found 9"),
        (LOCK, {"revision": 7, "for": 4}, "for_s: expected 5 to 3600, found 4"),
        (COMMENT, {"text": " "}, "text: expected 1 to 1000 characters, found 0"),
        (COMMENT, {"text": "x" * 1001}, "text: expected 1 to 1000 characters, found 1001"),
    ],
)
def test_what_makes_no_sense_is_told_field_by_field(service, query, variables, says):
    (error,) = post(service, query, **variables)["errors"]
    assert error["message"] == says
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_viewer_may_look_and_not_act(service, kafka):
    for query, variables in ((LOCK, {"revision": 7}), (UNLOCK, {}), (COMMENT, {"text": "x"})):
        errors = post(service, query, role="viewer", **variables)["errors"]
        assert {one["extensions"]["code"] for one in errors} == {"FORBIDDEN"}
    assert kafka.requests == []


def test_a_job_of_before_does_not_settle(service, kafka):
    kafka.job = lambda request: StrategyReply(
        request_id=request.request_id,
        session_key=SESSION,
        driver_number=NORRIS,
        status=ReplyStatus.OK,
    )
    (error,) = post(service, UNLOCK)["errors"]
    assert error["extensions"] == {"code": "UNAVAILABLE"}


def test_whoever_follows_hears_of_every_change(service):
    query = "subscription { decisionChanged(sessionKey: 9839) { change lock { lockedBy } } }"
    with talking(service.socket_url) as client:
        payload = {"authorization": f"Bearer {issuing.token('viewer')}"}
        client.say({"type": "connection_init", "payload": payload})
        client.hear()
        client.subscribe(query)
        # The answer to a query on the same socket: by then the subscription is in place.
        client.subscribe("{ sessions { season } }", "2")
        client.hear(), client.hear()
        post(service, LOCK, revision=7)
        assert client.next_data() == {
            "decisionChanged": {"change": "LOCKED", "lock": {"lockedBy": "ada"}}
        }
        post(service, UNLOCK)
        assert client.next_data() == {"decisionChanged": {"change": "UNLOCKED", "lock": None}}


def test_the_request_carries_the_clients_id_to_kafka(service, kafka):
    headers = {"Authorization": f"Bearer {issuing.token('lead')}", "X-Request-Id": "desk-17"}
    answer = service.http.post("/graphql", json={"query": UNLOCK}, headers=headers)
    assert answer.headers["X-Request-Id"] == "desk-17"
    (request,) = kafka.requests
    assert request.request_id.startswith("desk-17.")
    assert request.act is not None
    assert request.act.by_lead
