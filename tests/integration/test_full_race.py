"""Whole real races through Kafka and Flink end as the plain fold of the same rows says.

`make golden-races` writes what the engine now says of five of them, and prints what has changed.
"""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from f1strategy.ingest.recording import load
from f1strategy.lake.location import Lake
from f1strategy.runtime.archived import drain_archive, finish_session, verify_lake
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.race import Race, run_race
from f1strategy.runtime.topic_reader import latest_by_key, read_all
from schemas.records import LapRecord, OptionSet
from schemas.topics import DEAD_LETTERS, NORMALIZED, OPTIONS
from tests.integration import golden_races
from tests.integration.oracle import among, differences_of, folded
from tests.integration.rough_archive import POINTS, kept_tidy

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

FILES_OF_A_SESSION = 10
AT_ONCE = 3
"""Races that are driven at the same time: sessions are apart in every key, and one leaves the cluster idle."""

pytestmark = [
    pytest.mark.stack,
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.timeout(1800),
]


@pytest.fixture(scope="module")
def driven(running, livef1_data):
    """All recordings by name, every one through the stack to its end."""

    def drive(name):
        recording = load(livef1_data / "recordings" / name)
        race = Race(recording, "recording", math.inf)
        run_race(race, running, lambda replay: replay.run(), lambda _: None)
        return recording

    with kept_tidy(Lake.at(running.lake)), ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(RECORDINGS, pool.map(drive, RECORDINGS), strict=True))


@pytest.fixture(scope="module")
def held(running, driven):
    """The latest values on the topics, once all races are over."""
    assert len(driven) == len(RECORDINGS)
    return {
        topic: latest_by_key(running.bootstrap_servers, topic) for topic in (NORMALIZED, OPTIONS)
    }


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_race_ends_as_its_fold_says_and_the_engine_says_what_it_said_before(driven, held, name):
    recording = driven[name]
    expected = folded(recording)
    assert len(expected) > 900
    laps = among(held[NORMALIZED], LapRecord, recording.session_key)
    options = among(held[OPTIONS], OptionSet, recording.session_key)
    assert differences_of(laps, options, expected) == {}
    if name in golden_races.NAMES:
        golden_races.check(name, options)


def test_no_row_of_a_race_is_a_dead_letter(running, driven):
    assert driven
    assert list(read_all(running.bootstrap_servers, DEAD_LETTERS)) == []


def test_every_message_is_in_its_table_once_though_the_archive_was_killed_and_doubled(
    running, driven, deaths
):
    assert [flag.name for flag in deaths[1] if flag.exists()] == list(POINTS)
    lake = Lake.at(running.lake)
    drain_archive(running.bootstrap_servers, lake)
    archives = [job for name, job in running.jobs.items() if name.endswith("archive")]
    with FlinkRest(running.flink_rest) as flink:
        assert all(flink.job(job).is_running for job in archives)
        assert sum(map(flink.restarts, archives)) >= len(POINTS)
    verdicts = verify_lake(running.bootstrap_servers, lake)
    assert [one for one in verdicts if not one.is_exact] == []
    assert sum(one.in_table for one in verdicts) > 300_000
    for recording in driven.values():
        files = [one.files for one in finish_session(lake, recording.session_key)]
        assert 0 < sum(files) <= FILES_OF_A_SESSION
