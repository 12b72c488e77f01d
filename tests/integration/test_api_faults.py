"""The service loses what it stands on, and its clients lose the service: nothing is missed."""

import asyncio
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from kafka import KafkaProducer

from docs.clients.python.follow import follow
from f1strategy.runtime.api_server import API_PORT, start_api
from f1strategy.runtime.broker import start_broker
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.ports import LOOPBACK, choose
from f1strategy.runtime.processes import Started
from f1strategy.runtime.stack import StackState
from f1strategy.runtime.topics import create_topics
from f1strategy.runtime.waiting import wait_until
from schemas.codec import encode
from schemas.records import OptionSet
from schemas.topics import OPTIONS
from tests.api.racing import NORRIS, SESSION, VERSTAPPEN, field, options

pytestmark = [pytest.mark.stack, pytest.mark.slow]

MARK = "api-faults"
SUBSCRIBERS = 100
EVENTS_S = 0.02
RESUMED_S = 5.0
ANSWER_S = 1.0
QUERY = """subscription ($after: String) {
  optionsUpdated(sessionKey: 9839, after: $after) { driverNumber revision } }"""


class Broker:
    """A broker of this test alone, on a port that stays its own."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.port, self.controller_port = choose((0, 0))
        self.servers = f"{LOOPBACK}:{self.port}"
        self.started: Started | None = None

    def start(self) -> None:
        self.started = start_broker(self.folder, self.port, self.controller_port, MARK)
        wait_until(
            self.is_there,
            what="a broker that listens",
            hint=f"see {self.folder.logs}",
            timeout_s=60,
            every_s=0.2,
            watch=self.started.check,
        )

    def is_there(self) -> bool:
        with suppress(OSError), socket.create_connection((LOOPBACK, self.port), 1):
            return True
        return False

    def kill(self) -> None:
        assert self.started is not None
        self.started.process.kill()
        self.started.process.wait()


@pytest.fixture(scope="module")
def broker(tmp_path_factory) -> Iterator[Broker]:
    broker = Broker(RunFolder(tmp_path_factory.mktemp("broker")))
    broker.start()
    create_topics(broker.servers)
    yield broker
    broker.kill()


def state(broker: Broker) -> StackState:
    return StackState(mark=MARK, started_time_ms=0, bootstrap_servers=broker.servers, flink_rest="")


class Service:
    """The API as a process that can be killed and started again at the same address."""

    def __init__(self, broker: Broker, folder: Path) -> None:
        self.broker, self.folder = broker, RunFolder(folder)
        self.port = 0
        self.start()

    def start(self) -> None:
        limits = {"LIVEF1_SOCKETS_PER_ADDRESS": "1000"}
        self.process, self.address = start_api(
            self.folder, state(self.broker), limits, port=self.port or API_PORT
        )
        self.port = int(self.address.rsplit(":", 1)[1])

    def kill(self) -> None:
        self.process.process.send_signal(signal.SIGKILL)
        self.process.process.wait()

    @property
    def socket_url(self) -> str:
        return f"ws{self.address.removeprefix('http')}/graphql"

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", trust_env=False, timeout=5)

    def ask(self, query: str) -> tuple[Any, float]:
        """The answer, and how long it took."""
        began_s = time.perf_counter()
        answer = httpx.post(
            f"{self.address}/graphql", json={"query": query}, trust_env=False, timeout=5
        )
        return answer.json(), time.perf_counter() - began_s


@pytest.fixture
def service(broker, tmp_path) -> Iterator[Service]:
    service = Service(broker, tmp_path)
    yield service
    service.kill()


class Race:
    """Publishes option sets of two cars for as long as it is told to."""

    def __init__(self, broker: Broker) -> None:
        self.producer = KafkaProducer(bootstrap_servers=broker.servers, acks="all")
        self.published: list[tuple[int, int]] = []
        self.revision = 0

    def publish(self) -> None:
        self.revision += 1
        car = (NORRIS, VERSTAPPEN)[self.revision % 2]
        record: OptionSet = options(car, revision=self.revision)
        key = OPTIONS.key(record).encode()
        self.producer.send(OPTIONS.name, value=encode(record), key=key).get(10)
        self.published.append((car, self.revision))

    async def run(self) -> None:
        while True:
            await asyncio.to_thread(self.publish)
            await asyncio.sleep(EVENTS_S)


class Listener:
    """One of the hundred: what it was told, and when it was back."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, int]] = []
        self.connections: list[tuple[str, float]] = []

    async def run(self, url: str) -> None:
        async for data in follow(url, QUERY, on_connection=self.on_connection):
            options_ = data["optionsUpdated"]
            self.heard.append((options_["driverNumber"], options_["revision"]))

    def on_connection(self, word: str) -> None:
        self.connections.append((word, time.perf_counter()))


