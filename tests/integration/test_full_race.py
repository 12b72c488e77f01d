"""Whole real races through Kafka and Flink end as the plain fold of the same rows says.

`make golden-races` writes what the engine now says of five of them, and prints what has changed.
"""

import math

import pytest

from f1strategy.ingest.recording import load
from f1strategy.runtime.race import Race, run_race
from f1strategy.runtime.topic_reader import read_all
from schemas.records import OptionSet
from schemas.topics import DEAD_LETTERS, OPTIONS
from tests.integration import golden_races
from tests.integration.oracle import differences, folded, of_session

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


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_race_ends_as_its_fold_says_and_the_engine_says_what_it_said_before(
    running, livef1_data, name
):
    recording = load(livef1_data / "recordings" / name)
    run_race(
        Race(recording, "recording", math.inf), running, lambda replay: replay.run(), lambda _: None
    )
    expected = folded(recording)
    assert len(expected) > 900
    assert differences(running, recording.session_key, expected) == {}
    assert list(read_all(running.bootstrap_servers, DEAD_LETTERS)) == []
    if name in golden_races.NAMES:
        golden_races.check(name, of_session(running, OPTIONS, OptionSet, recording.session_key))
