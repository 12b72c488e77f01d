"""PlanOptions: requests in, option sets out, and silence where there is nothing new to say."""

import msgspec
import pytest

from f1strategy.strategy import request as requests
from f1strategy.strategy.options import option_set
from f1strategy.strategy.request import OptionsRequest, StintLap
from schemas import codec
from schemas.codec import MalformedRecord
from schemas.records import Compound, OptionSet, Trigger
from tests.timing.builders import SESSION
from tests.udfs.fake_flink import Running
from tests.udfs.small_race import NORRIS
from udfs.plan_options import PlanOptions

KEY = f"{SESSION}:{NORRIS}"
STATE = "answered-v1"


def asked(**changes) -> OptionsRequest:
    usual = OptionsRequest(
        session_key=SESSION,
        driver_number=NORRIS,
        lap_number=10,
        field_revision=3,
        caused_by_ingest_time_ms=7,
        trigger=Trigger.NEW_LAP,
        circuit="yas-marina",
        laps_to_go=10,
        position=1,
        gap_to_leader_s=0.0,
        compound=Compound.MEDIUM,
        tyre_age_laps=10,
        stint_number=1,
        compounds_used=(Compound.MEDIUM,),
        clean_laps=tuple(StintLap(n, 90.0, Compound.MEDIUM, n, 1) for n in range(2, 11)),
    )
    return msgspec.structs.replace(usual, **changes)


def answered(operator: Running, request: OptionsRequest) -> OptionSet | None:
    """Deliver a request under its driver's key; the answer, if there is a new one."""
    key = f"{request.session_key}:{request.driver_number}"
    output = operator.process(key, requests.encode(request))
    assert output.side == {}
    if not output.main:
        return None
    ((topic_key, value),) = output.main
    assert topic_key == f"{key}:{request.lap_number}"
    return codec.decode(value, OptionSet)


def test_a_request_is_answered_with_the_pure_codes_option_set():
    assert answered(Running(PlanOptions), asked()) == option_set(asked(), 1)


def test_state_holds_the_last_answer_of_every_lap():
    operator = Running(PlanOptions)
    answered(operator, asked())
    corrected = answered(operator, asked(field_revision=4, position=2))
    answered(operator, asked(lap_number=11, laps_to_go=9))
    assert operator.entries(KEY) == {STATE: ["10", "11"]}
    assert corrected is not None
    assert operator.state[STATE][KEY]["10"] == codec.encode(corrected)


def test_the_same_question_is_answered_once_and_not_stored_again():
    operator = Running(PlanOptions)
    assert answered(operator, asked()) is not None
    before = operator.restarted().state
    assert answered(operator, asked()) is None
    assert answered(operator, asked(field_revision=4, trigger=Trigger.CORRECTION)) is None
    assert operator.state == before


def test_a_changed_situation_is_the_next_revision():
    operator = Running(PlanOptions)
    answered(operator, asked())
    second = answered(operator, asked(field_revision=4, position=2))
    assert second is not None
    assert (second.revision, second.position) == (2, 2)


def test_a_request_about_an_older_field_is_dropped():
    operator = Running(PlanOptions)
    answered(operator, asked(field_revision=4))
    before = operator.restarted().state
    assert answered(operator, asked(field_revision=3, position=2)) is None
    assert operator.state == before


def test_one_number_in_two_sessions_is_answered_twice():
    operator = Running(PlanOptions)
    ours, theirs = answered(operator, asked()), answered(operator, asked(session_key=10))
    assert ours is not None
    assert theirs is not None
    assert (theirs.session_key, theirs.revision) == (10, 1)
    assert operator.entries("10:4") == operator.entries(KEY) == {STATE: ["10"]}
    assert msgspec.structs.replace(theirs, session_key=SESSION) == ours


def test_after_a_restart_nothing_is_repeated_and_revisions_count_on():
    operator = Running(PlanOptions)
    answered(operator, asked())
    answered(operator, asked(lap_number=11, laps_to_go=9))
    restarted = operator.restarted()
    assert answered(restarted, asked()) is None
    assert answered(restarted, asked(field_revision=2, position=2)) is None
    third = answered(restarted, asked(field_revision=4, position=2))
    assert third is not None
    assert third.revision == 3


@pytest.mark.parametrize("value", [b"{}", b"", b"\xff", codec.encode(option_set(asked(), 1))])
def test_what_the_field_operator_cannot_have_sent_stops_the_job(value):
    """No topic lies between the two operators: this is a defect of ours, not bad input."""
    with pytest.raises(MalformedRecord, match="not a options-request record"):
        Running(PlanOptions).process(KEY, value)
