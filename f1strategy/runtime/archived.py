"""The lake beside the broker: whether all is archived, and whether it is what was sent."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from f1strategy.lake.committed import committed_offsets
from f1strategy.lake.latest import rows, since_offsets
from f1strategy.lake.location import Lake
from f1strategy.lake.messages import Message
from f1strategy.lake.upkeep import Stats, compact, stats
from f1strategy.lake.verify import Verdict, verify
from f1strategy.runtime.drain import end_offsets
from f1strategy.runtime.errors import NotReady
from f1strategy.runtime.topic_reader import FROM_THE_BEGINNING, Since, read_all
from f1strategy.runtime.topics import topic_ids
from schemas.tables import TABLES, Table
from schemas.topics import Topic

PATIENCE_S: Final = 120.0
LOOK_EVERY_S: Final = 0.25


def drain_archive(
    bootstrap_servers: str,
    lake: Lake,
    *,
    report: Callable[[str, int], None] = lambda _table, _left: None,
    patience_s: float = PATIENCE_S,
) -> None:
    """Wait until the tables are as far as their topics are now.

    `report` hears a table and how many messages it lacks. Raises `NotReady` when nothing moves for
    `patience_s`.
    """
    ids = topic_ids(bootstrap_servers)
    ends = {
        (table.topic.name, partition): end
        for table in TABLES
        for partition, end in end_offsets(bootstrap_servers, table.topic).items()
    }
    left, moved = _left(lake, ids, ends), time.monotonic()
    while left:
        topic, count = next(iter(left.items()))
        report(topic, count)
        if time.monotonic() - moved > patience_s:
            hint = f"{count} messages of {topic} left; see the job archive and its log"
            raise NotReady("everything archived", patience_s, hint)
        time.sleep(LOOK_EVERY_S)
        before, left = left, _left(lake, ids, ends)
        if left != before:
            moved = time.monotonic()


def verify_lake(
    bootstrap_servers: str,
    lake: Lake,
    tables: Sequence[Table] = TABLES,
    since: Since = FROM_THE_BEGINNING,
) -> list[Verdict]:
    """Compare every topic with its table, message by message, all of them or those since these offsets.

    What comes meanwhile is waiting, not lost.
    """
    ids = topic_ids(bootstrap_servers)
    committed = committed_offsets(lake, ids, tables)
    return [
        _verified(bootstrap_servers, lake, table, ids[table.topic.name], since, committed)
        for table in tables
    ]


def finish_session(lake: Lake, session_key: int) -> list[Stats]:
    """Merge the small files of a session that is over; the answer is the session in figures."""
    for table in TABLES:
        compact(lake, table, session_key)
    return [stats(lake, table, session_key) for table in TABLES]


def _left(lake: Lake, ids: dict[str, str], ends: dict[tuple[str, int], int]) -> dict[str, int]:
    """Messages by topic that are not in their table yet."""
    done = committed_offsets(lake, ids)
    left: dict[str, int] = {}
    for (topic, partition), end in ends.items():
        missing = end - 1 - done.get((topic, partition), -1)
        if missing > 0:
            left[topic] = left.get(topic, 0) + missing
    return left


def _verified(
    bootstrap_servers: str,
    lake: Lake,
    table: Table,
    topic_id: str,
    since: Since,
    committed: Mapping[tuple[str, int], int],
) -> Verdict:
    topic = table.topic
    messages = [
        Message(one.partition, one.offset, one.value)
        for one in read_all(bootstrap_servers, topic, since)
    ]
    first, last = _of_topic(topic, since), _of_topic(topic, committed)
    stored = since_offsets(rows(lake, table), first)
    return verify(table, messages, stored, topic_id=topic_id, committed=last)


def _of_topic(topic: Topic, offsets: Mapping[tuple[str, int], int]) -> dict[int, int]:
    return {part: offset for (name, part), offset in offsets.items() if name == topic.name}
