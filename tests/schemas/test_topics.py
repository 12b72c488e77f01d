"""Topics: keys, partitions, clean-up."""

import pytest

from schemas.topics import (
    ALERTS,
    DEAD_LETTERS,
    DECISIONS,
    FIELD,
    NORMALIZED,
    OPTIONS,
    RAW,
    REPLIES,
    REQUESTS,
    TOPICS,
)
from tests.schemas.examples import EXAMPLES

every_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
EXAMPLE_OF = {type(example): example for example in EXAMPLES}


@pytest.mark.parametrize(
    ("topic", "key"),
    [
        (RAW, "1000001"),
        (NORMALIZED, "1000001:12:3"),
        (FIELD, "1000001"),
        (OPTIONS, "1000001:12:3"),
        (ALERTS, "1000001:12"),
        (REQUESTS, "1000001:12"),
        (REPLIES, "1000001:12"),
        (DECISIONS, "1000001:12:lock"),
        (DEAD_LETTERS, "telemetry.raw"),
    ],
    ids=lambda case: getattr(case, "name", case),
)
def test_a_record_has_the_key_of_its_topic(topic, key):
    assert topic.key(EXAMPLE_OF[topic.record]) == key


@every_topic
def test_the_partition_is_chosen_by_leading_parts_of_the_key(topic):
    assert topic.partition_parts in range(1, len(topic.key_parts) + 1)


@every_topic
def test_every_part_of_a_key_is_a_required_field(topic):
    example = EXAMPLE_OF[topic.record]
    assert all(getattr(example, part) is not None for part in topic.key_parts)
    assert set(topic.key_parts) <= set(topic.record.__struct_fields__)


@pytest.mark.parametrize("topic", [NORMALIZED, OPTIONS], ids=lambda topic: topic.name)
def test_compaction_keeps_every_lap_while_a_drivers_records_stay_in_one_partition(topic):
    assert topic.key_parts == ("session_key", "driver_number", "lap_number")
    assert topic.key_parts[: topic.partition_parts] in {
        ("session_key",),
        ("session_key", "driver_number"),
    }


def test_the_laps_of_a_session_keep_their_order_among_drivers():
    assert NORMALIZED.key_parts[: NORMALIZED.partition_parts] == ("session_key",)


@pytest.mark.parametrize("topic", [NORMALIZED, FIELD, OPTIONS], ids=lambda topic: topic.name)
def test_latest_state_is_compacted_and_bounded(topic):
    assert topic.configs["cleanup.policy"] == "compact,delete"


@every_topic
def test_nothing_is_dropped_within_a_week(topic):
    week_ms = 7 * 24 * 3600 * 1000
    assert int(topic.configs["retention.ms"]) >= week_ms


def test_names_are_unique():
    assert len({topic.name for topic in TOPICS}) == len(TOPICS)
