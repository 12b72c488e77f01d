"""TrackField: a session's lap records in; the field on the side and requests for options out."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.strategy import request as requests
from f1strategy.strategy.request import OptionsRequest
from schemas import codec
from schemas.records import FieldRecord, LapRecord, Trigger
from schemas.records.dead_letter import MAX_KEPT_BYTES
from tests.timing.builders import SESSION
from tests.udfs.fake_flink import Output, Running
from tests.udfs.jobs import letters
from tests.udfs.small_race import HAMILTON, KEY, NORRIS, raw
from udfs.track_field import TrackField

STATE = "field-v1"


def lap(driver: int, number: int, **changes) -> LapRecord:
    usual = {
        "session_key": SESSION,
        "driver_number": driver,
        "lap_number": number,
        "revision": 1,
        "caused_by_ingest_time_ms": 7,
        "scheduled_laps": 20,
        "is_complete": True,
        "lap_end_time_ms": 90_000 * number + (500 if driver == HAMILTON else 0),
        "lap_time_s": 90.0,
        "position": 1 if driver == NORRIS else 2,
    }
    return LapRecord(**{**usual, **changes})


def tracked(operator: Running, one: LapRecord) -> tuple[FieldRecord | None, list[OptionsRequest]]:
    """Deliver a lap; the field if it changed, and who needs options."""
    output = operator.process(str(one.session_key), raw(one))
    assert output.side.keys() <= {"fields"}
    fields = [codec.decode(value, FieldRecord) for _, value in output.side.get("fields", ())]
    assert [key for key, _ in output.side.get("fields", ())] == [str(one.session_key)] * len(fields)
    assert len(fields) <= 1
    wanted = [requests.decode(value) for _, value in output.main]
    driver_keys = [f"{each.session_key}:{each.driver_number}" for each in wanted]
    assert [key for key, _ in output.main] == driver_keys
    return (fields[0] if fields else None), wanted


def test_a_lap_changes_the_field_and_asks_for_options_of_its_driver():
    operator = Running(TrackField)
    field, (wanted,) = tracked(operator, lap(NORRIS, 1))
    assert field is not None
    assert [car.driver_number for car in field.cars] == [NORRIS]
    assert (field.revision, field.leader_lap, field.laps_to_go) == (1, 1, 19)
    assert (wanted.driver_number, wanted.lap_number, wanted.trigger) == (NORRIS, 1, "NEW_LAP")
    assert wanted.field_revision == field.revision


def test_state_holds_every_lap_and_the_field_last_published():
    operator = Running(TrackField)
    laps = [lap(NORRIS, 1), lap(HAMILTON, 1), lap(NORRIS, 2)]
    field = [tracked(operator, one)[0] for one in laps][-1]
    assert operator.entries(KEY) == {STATE: ["field", "lap:44:1", "lap:4:1", "lap:4:2"]}
    stored = operator.state[STATE][KEY]
    assert stored["lap:4:2"] == codec.encode(laps[-1])
    assert field is not None
    assert stored["field"] == codec.encode(field)


def test_a_duplicate_and_an_older_revision_deliver_nothing():
    operator = Running(TrackField)
    tracked(operator, lap(NORRIS, 1, revision=2))
    before = operator.restarted().state
    assert tracked(operator, lap(NORRIS, 1, revision=2)) == (None, [])
    assert tracked(operator, lap(NORRIS, 1, revision=1, lap_time_s=99.0)) == (None, [])
    assert operator.state == before


def test_a_correction_of_the_newest_lap_publishes_the_next_revision_and_asks_again():
    operator = Running(TrackField)
    tracked(operator, lap(NORRIS, 1))
    field, (wanted,) = tracked(operator, lap(NORRIS, 1, revision=2, lap_time_s=89.5))
    assert field is not None
    assert (field.revision, field.cars[0].last_lap_time_s) == (2, 89.5)
    assert wanted.trigger == Trigger.CORRECTION


def test_a_correction_that_the_field_does_not_show_is_kept_but_publishes_no_field():
    operator = Running(TrackField)
    for number in (1, 2):
        tracked(operator, lap(NORRIS, number))
    assert tracked(operator, lap(NORRIS, 1, revision=2, sector_1_s=30.0)) == (None, [])
    assert b'"sector_1_s":30.0' in operator.state[STATE][KEY]["lap:4:1"]


def test_two_sessions_have_two_fields():
    operator = Running(TrackField)
    tracked(operator, lap(NORRIS, 1))
    field, _ = tracked(operator, lap(HAMILTON, 3, session_key=10))
    assert field is not None
    assert (field.session_key, field.revision, field.leader_lap) == (10, 1, 3)
    assert [car.driver_number for car in field.cars] == [HAMILTON]
    field, _ = tracked(operator, lap(HAMILTON, 1))
    assert field is not None
    assert [car.driver_number for car in field.cars] == [NORRIS, HAMILTON]
    assert operator.entries("10") == {STATE: ["field", "lap:44:3"]}


def test_after_a_restart_the_field_counts_on():
    operator = Running(TrackField)
    tracked(operator, lap(NORRIS, 1))
    tracked(operator, lap(HAMILTON, 1))
    restarted = operator.restarted()
    assert tracked(restarted, lap(NORRIS, 1)) == (None, [])
    field, _ = tracked(restarted, lap(NORRIS, 2))
    assert field is not None
    assert (field.revision, [car.laps_completed for car in field.cars]) == (3, [2, 1])


GOOD = json.loads(codec.encode(lap(NORRIS, 1)))
POISON = {
    "no JSON": (b"{nonsense", "decode", "not a lap record: JSON is malformed"),
    "nothing, such as a tombstone": (b"", "decode", "not a lap record: Input data was truncated"),
    "no UTF-8": (b"\xff", "decode", "can't decode byte 0xff in position 0"),
    "another schema": (
        json.dumps({**GOOD, "schema": "field/1"}).encode(),
        "decode",
        "not a lap record: expected schema lap/<version>, found 'field/1'",
    ),
    "a missing field": (
        json.dumps({key: value for key, value in GOOD.items() if key != "revision"}).encode(),
        "decode",
        "not a lap record: Object missing required field `revision`",
    ),
    "a wrong type": (
        json.dumps({**GOOD, "lap_time_s": "1:30"}).encode(),
        "decode",
        "not a lap record: Expected `float | null`, got `str` - at `$.lap_time_s`",
    ),
    "an unknown compound": (
        json.dumps({**GOOD, "compound": "HYPERSOFT"}).encode(),
        "decode",
        "not a lap record: Invalid enum value 'HYPERSOFT' - at `$.compound`",
    ),
    "another session's lap": (
        json.dumps({**GOOD, "session_key": 10}).encode(),
        "route",
        "message key '9000' is not its session 10",
    ),
}


@pytest.mark.parametrize(("value", "stage", "reason"), POISON.values(), ids=list(POISON))
def test_what_cannot_be_read_is_a_dead_letter_with_its_place_and_its_reason(value, stage, reason):
    operator = Running(TrackField)
    output = operator.process(KEY, raw(value, offset=1234, partition=3))
    assert output.main == []
    ((key, _),) = output.side.pop("dead-letters")
    assert (key, output) == ("telemetry.normalized", Output())
    (letter,) = letters(operator.process(KEY, raw(value, offset=1234, partition=3)))
    assert reason in letter.error
    assert letter.source_topic == "telemetry.normalized"
    assert (letter.stage, letter.partition, letter.offset) == (stage, 3, 1234)
    assert (letter.value, letter.session_key) == (value, 10 if stage == "route" else None)
    assert operator.state == {STATE: {}}
    assert tracked(operator, lap(NORRIS, 1))[0] is not None


def test_a_huge_message_is_cut_at_256_kib_and_its_size_told():
    value = b"\xf0" * (2 * MAX_KEPT_BYTES)
    (letter,) = letters(Running(TrackField).process(KEY, raw(value)))
    assert (len(letter.value), letter.value_size_bytes) == (256 * 1024, 512 * 1024)


@given(st.binary(max_size=300))
def test_whatever_bytes_arrive_one_dead_letter_keeps_them(noise):
    output = Running(TrackField).process(KEY, raw(noise))
    (letter,) = letters(output)
    assert (output.main, letter.value) == ([], noise)


def test_a_message_key_of_another_session_is_refused_even_if_it_looks_like_one():
    (letter,) = letters(Running(TrackField).process("09000", raw(lap(NORRIS, 1))))
    assert letter.error == "message key '09000' is not its session 9000"
    assert msgspec.json.decode(letter.value) == GOOD
