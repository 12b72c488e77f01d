"""Savepoints that released versions took restore under today's code, and the race goes on from there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec
import pytest

from f1strategy.runtime.drain import drain
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.jobs import submit_jobs
from f1strategy.runtime.stack import Stack
from f1strategy.runtime.topic_reader import read_all
from schemas import codec
from schemas.records import LapRecord, OptionSet, RawEnvelope
from schemas.topics import NORMALIZED, OPTIONS, RAW
from tests.chaos.judge import archived, positions
from tests.integration import golden_savepoints as golden
from tests.integration.conftest import up
from tests.integration.oracle import Lap, answerable, by_lap, content
from tests.worn_fold import worn_fold

pytestmark = [pytest.mark.stack, pytest.mark.slow]

WEAR = {
    "fuel_corrected_lap_time_s": None,
    "degradation_s_per_lap": None,
    "degradation_low_s_per_lap": None,
    "degradation_high_s_per_lap": None,
    "tyre_loss_s": None,
}
"""What models say of a lap: other models say something else."""


def facts(lap: LapRecord) -> LapRecord:
    return msgspec.structs.replace(content(lap), **WEAR)


def revisions(
    known: Mapping[Lap, LapRecord], anew: Iterable[LapRecord]
) -> list[tuple[int, list[int]]]:
    """Of every known lap that was written anew: its revision before, and those that followed."""
    later: dict[Lap, list[int]] = defaultdict(list)
    for one in anew:
        later[one.session_key, one.driver_number, one.lap_number].append(one.revision)
    return [(known[lap].revision, numbers) for lap, numbers in later.items() if lap in known]


@pytest.fixture
def bare(tmp_path):
    with Stack(RunFolder(tmp_path / "stack")) as stack:
        up(stack, with_jobs=False)
        yield stack


def test_there_are_savepoints_of_this_release():
    assert golden.OF_THIS_RELEASE.is_dir(), "make golden-savepoints takes them"


@pytest.mark.parametrize("release", sorted(one.name for one in golden.GOLDEN.glob("*")))
def test_todays_code_goes_on_from_a_released_savepoint(bare, release, tmp_path):
    folder, state = golden.GOLDEN / release, bare.state()
    messages = golden.read(folder / "raw.jsonl.gz")
    race = [codec.decode(bytes(one.value), RawEnvelope) for one in messages]
    lay = golden.written(folder)
    golden.publish(state, RAW, messages[: golden.split(race)])
    for topic, kept in lay.items():
        golden.publish(state, topic, kept)
    since, known = positions(state), lay[NORMALIZED]
    savepoints = {job: golden.unpack(folder, job, tmp_path) for job in golden.jobs_of(folder)}
    jobs: dict[str, str] = {}
    for job, savepoint in savepoints.items():
        jobs |= submit_jobs(
            bare.folder,
            bootstrap_servers=state.bootstrap_servers,
            rest=state.flink_rest,
            lake=state.lake,
            mark=state.mark,
            jobs=(job,),
            savepoint=savepoint,
        )
    with FlinkRest(state.flink_rest) as flink:
        assert all(flink.restored_from(job_id) for job_id in jobs.values())
    golden.publish(state, RAW, messages[golden.split(race) :])
    drain(state.bootstrap_servers, state.flink_rest, jobs)

    expected = worn_fold(race)
    before = by_lap(codec.decode(bytes(one.value), LapRecord) for one in known)
    anew = [
        codec.decode(one.value, LapRecord)
        for one in read_all(state.bootstrap_servers, NORMALIZED, since)
    ]
    assert {lap: facts(one) for lap, one in {**before, **by_lap(anew)}.items()} == {
        lap: facts(one) for lap, one in expected.items()
    }
    # Every lap that was under way is revised; what began with no state would count from one again.
    revised = revisions(before, anew)
    assert revised
    assert all(later == [*range(was + 1, was + 1 + len(later))] for was, later in revised)
    options = by_lap(
        codec.decode(one.value, OptionSet)
        for one in read_all(state.bootstrap_servers, OPTIONS, since)
    )
    later = {lap for lap in answerable(expected) if lap[2] >= golden.SPLIT_LAP}
    assert later <= options.keys()
    if "archive" in jobs:
        there = archived(state, since)
        assert there.is_exact
        assert there.records == sum(positions(state).values()) - sum(since.values())
