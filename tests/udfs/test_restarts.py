"""Property: restarts, repeats, other sessions and forgotten objects change nothing that is published."""

import itertools
from unittest import mock

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.records import RawEnvelope
from tests.timing.builders import SESSION
from tests.timing.normalizing import contents
from tests.udfs.fake_flink import Keyed
from tests.udfs.jobs import NormalizeJob, StrategyJob
from tests.udfs.small_race import KEY, LATE, RACE, raw
from tests.worn_fold import worn_fold

ROWS = (*RACE, *LATE)


def of_session(number: int, row: RawEnvelope) -> RawEnvelope:
    return msgspec.structs.replace(row, session_key=number)


def published_by(job: NormalizeJob, rows: tuple[RawEnvelope, ...]) -> list[Keyed]:
    """Every lap record that these rows led to, in order."""
    return [one for row in rows for one in job.send(str(row.session_key), raw(row))]


LAPS = published_by(NormalizeJob(), ROWS)


@st.composite
def arrivals(draw, rows=ROWS):
    """Each row at least once, some twice, in any order."""
    again = draw(st.lists(st.sampled_from(rows), max_size=10))
    return tuple(draw(st.permutations([*rows, *again])))


@settings(deadline=None, max_examples=60)
@given(arrivals(), st.sets(st.integers(0, len(ROWS)), max_size=3))
def test_lap_records_do_not_tell_whether_the_job_was_restarted(arrived, stops):
    job, whole = NormalizeJob(), NormalizeJob()
    for count, row in enumerate(arrived):
        if count in stops:
            job = job.restarted()
        assert job.send(KEY, raw(row)) == whole.send(KEY, raw(row))
    assert job.laps == whole.laps
    assert contents(job.records()) == contents(worn_fold(ROWS))


@settings(deadline=None, max_examples=60)
@given(arrivals(), st.sets(st.integers(0, len(ROWS)), max_size=8))
def test_lap_records_do_not_tell_how_rows_were_put_together(arrived, cuts):
    """Nor does their order: of the laps of one batch too."""
    whole, job = NormalizeJob(), NormalizeJob()
    bounds = [0, *sorted(cuts), len(arrived)]
    batches = [arrived[begin:end] for begin, end in itertools.pairwise(bounds)]
    told = [one for rows in batches for one in job.send_together(KEY, *map(raw, rows))]
    assert told == published_by(whole, arrived)
    assert (job.route.state, job.normalize.state) == (whole.route.state, whole.normalize.state)


@settings(deadline=None, max_examples=40)
@given(arrivals(), st.integers(0, len(ROWS)), st.integers(0, len(ROWS)))
def test_rows_repeated_since_the_last_checkpoint_leave_the_topic_as_it_was(arrived, one, other):
    checkpoint, failure = sorted((one, other))
    saved = NormalizeJob().take(arrived[:checkpoint])
    failed = saved.restarted().take(arrived[checkpoint:failure])
    job = saved.restarted()
    job.laps = dict(failed.laps)  # what was published before the failure stays published
    assert job.take(arrived[checkpoint:]).laps == NormalizeJob().take(arrived).laps


@settings(deadline=None, max_examples=40)
@given(arrivals(LAPS), st.sets(st.integers(0, len(LAPS)), max_size=3))
def test_fields_and_option_sets_do_not_tell_whether_the_job_was_restarted(arrived, stops):
    job, whole = StrategyJob(), StrategyJob().take(arrived)
    for count, (key, value) in enumerate(arrived):
        if count in stops:
            job = job.restarted()
        job.take([(key, value)])
    assert job.published == whole.published


@settings(deadline=None, max_examples=20)
@given(st.integers(0, len(LAPS)), st.integers(0, len(LAPS)))
def test_laps_repeated_since_the_last_checkpoint_leave_both_topics_as_they_were(one, other):
    checkpoint, failure = sorted((one, other))
    saved = StrategyJob().take(LAPS[:checkpoint])
    failed = saved.restarted().take(LAPS[checkpoint:failure])
    job, whole = saved.restarted(), StrategyJob().take(LAPS)
    job.fields, job.options = dict(failed.fields), dict(failed.options)
    job.take(LAPS[checkpoint:])
    assert (job.fields, job.options) == (whole.fields, whole.options)


def mixed(draw_left: list[bool], left: tuple[RawEnvelope, ...], right: tuple[RawEnvelope, ...]):
    """Both in their own order, one or the other first as the choices say."""
    rows, others = list(left), list(right)
    for is_left in draw_left:
        source = rows if is_left else others
        if source:
            yield source.pop(0)
    yield from (*rows, *others)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.booleans(), min_size=40, max_size=80), arrivals())
def test_two_sessions_with_the_same_drivers_do_not_mix(choices, arrived):
    theirs = tuple(of_session(10, row) for row in arrived)
    alone = NormalizeJob().take(ROWS).laps | NormalizeJob().take(theirs).laps
    job = NormalizeJob().take(mixed(choices, ROWS, theirs))
    assert job.laps == alone
    assert contents(job.records()) == contents(worn_fold((*ROWS, *theirs)))


@pytest.fixture
def one_object_at_hand():
    """Caches that hold one object each: with two sessions and two drivers, hardly ever the asked one."""
    with (
        mock.patch("udfs.route_session.SESSIONS_AT_HAND", 1),
        mock.patch("udfs.track_field.SESSIONS_AT_HAND", 1),
        mock.patch("udfs.normalize_laps.DRIVERS_AT_HAND", 1),
        mock.patch("udfs.plan_options.DRIVERS_AT_HAND", 1),
    ):
        yield


def both_sessions() -> tuple[list[Keyed], list[Keyed]]:
    """What two races in step lead to: lap records, and fields with option sets."""
    rows = tuple(
        row for pair in zip(ROWS, (of_session(10, r) for r in ROWS), strict=True) for row in pair
    )
    laps = published_by(NormalizeJob(), rows)
    return laps, StrategyJob().take(laps).published


IN_MEMORY = both_sessions()


def test_a_key_that_is_pushed_out_gives_the_answers_of_one_that_stays(one_object_at_hand):
    assert both_sessions() == IN_MEMORY


def test_the_small_cache_really_pushes_keys_out(one_object_at_hand):
    job = NormalizeJob().take((*ROWS, *(of_session(10, row) for row in ROWS)))
    assert (KEY in job.route._function._routers, "10" in job.route._function._routers) == (
        False,
        True,
    )
    assert f"{SESSION}:4" not in job.normalize._function._drivers
