"""Creates the project's topics with their partitions and clean-up policies."""

from collections.abc import Sequence

from kafka import KafkaAdminClient
from kafka.admin import NewTopic
from kafka.errors import TopicAlreadyExistsError

from f1strategy.ingest.interrupts import interrupts_held
from schemas.topics import TOPICS, Topic


@interrupts_held()
def create_topics(bootstrap_servers: str, topics: Sequence[Topic] = TOPICS) -> list[str]:
    """Create what is missing and name it; topics that exist stay as they are."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap_servers)
    try:
        existing = set(admin.list_topics())
        missing = [topic for topic in topics if topic.name not in existing]
        for topic in missing:
            wanted = NewTopic(topic.name, topic.partitions, 1, topic_configs=topic.configs)
            try:
                admin.create_topics([wanted])
            except TopicAlreadyExistsError:
                continue
    finally:
        admin.close()
    return [topic.name for topic in missing]
