"""Every operation against the real stack, over HTTP and WebSocket, on two replicas that must agree.

`LIVEF1_REGENERATE=1` writes the snapshots anew; look at the difference before you commit it.
"""

import asyncio
import json
import math
import os
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from f1strategy.ingest.causal import release
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.replay import Replay
from f1strategy.ingest.simulated import simulate
from f1strategy.lake.latest import rows
from f1strategy.lake.location import Lake
from f1strategy.runtime.api_server import start_api
from f1strategy.runtime.archived import drain_archive
from f1strategy.runtime.drain import drain
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.waiting import wait_until
from schemas.tables import DECISIONS, REPLIES
from tests.api import issuing
from tests.integration.saved_operations import (
    Saved,
    masked,
    over_http,
    over_websocket,
    saved_operations,
)

pytestmark = [pytest.mark.stack, pytest.mark.slow]

SNAPSHOTS = Path(__file__).parents[1] / "golden" / "api"
SEED, LAPS = 33, 20
OPERATIONS = saved_operations()
CAR, OTHER_CAR = 7, 9
ATTEMPTS = 200


@pytest.fixture(scope="module")
def session_key(running):
    """A race that stands still in its middle, so that there is still something to decide."""
    race = simulate(SEED, LAPS)
    rows = release(race)
    with Publisher(running.bootstrap_servers) as publisher:
        Replay(
            rows[: len(rows) // 2],
            session_key=race.session_key,
            source="simulated",
            publish=publisher.publish,
            clock=SystemClock(),
            speed=math.inf,
        ).run()
        publisher.flush()
    drain(running.bootstrap_servers, running.flink_rest, running.jobs)
    return race.session_key


@pytest.fixture(scope="module")
def replicas(running, session_key, tmp_path_factory):
    """Two services beside the same stack, neither of which knows of the other."""
    limits = {
        "LIVEF1_REQUESTS_PER_S_ADDRESS": "10000",
        "LIVEF1_SOCKETS_PER_ADDRESS": "1000",
        # Two hundred questions at once are about who gets the lock, not about how busy this machine is.
        "LIVEF1_ASK_TIMEOUT_S": "20",
    }
    folders = [RunFolder(tmp_path_factory.mktemp(name)) for name in ("one", "other")]
    started = [start_api(folder, running, limits) for folder in folders]
    yield [address for _, address in started]
    for process, _ in started:
        process.process.terminate()
        process.process.wait()


@pytest.fixture(scope="module")
def archived(running, session_key):
    """The race is in the lake too."""
    drain_archive(running.bootstrap_servers, Lake.at(running.lake))
    return running.lake


def ask(address: str, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    return httpx.post(f"{address}/graphql", json=body, timeout=30, trust_env=False).json()


def newest_revision(address: str, session_key: int, car: int = CAR) -> int:
    query = (
        "query ($s: Int!, $c: Int!) { liveOptions(sessionKey: $s, driverNumber: $c) { revision } }"
    )
    (options,) = ask(address, query, s=session_key, c=car)["data"]["liveOptions"]
    return int(options["revision"])


def variables_of(saved: Saved, address: str, session_key: int) -> dict[str, Any]:
    known = {
        "sessionKey": session_key,
        "driverNumber": CAR,
        "scenario": {"paceOffsetS": 0.5},
        "after": None,
        "commentId": "none",
        "revision": newest_revision(address, session_key),
    }
    return {name: known[name] for name in saved.variables}


def snapshot(name: str, answer: Any) -> Any:
    """What is kept of an answer, after writing it if that is asked for."""
    path = SNAPSHOTS / f"{name}.json"
    if os.environ.get("LIVEF1_REGENERATE") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")
    assert path.is_file(), f"no snapshot {path.name}: run with LIVEF1_REGENERATE=1"
    return json.loads(path.read_text(encoding="utf-8"))


QUERIES = [one for one in OPERATIONS.values() if one.kind == "query"]
OF_THIS_RACE = [one for one in QUERIES if one.name not in ("Status", "Sessions")]


@pytest.mark.parametrize("saved", OF_THIS_RACE, ids=lambda one: one.name)
def test_a_query_has_the_same_answer_on_every_way_to_every_replica(
    saved, replicas, session_key, archived
):
    variables = variables_of(saved, replicas[0], session_key)
    answers = [
        masked(ask_over(address, saved, variables))
        for address in replicas
        for ask_over in (over_http, over_websocket)
    ]
    assert "errors" not in answers[0], answers[0]
    assert answers == [answers[0]] * 4
    assert answers[0] == snapshot(saved.name, answers[0])


def test_sessions_and_status_know_the_race_and_the_jobs(replicas, session_key, archived):
    for address in replicas:
        sessions = over_http(address, OPERATIONS["Sessions"], {})["data"]["sessions"]
        assert session_key in [one["sessionKey"] for one in sessions]
        status = over_http(address, OPERATIONS["Status"], {})["data"]["systemStatus"]
        assert {"normalize", "strategy", "archive"} <= {job["name"] for job in status["jobs"]}
        assert {job["state"] for job in status["jobs"]} == {"RUNNING"}
        assert status["jobsError"] is None
        assert status["isLive"] is True


@pytest.mark.parametrize("name", ["LiveOptions", "LiveField"])
def test_a_subscription_begins_with_the_present_and_its_place(name, replicas, session_key):
    query = OPERATIONS[name].text
    root = "optionsUpdated" if name == "LiveOptions" else "fieldUpdated"
    about = f"sessionKey: {session_key}"
    if name == "LiveOptions":
        about += f", driverNumber: {CAR}"
    one = Saved(name, query.replace(f"{root} {{", f"{root}({about}) {{"), "")
    answers = [masked(over_websocket(address, one, {})) for address in replicas]
    assert answers[0]["extensions"]["eventId"]
    assert answers[0] == answers[1] == snapshot(name, answers[0])


ACTS = ("Lock", "Unlock", "Comment", "TakeBack")


@pytest.mark.parametrize("name", ACTS)
def test_an_act_has_the_same_answer_on_every_way_to_every_replica(name, replicas, session_key):
    saved = OPERATIONS[name]
    lock = OPERATIONS["Lock"]
    answers = []
    for address in replicas:
        variables = variables_of(saved, address, session_key)
        for ask_over in (over_http, over_websocket):
            if name == "Unlock":
                over_http(address, lock, variables_of(lock, address, session_key))
            answers.append(masked(ask_over(address, saved, variables)))
    over_http(
        replicas[0],
        OPERATIONS["Unlock"],
        variables_of(OPERATIONS["Unlock"], replicas[0], session_key),
    )
    assert "errors" not in answers[0], answers[0]
    assert answers == [answers[0]] * 4
    assert answers[0] == snapshot(name, answers[0])


INVALID = {
    "liveOptions": ('{ liveOptions(sessionKey: "x") { call } }', "BAD_USER_INPUT"),
    "field": ("{ field { leaderLap } }", "BAD_USER_INPUT"),
    "whatIf": (
        "{ whatIf(sessionKey: 1, driverNumber: 7, scenario: {warp: 9}) { status } }",
        "BAD_USER_INPUT",
    ),
    "driver": ("{ driver(sessionKey: 1) { driverCode } }", "BAD_USER_INPUT"),
    "laps": ("{ laps(sessionKey: 1, first: 0) { version } }", "BAD_USER_INPUT"),
    "laps version": ("{ laps(sessionKey: 1, version: 9999999) { version } }", "NO_VERSION"),
    "optionsHistory": (
        "{ optionsHistory(sessionKey: 1, first: 101) { version } }",
        "BAD_USER_INPUT",
    ),
    "deadLetters": ('{ deadLetters(after: "x") { version } }', "BAD_USER_INPUT"),
    "lockOption": (
        "mutation { lockOption(sessionKey: 1, driverNumber: 7, revision: 1, forS: 1) { outcome } }",
        "BAD_USER_INPUT",
    ),
    "commentOnOption": (
        'mutation { commentOnOption(sessionKey: 1, driverNumber: 7, text: " ") { outcome } }',
        "BAD_USER_INPUT",
    ),
    "unlockOption": ("mutation { unlockOption(sessionKey: 1) { outcome } }", "BAD_USER_INPUT"),
    "deleteComment": (
        'mutation { deleteComment(sessionKey: 1, driverNumber: 7, commentId: "") { outcome } }',
        "BAD_USER_INPUT",
    ),
    "optionsUpdated": ('subscription { optionsUpdated(after: "x") { call } }', "BAD_USER_INPUT"),
    "syntax": ("{ sessions {", "GRAPHQL_PARSE_FAILED"),
}


@pytest.mark.parametrize("name", INVALID)
def test_invalid_input_is_told_with_a_code(name, replicas):
    query, code = INVALID[name]
    saved = Saved(name, query, "")
    ways = [over_websocket] if query.startswith("subscription") else [over_http, over_websocket]
    for way in ways:
        (error,) = way(replicas[0], saved, {})["errors"]
        assert error["extensions"]["code"] == code, error


LOCK = """mutation ($s: Int!, $c: Int!, $r: Int!, $for: Int!, $why: String) {
  lockOption(sessionKey: $s, driverNumber: $c, revision: $r, forS: $for, reason: $why) {
    outcome message requestId decision { lock { reason lockedBy } } newestOptions { revision } } }"""
UNLOCK = (
    "mutation ($s: Int!, $c: Int!) { unlockOption(sessionKey: $s, driverNumber: $c) { outcome } }"
)


def test_a_lock_is_told_to_all_expires_and_is_in_the_audit_trail(
    running, replicas, session_key, archived
):
    one, other = replicas
    revision = newest_revision(one, session_key, OTHER_CAR)
    outdated = ask(one, LOCK, s=session_key, c=OTHER_CAR, r=revision - 1, **{"for": 5})
    assert outdated["data"]["lockOption"]["outcome"] == "OUTDATED"
    assert outdated["data"]["lockOption"]["newestOptions"] == {"revision": revision}
    done = ask(one, LOCK, s=session_key, c=OTHER_CAR, r=revision, why="we go", **{"for": 5})
    assert done["data"]["lockOption"]["outcome"] == "DONE"
    query = """query ($s: Int!, $c: Int!) { decisions(sessionKey: $s, driverNumber: $c) {
      change lock { reason } } }"""

    def told() -> Any:
        found = ask(other, query, s=session_key, c=OTHER_CAR)["data"]["decisions"]
        return found[0] if found else None

    def becomes(change: str, patience_s: float) -> None:
        wait_until(
            lambda: (told() or {}).get("change") == change,
            what=f"the other replica hears that the lock is {change}",
            hint="see the strategy job",
            timeout_s=patience_s,
            every_s=0.1,
        )

    becomes("LOCKED", 5)
    becomes("EXPIRED", 15)
    lake = Lake.at(running.lake)
    drain_archive(running.bootstrap_servers, lake)
    trail = [
        (row["revision"], row["change"], row["lock"] and row["lock"]["reason"])
        for row in rows(lake, DECISIONS, session_key).to_pylist()
        if row["driver_number"] == OTHER_CAR
    ]
    assert sorted(trail) == [(1, "LOCKED", "we go"), (2, "EXPIRED", None)]
    verdicts = [row["verdict"] for row in rows(lake, REPLIES, session_key).to_pylist()]
    assert "OUTDATED" in {one["outcome"] for one in verdicts if one is not None}


@pytest.fixture(scope="module")
def guarded(running, session_key, tmp_path_factory):
    """Two services that ask for tokens."""
    tokens = issuing.settings(tmp_path_factory.mktemp("issuer") / "jwks.json")
    settings = {
        "LIVEF1_JWKS": tokens.jwks,
        "LIVEF1_TOKEN_ISSUER": tokens.issuer,
        "LIVEF1_TOKEN_AUDIENCE": tokens.audience,
        "LIVEF1_REQUESTS_PER_S_ADDRESS": "10000",
    }
    folders = [RunFolder(tmp_path_factory.mktemp(name)) for name in ("guarded", "other")]
    started = [start_api(folder, running, settings) for folder in folders]
    yield [address for _, address in started]
    for process, _ in started:
        process.process.terminate()
        process.process.wait()


def as_user(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {issuing.token('strategist', sub=name)}"}


def test_of_two_hundred_at_once_on_two_replicas_one_gets_the_lock_and_all_learn_who(
    replicas, guarded, session_key
):
    revision = newest_revision(replicas[0], session_key)
    variables = {"s": session_key, "c": CAR, "r": revision, "for": 60}
    body = {"query": LOCK, "variables": variables}

    async def attempt(client: httpx.AsyncClient, number: int) -> Any:
        url = f"{guarded[number % 2]}/graphql"
        answer = await client.post(url, json=body, headers=as_user(f"user-{number}"))
        return answer.json()

    async def all_at_once() -> list[Any]:
        limits = httpx.Limits(max_connections=ATTEMPTS)
        async with httpx.AsyncClient(trust_env=False, timeout=30, limits=limits) as client:
            return await asyncio.gather(*(attempt(client, number) for number in range(ATTEMPTS)))

    told = asyncio.run(all_at_once())
    assert [answer["errors"] for answer in told if "errors" in answer] == []
    answers = [answer["data"]["lockOption"] for answer in told]
    outcomes = Counter(answer["outcome"] for answer in answers)
    assert outcomes == {"DONE": 1, "HELD": ATTEMPTS - 1}
    (winner,) = [answer for answer in answers if answer["outcome"] == "DONE"]
    holder = winner["decision"]["lock"]["lockedBy"]
    assert {answer["decision"]["lock"]["lockedBy"] for answer in answers} == {holder}
    headers = as_user(holder)
    body = {"query": UNLOCK, "variables": {"s": session_key, "c": CAR}}
    released = httpx.post(f"{guarded[0]}/graphql", json=body, headers=headers, trust_env=False)
    assert released.json()["data"]["unlockOption"]["outcome"] == "DONE"
