"""RouteSession: rows find their drivers, what cannot be read becomes a dead letter."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import codec
from schemas.records import RaceMessage, RawEnvelope
from schemas.records.dead_letter import MAX_KEPT_BYTES
from tests.timing.builders import SESSION, envelope, lap, message, of_car, weather
from tests.udfs.dealt import delivered
from tests.udfs.fake_flink import Output, Running
from tests.udfs.jobs import letters
from tests.udfs.small_race import HAMILTON, KEY, NORRIS, RACE, raw, together
from udfs.route_session import RouteSession

STATE = "session-rows-v1"
DEPLOYED = message(100, "SAFETY CAR DEPLOYED")
FIRST_LAP = lap(1, 0)


def sent(operator: Running, row: RawEnvelope) -> list[tuple[str, str]]:
    """Deliver a row; driver keys and endpoints of what goes on."""
    output = operator.process(str(row.session_key), together(raw(row)))
    assert output.side.keys() <= {"messages"}
    return [
        (key, codec.decode(value, RawEnvelope).endpoint) for key, value in delivered(output.main)
    ]


def test_what_race_control_says_is_told_once_whoever_is_there_to_hear_it():
    operator = Running(RouteSession)
    output = operator.process(KEY, together(raw(DEPLOYED)))
    ((key, value),) = output.side["messages"]
    told = codec.decode(value, RaceMessage)
    assert told.message == "SAFETY CAR DEPLOYED"
    assert key == f"{KEY}:{told.message_id}"
    assert operator.process(KEY, together(raw(DEPLOYED))).side == {}
    assert operator.restarted().process(KEY, together(raw(DEPLOYED))).side == {}


def of_session_10(row: RawEnvelope) -> RawEnvelope:
    return msgspec.structs.replace(row, session_key=10)


def test_a_drivers_row_goes_on_untouched_under_session_and_driver():
    operator = Running(RouteSession)
    output = operator.process(KEY, together(raw(FIRST_LAP)))
    assert output.side == {}
    assert delivered(output.main) == [(f"{KEY}:{HAMILTON}", codec.encode(FIRST_LAP))]
    assert operator.state == {STATE: {KEY: {"driver:44": codec.encode(FIRST_LAP)}}}


def test_messages_that_come_together_go_on_in_their_order():
    rows = [lap(1, 0), lap(1, 0, car=NORRIS), weather(30), lap(2, 90)]
    output = Running(RouteSession).process(KEY, together(*map(raw, rows)))
    told = [
        (key, codec.decode(value, RawEnvelope).endpoint) for key, value in delivered(output.main)
    ]
    assert told == [
        ("9000:44", "laps"),
        ("9000:4", "laps"),
        ("9000:4", "weather"),
        ("9000:44", "weather"),
        ("9000:44", "laps"),
    ]


def test_only_a_drivers_first_row_is_kept():
    operator = Running(RouteSession)
    for row in RACE:
        sent(operator, row)
    assert operator.entries(KEY)[STATE] == [
        "driver:4",
        "driver:44",
        "race_control:1765112780000:None:None:SafetyCar:None:None:None:SAFETY CAR DEPLOYED",
        "race_info",
        "weather:1765112370000",
    ]


def test_a_row_about_the_session_is_kept_and_goes_to_every_known_driver():
    operator = Running(RouteSession)
    sent(operator, lap(1, 0))
    sent(operator, lap(1, 0, car=NORRIS))
    assert sent(operator, weather(30)) == [("9000:4", "weather"), ("9000:44", "weather")]
    assert len(operator.state[STATE][KEY]) == 3


def test_a_late_driver_gets_what_was_said_before():
    operator = Running(RouteSession)
    assert sent(operator, DEPLOYED) == []
    assert sent(operator, lap(1, 0)) == [("9000:44", "race_control"), ("9000:44", "laps")]


def test_a_duplicate_about_the_session_delivers_nothing_and_stores_nothing():
    operator = Running(RouteSession)
    sent(operator, lap(1, 0))
    sent(operator, DEPLOYED)
    before = json.dumps(operator.entries(KEY))
    assert sent(operator, DEPLOYED) == []
    assert json.dumps(operator.entries(KEY)) == before


@pytest.mark.parametrize("endpoint", ["overtakes", "team_radio", "sessions", "meetings"])
def test_what_is_only_archived_goes_nowhere_and_is_no_dead_letter(endpoint):
    operator = Running(RouteSession)
    output = operator.process(KEY, together(raw(envelope(endpoint, {"any": "thing"}))))
    assert output == Output()
    assert operator.state == {STATE: {}}


def test_two_sessions_know_their_own_drivers_only():
    operator = Running(RouteSession)
    assert sent(operator, lap(1, 0)) == [("9000:44", "laps")]
    assert sent(operator, of_session_10(weather(30))) == []
    assert sent(operator, weather(40)) == [("9000:44", "weather")]
    assert sent(operator, of_session_10(lap(1, 0))) == [("10:44", "weather"), ("10:44", "laps")]
    assert operator.entries("10") == {STATE: ["driver:44", "weather:1765112430000"]}
    assert operator.entries(KEY) == {STATE: ["driver:44", "weather:1765112440000"]}


def test_after_a_restart_the_drivers_and_the_rows_are_known():
    operator = Running(RouteSession)
    sent(operator, DEPLOYED)
    sent(operator, lap(1, 0))
    restarted = operator.restarted()
    assert sent(restarted, DEPLOYED) == []
    assert sent(restarted, weather(30)) == [("9000:44", "weather")]
    assert sorted(sent(restarted, lap(1, 0, car=NORRIS))) == [
        ("9000:4", "laps"),
        ("9000:4", "race_control"),
        ("9000:4", "weather"),
    ]


GOOD = json.loads(codec.encode(FIRST_LAP))
POISON = {
    "no JSON": (b"{nonsense", "decode", "not a raw record: JSON is malformed"),
    "nothing": (b"", "decode", "not a raw record: Input data was truncated"),
    "a list": (b"[]", "decode", "not a raw record: Expected `object`, got `array`"),
    "no UTF-8": (b'{"schema":"raw/1\xff"}', "decode", "can't decode byte 0xff in position 16"),
    "another schema": (
        json.dumps({**GOOD, "schema": "lap/1"}).encode(),
        "decode",
        "not a raw record: expected schema raw/<version>, found 'lap/1'",
    ),
    "no schema": (b"{}", "decode", "not a raw record: Object missing required field `schema`"),
    "a missing field": (
        json.dumps({key: value for key, value in GOOD.items() if key != "sequence"}).encode(),
        "decode",
        "not a raw record: Object missing required field `sequence`",
    ),
    "a wrong type": (
        json.dumps({**GOOD, "session_key": "9000"}).encode(),
        "decode",
        "not a raw record: Expected `int`, got `str` - at `$.session_key`",
    ),
    "an unknown endpoint": (
        codec.encode(envelope("car_dta", {"session_key": SESSION})),
        "route",
        "not a row of 'car_dta': expected one of laps, stints, pit",
    ),
    "a row without its keys": (
        codec.encode(envelope("laps", {"session_key": SESSION, "lap_number": 1})),
        "route",
        "not a row of 'laps': Object missing required field `driver_number`",
    ),
    "a row of a wrong type": (
        codec.encode(of_car("laps", lap_number="one")),
        "route",
        "not a row of 'laps': Expected `int`, got `str` - at `$.lap_number`",
    ),
    "a row without a time": (
        codec.encode(of_car("position", date="yesterday", position=1)),
        "route",
        "not a row of 'position': Invalid isoformat string: 'yesterday'",
    ),
    "another session's row": (
        codec.encode(of_session_10(FIRST_LAP)),
        "route",
        "message key '9000' is not its session 10",
    ),
}


@pytest.mark.parametrize(("value", "stage", "reason"), POISON.values(), ids=list(POISON))
def test_what_cannot_be_read_is_a_dead_letter_with_its_place_and_its_reason(value, stage, reason):
    operator = Running(RouteSession)
    output = operator.process(KEY, together(raw(value, offset=1234, partition=3)))
    assert output.main == []
    ((key, _),) = output.side["dead-letters"]
    (letter,) = letters(output)
    assert reason in letter.error
    assert (key, letter.source_topic) == ("telemetry.raw", "telemetry.raw")
    assert (letter.stage, letter.partition, letter.offset) == (stage, 3, 1234)
    assert (letter.value, letter.value_size_bytes) == (value, len(value))
    assert operator.state == {STATE: {}}
    assert sent(operator, FIRST_LAP) == [("9000:44", "laps")]


def test_a_letter_says_what_could_be_read_of_its_message():
    row = msgspec.structs.replace(of_car("laps", lap_number=0), event_id="ab12")
    (refused,) = letters(Running(RouteSession).process(KEY, together(raw(row))))
    assert (refused.session_key, refused.event_id) == (SESSION, "ab12")
    (unread,) = letters(Running(RouteSession).process(KEY, together(raw(b"{}"))))
    assert (unread.session_key, unread.event_id) == (None, None)


@pytest.mark.parametrize("key", ["", "nine", "9000:44", "09000"])
def test_a_key_that_is_not_the_session_is_refused(key):
    (letter,) = letters(Running(RouteSession).process(key, together(raw(FIRST_LAP))))
    assert letter.error == f"message key {key!r} is not its session 9000"


@pytest.mark.parametrize("size", [MAX_KEPT_BYTES, MAX_KEPT_BYTES + 1, 3 * MAX_KEPT_BYTES])
def test_a_huge_message_is_cut_at_256_kib_and_its_size_told(size):
    value = b"\xf0" * size
    (letter,) = letters(Running(RouteSession).process(KEY, together(raw(value))))
    assert letter.value == value[: 256 * 1024]
    assert letter.value_size_bytes == size


@given(st.binary(max_size=300))
def test_whatever_bytes_arrive_one_dead_letter_keeps_them(noise):
    output = Running(RouteSession).process(KEY, together(raw(noise)))
    assert output.main == []
    (letter,) = letters(output)
    assert letter.value == noise
