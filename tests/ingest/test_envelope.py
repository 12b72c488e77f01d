"""A row is wrapped as it came; its id follows from its content and from nothing else."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from f1strategy.ingest.envelope import envelope, event_id
from schemas import codec
from schemas.records import RawEnvelope
from tests.ingest.races import LIGHTS_OUT_MS, at, lap, row

values = st.recursive(
    st.none() | st.booleans() | st.integers(-1_000, 1_000) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
names = st.text(min_size=1, max_size=6).filter(lambda name: not name.startswith("_"))
contents = st.dictionaries(names, values, max_size=6)


def wrapped(source_row, **options):
    return envelope(
        source_row,
        **{
            "source": "recording",
            "endpoint": "laps",
            "session_key": 7,
            "sequence": 3,
            "ingest_time_ms": 9_000,
            **options,
        },
    )


def identified(content, endpoint="laps", session_key=7):
    return event_id(content, endpoint=endpoint, session_key=session_key)


def reversed_fields(value):
    if isinstance(value, dict):
        return {name: reversed_fields(value[name]) for name in reversed(value)}
    return [reversed_fields(one) for one in value] if isinstance(value, list) else value


def test_an_envelope_says_where_a_row_is_from_and_when_it_was_released():
    source_row = lap(4, 2, 94.0)
    one = wrapped(source_row)
    assert one == RawEnvelope(
        source="recording",
        endpoint="laps",
        session_key=7,
        driver_number=4,
        event_time_ms=LIGHTS_OUT_MS + 94_000,
        ingest_time_ms=9_000,
        sequence=3,
        event_id=identified(source_row),
        payload=one.payload,
    )
    assert json.loads(bytes(one.payload)) == source_row


def test_the_payload_keeps_the_order_of_the_fields_and_what_the_live_stream_adds():
    assert bytes(wrapped({"b": 1, "_id": 5, "a": None}).payload) == b'{"b":1,"_id":5,"a":null}'


def test_it_is_published_as_it_is():
    one = wrapped(lap(4, 2, 94.0))
    assert codec.decode(codec.encode(one), RawEnvelope) == one


def test_the_session_is_the_one_it_is_used_for():
    grid = {"session_key": 5, "driver_number": 1, "position": 1}  # a grid's is its qualifying
    assert wrapped(grid, endpoint="starting_grid").session_key == 7


@pytest.mark.parametrize(
    ("fields", "second"),
    [
        ({"date": at(5)}, 5),
        ({"date_start": at(6)}, 6),
        ({"date": at(5), "date_start": at(6)}, 5),
        ({"date": None, "date_start": at(6)}, 6),
        ({"date": "soon", "date_start": at(6)}, 6),
    ],
)
def test_the_event_time_is_the_rows_date(fields, second):
    assert wrapped(row(**fields)).event_time_ms == LIGHTS_OUT_MS + second * 1000


@pytest.mark.parametrize("fields", [{}, {"date": None}, {"date": "soon"}, {"date": 12}])
def test_a_row_without_a_date_has_no_event_time(fields):
    assert wrapped(row(**fields)).event_time_ms is None


@pytest.mark.parametrize(
    ("fields", "driver"),
    [
        ({"driver_number": 44}, 44),
        ({}, None),
        ({"driver_number": None}, None),
        ({"driver_number": "44"}, None),
        ({"driver_number": True}, None),
        ({"driver_number": 44.0}, None),
    ],
)
def test_the_driver_is_a_number_or_nobody(fields, driver):
    assert wrapped(row(**fields)).driver_number == driver


def test_an_id_stays_what_it_is():
    # Ids on the stream must be those of tomorrow's replay: this text is a promise.
    assert identified({"driver_number": 4, "lap_number": 2}) == "8a55f114d00945d08c2860e7d3f3683b"


@given(contents)
def test_the_order_of_fields_does_not_count_at_any_depth(content):
    assert identified(reversed_fields(content)) == identified(content)


@given(contents, st.integers(), st.text(), st.integers(0, 10))
def test_what_the_live_stream_adds_does_not_count(content, number, text, sequence):
    live = {"_id": number, **content, "_key": text}
    assert identified(live) == identified(content)
    assert wrapped(live, sequence=sequence).event_id == wrapped(content).event_id


@given(contents, contents)
def test_different_content_has_a_different_id(one, other):
    assume(json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True))
    assert identified(one) != identified(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"gap": None}, {}),
        ({"gap": 0}, {"gap": None}),
        ({"gap": 1}, {"gap": "1"}),
        ({"gap": 1}, {"gap": True}),
        ({"laps": [1, 2]}, {"laps": [2, 1]}),
        ({"a": {"_b": 1}}, {"a": {"_b": 2}}),
    ],
)
def test_nearly_the_same_is_not_the_same(one, other):
    assert identified(one) != identified(other)


def test_the_same_content_elsewhere_is_another_row():
    content = {"driver_number": 4}
    assert identified(content, endpoint="pit") != identified(content)
    assert identified(content, session_key=8) != identified(content)
