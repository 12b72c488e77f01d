"""What is asked for after a gap, and where its answers stand among the rows of the stream."""

from f1strategy.ingest.openf1.live.events import Fill
from f1strategy.ingest.openf1.live.plan import (
    ASK_AGAIN_MS,
    OVERLAP_MS,
    SECOND_LOOK_MS,
    STORED_WITHIN_MS,
    FillPlan,
)

T = 1_700_000_000_000


def begun(server_ms=T):
    """A plan whose first wish, for everything, and its second look have been made."""
    plan = FillPlan()
    plan.gap_ends(0, server_ms)
    for _ in plan.due(SECOND_LOOK_MS):
        plan.granted()
    return plan


def test_at_the_start_everything_is_asked_for_and_what_was_stored_late_once_more():
    plan = FillPlan()
    plan.gap_ends(0, T)
    assert plan.due(0) == [Fill(T - STORED_WITHIN_MS, None)]
    assert plan.due(SECOND_LOOK_MS - 1) == []
    assert plan.due(SECOND_LOOK_MS) == [Fill(T + 1, T - OVERLAP_MS)]
    assert plan.due(10 * SECOND_LOOK_MS) == []


def test_after_a_gap_only_what_may_have_been_missed():
    plan = begun()
    plan.knows(T + 50_000)
    plan.gap_begins(T + 51_000)
    plan.gap_ends(100_000, T + 90_000)
    edge = T + 50_000
    (early,), (late,) = plan.due(100_000), plan.due(100_000 + SECOND_LOOK_MS)
    assert early == Fill(edge - STORED_WITHIN_MS, edge - OVERLAP_MS)
    assert late == Fill(edge + 1, edge - OVERLAP_MS)


def test_answers_are_newer_than_all_before_the_gap_and_older_than_all_after():
    plan = begun()
    plan.knows(T + 50_000)
    plan.gap_begins(T + 51_000)
    plan.gap_ends(100_000, T + 90_000)
    first_after = T + 90_001
    early, late = plan.due(100_000 + SECOND_LOOK_MS)
    assert T + 50_000 - STORED_WITHIN_MS <= early.sequence <= T + 50_000
    assert T + 50_000 < late.sequence < first_after


def test_a_gap_in_which_connecting_failed_again_and_again_has_one_edge():
    plan = begun()
    plan.knows(T + 50_000)
    plan.gap_begins(T + 51_000)
    plan.gap_begins(T + 80_000)
    plan.gap_ends(100_000, T + 90_000)
    assert {fill.since_ms for fill in plan.due(200_000)} == {T + 50_000 - OVERLAP_MS}


def test_a_stream_that_was_lost_before_it_told_anything_has_the_servers_time_as_edge():
    plan = FillPlan()
    plan.gap_begins(T)
    plan.gap_ends(0, T + 60_000)
    assert [fill.sequence for fill in plan.due(SECOND_LOOK_MS)] == [T - STORED_WITHIN_MS, T + 1]


def test_in_silence_each_answer_is_newer_than_the_one_before():
    plan = begun()
    plan.knows(T + 50_000)
    asked = []
    for now_ms in (100_000, 130_000, 160_000):
        plan.in_silence(now_ms, T + now_ms)
        asked += plan.due(now_ms)
        plan.granted()
    assert [fill.sequence - T for fill in asked] == [50_001, 50_002, 50_003]
    assert {fill.since_ms for fill in asked} == {T + 50_000 - OVERLAP_MS}


def test_silence_asks_for_nothing_while_an_answer_is_awaited():
    plan = begun()
    plan.in_silence(100_000, T)
    assert len(plan.due(100_000)) == 1
    plan.in_silence(130_000, T)
    assert plan.due(130_000) == []
    plan.granted()
    plan.in_silence(160_000, T)
    assert len(plan.due(160_000)) == 1


def test_silence_from_the_very_start_asks_for_everything_once():
    plan = FillPlan()
    plan.in_silence(30_000, T)
    assert [fill.since_ms for fill in plan.due(30_000)] == [None]
    plan.granted()
    plan.in_silence(60_000, T)
    assert [fill.since_ms for fill in plan.due(60_000)] == [T - OVERLAP_MS]


def test_a_wish_that_failed_is_made_again_and_its_answer_is_newer_still():
    plan = FillPlan()
    plan.gap_ends(0, T)
    (first,) = plan.due(0)
    plan.failed(first, 1_000)
    assert plan.due(ASK_AGAIN_MS) == [Fill(T + 1, T - OVERLAP_MS)]
    (again,) = plan.due(ASK_AGAIN_MS + 1_000)
    assert again == Fill(T + 2, None)