async def killed_among_a_hundred(service: Service, race: Race) -> tuple[list[Listener], float]:
    """The listeners after the service was killed and started again while the race went on."""
    listeners = [Listener() for _ in range(SUBSCRIBERS)]
    tasks = [asyncio.create_task(one.run(service.socket_url)) for one in listeners]
    racing = asyncio.create_task(race.run())

    async def all_heard(at_least: int) -> None:
        deadline_s = time.perf_counter() + 60
        while min(len(one.heard) for one in listeners) < at_least:
            assert time.perf_counter() < deadline_s, "the listeners do not hear"
            await asyncio.sleep(0.05)

    await all_heard(20)
    await asyncio.to_thread(service.kill)
    await asyncio.sleep(1.0)
    await asyncio.to_thread(service.start)
    back_s = time.perf_counter()
    await all_heard(max(len(one.heard) for one in listeners) + 100)
    racing.cancel()
    with suppress(asyncio.CancelledError):
        await racing
    deadline_s = time.perf_counter() + 10
    ends = set(race.published[-2:])
    while any(not ends <= set(one.heard[-10:]) for one in listeners):
        assert time.perf_counter() < deadline_s, "the last events do not come"
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return listeners, back_s


def test_a_killed_service_costs_a_hundred_subscribers_no_event(broker, service):
    race = Race(broker)
    race.publish()
    race.publish()
    listeners, back_s = asyncio.run(killed_among_a_hundred(service, race))
    for one in listeners:
        # Two cars lie in two partitions: each car's events come in order, the cars' not always.
        for car in (NORRIS, VERSTAPPEN):
            heard = [event for event in one.heard if event[0] == car]
            published = [event for event in race.published if event[0] == car]
            assert heard == published[published.index(heard[0]) :]
        reconnected_s = [at for word, at in one.connections if word == "connected"][-1]
        assert reconnected_s - back_s <= RESUMED_S


FIELD = "{ field(sessionKey: 9839) { leaderLap } sessions { stale } }"


def test_without_kafka_the_last_state_is_told_as_stale_and_it_comes_back(broker, service):
    producer = KafkaProducer(bootstrap_servers=broker.servers, acks="all")
    record = field()
    producer.send("race.field", value=encode(record), key=str(SESSION).encode()).get(10)
    producer.close()
    known = {"field": {"leaderLap": 20}, "sessions": [{"stale": False}]}
    wait_until(
        lambda: service.ask(FIELD)[0] == {"data": known},
        what="the field is known",
        hint="see the service's log",
        timeout_s=10,
        every_s=0.1,
    )
    broker.kill()
    wait_until(
        lambda: service.get("/health/ready").status_code == 503,
        what="the service is not ready",
        hint="see its log",
        timeout_s=15,
        every_s=0.1,
    )
    for _ in range(20):
        answer, took_s = service.ask(FIELD)
        assert answer == {
            "data": {"field": {"leaderLap": 20}, "sessions": [{"stale": True}]},
            "extensions": {"stale": True},
        }
        assert took_s <= ANSWER_S
        time.sleep(0.05)
    (error,) = service.ask("mutation { unlockOption(sessionKey: 1, driverNumber: 7) { outcome } }")[
        0
    ]["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert service.get("/health/live").json() == {"status": "alive"}
    broker.start()
    wait_until(
        lambda: service.get("/health/ready").is_success,
        what="the service is ready again, without a restart",
        hint="see its log",
        timeout_s=30,
        every_s=0.2,
    )
    assert service.ask(FIELD)[0] == {"data": known}
