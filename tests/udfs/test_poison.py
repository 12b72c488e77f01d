"""Bad input is data: whatever a message holds, the operators go on, also after a restart."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import codec
from schemas.openf1 import ROW_BY_ENDPOINT
from schemas.records import RawEnvelope
from tests.timing.builders import (
    SESSION,
    at,
    envelope,
    lap,
    message,
    of_car,
    of_session,
    pit,
    stint,
)
from tests.udfs.jobs import NormalizeJob, StrategyJob
from tests.udfs.small_race import HAMILTON, KEY, LATE, RACE, raw

KAFKA_DEFAULT_MAX_BYTES = 1_048_576

whole = st.sampled_from([-1, 0, 60, 2**31, 2**63, -(2**64), 10**40, -(10**400), 10**400])
broken = st.sampled_from([-1.0, 0.0, 1e306, -1e306, 1e308, 1e-306])
texts = st.sampled_from(
    [
        *("", "HARD", "+1 LAP", "LAP 99", "\x00", "é", "SAFETY CAR DEPLOYED", "RED FLAG"),
        *(at(0), at(95.5), "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-14:00", "yesterday"),
        "RACE WILL RESUME AT 99:99",
        "CAR 44 (HAM) TIME 1:30.500 DELETED - TRACK LIMITS AT TURN 1 LAP " + "9" * 5000,
        "CAR " + "4" * 5000 + " (HAM) LAP DELETED",
        "CAR 44 (HAM) TIME " + "1" * 5000 + ":30.500 WILL BE REINSTATED",
    ]
)
anything: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | whole | broken | texts | st.just([]) | st.just({"a": [1]})
)

USUAL: tuple[RawEnvelope, ...] = (
    *RACE[-16:],
    of_car("session_result", HAMILTON, position=2, dnf=False),
    of_session("race_info", season=2025, circuit="yas-marina", scheduled_laps=7),
    envelope("team_radio", {"recording_url": ""}),
)


def values_of(field: msgspec.structs.FieldInfo) -> st.SearchStrategy[Any]:
    """Extremes of the declared type, and what is of another."""
    declared = str(field.type)
    by_word = {"int": whole, "float": broken, "str": texts}
    return st.one_of(*(values for word, values in by_word.items() if word in declared), anything)


@st.composite
def strange_rows(draw):
    """A newer version of a usual row in which one or two fields are strange."""
    usual = draw(st.sampled_from(USUAL))
    row = msgspec.json.decode(usual.payload)
    if usual.endpoint in ROW_BY_ENDPOINT:
        fields = msgspec.structs.fields(ROW_BY_ENDPOINT[usual.endpoint])
        for field in draw(st.lists(st.sampled_from(fields), min_size=1, max_size=2)):
            row[field.name] = draw(values_of(field))
    return envelope(usual.endpoint, row, sequence=9)


@settings(deadline=None, max_examples=200)
@given(st.lists(strange_rows(), min_size=1, max_size=8))
def test_no_row_stops_the_jobs_and_none_that_was_taken_stops_them_after_a_restart(rows):
    normalize, strategy = NormalizeJob(), StrategyJob()
    for row in (*RACE, *rows):
        strategy.take(normalize.send(KEY, raw(row)))
    letters = len(normalize.dead_letters)
    normalize, strategy = normalize.restarted(), strategy.restarted()
    for row in (*rows, *LATE):
        strategy.take(normalize.send(KEY, raw(row)))
    assert len(normalize.dead_letters) == 2 * letters
    assert strategy.dead_letters == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (lap(6, 452.5, 1e306), "expected a lap_duration up to 86400, found 1e+306"),
        (lap(6, 452.5, 0.0), "expected a lap_duration above 0, found 0.0"),
        (lap(6, 452.5, -1.0), "expected a lap_duration above 0, found -1.0"),
        (lap(10**9, 452.5), "expected a lap_number up to 200, found 1000000000"),
        (pit(460, 5, 1e306), "expected a pit_duration up to 86400, found 1e+306"),
        (
            pit(460, 5, None, lane_duration=-1e306),
            "expected a lane_duration up to 86400, found -1e",
        ),
        (
            stint(2, 4, 5, "HARD", 10**400, sequence=3),
            "expected a tyre_age_at_start up to 200, fou",
        ),
        (
            of_session("race_info", 3, scheduled_laps=10**9),
            "expected a scheduled_laps up to 200, f",
        ),
        (of_car("drivers", 4, 3, name_acronym="N" * 20_000), "expected 16384 bytes at most, found"),
    ],
    ids=[
        "lap time",
        "no time",
        "negative time",
        "lap",
        "lane time",
        "lane time too",
        "tyre age",
        "distance",
        "name",
    ],
)
def test_a_number_that_cannot_be_true_is_refused_and_the_race_goes_on(row, reason):
    normalize, strategy = NormalizeJob().take(RACE), StrategyJob()
    assert normalize.send(KEY, raw(row, 77, 3)) == []
    (letter,) = normalize.dead_letters
    assert letter.error.startswith(f"not a row of {row.endpoint!r}: {reason}")
    assert (letter.stage, letter.partition, letter.offset) == ("route", 3, 77)
    assert (letter.session_key, letter.value) == (SESSION, codec.encode(row))
    strategy.take(normalize.laps.items())
    published = normalize.send(KEY, raw(lap(6, 452.5, 90.5)))
    assert [key for key, _ in published] == [f"{KEY}:{HAMILTON}:6"]
    strategy.take(published)
    assert f"{KEY}:{HAMILTON}:6" in strategy.options


@pytest.mark.parametrize(
    "text",
    [
        "CAR 44 (HAM) TIME 1:30.500 DELETED - TRACK LIMITS AT TURN 1 LAP " + "9" * 5000,
        "CAR " + "4" * 5000 + " (HAM) LAP DELETED",
        "CAR 44 (HAM) TIME " + "1" * 5000 + ":30.500 DELETED",
    ],
    ids=["lap", "car", "minutes"],
)
def test_a_message_with_an_endless_number_names_no_lap(text):
    job = NormalizeJob().take(RACE)
    job.send(KEY, raw(message(400, text)))
    job = job.restarted()
    job.send(KEY, raw(lap(6, 452.5, 90.5)))
    assert job.dead_letters == []
    assert job.records()[SESSION, HAMILTON, 6].is_complete


def nested(depth: int) -> RawEnvelope:
    """A lap with an unknown field so many lists deep."""
    fields = b'"session_key":9000,"driver_number":44,"lap_number":6'
    payload = b'{%s,"x":%s%s}' % (fields, b"[" * depth, b"]" * depth)
    return msgspec.structs.replace(lap(6), payload=msgspec.Raw(payload))


@pytest.mark.parametrize("depths", [[100], [254], [255], range(900, 1000)], ids=str)
def test_what_was_read_at_any_depth_is_read_again_after_a_restart(depths):
    """A restart reads the state deeper in the stack than the message was read."""
    for depth in depths:
        job = NormalizeJob().take(RACE[:12])
        job.send(KEY, raw(nested(depth)))
        assert [letter.stage for letter in job.dead_letters] == ["decode"] * (depth > 254)
        published = job.restarted().send(KEY, raw(lap(5, 362, 90.5)))
        assert f"{KEY}:{HAMILTON}:5" in dict(published)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (KEY, b'{"schema":"' + b"\\u0000" * 200_000 + b'"}'),
        ("9" * 900_000, codec.encode(RACE[0])),
        (KEY, codec.encode(of_car("position", date="x" * 900_000, position=1))),
        (KEY, codec.encode(envelope("y" * 900_000, {}))),
    ],
    ids=["schema", "key", "time", "endpoint"],
)
def test_a_letter_about_a_large_message_fits_kafka_whatever_its_reason_quotes(key, value):
    job = NormalizeJob()
    job.send(key, raw(value))
    (letter,) = job.dead_letters
    assert len(codec.encode(letter)) < KAFKA_DEFAULT_MAX_BYTES / 2
    assert letter.value_size_bytes == len(value)
