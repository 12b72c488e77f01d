"""Kafka ends of the jobs: keyed sources with partition and offset, sinks with key and partition.

PyFlink's own source hands over the value alone and its sink writes no key. The classes of
`flink_jobs/java` close that gap; everything else is the connector as it comes.
"""

from pyflink.common import Types, WatermarkStrategy
from pyflink.datastream import DataStream, DataStreamSink, KeyedStream, StreamExecutionEnvironment
from pyflink.datastream.connectors.base import DeliveryGuarantee
from pyflink.datastream.connectors.kafka import (
    KafkaOffsetsInitializer,
    KafkaSink,
    KafkaSource,
)
from pyflink.java_gateway import get_gateway

from flink_jobs.settings import JobSettings
from schemas.topics import Topic, group_id

PAYLOAD = Types.ROW([Types.INT(), Types.LONG(), Types.PRIMITIVE_ARRAY(Types.BYTE())])
"""What a source delivers behind the key: partition, offset, bytes of the value."""


def source(
    environment: StreamExecutionEnvironment,
    settings: JobSettings,
    topic: Topic,
    *,
    key_parts: int,
    job: str,
    from_latest: bool = False,
) -> DataStream:
    """Read a topic as rows of key and message, the key being the first `key_parts` parts of the message's.

    A job without a checkpoint starts at the beginning of the topic, never at a committed offset:
    its tables are rebuilt from the rows. From a checkpoint it goes on where that was taken.
    from_latest: without a checkpoint, only what comes from now on; for questions whose askers are gone.
    """
    reader = get_gateway().jvm.livef1strategy.kafka.KeyedRecordReader(key_parts)
    builder = (
        KafkaSource.builder()
        .set_bootstrap_servers(settings.bootstrap_servers)
        .set_topics(topic.name)
        .set_group_id(group_id(job))
        .set_starting_offsets(
            KafkaOffsetsInitializer.latest() if from_latest else KafkaOffsetsInitializer.earliest()
        )
        .set_property("isolation.level", "read_committed")
        .set_property("fetch.max.wait.ms", "20")
    )
    builder._j_builder.setDeserializer(reader)
    name = f"{topic.name}-source"
    stream = environment.from_source(builder.build(), WatermarkStrategy.no_watermarks(), name)
    return stream.uid(f"{name}-v1")


def keyed(stream: DataStream) -> KeyedStream:
    """Key a stream of Row(key, value) by its first field, in the JVM.

    `DataStream.key_by` would run a Python function for every row only to find the key.
    """
    row_type = stream.get_type()
    key_type, value_type = row_type.get_field_types()
    selector = get_gateway().jvm.KeyByKeySelector()
    java_stream = stream._j_data_stream.keyBy(selector, Types.ROW([key_type]).get_java_type_info())
    return KeyedStream(java_stream, value_type, stream)


def sink(
    stream: DataStream, settings: JobSettings, topic: Topic, parallelism: int | None = None
) -> DataStreamSink:
    """Write a stream of Row(key, value) to a topic.

    parallelism: that of the stream, where it has one of its own; with another one, two records of one
    key could overtake each other on their way to different writers.

    At least once: records are upserts with deterministic content, so a repeat after a failure
    changes nothing, and no reader waits for a checkpoint to see them.
    """
    jvm = get_gateway().jvm
    builder = (
        KafkaSink.builder()
        .set_bootstrap_servers(settings.bootstrap_servers)
        .set_delivery_guarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .set_property("linger.ms", "0")
    )
    writer = jvm.livef1strategy.kafka.KeyedRecordWriter(topic.name, topic.partition_parts)
    builder._j_builder.setRecordSerializer(writer)
    name = f"{topic.name}-sink"
    written = stream.sink_to(builder.build()).name(name).uid(f"{name}-v1")
    return written.set_parallelism(parallelism or settings.parallelism)
