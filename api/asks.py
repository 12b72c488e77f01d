"""Questions to the strategy job: a request on one topic, its reply on another, matched by id.

Nothing is computed here, and nothing kept but who waits: any replica may ask, and each hears all replies.
"""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

from kafka import KafkaProducer
from kafka.errors import KafkaError

from api.errors import Failed
from api.metrics import ApiMetrics
from api.settings import ApiSettings
from schemas.codec import encode
from schemas.records import Act, Scenario, StrategyReply, StrategyRequest
from schemas.topics import REQUESTS

WRITE_S: Final = 1.0
"""How long the broker may take to have a request in its log."""


NOTHING: Final = Scenario()
"""Nothing is otherwise."""


class Producer(Protocol):
    """What is used of `kafka.KafkaProducer`."""

    def send(self, topic: str, *, value: bytes, key: bytes) -> Any:
        """Put a value on its way; the answer's `get(timeout)` waits until it is in the log."""

    def close(self, timeout: float | None = None) -> None:
        """Let go of the broker."""


def kafka_producer(bootstrap_servers: str) -> Producer:
    """A producer whose requests are in the log once, in order."""
    producer: Producer = KafkaProducer(
        bootstrap_servers=bootstrap_servers,
        client_id="livef1-api",
        acks="all",
        enable_idempotence=True,
        max_block_ms=round(1000 * WRITE_S),
        bootstrap_timeout_ms=round(1000 * WRITE_S),
    )
    return producer


class Asks:
    """Those who wait for replies. Belongs to the event loop's thread; only writing has another."""

    def __init__(
        self,
        producers: Callable[[], Producer],
        settings: ApiSettings,
        metrics: ApiMetrics,
        clock_s: Callable[[], float] = time.time,
    ) -> None:
        self._producers, self._settings, self._metrics = producers, settings, metrics
        self._clock_s = clock_s
        self._waiting: dict[str, asyncio.Future[StrategyReply]] = {}
        self._producer: Producer | None = None
        self._making = threading.Lock()
        metrics.waiting_asks.set_function(lambda: len(self._waiting))

    async def ask(
        self,
        session_key: int,
        driver_number: int,
        scenario: Scenario = NOTHING,
        *,
        act: Act | None = None,
        by: str | None = None,
        request_id: str = "",
    ) -> StrategyReply:
        """The strategy job's reply. Raises `Failed`; a client that leaves takes its question along.

        request_id: of the client's request; the question's own begins with it.
        """
        if len(self._waiting) >= self._settings.max_waiting_asks:
            raise self._failed(
                "TOO_BUSY", "Too many questions wait for the strategy job; ask again."
            )
        request = StrategyRequest(
            request_id=f"{request_id}.{uuid.uuid4().hex}".lstrip("."),
            session_key=session_key,
            driver_number=driver_number,
            sent_time_ms=round(1000 * self._clock_s()),
            requested_by=by,
            scenario=scenario,
            act=act,
        )
        reply = asyncio.get_running_loop().create_future()
        self._waiting[request.request_id] = reply
        began_s = time.monotonic()
        try:
            await asyncio.to_thread(self._write, request)
            found: StrategyReply = await asyncio.wait_for(reply, self._settings.ask_timeout_s)
        except KafkaError as error:
            message = "The question did not reach Kafka; the last state is still shown."
            raise self._failed("UNAVAILABLE", message) from error
        except TimeoutError as error:
            message = f"The strategy job did not answer within {self._settings.ask_timeout_s:g} s."
            raise self._failed("TIMEOUT", message) from error
        finally:
            del self._waiting[request.request_id]
        self._metrics.ask_s.observe(time.monotonic() - began_s)
        return found

    def settle(self, replies: Iterable[StrategyReply]) -> None:
        """Hand replies to those who wait for them; others are somebody else's."""
        for reply in replies:
            waiting = self._waiting.get(reply.request_id)
            if waiting is not None and not waiting.done():
                waiting.set_result(reply)

    def close(self) -> None:
        """Let go of the broker."""
        with self._making:
            if self._producer is not None:
                self._producer.close(timeout=WRITE_S)
                self._producer = None

    def _write(self, request: StrategyRequest) -> None:
        with self._making:
            if self._producer is None:
                self._producer = self._producers()
        key = REQUESTS.key(request).encode()
        self._producer.send(REQUESTS.name, value=encode(request), key=key).get(WRITE_S)

    def _failed(self, code: str, message: str) -> Failed:
        self._metrics.failed_asks.labels(code).inc()
        return Failed(code, message)
