"""Locks and comments of one car: who gets what, and why not."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from f1strategy.strategy import decisions as desk_of
from f1strategy.strategy.decisions import LOCK, DecisionDesk, Settled
from schemas import codec
from schemas.records import (
    Act,
    ActKind,
    Change,
    Decision,
    OptionSet,
    Outcome,
    Plan,
    PlannedStop,
    ReplyStatus,
    StrategyRequest,
)
from tests.schemas.examples import OPTIONS

NOW_MS = 1_800_000_000_000
PLAN = OPTIONS.plans[0]
SET = msgspec.structs.replace(
    OPTIONS,
    revision=7,
    plans=(PLAN, msgspec.structs.replace(PLAN, rank=2, label="M-S (L30)")),
)


class Desk:
    """A desk, and somebody who asks it at a given time."""

    def __init__(self) -> None:
        self.desk = DecisionDesk()
        self.now_ms = NOW_MS
        self.asked = 0
        self.newest: OptionSet | None = SET

    def ask(
        self, by: str | None, kind: ActKind, request_id: str | None = None, **content: Any
    ) -> Settled:
        self.asked += 1
        request = StrategyRequest(
            request_id=request_id or f"r{self.asked}",
            session_key=SET.session_key,
            driver_number=SET.driver_number,
            sent_time_ms=self.now_ms,
            requested_by=by,
            act=(act := Act(kind=kind, **content)),
        )
        return self.desk.settle(request, act, self.newest, self.now_ms)

    def lock(self, by: str | None, revision: int | None = 7, **content: Any) -> Settled:
        return self.ask(by, ActKind.LOCK, option_revision=revision, **content)

    def say(self, by: str, text: str, **content: Any) -> Settled:
        return self.ask(by, ActKind.COMMENT, text=text, **content)


def outcome(settled: Settled) -> Outcome:
    assert settled.reply.verdict is not None
    assert (settled.reply.verdict.outcome is Outcome.DONE) >= (settled.changed is not None)
    return settled.reply.verdict.outcome


def message(settled: Settled) -> str:
    assert settled.reply.verdict is not None
    return settled.reply.verdict.message


def changed(settled: Settled) -> Decision:
    assert settled.changed is not None, settled.reply
    return settled.changed


def test_a_lock_names_who_why_what_and_until_when():
    settled = Desk().lock("ana", plan_rank=2, reason="cover LEC", for_s=60)
    decision = changed(settled)
    assert settled.reply.verdict is not None
    assert settled.reply.verdict.decision == decision
    assert settled.reply.verdict.newest_revision == 7
    assert (decision.decision_id, decision.revision, decision.change) == (LOCK, 1, Change.LOCKED)
    assert decision.lock is not None
    assert (decision.lock.locked_by, decision.lock.reason) == ("ana", "cover LEC")
    assert (decision.lock.plan_label, decision.lock.plan_rank) == ("M-S (L30)", 2)
    assert decision.lock.until_time_ms == NOW_MS + 60_000


def test_of_two_the_first_gets_the_lock_and_the_other_learns_who():
    desk = Desk()
    changed(desk.lock("ana", reason="cover LEC"))
    desk.now_ms += 20_500
    second = desk.lock("ben")
    assert outcome(second) is Outcome.HELD
    assert message(second) == f"ana holds {PLAN.label} (cover LEC), for 100 s more"
    assert second.reply.verdict is not None
    assert second.reply.verdict.decision is not None


def test_a_lock_on_an_outdated_set_is_told_the_newer_one():
    settled = Desk().lock("ana", revision=6)
    assert outcome(settled) is Outcome.OUTDATED
    assert settled.reply.verdict is not None
    assert settled.reply.verdict.newest_revision == 7
    assert "there is a newer option set: 7" in message(settled)


def test_whoever_holds_a_lock_may_renew_it_on_a_newer_set():
    desk = Desk()
    desk.lock("ana")
    desk.now_ms += 100_000
    desk.newest = msgspec.structs.replace(SET, revision=8)
    renewed = changed(desk.lock("ana", revision=8))
    assert renewed.revision == 2
    assert desk.desk.lock_until_ms == NOW_MS + 220_000


def test_a_lock_ends_by_itself_once():
    desk = Desk()
    desk.lock("ana", for_s=60)
    assert desk.desk.expire(NOW_MS + 59_999) is None
    over = desk.desk.expire(NOW_MS + 60_000)
    assert over is not None
    assert (over.change, over.changed_by, over.lock, over.revision) == (
        Change.EXPIRED,
        None,
        None,
        2,
    )
    assert desk.desk.expire(NOW_MS + 61_000) is None


def test_a_lock_whose_time_is_over_is_free_before_its_timer_has_fired():
    desk = Desk()
    desk.lock("ana", for_s=60)
    desk.now_ms += 60_000
    assert outcome(desk.ask("ana", ActKind.UNLOCK)) is Outcome.NOT_FOUND
    assert changed(desk.lock("ben")).revision == 2


def test_only_the_holder_or_a_lead_releases_a_lock():
    desk = Desk()
    desk.lock("ana")
    refused = desk.ask("ben", ActKind.UNLOCK)
    assert outcome(refused) is Outcome.NOT_YOURS
    assert message(refused) == f"ana holds {PLAN.label}; only they or a lead can release it"
    released = changed(desk.ask("lea", ActKind.UNLOCK, by_lead=True))
    assert (released.change, released.changed_by, released.lock) == (Change.UNLOCKED, "lea", None)
    desk.lock("ana")
    assert changed(desk.ask("ana", ActKind.UNLOCK)).revision == 4


def test_there_is_nothing_to_lock_before_there_are_options():
    desk = Desk()
    desk.newest = None
    assert outcome(desk.lock("ana")) is Outcome.NO_OPTIONS


@pytest.mark.parametrize(
    ("content", "field", "says"),
    [
        ({"for_s": 4}, "act.for_s", "expected 5 to 3600, found 4"),
        ({"for_s": 3601}, "act.for_s", "expected 5 to 3600, found 3601"),
        ({"reason": "x" * 201}, "act.reason", "expected at most 200 characters, found 201"),
        ({"plan_rank": 3}, "act.plan_rank", "expected one of [1, 2], found 3"),
        ({"revision": None}, "act.option_revision", "expected the revision of the option set"),
    ],
)
def test_a_lock_that_makes_no_sense_is_told_the_field(content, field, says):
    settled = Desk().lock("ana", **content)
    assert settled.changed is None
    assert settled.reply.status is ReplyStatus.BAD_REQUEST
    (error,) = settled.reply.errors
    assert error.field == field
    assert says in error.message


def test_comments_make_threads_and_keep_their_edits():
    desk = Desk()
    first = changed(desk.say("ana", "rain by lap 30", option_revision=7, plan_rank=1))
    answer = changed(desk.say("ben", "sure?", parent_id=first.decision_id))
    assert answer.comment is not None
    assert answer.comment.parent_id == first.decision_id
    desk.now_ms += 5000
    edited = changed(desk.say("ana", "rain by lap 20", comment_id=first.decision_id))
    assert edited.comment is not None
    assert (edited.change, edited.revision, edited.comment.text) == (
        Change.EDITED,
        2,
        "rain by lap 20",
    )
    assert [(edit.text, edit.until_time_ms) for edit in edited.comment.edits] == [
        ("rain by lap 30", NOW_MS + 5000)
    ]
    assert edited.comment.written_time_ms == NOW_MS


def test_only_the_author_edits_and_only_author_or_lead_deletes():
    desk = Desk()
    mine = changed(desk.say("ana", "rain")).decision_id
    assert outcome(desk.say("ben", "sun", comment_id=mine)) is Outcome.NOT_YOURS
    assert outcome(desk.say("lea", "sun", comment_id=mine, by_lead=True)) is Outcome.NOT_YOURS
    assert outcome(desk.ask("ben", ActKind.DELETE_COMMENT, comment_id=mine)) is Outcome.NOT_YOURS
    gone = changed(desk.ask("lea", ActKind.DELETE_COMMENT, comment_id=mine, by_lead=True))
    assert gone.comment is not None
    assert (gone.comment.text, gone.comment.edits, gone.comment.is_deleted) == ("", (), True)
    assert outcome(desk.say("ana", "again", comment_id=mine)) is Outcome.NOT_FOUND
    # Its thread goes on.
    assert changed(desk.say("ben", "what was it?", parent_id=mine)).comment is not None


@pytest.mark.parametrize("kind", [ActKind.COMMENT, ActKind.DELETE_COMMENT])
def test_what_is_said_of_an_unknown_comment(kind):
    text = {"text": "x"} if kind is ActKind.COMMENT else {}
    assert outcome(Desk().ask("ana", kind, comment_id="none", **text)) is Outcome.NOT_FOUND


def test_an_answer_to_nothing_is_refused():
    assert outcome(Desk().say("ana", "yes", parent_id="none")) is Outcome.NOT_FOUND
    assert outcome(Desk().say("ana", "yes", parent_id=LOCK)) is Outcome.NOT_FOUND


@pytest.mark.parametrize("text", ["", "  \n", "x" * 1001, None])
def test_a_comment_has_a_text_of_bounded_length(text):
    settled = Desk().ask("ana", ActKind.COMMENT, text=text)
    assert (settled.changed, settled.reply.errors[0].field) == (None, "act.text")


def test_a_deletion_names_its_comment():
    settled = Desk().ask("ana", ActKind.DELETE_COMMENT)
    assert settled.reply.errors[0].field == "act.comment_id"


def test_the_same_request_twice_is_one_comment():
    desk = Desk()
    desk.say("ana", "rain", request_id="same")
    again = desk.say("ana", "rain", request_id="same")
    assert (outcome(again), again.changed) == (Outcome.DONE, None)


def test_comments_and_edits_of_a_car_are_bounded(monkeypatch):
    monkeypatch.setattr(desk_of, "MAX_COMMENTS", 2)
    monkeypatch.setattr(desk_of, "MAX_EDITS", 1)
    desk = Desk()
    mine = changed(desk.say("ana", "1")).decision_id
    desk.say("ana", "2")
    assert outcome(desk.say("ana", "3")) is Outcome.FULL
    changed(desk.say("ana", "1a", comment_id=mine))
    assert outcome(desk.say("ana", "1b", comment_id=mine)) is Outcome.FULL


def test_a_desk_goes_on_from_what_was_stored():
    desk = Desk()
    kept = [changed(desk.lock("ana")), changed(desk.say("ana", "rain"))]
    desk.desk = DecisionDesk()
    for decision in kept:
        desk.desk.restore(codec.encode(decision))
    assert outcome(desk.lock("ben")) is Outcome.HELD
    assert outcome(desk.say("ana", "sun", comment_id=kept[1].decision_id)) is Outcome.DONE


ACTS = st.tuples(
    st.sampled_from(["ana", "ben", "lea"]),
    st.sampled_from([ActKind.LOCK, ActKind.UNLOCK]),
    st.integers(6, 8),
    st.integers(0, 90),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ACTS, max_size=30))
def test_nobody_ever_takes_a_lock_that_another_holds(acts):
    desk = Desk()
    holder, until_ms, revisions = None, 0, 0
    for by, kind, revision, pause_s in acts:
        desk.now_ms += 1000 * pause_s
        if desk.now_ms >= until_ms:
            holder = None
        held_by = holder
        settled = desk.ask(by, kind, option_revision=revision, for_s=60)
        if settled.changed is None:
            continue
        revisions += 1
        assert settled.changed.revision == revisions
        assert held_by in (None, by)
        if settled.changed.lock is not None:
            assert revision == 7
            holder, until_ms = by, settled.changed.lock.until_time_ms
        else:
            holder = None


def test_a_plan_without_stops_can_be_locked():
    desk = Desk()
    to_the_flag = Plan(
        rank=1,
        label="H",
        stops=(),
        remaining_time_s=900.0,
        time_to_best_s=0.0,
        pit_loss_s=0.0,
        expected_position=1,
    )
    assert PlannedStop not in map(type, to_the_flag.stops)
    desk.newest = msgspec.structs.replace(SET, plans=(to_the_flag,))
    assert changed(desk.lock("ana")).lock is not None
