"""How long a what-if takes, asked and answered through Kafka, computed in Flink while a race runs."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import count, islice
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition

from f1strategy.benches.machine import machine
from f1strategy.benches.running import newest_options, race_under_way
from f1strategy.ingest.publisher import connect
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.simulated import simulate
from f1strategy.runtime.latency import percentile
from f1strategy.runtime.stack import StackState
from schemas import codec
from schemas.records import (
    Compound,
    OptionSet,
    PlannedStop,
    Scenario,
    StrategyReply,
    StrategyRequest,
)
from schemas.topics import REPLIES, REQUESTS

SEED: Final = 1
AHEAD_LAPS: Final = 12
LAST_ANSWERS_S: Final = 10.0
POLL_MS: Final = 100
FETCH_MS: Final = 5
"""The consumer asks again so soon, so that its own waiting is not measured."""


def measure(
    *, requests: int, per_s: float, from_lap: int, report: Callable[[str], None]
) -> dict[str, Any]:
    """Milliseconds from sending to reading the answer; raises what a stack that fails raises."""
    race = simulate(SEED)
    with race_under_way(race, 1.0, from_lap, report) as (state, _):
        cars = newest_options(state, race.session_key, from_lap - 1)
        report(f"asking {requests:,} questions, {per_s:g} a second")
        waits_ms, statuses = _ask(state, race, cars, requests, per_s)
    ordered = sorted(waits_ms)
    return {
        "p50_ms": _rounded(percentile(ordered, 0.5)),
        "p95_ms": _rounded(percentile(ordered, 0.95)),
        "p99_ms": _rounded(percentile(ordered, 0.99)),
        "requests": requests,
        "answered": len(ordered),
        **{f"status_{status.lower()}": count for status, count in sorted(statuses.items())},
        "per_s": per_s,
        "speed": 1.0,
        **machine("apache-flink", "kafka-python", "numba"),
    }


def scenarios(car: OptionSet, rival: int) -> Iterator[Scenario]:
    """One of each kind for this car, and all at once; laps far enough ahead to stay so for a while."""
    lap = car.lap_number + AHEAD_LAPS
    stop = PlannedStop(lap_number=lap, compound=Compound.HARD)
    yield Scenario(stops=(stop,))
    yield Scenario(pace_offset_s=0.3)
    yield Scenario(degradation_factor=1.5)
    yield Scenario(pit_loss_s=25.0)
    yield Scenario(sc_lap_number=lap, sc_laps=3)
    yield Scenario(vsc_lap_number=lap)
    yield Scenario(red_lap_number=lap)
    yield Scenario(rain_lap_number=lap, rain_laps=12)
    yield Scenario(rival_pits_now=rival)
    yield Scenario(
        stops=(stop,),
        pace_offset_s=-0.2,
        degradation_factor=0.8,
        sc_lap_number=lap,
        pit_loss_s=22.0,
    )


def _questions(race: Recording, cars: Mapping[int, OptionSet]) -> Iterator[StrategyRequest]:
    """Endlessly, car after car, kind after kind."""
    numbers = sorted(cars)
    for turn in count():
        for at, number in enumerate(numbers):
            kinds = list(scenarios(cars[number], numbers[at - 1]))
            yield StrategyRequest(
                request_id=f"bench-{turn}-{number}",
                session_key=race.session_key,
                driver_number=number,
                sent_time_ms=time.time_ns() // 1_000_000,
                scenario=kinds[(turn + at) % len(kinds)],
            )


def _ask(
    state: StackState, race: Recording, cars: Mapping[int, OptionSet], requests: int, per_s: float
) -> tuple[list[float], Counter[str]]:
    """Waits in milliseconds and how the answers ended; a question without an answer has no wait."""
    sent_s: dict[str, float] = {}
    waits_ms: list[float] = []
    statuses: Counter[str] = Counter()
    consumer = KafkaConsumer(
        bootstrap_servers=state.bootstrap_servers, group_id=None, fetch_max_wait_ms=FETCH_MS
    )
    partitions = [TopicPartition(REPLIES.name, number) for number in range(REPLIES.partitions)]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    is_over = threading.Event()

    def listen() -> None:
        while not is_over.is_set() and len(waits_ms) < requests:
            for messages in consumer.poll(timeout_ms=POLL_MS).values():
                now_s = time.perf_counter()
                for message in messages:
                    reply = codec.decode(message.value, StrategyReply)
                    waits_ms.append(1000 * (now_s - sent_s[reply.request_id]))
                    statuses[reply.status.value] += 1

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    with closing(connect(state.bootstrap_servers)) as producer:
        for question in islice(_questions(race, cars), requests):
            sent_s[question.request_id] = time.perf_counter()
            producer.send(
                REQUESTS.name, value=codec.encode(question), key=REQUESTS.key(question).encode()
            )
            time.sleep(1 / per_s)
    listener.join(LAST_ANSWERS_S)
    is_over.set()
    listener.join()
    consumer.close()
    return waits_ms, statuses


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
