"""Commits batches of messages to their tables. Stateless: what is in a table already is in its log."""

import logging
import time
from collections.abc import Iterator, Mapping
from typing import Final

from pyflink.common import Row
from pyflink.datastream import FlatMapFunction

from f1strategy.lake.batch import batch
from f1strategy.lake.location import Lake
from f1strategy.lake.messages import Message
from f1strategy.lake.writer import TableWriter
from schemas import topics
from schemas.tables import BY_TOPIC, Table
from udfs.dead_letters import dead_letter
from udfs.packed_rows import unpack

STAGE: Final = "archive"
REFUSED_BY_READERS: Final = frozenset({topics.RAW, topics.NORMALIZED, topics.REQUESTS})
"""Topics of which another job reads every message, and refuses the same ones: one dead letter is enough."""

log = logging.getLogger(__name__)


class ArchiveBatch(FlatMapFunction):
    """A batch of one topic -> one commit with the offsets in it -> dead letters, if any.

    A batch that is sent again after a failure is dropped by its offsets. Messages that are no record
    of their topic are left out of the table; they become dead letters, the same ones every time,
    unless the job that reads the topic tells of them.
    """

    def __init__(self, lake: str, topic_ids: Mapping[str, str]) -> None:
        self._lake, self._topic_ids = Lake.at(lake), dict(topic_ids)
        self._writers: dict[str, TableWriter] = {}

    def flat_map(self, value: Row) -> Iterator[Row]:
        """Commit one batch; raises what the lake raises."""
        topic, places, values = value
        table = BY_TOPIC[topic]
        messages = [Message(*one) for one in unpack(bytes(places), bytes(values))]
        now_ms = time.time_ns() // 1_000_000
        read = batch(table, messages, topic_id=self._topic_ids[topic], archived_time_ms=now_ms)
        began = time.perf_counter()
        written = self._writer(table).append(read)
        log.info(
            "%s: %d of %d messages committed in %.0f ms, %d refused",
            table.name,
            written,
            len(messages),
            (time.perf_counter() - began) * 1000,
            len(read.refused),
        )
        for one in () if table.topic in REFUSED_BY_READERS else read.refused:
            place = one.message.partition, one.message.offset, one.message.value
            _, letter = dead_letter(place, table.topic, stage=STAGE, error=one.error)
            yield letter

    def _writer(self, table: Table) -> TableWriter:
        if table.name not in self._writers:
            self._writers[table.name] = TableWriter(self._lake, table)
        return self._writers[table.name]
