"""Reads topics back: everything up to now, or the latest value of every key."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from kafka import KafkaConsumer, TopicPartition

from schemas.topics import Topic

Since = Mapping[tuple[str, int], int]
"""The first offset that counts, by topic and partition; without one, all do."""
FROM_THE_BEGINNING: Final[Since] = {}


class Message(NamedTuple):
    """A Kafka message's key and value, and its place on its topic."""

    key: bytes
    value: bytes
    partition: int
    offset: int


def read_all(
    bootstrap_servers: str, topic: Topic, since: Since = FROM_THE_BEGINNING
) -> Iterator[Message]:
    """Every message of the topic, from the beginning or these offsets, to its end as it is now.

    In order within a partition, one partition after the other.
    """
    consumer = KafkaConsumer(bootstrap_servers=bootstrap_servers, group_id=None)
    try:
        for number in range(topic.partitions):
            partition = TopicPartition(topic.name, number)
            consumer.assign([partition])
            if begin := since.get((topic.name, number)):
                consumer.seek(partition, begin)
            else:
                consumer.seek_to_beginning(partition)
            end = consumer.end_offsets([partition])[partition]
            while consumer.position(partition) < end:
                for messages in consumer.poll(timeout_ms=500).values():
                    yield from (_message(one) for one in messages)
    finally:
        consumer.close()


def latest_by_key(bootstrap_servers: str, topic: Topic) -> dict[bytes, bytes]:
    """The latest value of every key, as compaction would leave it."""
    return {one.key: one.value for one in read_all(bootstrap_servers, topic)}


def _message(record: Any) -> Message:
    return Message(record.key or b"", record.value or b"", record.partition, record.offset)
