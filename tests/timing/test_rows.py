"""Envelopes become typed rows with a key and a version, or are refused with a reason."""

import pickle

import msgspec
import pytest

from f1strategy.timing.rows import MalformedRow, parse
from schemas.openf1 import ROW_BY_ENDPOINT
from schemas.records import RawEnvelope
from tests.timing.builders import (
    CAR,
    SESSION,
    at,
    at_ms,
    envelope,
    grid,
    interval,
    lap,
    message,
    of_car,
    of_session,
    pit,
    position,
    stint,
    weather,
)

ROWS = {
    "laps": lap(3, 180),
    "stints": stint(2, 4, 9),
    "pit": pit(195, 2),
    "intervals": interval(10, 0.5),
    "position": position(10, 4),
    "race_control": message(10, "SAFETY CAR DEPLOYED"),
    "weather": weather(10),
    "drivers": of_car("drivers"),
    "starting_grid": grid(4),
    "session_result": of_car("session_result"),
    "race_info": of_session("race_info"),
}


@pytest.mark.parametrize("endpoint", ROW_BY_ENDPOINT)
def test_every_endpoint_of_lap_records_is_read(endpoint):
    parsed = parse(ROWS[endpoint])
    assert parsed.endpoint == endpoint
    assert parsed.key.startswith(endpoint)
    assert isinstance(parsed.row, ROW_BY_ENDPOINT[endpoint])


def test_a_row_knows_when_it_happened_to_the_millisecond():
    assert parse(interval(10.25, 0.5)).time_ms == at_ms(10.25)
    assert parse(lap(3)).time_ms is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lap(3, 180), lap(3, 180.5, 90.0)),
        (stint(2, 4, 9), stint(2, 4, 10, "HARD")),
        (interval(10, 0.5), interval(10, 0.7)),
        (pit(195, 2, None), pit(195, 3, 22.0)),
        (of_car("session_result", position=4), of_car("session_result", position=5)),
    ],
)
def test_versions_of_a_row_share_its_key(one, other):
    assert parse(one).key == parse(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lap(3), lap(4)),
        (pit(195, 2), pit(285, 2)),
        (interval(10, 0.5), interval(14, 0.5)),
        (interval(10, 0.5), interval(10, 0.5, car=4)),
        (message(10, "SAFETY CAR DEPLOYED"), message(10, "YELLOW IN TRACK SECTOR 4")),
        (grid(4, qualifying=8990), grid(4, qualifying=8996)),
    ],
)
def test_different_rows_have_different_keys(one, other):
    assert parse(one).key != parse(other).key


def test_the_higher_sequence_is_the_newer_and_the_payload_decides_between_equals():
    older, newer = parse(lap(3, 180, sequence=1)), parse(lap(3, 179, sequence=2))
    assert newer.version > older.version
    one, other = parse(lap(3, 180)), parse(lap(3, 181))
    assert (one.version < other.version) is not (other.version < one.version)
    assert one.version == parse(lap(3, 180)).version


def raw(payload: bytes, endpoint: str = "laps") -> RawEnvelope:
    return msgspec.structs.replace(envelope(endpoint, {}), payload=msgspec.Raw(payload))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (raw(b"{nonsense"), "malformed"),
        (raw(b"[1, 2]"), "Expected `object`"),
        (raw(b"{}"), "session_key"),
        (raw(b'{"session_key":1,"driver_number":"44","lap_number":1}'), "Expected `int`"),
        (lap(0), "from 1"),
        (of_car("laps", lap_number=1, date_start="yesterday"), "yesterday"),
        (lap(1, sequence=2**63), "a sequence of 64 bits, found 9223372036854775808"),
        (of_car("intervals", date=None), "Expected `str`"),
        (envelope("car_data", {"session_key": SESSION}), "expected one of laps"),
    ],
    ids=["JSON", "object", "keys", "type", "lap 0", "time", "sequence", "null", "endpoint"],
)
def test_what_cannot_be_read_is_refused_with_its_reason(row, reason):
    with pytest.raises(MalformedRow, match=reason):
        parse(row)


def test_a_row_of_the_whole_session_is_read_once_for_all_cars():
    one, other = (parse(of_session("weather", sequence=3, date=at(10))) for _ in range(2))
    assert one is other
    assert parse(of_session("weather", sequence=4, date=at(10))).version > one.version


def test_a_refusal_survives_the_way_between_processes():
    error = pickle.loads(pickle.dumps(MalformedRow("laps", "no lap_number")))  # noqa: S301
    assert str(error) == "not a row of 'laps': no lap_number"


def test_unknown_fields_are_ignored():
    row = of_car("position", CAR, date=at(0), position=4, _key="9_1", meeting_key=1)
    assert parse(row).row == parse(position(0, 4)).row
