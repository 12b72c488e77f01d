"""PlanOptions settles locks and comments from keyed state, beside its options."""

import pytest

from f1strategy.strategy.decisions import LOCK
from schemas import codec
from schemas.records import (
    Act,
    ActKind,
    Change,
    Decision,
    Outcome,
    StrategyReply,
    StrategyRequest,
)
from tests.udfs.fake_flink import Output, Running
from tests.udfs.jobs import few_futures
from tests.udfs.small_race import raw
from tests.udfs.test_plan_options import KEY, answered, asked, question, reply_to

STATE = "decisions-v1"


def act(by: str, kind: ActKind, request_id: str = "r1", **content) -> StrategyRequest:
    return StrategyRequest(
        request_id=request_id,
        session_key=asked().session_key,
        driver_number=asked().driver_number,
        sent_time_ms=1,
        requested_by=by,
        act=Act(kind=kind, **content),
    )


def ask(operator: Running, request: StrategyRequest) -> Output:
    return operator.ask(KEY, raw(codec.encode(request)))


def told(output: Output) -> StrategyReply:
    ((key, value),) = output.side["replies"]
    assert key == KEY
    return codec.decode(value, StrategyReply)


def decided(outputs: list[Output]) -> list[tuple[str, Decision]]:
    rows = [row for output in outputs for row in output.side.get("decisions", [])]
    return [(key, codec.decode(value, Decision)) for key, value in rows]


@pytest.fixture
def operator() -> Running:
    running = Running(few_futures)
    answered(running, asked())
    return running


def outcome(output: Output) -> Outcome:
    verdict = told(output).verdict
    assert verdict is not None
    return verdict.outcome


def test_a_lock_is_published_stored_and_answered(operator):
    output = ask(operator, act("ana", ActKind.LOCK, option_revision=300))
    ((key, decision),) = decided([output])
    assert key == f"{KEY}:{LOCK}"
    assert outcome(output) is Outcome.DONE
    assert operator.state[STATE][KEY] == {LOCK: codec.encode(decision)}
    assert outcome(ask(operator, act("ben", ActKind.LOCK, option_revision=300))) is Outcome.HELD


def test_a_lock_holds_against_others_after_a_restart(operator):
    ask(operator, act("ana", ActKind.LOCK, option_revision=300))
    again = operator.restarted()
    assert outcome(ask(again, act("ben", ActKind.LOCK, option_revision=300))) is Outcome.HELD


def test_a_new_lap_outdates_the_set_that_was_to_be_locked(operator):
    answered(operator, asked(lap_number=11, laps_to_go=29, field_revision=9))
    output = ask(operator, act("ana", ActKind.LOCK, option_revision=300))
    verdict = told(output).verdict
    assert verdict is not None
    assert (verdict.outcome, verdict.newest_revision) == (Outcome.OUTDATED, 900)
    assert decided([output]) == []


def test_a_correction_of_an_older_lap_does_not_outdate_the_newest_set(operator):
    answered(operator, asked(lap_number=11, laps_to_go=29, field_revision=9))
    operator.pass_time(1000)
    assert answered(operator, asked(field_revision=10, position=3)) is not None
    output = ask(operator, act("ana", ActKind.LOCK, option_revision=900))
    assert outcome(output) is Outcome.DONE


def test_a_timer_ends_the_lock_unless_it_was_renewed(operator):
    ask(operator, act("ana", ActKind.LOCK, option_revision=300, for_s=60))
    operator.pass_time(30_000)
    ask(operator, act("ana", ActKind.LOCK, option_revision=300, for_s=60))
    assert decided(operator.pass_time(30_000)) == []
    ((_, over),) = decided(operator.pass_time(30_000))
    assert (over.change, over.lock, over.revision) == (Change.EXPIRED, None, 3)
    assert codec.decode(operator.state[STATE][KEY][LOCK], Decision) == over
    assert decided(operator.pass_time(600_000)) == []


def test_comments_are_published_each_under_its_own_key(operator):
    first = ask(operator, act("ana", ActKind.COMMENT, "c1", text="rain by lap 20"))
    second = ask(operator, act("ben", ActKind.COMMENT, "c2", text="sure?", parent_id="c1"))
    assert [key for key, _ in decided([first, second])] == [f"{KEY}:c1", f"{KEY}:c2"]
    assert sorted(operator.state[STATE][KEY]) == ["c1", "c2"]


def test_a_comment_can_be_made_before_the_car_has_options():
    output = ask(Running(few_futures), act("ana", ActKind.COMMENT, text="grid: soft"))
    assert outcome(output) is Outcome.DONE


def test_an_act_with_a_field_of_the_wrong_type_is_answered_with_the_field(operator):
    value = codec.encode(act("ana", ActKind.LOCK, option_revision=300))
    reply = reply_to(operator, value.replace(b'"option_revision":300', b'"option_revision":"300"'))
    assert reply.errors[0].field == "act.option_revision"


def test_a_question_has_no_verdict_and_an_act_no_result(operator):
    assert (
        reply_to(operator, question(asked_for := act("x", ActKind.UNLOCK).scenario)).verdict is None
    )
    assert asked_for is not None
    assert told(ask(operator, act("x", ActKind.UNLOCK))).what_if is None
