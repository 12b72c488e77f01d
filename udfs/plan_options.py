"""Second operator of the strategy job: a request for options -> the driver's option set."""

from collections.abc import Iterator

from pyflink.common import Row
from pyflink.datastream import KeyedProcessFunction, RuntimeContext

from f1strategy.strategy import request
from f1strategy.strategy.desk import OptionDesk
from schemas import codec, topics
from udfs.keyed_cache import KeyedCache
from udfs.keyed_row import keyed_row
from udfs.keyed_values import KeyedValues
from udfs.normalize_laps import DRIVERS_AT_HAND


class PlanOptions(KeyedProcessFunction):
    """Answers requests; an answer that says nothing new is not published again."""

    def open(self, runtime_context: RuntimeContext) -> None:
        """Bind the state: what was answered last, lap by lap."""
        self._stored = KeyedValues(runtime_context, "answered-v1")
        self._desks = KeyedCache(DRIVERS_AT_HAND, self._rebuild)

    def process_element(self, value: bytes, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        """One request of the field operator: a row of topic key and option set, or nothing."""
        decided = self._desks.get(ctx.get_current_key()).apply(request.decode(value))
        self._stored.store(decided.to_store)
        if decided.options is not None:
            yield keyed_row(topics.OPTIONS.key(decided.options), codec.encode(decided.options))

    def _rebuild(self, key: str) -> OptionDesk:
        session_key, driver_number = (int(part) for part in key.split(":"))
        desk = OptionDesk(session_key, driver_number)
        for entry, stored in self._stored:
            desk.restore(entry, stored)
        return desk
