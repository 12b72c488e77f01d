"""How fast the API is: from a topic to five hundred sockets, queries beside it, clients that never read."""

import asyncio
import json
import math
import time
from collections.abc import Callable
from contextlib import closing
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit

import psutil
from msgspec.structs import replace

from f1strategy.artifacts.serving import wear_models
from f1strategy.artifacts.store import SHIPPED, load
from f1strategy.benches.api_clients import Subscriber, ask_steadily
from f1strategy.benches.machine import machine
from f1strategy.ingest.causal import release
from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.publisher import Producer, connect
from f1strategy.ingest.simulated import simulate
from f1strategy.models.driver_wear import with_wear_of_all
from f1strategy.runtime.api_server import start_api
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.latency import percentile
from f1strategy.runtime.stack import Stack
from f1strategy.strategy.desk import OptionDesk
from f1strategy.strategy.field import FieldTable
from f1strategy.strategy.forecaster import read_strategy_models
from f1strategy.timing.fold import fold
from schemas import codec
from schemas.records import OptionSet
from schemas.topics import OPTIONS

Report = Callable[[str], None]

LAPS: Final = 5
FUTURES: Final = 20
WARM_UP_S: Final = 5.0
SOCKETS: Final = 10_000
"""What one address may have open here, so that the limit is not what is measured."""
FIELDS: Final = """sessionKey driverNumber driverCode lapNumber revision position compound tyreAgeLaps
  trackStatus call callReason causedByIngestTimeMs
  plans { rank label timeToBestS meanPosition positionLow positionHigh regretPlaces
    stops { lapNumber compound } }
  rejoin { position positionLow positionHigh aheadDriverCode aheadGapS behindDriverCode behindGapS }
  duels { rivalDriverNumber isThreat gapS undercutProbability }
  contingencies { event call gainPlaces }"""
"""What a desk shows of an option set."""


def measure(
    *, subscribers: int, queries_per_s: float, silent: int, seconds: float, report: Report
) -> dict[str, Any]:
    """Waits in milliseconds of one API process, three times `seconds` long: subscribers alone, with
    queries beside them, with clients that never read. Raises what a stack that fails raises.
    """
    report("making option sets of a race")
    sets = option_sets()
    with TemporaryDirectory() as name, Stack(RunFolder(folder := Path(name)), report) as stack:
        state = stack.up(with_jobs=False)
        limits = {"LIVEF1_SOCKETS_PER_ADDRESS": SOCKETS, "LIVEF1_REQUESTS_PER_S_ADDRESS": SOCKETS}
        started, address = start_api(
            RunFolder(folder), state, {key: str(value) for key, value in limits.items()}
        )
        try:
            with closing(connect(state.bootstrap_servers)) as producer:
                race = _Race(producer, sets)
                load_ = _Load(address, race, psutil.Process(started.process.pid), report)
                figures = asyncio.run(load_.run(subscribers, queries_per_s, silent, seconds))
        finally:
            started.process.terminate()
            started.process.wait()
    return {**figures, **machine("ariadne", "graphql-core", "kafka-python", "uvicorn")}


def option_sets() -> list[OptionSet]:
    """The option sets of the first laps of the simulated race, in order, as the jobs would publish them."""
    race = simulate(1, LAPS)
    rows = (
        envelope(
            row.row,
            source="bench",
            endpoint=row.endpoint,
            session_key=race.session_key,
            sequence=sequence,
            ingest_time_ms=0,
        )
        for sequence, row in enumerate(release(race))
    )
    files = load(SHIPPED)
    laps = with_wear_of_all(fold(rows), wear_models(files)).values()
    field = FieldTable(race.session_key, read_strategy_models(files))
    desks: dict[int, OptionDesk] = {}
    found = []
    for lap in sorted(laps, key=lambda lap: lap.lap_end_time_ms or math.inf):
        for request in field.apply(lap).requests:
            desk = desks.setdefault(
                request.driver_number,
                OptionDesk(race.session_key, request.driver_number, None, FUTURES),
            )
            decided = desk.apply(request).options
            if decided is not None:
                found.append(decided)
    return found


class _Race:
    """Publishes option sets for ever, each newer than all before it."""

    def __init__(self, producer: Producer, sets: list[OptionSet]) -> None:
        self._producer = producer
        self._sets = cycle(sets)
        self._revision = 0
        self.session_key = sets[0].session_key
        self.driver_numbers = {one.driver_number for one in sets}

    def publish(self) -> None:
        """One more, on lap after lap."""
        self._revision += 1
        options = replace(
            next(self._sets),
            revision=self._revision,
            lap_number=self._revision,
            caused_by_ingest_time_ms=time.time_ns() // 1_000_000,
        )
        key = OPTIONS.key(options).encode()
        self._producer.send(OPTIONS.name, value=codec.encode(options), key=key)


