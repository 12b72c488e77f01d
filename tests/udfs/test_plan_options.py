"""PlanOptions: requests in, option sets and alerts out, silence where there is nothing new; questions too."""

import json

import msgspec
import pytest

from f1strategy.strategy import request as requests
from f1strategy.strategy.options import option_set, simulated
from f1strategy.strategy.request import OptionsRequest
from schemas import codec
from schemas.codec import MalformedRecord
from schemas.records import (
    Alert,
    AlertKind,
    DeadLetter,
    OptionSet,
    ReplyStatus,
    Scenario,
    StrategyReply,
    StrategyRequest,
    TrackStatus,
    Trigger,
)
from tests.strategy.requests import asked as asked_of
from tests.timing.builders import SESSION
from tests.udfs.fake_flink import Output, Running
from tests.udfs.jobs import FUTURES, few_futures
from tests.udfs.small_race import NORRIS, raw
from udfs.plan_options import STALE_MS, STALE_STEP_MS, THROTTLE_MS

KEY = f"{SESSION}:{NORRIS}"
STATE = "answered-v1"
SITUATION = "situation-v1"


def asked(**changes) -> OptionsRequest:
    return asked_of(**{"session_key": SESSION, "field_revision": 3, **changes})


def answered(operator: Running, request: OptionsRequest) -> OptionSet | None:
    """Deliver a request under its driver's key; the answer, if there is a new one."""
    key = f"{request.session_key}:{request.driver_number}"
    output = operator.process(key, requests.encode(request))
    assert output.side.keys() <= {"alerts"}
    return of(output)


def of(output: Output) -> OptionSet | None:
    if not output.main:
        return None
    ((topic_key, value),) = output.main
    options = codec.decode(value, OptionSet)
    assert topic_key == f"{options.session_key}:{options.driver_number}:{options.lap_number}"
    return options


def alerts(outputs: list[Output]) -> list[Alert]:
    rows = [row for output in outputs for row in output.side.get("alerts", [])]
    return [codec.decode(value, Alert) for _, value in rows]


def question(scenario: Scenario, **changes) -> StrategyRequest:
    usual = StrategyRequest(
        request_id="q1",
        session_key=SESSION,
        driver_number=NORRIS,
        sent_time_ms=1,
        scenario=scenario,
    )
    return msgspec.structs.replace(usual, **changes)


def reply_to(operator: Running, value: bytes | StrategyRequest, key: str = KEY) -> StrategyReply:
    output = operator.ask(key, raw(value))
    ((topic_key, told),) = output.side["replies"]
    assert topic_key == key
    return codec.decode(told, StrategyReply)


def laps(operator: Running) -> list[str]:
    entries = operator.entries(KEY)[STATE]
    return [entry for entry in entries if not entry.startswith("alert:")]


def test_a_request_is_answered_with_the_pure_codes_option_set():
    expected = option_set(asked(), simulated(asked(), futures=FUTURES), 300)
    told = answered(Running(few_futures), asked())
    assert told == msgspec.structs.replace(expected, compute_ms=0)


def test_state_holds_the_last_answer_of_every_lap_and_the_newest_request():
    operator = Running(few_futures)
    answered(operator, asked())
    operator.pass_time(1000)
    corrected = answered(operator, asked(field_revision=4, position=3))
    answered(operator, asked(lap_number=11, laps_to_go=29))
    assert laps(operator) == ["10", "11"]
    assert operator.entries(KEY)[SITUATION] == ["newest"]
    assert corrected is not None
    assert operator.state[STATE][KEY]["10"] == codec.encode(corrected)


def test_the_same_question_is_answered_once_and_not_stored_again():
    operator = Running(few_futures)
    assert answered(operator, asked()) is not None
    before = operator.restarted().state[STATE]
    assert answered(operator, asked()) is None
    operator.pass_time(1000)
    assert answered(operator, asked(field_revision=4, trigger=Trigger.CORRECTION)) is None
    assert operator.state[STATE] == before


