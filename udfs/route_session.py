"""First operator of the normalize job: raw messages, batched and keyed by session -> rows for its drivers."""

from collections import Counter
from collections.abc import Iterator

from pyflink.common import Row
from pyflink.datastream import KeyedProcessFunction, OutputTag, RuntimeContext

from f1strategy.timing.routing import SessionRouter
from f1strategy.timing.rows import MalformedRow
from schemas import codec, topics
from schemas.records import RawEnvelope
from udfs.dead_letters import dead_letter
from udfs.dealt_rows import Deal
from udfs.keyed_cache import KeyedCache
from udfs.keyed_row import KEYED_BYTES, driver_key, keyed_row
from udfs.keyed_values import KeyedValues
from udfs.packed_rows import Placed, unpack

MESSAGES = OutputTag("messages", KEYED_BYTES)

SESSIONS_AT_HAND = 24
"""Routers kept as objects: a season replayed at once, even where one subtask has them all."""


class WrongKey(ValueError):
    """A message whose key is not the session that its envelope names."""

    def __init__(self, key: str, session_key: int) -> None:
        super().__init__(key, session_key)
        self.key, self.session_key = key, session_key

    def __str__(self) -> str:
        return f"message key {self.key!r} is not its session {self.session_key}"


class RouteSession(KeyedProcessFunction):
    """Reads envelopes, refuses what cannot be read, and sends each row to the drivers it concerns."""

    def open(self, runtime_context: RuntimeContext) -> None:
        """Bind the state: session-wide rows and known drivers. The numbers of batches are none: they begin anew with the job."""
        self._stored = KeyedValues(runtime_context, "session-rows-v1")
        self._routers = KeyedCache(SESSIONS_AT_HAND, self._rebuild)
        self._batches: Counter[str] = Counter()

    def process_element(
        self, value: Row, ctx: KeyedProcessFunction.Context
    ) -> Iterator[Row | tuple[OutputTag, Row]]:
        """Raw messages that came together, as places and values: a part for every driver whom one concerns, with
        the places of its envelopes, because the field of cars follows from the order of messages; on the side
        what race control says, and a dead letter for what is no row.
        """
        key, deal = ctx.get_current_key(), Deal()
        for message in unpack(*value):
            yield from self._routed(key, message, deal)
        if deal:
            yield from deal.parts(self._batches[key])
            self._batches[key] += 1

    def _routed(self, key: str, message: Placed, deal: Deal) -> Iterator[tuple[OutputTag, Row]]:
        _, _, value = message
        try:
            envelope = codec.decode(value, RawEnvelope)
            if key != topics.RAW.key(envelope):
                raise WrongKey(key, envelope.session_key)
            routed = self._routers.get(key).apply(envelope)
        except codec.MalformedRecord as error:
            yield dead_letter(message, topics.RAW, stage="decode", error=error)
            return
        except (MalformedRow, WrongKey) as error:
            yield dead_letter(
                message,
                topics.RAW,
                stage="route",
                error=error,
                session_key=envelope.session_key,
                event_id=envelope.event_id,
            )
            return
        self._stored.store(routed.to_store)
        if routed.message is not None:
            said = routed.message
            yield MESSAGES, keyed_row(topics.MESSAGES.key(said), codec.encode(said))
        for driver_number, delivered in routed.deliveries:
            deal.give(driver_key(envelope.session_key, driver_number), codec.encode(delivered))

    def _rebuild(self, key: str) -> SessionRouter:
        router = SessionRouter(int(key))
        for entry, stored in self._stored:
            router.restore(entry, stored)
        return router
