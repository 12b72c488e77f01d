"""The REST side of a live feed against the loopback API: what is asked for, and what is told."""

from dataclasses import replace
from queue import SimpleQueue

import pytest

from f1strategy.ingest.clock import ManualClock
from f1strategy.ingest.openf1.errors import AccessDenied
from f1strategy.ingest.openf1.live.events import Event, Fill, Filled, FillEnded
from f1strategy.ingest.openf1.live.filler import (
    CALENDAR,
    STATIC,
    URGENT_FIRST,
    GapFiller,
    missed_rows,
)
from f1strategy.ingest.openf1.live.server_time import ServerTime
from f1strategy.ingest.openf1.sessions import Target, resolve
from tests.ingest.openf1.loopback import status
from tests.ingest.races import LIGHTS_OUT_MS, SESSION_KEY, small_race

PATIENCE_S = 20


@pytest.fixture
def session(client):
    return resolve(client, Target.parse(str(SESSION_KEY)))


def test_everything_is_asked_for_once_the_calendar_first(api, client, session):
    asked_before = len(api.asked)
    rows = dict(missed_rows(client, session, None))
    assert list(rows) == [*CALENDAR, "race_info", *STATIC, *URGENT_FIRST]
    assert set(api.endpoints[asked_before:]) == set(rows) - {"race_info"}
    (info,) = rows["race_info"]
    assert (info["season"], info["circuit"]) == (2023, "lusail")
    assert {row["session_key"] for row in rows["starting_grid"]} == {session.grid_session_key}


def test_after_a_gap_what_grows_comes_whole_and_the_rest_by_date(api, client, session):
    since_ms = LIGHTS_OUT_MS + 100_000
    rows = dict(missed_rows(client, session, since_ms))
    assert list(rows) == list(URGENT_FIRST)
    race = small_race()
    for endpoint in ("laps", "stints", "pit", "session_result"):
        assert len(rows[endpoint]) == len(race[endpoint])
    assert len(rows["intervals"]) == 1
    assert [row["position"] for row in rows["position"]] == [1, 2]
    assert rows["weather"] == ()
    assert [row["flag"] for row in rows["race_control"]] == ["CHEQUERED"]


def test_answers_are_told_one_by_one_and_the_end_after_them(client, session):
    told: SimpleQueue[Event] = SimpleQueue()
    filler = GapFiller(client, session, told.put)
    fill = Fill(7, LIGHTS_OUT_MS)
    filler.start()
    filler.ask(fill)
    events: list[Event] = []
    while not events or not isinstance(events[-1], FillEnded):
        events.append(told.get(timeout=PATIENCE_S))
    filler.stop()
    assert [event.endpoint for event in events[:-1] if isinstance(event, Filled)] == list(
        URGENT_FIRST
    )
    assert events[-1] == FillEnded(fill)


def test_a_failure_is_told_and_the_next_wish_is_granted(api, client, session):
    told: SimpleQueue[Event] = SimpleQueue()
    filler = GapFiller(client, session, told.put)
    api.misbehave(status(401, "no"), endpoint="race_control")
    first, second = Fill(7, LIGHTS_OUT_MS), Fill(8, LIGHTS_OUT_MS)
    filler.start()
    filler.ask(first)
    filler.ask(second)
    ended = told.get(timeout=PATIENCE_S)
    assert isinstance(ended, FillEnded)
    assert ended.fill == first
    assert "denied: no" in (ended.failure or "")
    while not isinstance(ended := told.get(timeout=PATIENCE_S), FillEnded):
        pass
    filler.stop()
    assert ended == FillEnded(second)


def test_a_session_without_a_schedule_is_asked_for_as_a_whole(client, session):
    unscheduled = replace(session, start_time_ms=None, end_time_ms=None)
    asked = [endpoint for endpoint, _ in missed_rows(client, unscheduled, None)]
    assert asked.count("intervals") == 1


def test_the_servers_clock_is_told_by_the_date_of_its_answer(api, client, session):
    clock = ManualClock(now_ms=LIGHTS_OUT_MS)
    api.now_s = lambda: LIGHTS_OUT_MS / 1000 + 90
    server_time = ServerTime.ask(client, session, clock)
    assert abs(server_time() - LIGHTS_OUT_MS - 90_000) < 2_000
    before = server_time()
    clock.advance(1_500)
    assert server_time() - before == 1_500


def test_a_server_that_does_not_tell_the_time_has_ours(api, client, session):
    api.misbehave(status(404, "No results found."), endpoint="sessions")
    assert ServerTime.ask(client, session, ManualClock(5_000))() == 5_000


def test_a_refused_account_is_an_error_at_once(api, client, session):
    api.misbehave(status(401, "no"), endpoint="sessions")
    with pytest.raises(AccessDenied):
        ServerTime.ask(client, session, ManualClock())
