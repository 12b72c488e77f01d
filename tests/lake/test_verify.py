"""Verify finds what is lost, twice or altered, and nothing else."""

import pyarrow as pa
import pytest

from f1strategy.lake.messages import Message
from f1strategy.lake.verify import verify
from schemas.tables import LAPS
from tests.lake.builders import TOPIC_ID, lap_message, laps, rows_of


def check(messages, stored):
    return verify(LAPS, messages, stored, topic_id=TOPIC_ID)


def test_every_message_once_is_exact():
    messages = laps(3) + laps(2, partition=1)
    verdict = check(messages, rows_of(reversed(messages)))
    assert verdict.is_exact
    assert (verdict.on_topic, verdict.in_table, verdict.older, verdict.refused) == (5, 5, 0, 0)


@pytest.mark.parametrize(
    ("stored", "counts"),
    [
        (rows_of(laps(2)), (1, 0, 0)),
        (rows_of([*laps(3), *laps(1)]), (0, 1, 0)),
        (rows_of([*laps(2), lap_message(0, 2, lap_time_s=1.0)]), (0, 0, 1)),
        (rows_of([]), (3, 0, 0)),
    ],
    ids=["lost", "duplicated", "different", "all lost"],
)
def test_what_is_wrong_is_counted(stored, counts):
    verdict = check(laps(3), stored)
    assert (verdict.lost, verdict.duplicated, verdict.different) == counts
    assert not verdict.is_exact


def test_what_kafka_no_longer_holds_is_older_not_wrong():
    stored = pa.concat_tables([rows_of(laps(5)), rows_of(laps(4), topic_id="of yesterday")])
    verdict = check(laps(2, first=3), stored)
    assert verdict.is_exact
    assert verdict.older == 7


def test_what_is_newer_than_the_last_commit_waits_and_is_not_lost():
    messages = laps(4) + laps(2, partition=1)
    stored = rows_of([messages[0], messages[2]])
    verdict = verify(LAPS, messages, stored, topic_id=TOPIC_ID, committed={0: 2})
    assert (verdict.lost, verdict.waiting) == (1, 3)
    assert not verdict.is_exact
    assert check(messages, stored).lost == 4


def test_poison_is_refused_not_lost():
    verdict = check([*laps(1), Message(0, 1, b"{")], rows_of(laps(1)))
    assert verdict.is_exact
    assert verdict.refused == 1
