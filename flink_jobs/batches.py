"""Raw rows on their way to Python: without those that say nothing of a lap, and many at a time.

What a row costs in a Python operator is for the most part the way there and back. Both steps are small
Java classes (`flink_jobs/java`) in the task of the source; neither has state.
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
    together = rows.BatchByKey(settings.batch_time_ms, settings.batch_rows)
    batches = kept.transform("raw-batches", together.getProducedType(), together)
    return keyed(DataStream(batches.name("raw-batches").uid("raw-batches-v1")))
