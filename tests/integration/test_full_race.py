"""Whole real races through Kafka and Flink end as the plain fold of the same rows says."""

import math

import msgspec
import pytest

from f1strategy.ingest.causal import release
from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.recording import load
from f1strategy.runtime.race import Race, run_race
from f1strategy.runtime.topic_reader import latest_by_key, read_all
from f1strategy.timing.fold import fold
from schemas import codec
from schemas.records import LapRecord, OptionSet
from schemas.topics import DEAD_LETTERS, NORMALIZED, OPTIONS

RECORDINGS = (
    "2025_abu-dhabi",
    "2023_dutch",
    "2023_singapore",
    "2024_australian",
    "2024_british",
    "2024_canadian",
    "2024_miami",
    "2024_qatar",
    "2025_australian",
    "2025_bahrain",
)

pytestmark = [pytest.mark.stack, pytest.mark.data, pytest.mark.slow]


def content(lap):
    return msgspec.structs.replace(lap, revision=0, caused_by_ingest_time_ms=0)


def folded(recording):
    rows = release(recording)
    return fold(
        envelope(
            row.row,
            source="recording",
            endpoint=row.endpoint,
            session_key=recording.session_key,
            sequence=sequence,
            ingest_time_ms=0,
        )
        for sequence, row in enumerate(rows)
    )


def of_session(state, topic, record, session_key):
    latest = latest_by_key(state.bootstrap_servers, topic)
    mine = {key: value for key, value in latest.items() if key.startswith(b"%d:" % session_key)}
    return [codec.decode(value, record) for value in mine.values()]


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_lap_record_equals_the_fold_of_the_recording(running, livef1_data, name):
    recording = load(livef1_data / "recordings" / name)
    run_race(
        Race(recording, "recording", math.inf), running, lambda replay: replay.run(), lambda _: None
    )
    expected = folded(recording)
    laps = of_session(running, NORMALIZED, LapRecord, recording.session_key)
    actual = {(lap.session_key, lap.driver_number, lap.lap_number): lap for lap in laps}
    assert len(expected) > 900
    assert actual.keys() == expected.keys()
    different = [key for key, lap in actual.items() if content(lap) != content(expected[key])]
    assert different == []
    options = of_session(running, OPTIONS, OptionSet, recording.session_key)
    answered = {(one.session_key, one.driver_number, one.lap_number) for one in options}
    complete = {key for key, lap in expected.items() if lap.is_complete and lap.lap_number > 1}
    assert complete - answered == set()
    assert list(read_all(running.bootstrap_servers, DEAD_LETTERS)) == []
