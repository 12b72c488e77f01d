"""Questions to the strategy job: a request on one topic, its reply on another, matched by id.

Nothing is computed here, and nothing kept but who waits: any replica may ask, and each hears all replies.
"""

import asyncio
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Final

from kafka.errors import KafkaError

from api.errors import Failed
from api.metrics import ApiMetrics
from api.settings import ApiSettings
from api.writer import Writer
from schemas.records import Act, Scenario, StrategyReply, StrategyRequest
from schemas.topics import REQUESTS

NOTHING: Final = Scenario()
"""Nothing is otherwise."""


class Asks:
    """Those who wait for replies. Belongs to the event loop's thread."""

    def __init__(
        self,
        writer: Writer,
        settings: ApiSettings,
        metrics: ApiMetrics,
        clock_s: Callable[[], float] = time.time,
    ) -> None:
        self._writer, self._settings, self._metrics = writer, settings, metrics
        self._clock_s = clock_s
        self._waiting: dict[str, asyncio.Future[StrategyReply]] = {}
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
            await self._writer.write(REQUESTS, request)
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

    def _failed(self, code: str, message: str) -> Failed:
        self._metrics.failed_asks.labels(code).inc()
        return Failed(code, message)