class _Load:
    """The clients, the race, and what they find."""

    def __init__(self, address: str, race: _Race, process: psutil.Process, report: Report) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 0
        self._race, self._process, self._report = race, process, report
        self._from_ms = math.inf

    async def run(
        self, subscribers: int, queries_per_s: float, silent: int, seconds: float
    ) -> dict[str, Any]:
        """All three parts."""
        for _ in range(2 * len(self._race.driver_numbers)):
            self._race.publish()
        self._report(f"{subscribers} subscribers")
        readers = await self._subscribers(subscribers)
        await self._watch(readers, WARM_UP_S)
        alone, published = await self._watch(readers, seconds)
        self._report(f"{queries_per_s:g} queries a second beside them")
        (beside, _), (asked_ms, failures) = await asyncio.gather(
            self._watch(readers, seconds),
            ask_steadily(
                self._host, self._port, self._question(), per_s=queries_per_s, seconds=seconds
            ),
        )
        self._report(f"{silent} clients that never read")
        before_bytes = self._process.memory_info().rss
        mutes = await self._subscribers(silent)
        for mute in mutes:
            if mute.transport is not None:
                mute.transport.pause_reading()
        with_mutes, _ = await self._watch(readers, seconds)
        grown_bytes = self._process.memory_info().rss - before_bytes
        lost = sum(reader.is_lost for reader in readers)
        for one in (*readers, *mutes):
            one.close()
        alone_p95, mutes_p95 = _p(alone, 0.95), _p(with_mutes, 0.95)
        return {
            "socket_p50_ms": _p(alone, 0.5),
            "socket_p95_ms": alone_p95,
            "socket_p99_ms": _p(alone, 0.99),
            "query_p50_ms": _p(asked_ms, 0.5),
            "query_p95_ms": _p(asked_ms, 0.95),
            "query_p99_ms": _p(asked_ms, 0.99),
            "query_failures": failures,
            "socket_beside_queries_p95_ms": _p(beside, 0.95),
            "socket_beside_silent_p95_ms": mutes_p95,
            "silent_ratio": round(mutes_p95 / alone_p95, 3) if alone_p95 and mutes_p95 else None,
            "silent_memory_mb": round(grown_bytes / 2**20, 1),
            "events_published": published,
            "events_missed": published * subscribers - len(alone),
            "subscribers": subscribers,
            "subscribers_lost": lost,
            "queries_per_s": queries_per_s,
            "silent": silent,
        }

    async def _subscribers(self, count: int) -> list[Subscriber]:
        text = f"subscription {{ optionsUpdated(sessionKey: {self._race.session_key}) {{ {FIELDS} }} }}"
        frame = json.dumps({"type": "subscribe", "id": "1", "payload": {"query": text}})
        loop = asyncio.get_running_loop()
        made = []
        for _ in range(count):
            _, one = await loop.create_connection(
                lambda: Subscriber(
                    f"{self._host}:{self._port}", frame, after_ms=lambda: self._from_ms
                ),
                self._host,
                self._port,
            )
            made.append(one)
        await asyncio.gather(*(one.is_following.wait() for one in made))
        await asyncio.sleep(2.0)
        return made

    async def _watch(self, readers: list[Subscriber], seconds: float) -> tuple[list[float], int]:
        """Publish two option sets a second, a race at some five times its speed."""
        for reader in readers:
            reader.waits_ms.clear()
        self._from_ms = time.time() * 1000
        count, until_s = 0, time.perf_counter() + seconds
        while time.perf_counter() < until_s:
            await asyncio.sleep(0.5)
            await asyncio.to_thread(self._race.publish)
            count += 1
        await asyncio.sleep(2.0)
        self._from_ms = math.inf
        return [wait_ms for reader in readers for wait_ms in reader.waits_ms], count

    def _question(self) -> bytes:
        key = self._race.session_key
        query = f"{{ liveOptions(sessionKey: {key}) {{ {FIELDS} }} }}"
        return json.dumps({"query": query}).encode()


def _p(waits_ms: list[float], share: float) -> float | None:
    found = percentile(sorted(waits_ms), share)
    return None if found is None else round(found, 1)
