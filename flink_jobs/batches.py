"""Raw rows on their way through Python: without those that say nothing of a lap, many at a time, and what
follows from them in order again.

What a row costs in a Python operator is for the most part the way there and back. All three steps are small
Java classes (`flink_jobs/java`); none has state.
"""

from pyflink.datastream import DataStream, KeyedStream
from pyflink.java_gateway import get_gateway

from flink_jobs.kafka import keyed
from flink_jobs.settings import JobSettings


def batched(raw: DataStream, settings: JobSettings) -> KeyedStream:
    """Rows of session and message -> keyed by session, the messages that came together in one row."""
    rows = get_gateway().jvm.livef1strategy.rows
    kept = raw._j_data_stream.filter(rows.NotHighRate())
    kept = kept.name("not-high-rate").uid("not-high-rate-v1")
    together = rows.BatchByKey(
        settings.batch_time_ms, settings.batch_catch_up_ms, settings.batch_rows
    )
    batches = kept.transform("raw-batches", together.getProducedType(), together)
    return keyed(DataStream(batches.name("raw-batches").uid("raw-batches-v1")))


def in_order(parts: DataStream) -> DataStream:
    """Answers to the parts of batches, rows of session and part -> rows of key and bytes, as the raw rows came."""
    ordering = get_gateway().jvm.livef1strategy.rows.InOrder()
    rows = keyed(parts)._j_data_stream.transform("in-order", ordering.getProducedType(), ordering)
    return DataStream(rows.name("in-order").uid("in-order-v1"))
