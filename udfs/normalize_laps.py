"""Second operator of the normalize job: a driver's rows -> revised lap records."""

from collections.abc import Iterator

from pyflink.common import Row
from pyflink.datastream import KeyedProcessFunction, RuntimeContext

from f1strategy.timing.timeline import DriverTimeline
from schemas import codec, topics
from schemas.records import RawEnvelope
from udfs.keyed_cache import KeyedCache
from udfs.keyed_row import keyed_row
from udfs.keyed_values import KeyedValues

DRIVERS_AT_HAND = 24 * 22
"""Timelines kept as objects: every car of a season replayed at once."""


class NormalizeLaps(KeyedProcessFunction):
    """Keeps a driver's rows in state and publishes the lap records that a row has changed."""

    def open(self, runtime_context: RuntimeContext) -> None:
        """Bind the state: the newest version of every row, and the laps last published."""
        self._rows = KeyedValues(runtime_context, "driver-rows-v1")
        self._laps = KeyedValues(runtime_context, "published-laps-v1")
        self._timelines = KeyedCache(DRIVERS_AT_HAND, self._rebuild)

    def process_element(self, value: bytes, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        """One envelope that the router has read before: rows of topic key and lap record."""
        envelope = codec.decode(value, RawEnvelope)
        applied = self._timelines.get(ctx.get_current_key()).apply(envelope)
        self._rows.store(applied.to_store)
        for lap in applied.laps:
            encoded = codec.encode(lap)
            self._laps.store([(str(lap.lap_number), encoded)])
            yield keyed_row(topics.NORMALIZED.key(lap), encoded)

    def _rebuild(self, key: str) -> DriverTimeline:
        session_key, driver_number = (int(part) for part in key.split(":"))
        timeline = DriverTimeline(session_key, driver_number)
        for entry, stored in self._rows:
            timeline.restore_row(entry, stored)
        for _, stored in self._laps:
            timeline.restore_lap(stored)
        return timeline
