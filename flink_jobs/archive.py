"""The archive job: every topic that has a table -> Delta, each message exactly once.

    topics, keyed by topic -> batches, in keyed state -> one commit a batch, with its offsets in it

Kafka's offsets sit in the commit that holds their rows, so whatever is killed, a batch that comes again
is recognised. A topic is one key: a table has one writer, and one commit an interval for all partitions.
"""

import os
from collections.abc import Mapping
from typing import Any

from pyflink.datastream import DataStream, StreamExecutionEnvironment
from pyflink.java_gateway import get_gateway

from f1strategy.lake.committed import committed_offsets
from f1strategy.lake.location import Lake
from flink_jobs.environment import stream_environment, submit
from flink_jobs.kafka import keyed, sink
from flink_jobs.settings import BadSetting, JobSettings
from schemas import topics
from schemas.tables import BY_TOPIC
from udfs.archive_batch import ArchiveBatch
from udfs.keyed_row import KEYED_BYTES

JOB = "archive"

_KAFKA = "org.apache.flink.kafka.shaded.org.apache.kafka"


def build(messages: DataStream, settings: JobSettings, topic_ids: Mapping[str, str]) -> DataStream:
    """Wire rows of topic, place and value into commits; the answer is the dead letters."""
    batching = get_gateway().jvm.livef1strategy.lake.BatchRows(
        settings.archive_interval_ms, settings.archive_rows, settings.archive_bytes
    )
    together = keyed(messages)._j_data_stream.process(batching, batching.getProducedType())
    batches = DataStream(together.name("batches").uid("archive-batches-v1"))
    refused = batches.flat_map(ArchiveBatch(settings.lake, topic_ids), KEYED_BYTES)
    return refused.name("commits").uid("archive-commits-v1")


def source(
    environment: StreamExecutionEnvironment, settings: JobSettings, topic_ids: Mapping[str, str]
) -> DataStream:
    """All archived topics, from behind what their tables hold; a job's checkpoint goes before that."""
    jvm = get_gateway().jvm
    starts = jvm.livef1strategy.kafka.StartingOffsets()
    for (topic, partition), offset in committed_offsets(Lake.at(settings.lake), topic_ids).items():
        starts.put(topic, partition, offset + 1)
    kafka = jvm.org.apache.flink.connector.kafka.source
    built = (
        kafka.KafkaSource.builder()
        .setBootstrapServers(settings.bootstrap_servers)
        .setTopics(list(BY_TOPIC))
        .setGroupId(topics.group_id(JOB))
        .setStartingOffsets(starts.initializer())
        .setProperty("isolation.level", "read_committed")
        .setDeserializer(jvm.livef1strategy.kafka.TopicRecordReader())
        .build()
    )
    no_watermarks = jvm.org.apache.flink.api.common.eventtime.WatermarkStrategy.noWatermarks()
    stream = environment._j_stream_execution_environment.fromSource(
        built, no_watermarks, "archived-topics-source"
    )
    return DataStream(stream).uid("archived-topics-source-v1")


def topic_ids_of(settings: JobSettings) -> dict[str, str]:
    """Kafka's own id of every archived topic."""
    jvm = get_gateway().jvm
    properties = jvm.java.util.Properties()
    properties.setProperty("bootstrap.servers", settings.bootstrap_servers)
    admin = getattr(jvm, f"{_KAFKA}.clients.admin.Admin").create(properties)
    try:
        found: Any = admin.describeTopics(list(BY_TOPIC)).allTopicNames().get()
        return {name: found[name].topicId().toString() for name in BY_TOPIC}
    finally:
        admin.close()


def wired(settings: JobSettings, cluster: str | None = None) -> StreamExecutionEnvironment:
    """The job with its sources and sinks, for the cluster with this REST address if given; nothing is submitted yet.

    Raises `BadSetting` without a lake, `IncompatibleTable` if a table cannot take today's records.
    """
    if not settings.lake:
        raise BadSetting("LIVEF1_LAKE", settings.lake, "a folder or a URL such as s3://bucket/lake")
    environment = stream_environment(settings, cluster)
    topic_ids = topic_ids_of(settings)
    refused = build(source(environment, settings, topic_ids), settings, topic_ids)
    sink(refused, settings, topics.DEAD_LETTERS)
    return environment


if __name__ == "__main__":
    submit(JOB, wired(JobSettings.from_environment(os.environ)))