def test_a_changed_situation_is_a_later_revision():
    operator = Running(few_futures)
    answered(operator, asked())
    second = answered(operator, asked(field_revision=4, position=3))
    assert second is not None
    assert (second.revision, second.position) == (400, 3)


def test_a_request_about_an_older_field_is_dropped():
    operator = Running(few_futures)
    answered(operator, asked(field_revision=4))
    before = operator.restarted().state[STATE]
    assert answered(operator, asked(field_revision=3, position=3)) is None
    assert operator.state[STATE] == before


def test_corrections_in_a_row_wait_and_the_newest_wins():
    operator = Running(few_futures)
    assert answered(operator, asked()) is not None
    for at, position in enumerate((3, 4, 5)):
        later = asked(field_revision=4 + at, position=position, trigger=Trigger.CORRECTION)
        assert answered(operator, later) is None
    assert operator.entries(KEY)[SITUATION] == ["10", "newest"]
    (output,) = operator.pass_time(THROTTLE_MS)
    told = of(output)
    assert told is not None
    assert (told.revision, told.position) == (600, 5)
    assert operator.entries(KEY)[SITUATION] == ["newest"]
    assert operator.pass_time(THROTTLE_MS) == []


def test_a_new_lap_and_a_new_track_status_never_wait():
    operator = Running(few_futures)
    answered(operator, asked())
    waits = asked(field_revision=4, position=3, trigger=Trigger.CORRECTION)
    assert answered(operator, waits) is None
    output = operator.process(
        KEY, requests.encode(asked(field_revision=5, lap_number=11, laps_to_go=29))
    )
    told = [codec.decode(value, OptionSet) for _, value in output.main]
    assert [(one.lap_number, one.revision) for one in told] == [(10, 400), (11, 500)]
    neutral = asked(
        field_revision=6,
        lap_number=11,
        laps_to_go=29,
        trigger=Trigger.TRACK_STATUS,
        track_status=TrackStatus.VSC,
    )
    assert answered(operator, neutral) is not None


def test_what_waits_survives_a_restart():
    operator = Running(few_futures)
    answered(operator, asked())
    waits = asked(field_revision=4, position=3, trigger=Trigger.CORRECTION)
    assert answered(operator, waits) is None
    restarted = operator.restarted()
    output = restarted.process(
        KEY, requests.encode(asked(field_revision=5, lap_number=11, laps_to_go=29))
    )
    positions = [codec.decode(value, OptionSet).position for _, value in output.main]
    assert positions == [3, 2]


def test_one_number_in_two_sessions_is_answered_twice():
    operator = Running(few_futures)
    ours, theirs = answered(operator, asked()), answered(operator, asked(session_key=10))
    assert ours is not None
    assert theirs is not None
    assert (theirs.session_key, theirs.revision) == (10, 300)
    assert [plan.label for plan in theirs.plans]
    assert {plan.label for plan in ours.plans} == {plan.label for plan in theirs.plans}


def test_after_a_restart_nothing_is_repeated_and_revisions_count_on():
    operator = Running(few_futures)
    answered(operator, asked())
    answered(operator, asked(lap_number=11, laps_to_go=29))
    restarted = operator.restarted()
    assert answered(restarted, asked()) is None
    assert answered(restarted, asked(field_revision=2, position=3)) is None
    third = answered(restarted, asked(field_revision=4, position=3))
    assert third is not None
    assert third.revision == 400


def test_alerts_come_on_the_side_once_and_not_again_after_a_restart():
    operator = Running(few_futures)
    first = operator.process(KEY, requests.encode(asked()))
    (threat,) = [one for one in alerts([first]) if one.kind is AlertKind.UNDERCUT_THREAT]
    assert (threat.rival_driver_number, threat.is_active) == (16, True)
    assert [key for key, _ in first.side["alerts"]] == [KEY] * len(first.side["alerts"])
    restarted = operator.restarted()
    again = restarted.process(KEY, requests.encode(asked(lap_number=11, laps_to_go=29)))
    assert AlertKind.UNDERCUT_THREAT not in {one.kind for one in alerts([again])}


