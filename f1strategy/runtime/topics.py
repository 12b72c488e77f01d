"""Creates the project's topics with their partitions and clean-up policies, and tells their ids."""

import base64
import uuid
from collections.abc import Sequence
from contextlib import suppress

from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError

from f1strategy.ingest.interrupts import interrupts_held
from schemas.topics import TOPICS, Topic


@interrupts_held()
def create_topics(bootstrap_servers: str, topics: Sequence[Topic] = TOPICS) -> list[str]:
    """Create what is missing and name it; topics that exist stay as they are."""
    with KafkaAdminClient(bootstrap_servers=bootstrap_servers) as admin:
        existing = set(admin.list_topics())
        missing = [topic for topic in topics if topic.name not in existing]
        for topic in missing:
            wanted = NewTopic(topic.name, topic.partitions, 1, topic_configs=topic.configs)
            with suppress(TopicAlreadyExistsError):
                admin.create_topics([wanted])
    return [topic.name for topic in missing]


@interrupts_held()
def topic_ids(bootstrap_servers: str, topics: Sequence[Topic] = TOPICS) -> dict[str, str]:
    """Kafka's own ids of the topics that exist, as Kafka's tools print them."""
    with KafkaAdminClient(bootstrap_servers=bootstrap_servers) as admin:
        found = admin.describe_topics([topic.name for topic in topics])
    return {one["name"]: _printed(one["topic_id"]) for one in found if one["error_code"] == 0}


def _printed(topic_id: uuid.UUID | str) -> str:
    number = topic_id if isinstance(topic_id, uuid.UUID) else uuid.UUID(topic_id)
    return base64.urlsafe_b64encode(number.bytes).decode().rstrip("=")
