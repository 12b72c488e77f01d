"""Clients that others have written follow a race through the real service, whatever their network does."""

import asyncio
import math
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from f1strategy.ingest.recording import Recording
from f1strategy.ingest.simulated import simulate
from f1strategy.runtime.api_server import start_api
from f1strategy.runtime.errors import NotReady
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.race import Race, run_race
from f1strategy.runtime.stack import StackState
from schemas import codec
from schemas.records import OptionSet
from schemas.sdl import WIRE_ONLY, camel_case
from schemas.topics import OPTIONS
from tests.integration.followers import Follower, gql_follower, node_follower, until
from tests.integration.halted import halted
from tests.integration.oracle import answer, answerable, by_lap, folded, folded_options, of_session

pytestmark = [pytest.mark.stack, pytest.mark.slow]

PROJECT = Path(__file__).parents[2]
SAMPLE = PROJECT / "docs" / "clients" / "javascript"
CUT = PROJECT / "tests" / "clients" / "cut.mjs"
SEED, LAPS, MIDDLE = 21, 8, 5
CARS = 20


@pytest.fixture(scope="module")
def socket_url(running, tmp_path_factory):
    """Where the service beside the running stack talks WebSocket."""
    started, address = start_api(RunFolder(tmp_path_factory.mktemp("api")), running)
    yield f"ws{address.removeprefix('http')}/graphql"
    started.process.terminate()
    started.process.wait()


@pytest.fixture(scope="module")
def node_client():
    """The command of the client made with npm's packages, installed as its lock says."""
    install = ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(install, cwd=SAMPLE, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"npm ci in {SAMPLE}: {done.stderr}")
    return ["node", str(CUT)]


@dataclass
class Followed:
    """A race that two clients followed to its end, and the option sets that Kafka then holds."""

    recording: Recording
    options: list[OptionSet]
    by_gql: Follower
    by_node: Follower
    asked: Any


WHAT_IF = """query ($session: Int!) {
  whatIf(sessionKey: $session, driverNumber: 7, scenario: {paceOffsetS: 2}) {
    status driverNumber lapNumber errors { field } whatIf { timeChangeS changePlaces futures } } }"""


def ask(url: str, session_key: int) -> Any:
    """What the service says to a question while the race is halted."""
    address = f"http{url.removeprefix('ws')}"
    question = {"query": WHAT_IF, "variables": {"session": session_key}}
    return httpx.post(address, json=question, timeout=30, trust_env=False).json()


async def follow(state: StackState, url: str, command: list[str]) -> Followed:
    """Replay a race to both clients; one of them loses its connection in the middle."""
    recording = simulate(SEED, LAPS)
    session_key = recording.session_key
    loop = asyncio.get_running_loop()
    asked: list[Any] = []
    async with (
        gql_follower(url, session_key) as by_gql,
        node_follower(command, url, session_key) as (by_node, cut),
    ):

        def wait(true: Callable[[], bool], what: str) -> None:
            waiting = until(true, what, by_gql, by_node)
            asyncio.run_coroutine_threadsafe(waiting, loop).result()

        def cut_off() -> None:
            wait(lambda: min(by_gql.lap, by_node.lap) >= MIDDLE - 1, "half a race heard")
            loop.call_soon_threadsafe(cut)
            wait(lambda: "closed" in by_node.connection, "connection lost")
            asked.append(ask(url, session_key))

        def race() -> list[OptionSet]:
            simulated = Race(recording, "simulated", math.inf)
            wait(lambda: by_gql.connection == by_node.connection == ["connected"], "connections")
            run_race(simulated, state, lambda run: halted(run, {MIDDLE: cut_off}), lambda _: None)
            return of_session(state, OPTIONS, OptionSet, session_key)

        options = await asyncio.to_thread(race)
        last = last_options(options)
        # If they never know it, the tests say so, with the difference.
        with suppress(NotReady):
            await until(lambda: by_gql.newest == by_node.newest == last, "end", by_gql, by_node)
    return Followed(recording, options, by_gql, by_node, *asked)


def last_options(sets: Iterable[OptionSet]) -> dict[int, object]:
    """Each driver's option set of the last lap, as the API tells it."""
    ordered = sorted(sets, key=lambda one: one.lap_number)
    return {one.driver_number: as_graphql(codec.as_row(one)) for one in ordered}


def as_graphql(value: object) -> object:
    if isinstance(value, dict):
        shown = value.keys() - WIRE_ONLY
        return {camel_case(name): as_graphql(value[name]) for name in shown}
    return [as_graphql(one) for one in value] if isinstance(value, list | tuple) else value


@pytest.fixture(scope="module")
def followed(running, socket_url, node_client):
    """One race for all tests of this module."""
    return asyncio.run(follow(running, socket_url, node_client))


def test_every_lap_of_every_driver_has_options(followed):
    laps = folded(followed.recording)
    assert len(laps) == CARS * LAPS
    assert answerable(laps) - by_lap(followed.options).keys() == set()


def test_the_cluster_answers_as_a_plain_fold_of_the_same_rows_does(followed):
    told = {lap: answer(options) for lap, options in by_lap(followed.options).items()}
    assert told == {lap: answer(one) for lap, one in folded_options(followed.recording).items()}


def test_a_client_made_with_gql_ends_with_what_kafka_holds_of_every_driver(followed):
    assert followed.by_gql.connection == ["connected"]
    assert len(followed.by_gql.newest) == CARS
    assert followed.by_gql.newest == last_options(followed.options)


def test_a_client_made_with_graphql_ws_knows_the_same_although_its_connection_was_cut(followed):
    assert followed.by_node.connection == ["connected", "closed", "connected"]
    assert len(followed.by_node.newest) == CARS
    assert followed.by_node.newest == last_options(followed.options)


def test_a_question_in_the_middle_of_the_race_is_answered_by_the_strategy_job(followed):
    told = followed.asked["data"]["whatIf"]
    assert (told["status"], told["errors"], told["driverNumber"]) == ("OK", [], 7)
    assert 1 <= told["lapNumber"] <= MIDDLE
    laps_left = LAPS - told["lapNumber"]
    assert 0 < told["whatIf"]["timeChangeS"] <= 2.5 * laps_left
    assert told["whatIf"]["futures"] > 0
