"""Second operator of the normalize job: a driver's rows -> revised lap records."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyflink.common import Row
from pyflink.datastream import KeyedProcessFunction, RuntimeContext

from f1strategy.artifacts.serving import wear_models
from f1strategy.artifacts.store import SHIPPED
from f1strategy.models.wear_desk import WearDesk
from f1strategy.timing.timeline import DriverTimeline
from schemas import codec, topics
from schemas.records import LapRecord, RawEnvelope
from udfs.dealt_rows import Slotted, answered, rows_of
from udfs.keyed_cache import KeyedCache
from udfs.keyed_values import KeyedValues
from udfs.served_models import ServedModels

DRIVERS_AT_HAND = 24 * 22
"""Timelines kept as objects: every car of a season replayed at once."""


@dataclass(frozen=True, slots=True)
class Driver:
    """One driver's rows, and the wear that follows from the laps."""

    timeline: DriverTimeline
    wear: WearDesk


class NormalizeLaps(KeyedProcessFunction):
    """Keeps a driver's rows in state and publishes the lap records that a row has changed.

    models: folder of the fitted models; a damaged one fails the operator when it opens.
    """

    def __init__(self, models: Path = SHIPPED) -> None:
        self._folder = models

    def open(self, runtime_context: RuntimeContext) -> None:
        """Bind the state: the newest version of every row, and the laps last published."""
        self._rows = KeyedValues(runtime_context, "driver-rows-v1")
        self._laps = KeyedValues(runtime_context, "published-laps-v1")
        self._served = ServedModels(self._folder, wear_models)
        self._drivers = KeyedCache(DRIVERS_AT_HAND, self._rebuild)

    def process_element(self, value: Row, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        """The driver's part of a batch, envelopes that the router has read before: one answer, with the lap
        records that follow, each at the place of its envelope.
        """
        if self._served.renewed():
            self._drivers = KeyedCache(DRIVERS_AT_HAND, self._rebuild)
        key = ctx.get_current_key()
        session, _, _ = key.partition(":")
        driver = self._drivers.get(key)
        yield answered(value, session, self._revised(driver, rows_of(value)))

    def _revised(self, driver: Driver, rows: list[Slotted]) -> Iterator[Slotted]:
        for place, _, value in rows:
            applied = driver.timeline.apply(codec.decode(value, RawEnvelope))
            self._rows.store(applied.to_store)
            for lap in driver.wear.apply(applied.laps):
                encoded = codec.encode(lap)
                self._laps.store([(str(lap.lap_number), encoded)])
                yield Slotted(place, topics.NORMALIZED.key(lap), encoded)

    def _rebuild(self, key: str) -> Driver:
        session_key, driver_number = (int(part) for part in key.split(":"))
        timeline = DriverTimeline(session_key, driver_number)
        wear = WearDesk(self._served.models)
        for entry, stored in self._rows:
            timeline.restore_row(entry, stored)
        for _, stored in self._laps:
            timeline.restore_lap(codec.encode(wear.restore(codec.decode(stored, LapRecord))))
        return Driver(timeline, wear)
