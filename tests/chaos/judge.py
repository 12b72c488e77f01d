"""What a race left on the topics and in the lake, against the plain fold of its rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from f1strategy.ingest.recording import Recording
from f1strategy.lake.location import Lake
from f1strategy.runtime.archived import drain_archive, verify_lake
from f1strategy.runtime.drain import end_offsets
from f1strategy.runtime.stack import StackState
from f1strategy.runtime.topic_reader import FROM_THE_BEGINNING, Message, Since, read_all
from schemas import codec
from schemas.records import DeadLetter, LapRecord, OptionSet, RawEnvelope
from schemas.records.dead_letter import MAX_KEPT_BYTES
from schemas.tables import TABLES
from schemas.topics import DEAD_LETTERS, NORMALIZED, OPTIONS, RAW, Topic
from tests.integration.oracle import (
    Lap,
    answer,
    answerable,
    by_lap,
    content,
    folded,
    folded_options,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Counts of records; `repeats` were sent again after a restart, and every reader drops them."""

    records: int = 0
    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    wrong: int = 0
    repeats: int = 0

    @property
    def is_exact(self) -> bool:
        """Nothing lost, twice, out of order or other than the fold says."""
        return not (self.lost or self.duplicated or self.reordered or self.wrong)

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(*(getattr(self, one) + getattr(other, one) for one in self.__slots__))


def positions(state: StackState) -> Since:
    """Where every archived topic ends now."""
    return {
        (table.topic.name, partition): offset
        for table in TABLES
        for partition, offset in end_offsets(state.bootstrap_servers, table.topic).items()
    }


def judge(
    state: StackState,
    race: Recording,
    since: Since,
    *,
    sent_twice: int = 0,
    is_in_order: bool = True,
) -> Verdict:
    """The race on its topics and in the lake, once all is drained.

    since: where the topics ended before it. sent_twice: rows that the test itself sent again. is_in_order: whether it sent them in their order, so that the
    engine must have said what it says of the fold.
    """
    raw = judged_rows(_of(state, RAW, RawEnvelope, race, since), sent_twice, is_in_order)
    expected = folded(race)
    laps = judged_laps(_of(state, NORMALIZED, LapRecord, race, since), expected, is_in_order)
    options = judged_options(
        _of(state, OPTIONS, OptionSet, race, since), race, answerable(expected), is_in_order
    )
    return raw + laps + options + archived(state, since)


def judged_rows(rows: list[RawEnvelope], sent_twice: int = 0, is_in_order: bool = True) -> Verdict:
    """What ingest sent: every sequence number once, in its order."""
    numbers = [row.sequence for row in rows]
    first = list(dict.fromkeys(numbers))
    return Verdict(
        records=len(first),
        lost=max(first, default=-1) + 1 - len(first),
        duplicated=max(0, len(numbers) - len(first) - sent_twice),
        reordered=_descents(first) if is_in_order else 0,
    )


def judged_laps(
    laps: list[LapRecord], expected: dict[Any, LapRecord], is_in_order: bool = True
) -> Verdict:
    """The lap records, as a reader has them who drops revisions that it knows."""
    told, repeats, altered = _read(laps, content)
    order = defaultdict(list)
    for lap in dict.fromkeys((one.driver_number, one.lap_number) for one in laps):
        order[lap[0]].append(lap[1])
    both = expected.keys() & told.keys()
    return Verdict(
        records=len(told),
        lost=len(expected.keys() - told.keys()),
        duplicated=len(told.keys() - expected.keys()),
        reordered=sum(map(_descents, order.values())) if is_in_order else 0,
        wrong=altered + sum(_differ(content(told[lap]), content(expected[lap])) for lap in both),
        repeats=repeats,
    )


def judged_options(
    sets: list[OptionSet], race: Recording, wanted: set[Lap], is_in_order: bool = True
) -> Verdict:
    """The option sets: one for every lap that can have one, and what the engine says of the fold."""
    told, repeats, _ = _read(sets, answer)
    expected = {lap: answer(one) for lap, one in folded_options(race).items()}
    wanted = wanted | expected.keys()
    compared = told.keys() & expected.keys() if is_in_order else set()
    return Verdict(
        records=len(told),
        lost=len(wanted - told.keys()),
        duplicated=len(told.keys() - expected.keys()),
        wrong=sum(_differ(answer(told[lap]), expected[lap]) for lap in compared),
        repeats=repeats,
    )


def archived(state: StackState, since: Since = FROM_THE_BEGINNING) -> Verdict:
    """Every topic of the stack against its table, message by message, once the table has come as far as its topic."""
    lake = Lake.at(state.lake)
    drain_archive(state.bootstrap_servers, lake)
    verdicts = verify_lake(state.bootstrap_servers, lake, since=since)
    return Verdict(
        records=sum(one.in_table for one in verdicts),
        lost=sum(one.lost for one in verdicts),
        duplicated=sum(one.duplicated for one in verdicts),
        wrong=sum(one.different for one in verdicts),
    )


def _read(records: Iterable[Any], of: Any) -> tuple[dict[Any, Any], int, int]:
    """What a reader keeps that drops revisions it knows; how many it dropped, how many had another content."""
    kept: dict[Any, Any] = {}
    seen: dict[Any, Any] = {}
    repeats = altered = 0
    for one in records:
        (lap,) = by_lap([one])
        if (lap, one.revision) in seen:
            repeats += 1
            altered += of(one) != of(seen[lap, one.revision])
        seen[lap, one.revision] = one
        if lap not in kept or one.revision >= kept[lap].revision:
            kept[lap] = one
    return kept, repeats, altered


def _differ(told: Any, expected: Any) -> bool:
    """Whether two records differ; what differs is printed."""
    if told == expected:
        return False
    here, there = codec.as_row(told), codec.as_row(expected)
    fields = {name: (here[name], there[name]) for name in here if here[name] != there[name]}
    print(f"{next(iter(by_lap([told])))}: {fields}"[:2000])
    return True


def _descents(numbers: list[int]) -> int:
    return sum(later < earlier for earlier, later in pairwise(numbers))


def _of(
    state: StackState, topic: Topic, record: type[Any], race: Recording, since: Since
) -> list[Any]:
    key, refused = b"%d" % race.session_key, _refused(state, since)
    return [
        codec.decode(message.value, record)
        for message in read_all(state.bootstrap_servers, topic, since)
        if _is_of(message, key) and message.value[:MAX_KEPT_BYTES] not in refused
    ]


def _refused(state: StackState, since: Since) -> set[bytes]:
    """What is in the dead letters, which are counted: rubbish may look like a row and have its number."""
    letters = read_all(state.bootstrap_servers, DEAD_LETTERS, since)
    return {codec.decode(one.value, DeadLetter).value for one in letters}


def _is_of(message: Message, key: bytes) -> bool:
    return message.key == key or message.key.startswith(key + b":")
