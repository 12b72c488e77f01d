"""What must be in Kafka once a race is over: the plain fold of its rows, and how to read it back."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from f1strategy.ingest.causal import release
from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.recording import Recording
from f1strategy.runtime.stack import StackState
from f1strategy.runtime.topic_reader import latest_by_key
from schemas import codec
from schemas.records import LapRecord, OptionSet, RawEnvelope, Trigger
from schemas.topics import NORMALIZED, OPTIONS, Topic
from tests.udfs.jobs import NormalizeJob, StrategyJob
from tests.udfs.small_race import raw
from tests.worn_fold import worn_fold

Lap = tuple[int, int, int]
"""Session, driver, lap."""

R = TypeVar("R", LapRecord, OptionSet)


def envelopes(recording: Recording) -> Iterator[RawEnvelope]:
    """The race as a replay publishes it, but for the time of release."""
    for sequence, row in enumerate(release(recording)):
        yield envelope(
            row.row,
            source="recording",
            endpoint=row.endpoint,
            session_key=recording.session_key,
            sequence=sequence,
            ingest_time_ms=0,
        )


def folded(recording: Recording) -> dict[Lap, LapRecord]:
    """The lap records that follow from all rows of the race."""
    return worn_fold(envelopes(recording))


def content(lap: LapRecord) -> LapRecord:
    """The record without what depends on the order and time of arrival."""
    return msgspec.structs.replace(lap, revision=0, caused_by_ingest_time_ms=0)


PROVENANCE = {
    "revision": 0,
    "field_revision": 0,
    "caused_by_ingest_time_ms": 0,
    "trigger": Trigger.NEW_LAP,
    "compute_ms": None,
}
"""What an option set tells about itself: it depends on how fast the rows came."""


def answer(options: OptionSet) -> OptionSet:
    """The option set without its provenance."""
    return msgspec.structs.replace(options, **PROVENANCE)


def folded_options(recording: Recording) -> dict[Lap, OptionSet]:
    """The option sets that follow from all rows of the race, from as few futures as the stacks of tests take."""
    normalize, strategy = NormalizeJob(), StrategyJob()
    laps = (
        row
        for offset, one in enumerate(envelopes(recording))
        for row in normalize.send(str(one.session_key), raw(one, offset))
    )
    return by_lap(strategy.take(laps).option_sets().values())


def of_session(state: StackState, topic: Topic, record: type[R], session_key: int) -> list[R]:
    """The latest value of every key that belongs to the session."""
    return among(latest_by_key(state.bootstrap_servers, topic), record, session_key)


def among(latest: Mapping[bytes, bytes], record: type[R], session_key: int) -> list[R]:
    """The same of values that are at hand."""
    mine = {key: value for key, value in latest.items() if key.startswith(b"%d:" % session_key)}
    return [codec.decode(value, record) for value in mine.values()]


def by_lap(records: Iterable[R]) -> dict[Lap, R]:
    """The records by session, driver and lap."""
    return {(one.session_key, one.driver_number, one.lap_number): one for one in records}


def answerable(laps: Mapping[Lap, LapRecord]) -> set[Lap]:
    """The laps at whose end there must be options: complete ones, after the first."""
    return {lap for lap, record in laps.items() if record.is_complete and record.lap_number > 1}


def differences(
    state: StackState, session_key: int, expected: Mapping[Lap, LapRecord]
) -> dict[str, set[Lap]]:
    """Laps for which the stack does not hold what it should, by what is wrong; empty if all is right."""
    return differences_of(
        of_session(state, NORMALIZED, LapRecord, session_key),
        of_session(state, OPTIONS, OptionSet, session_key),
        expected,
    )


def differences_of(
    lap_records: Iterable[LapRecord],
    option_sets: Iterable[OptionSet],
    expected: Mapping[Lap, LapRecord],
) -> dict[str, set[Lap]]:
    """The same of records that are at hand."""
    laps, options = by_lap(lap_records), by_lap(option_sets)
    both = expected.keys() & laps.keys()
    found = {
        "no lap record": expected.keys() - laps.keys(),
        "not expected": laps.keys() - expected.keys(),
        "other content": {lap for lap in both if content(laps[lap]) != content(expected[lap])},
        "no options": answerable(expected) - options.keys(),
    }
    return {wrong: which for wrong, which in found.items() if which}
