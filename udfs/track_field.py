"""First operator of the strategy job: a session's lap records -> its field, and who needs options."""

from collections.abc import Iterator
from pathlib import Path

from pyflink.common import Row
from pyflink.datastream import KeyedProcessFunction, OutputTag, RuntimeContext

from f1strategy.artifacts.store import SHIPPED
from f1strategy.strategy import request
from f1strategy.strategy.field import FieldTable
from f1strategy.strategy.forecaster import read_strategy_models
from schemas import codec, topics
from schemas.records import LapRecord
from udfs.dead_letters import dead_letter
from udfs.keyed_cache import KeyedCache
from udfs.keyed_row import KEYED_BYTES, driver_key, keyed_row
from udfs.keyed_values import KeyedValues
from udfs.route_session import SESSIONS_AT_HAND, WrongKey
from udfs.served_models import ServedModels

FIELDS = OutputTag("fields", KEYED_BYTES)


class TrackField(KeyedProcessFunction):
    """Keeps a session's laps, publishes the field when it changes and asks for option sets.

    models: folder of the fitted models; a damaged one fails the operator when it opens.
    """

    def __init__(self, models: Path = SHIPPED) -> None:
        self._folder = models

    def open(self, runtime_context: RuntimeContext) -> None:
        """Bind the state: the newest lap records and the field last published."""
        self._stored = KeyedValues(runtime_context, "field-v1")
        self._served = ServedModels(self._folder, read_strategy_models)
        self._fields = KeyedCache(SESSIONS_AT_HAND, self._rebuild)

    def process_element(
        self, value: Row, ctx: KeyedProcessFunction.Context
    ) -> Iterator[Row | tuple[OutputTag, Row]]:
        """One lap record: requests by driver key, the field on the side, or one dead letter."""
        if self._served.renewed():
            self._fields = KeyedCache(SESSIONS_AT_HAND, self._rebuild)
        key = ctx.get_current_key()
        try:
            lap = codec.decode(value[2], LapRecord)
            if key != str(lap.session_key):
                raise WrongKey(key, lap.session_key)
        except codec.MalformedRecord as error:
            yield dead_letter(value, topics.NORMALIZED, stage="decode", error=error)
            return
        except WrongKey as error:
            session_key = lap.session_key
            yield dead_letter(
                value, topics.NORMALIZED, stage="route", error=error, session_key=session_key
            )
            return
        update = self._fields.get(key).apply(lap)
        self._stored.store(update.to_store)
        if update.field is not None:
            yield FIELDS, keyed_row(topics.FIELD.key(update.field), codec.encode(update.field))
        for wanted in update.requests:
            row_key = driver_key(wanted.session_key, wanted.driver_number)
            yield keyed_row(row_key, request.encode(wanted))

    def _rebuild(self, key: str) -> FieldTable:
        field = FieldTable(int(key), self._served.models)
        for entry, stored in self._stored:
            field.restore(entry, stored)
        return field
