"""The benchmark's clients hear every event of a real service, whatever the size of its frames."""

import asyncio
import json
import math

import pytest

from f1strategy.benches.api import FIELDS, option_sets
from f1strategy.benches.api_clients import Subscriber, ask_steadily
from tests.api.in_memory_kafka import InMemoryKafka
from tests.api.racing import NORRIS, options

QUERY = "subscription { optionsUpdated { revision callReason causedByIngestTimeMs } }"
SUBSCRIBE = json.dumps({"type": "subscribe", "id": "1", "payload": {"query": QUERY}})
SIZES = (1, 100, 200, 60_000, 70_000, 300_000)


@pytest.fixture
def service(serve):
    return serve(InMemoryKafka(options(NORRIS)))


def test_frames_of_every_length_are_heard(service):
    async def heard() -> int:
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(
            lambda: Subscriber(f"127.0.0.1:{service.port}", SUBSCRIBE, after_ms=lambda: -math.inf),
            "127.0.0.1",
            service.port,
        )

        async def until(count: int) -> None:
            async with asyncio.timeout(5):
                while len(client.waits_ms) < count:
                    await asyncio.sleep(0.01)

        await until(1)
        for revision, size in enumerate(SIZES, 2):
            service.kafka.publish(options(NORRIS, revision=revision, call_reason="x" * size))
        await until(1 + len(SIZES))
        client.close()
        return len(client.waits_ms)

    assert asyncio.run(heard()) == 1 + len(SIZES)


def test_questions_are_asked_at_their_times_and_failures_are_counted(service):
    async def asked(query: str) -> tuple[int, int]:
        body = json.dumps({"query": query}).encode()
        waits_ms, failures = await ask_steadily(
            "127.0.0.1", service.port, body, per_s=50, seconds=0.4, connections=3
        )
        return len(waits_ms), failures

    assert asyncio.run(asked("{ sessions { season } }")) == (20, 0)
    assert asyncio.run(asked("{ nonsense }")) == (20, 20)


def test_the_benchmarks_option_sets_are_a_races_and_can_be_asked_for(service):
    sets = option_sets()
    assert len({one.driver_number for one in sets}) == 20
    assert max(len(one.plans) for one in sets) >= 3
    for one in sets[:20]:
        service.kafka.publish(one)
    query = f"{{ liveOptions(sessionKey: {sets[0].session_key}) {{ {FIELDS} }} }}"
    assert "errors" not in service.ask(query)