def test_silence_is_told_once_and_a_red_flag_is_no_silence():
    operator = Running(few_futures)
    answered(operator, asked())
    (stale,) = alerts(operator.pass_time(STALE_MS + STALE_STEP_MS))
    assert (stale.kind, stale.is_active) == (AlertKind.STALE_DATA, True)
    assert alerts(operator.pass_time(10 * STALE_MS)) == []
    again = operator.process(KEY, requests.encode(asked(lap_number=11, laps_to_go=29)))
    assert (AlertKind.STALE_DATA, False) in {(one.kind, one.is_active) for one in alerts([again])}
    halted = Running(few_futures)
    answered(halted, asked(track_status=TrackStatus.RED))
    assert alerts(halted.pass_time(10 * STALE_MS)) == []


def test_a_question_is_answered_from_the_newest_situation():
    operator = Running(few_futures)
    answered(operator, asked())
    reply = reply_to(operator, question(Scenario(pace_offset_s=0.5)))
    assert (reply.request_id, reply.status, reply.lap_number) == ("q1", ReplyStatus.OK, 10)
    assert reply.what_if is not None
    assert reply.what_if.time_change_s > 5
    assert reply_to(operator.restarted(), question(Scenario(pace_offset_s=0.5))) == reply


def test_a_question_about_a_car_never_seen_is_answered_with_the_reason():
    reply = reply_to(Running(few_futures), question(Scenario(pace_offset_s=0.5)))
    assert reply.status is ReplyStatus.NO_RACE


def broken(**fields) -> bytes:
    return json.dumps(
        json.loads(codec.encode(question(Scenario()))) | {"scenario": fields}
    ).encode()


@pytest.mark.parametrize(
    ("value", "field", "says"),
    [
        (broken(sc_laps="four"), "scenario.sc_laps", "Expected `int | null`, got `str`"),
        (broken(warp=9), "scenario", "unknown field `warp`"),
        (
            broken(stops=[{"lap_number": 12, "compound": "HYPERSOFT"}]),
            "scenario.stops[0].compound",
            "Invalid enum value 'HYPERSOFT'",
        ),
        (codec.encode(question(Scenario(sc_laps=90))), "scenario.sc_laps", "expected 1 to 20"),
    ],
)
def test_a_bad_scenario_is_answered_with_the_field(value, field, says):
    operator = Running(few_futures)
    answered(operator, asked())
    reply = reply_to(operator, value)
    assert reply.status is ReplyStatus.BAD_REQUEST
    assert reply.errors[0].field == field
    assert says in reply.errors[0].message


@pytest.mark.parametrize(
    ("value", "stage"),
    [
        (b"{nonsense", "decode"),
        (b"\xff", "decode"),
        (b"{}", "decode"),
        (codec.encode(question(Scenario(), driver_number=44)), "route"),
    ],
)
def test_what_is_no_question_or_another_cars_is_a_dead_letter(value, stage):
    output = Running(few_futures).ask(KEY, raw(value, offset=5))
    ((topic_key, told),) = output.side["dead-letters"]
    letter = codec.decode(told, DeadLetter)
    assert topic_key == "strategy.requests"
    assert (letter.stage, letter.offset, letter.value) == (stage, 5, value)


@pytest.mark.parametrize("value", [b"{}", b"", b"\xff", codec.encode(question(Scenario()))])
def test_what_the_field_operator_cannot_have_sent_stops_the_job(value):
    """No topic lies between the two operators: this is a defect of ours, not bad input."""
    with pytest.raises(MalformedRecord, match="not a options-request record"):
        Running(few_futures).process(KEY, value)
