"""The main loop of a live feed, event by event, on a clock that is moved by hand."""

from queue import SimpleQueue

import msgspec
import pytest

from f1strategy.ingest.clock import ManualClock
from f1strategy.ingest.errors import DeliveryFailed
from f1strategy.ingest.openf1.errors import AccessDenied
from f1strategy.ingest.openf1.live.events import (
    Arrived,
    Broken,
    Event,
    Fill,
    Filled,
    FillEnded,
    Lost,
    Subscribed,
)
from f1strategy.ingest.openf1.live.feed import LIVE, OVER_AFTER_MS, REST, LiveFeed
from f1strategy.ingest.openf1.live.plan import ASK_AGAIN_MS, SECOND_LOOK_MS, STORED_WITHIN_MS
from f1strategy.ingest.openf1.live.progress import line
from f1strategy.ingest.openf1.sessions import OVERRUN_MS, Session

START_MS = 1_700_000_000_000
END_MS = START_MS + 2 * 3_600_000
SESSION = Session(9, 3, 5, "2026_monaco", START_MS, END_MS)
QUIET_S = 30.0
QUIET_MS = 30_000


class FakeStream:
    """Counts what it is asked for."""

    started = stopped = renewals = 0

    def start(self):
        self.started += 1

    def stop(self):
        self.stopped += 1

    def renew_if_due(self):
        self.renewals += 1


class FakeFiller(FakeStream):
    """Keeps the wishes."""

    def __init__(self):
        self.wishes = []

    def ask(self, fill):
        self.wishes.append(fill)


class FakeSink:
    """Keeps what is published; a flush fails if it is told to."""

    def __init__(self):
        self.envelopes, self.letters, self.flushes, self.failure = [], [], 0, None

    def publish(self, envelope):
        self.envelopes.append(envelope)

    def publish_dead_letter(self, letter):
        self.letters.append(letter)

    def flush(self):
        self.flushes += 1
        if self.failure is not None:
            raise self.failure


class Desk:
    """A feed with everything around it; `at` milliseconds after the session's start."""

    def __init__(self, at_ms=60_000):
        self.clock = ManualClock(now_ms=START_MS + at_ms)
        self.stream, self.filler, self.sink = FakeStream(), FakeFiller(), FakeSink()
        self.events: SimpleQueue[Event] = SimpleQueue()
        self.told: list[str] = []
        self.feed = LiveFeed(
            SESSION,
            self.sink,
            self.stream,
            self.filler,
            self.events,
            clock=self.clock,
            server_time_ms=self.clock.now_ms,
            report=self.told.append,
            quiet_s=QUIET_S,
        )

    def arrive(self, endpoint="laps", payload=None, **row):
        content = msgspec.json.encode({"session_key": 9, **row}) if payload is None else payload
        self.feed.take(Arrived(f"v1/{endpoint}", content))

    def wait(self, ms):
        self.clock.advance(ms)
        self.feed.watch()


@pytest.fixture
def desk():
    return Desk()


def test_a_row_is_published_at_once_with_its_id_as_sequence(desk):
    now_ms = desk.clock.now_ms()
    desk.arrive(driver_number=4, lap_number=7, _id=now_ms - 20, _key="9_7_4")
    (envelope,) = desk.sink.envelopes
    assert (envelope.source, envelope.endpoint, envelope.session_key) == (LIVE, "laps", 9)
    assert (envelope.sequence, envelope.ingest_time_ms) == (now_ms - 20, now_ms)
    assert msgspec.json.decode(envelope.payload)["_key"] == "9_7_4"


def test_what_cannot_be_read_is_a_dead_letter_with_its_bytes(desk):
    desk.arrive(payload=b"{cut")
    (letter,) = desk.sink.letters
    assert (letter.value, letter.stage, letter.session_key) == (b"{cut", "ingest", 9)
    assert letter.error.startswith("laps: not JSON")
    assert desk.sink.envelopes == []
    assert "1 unreadable" in line(desk.feed.progress)


def test_rows_of_another_session_are_left_out_and_told_of_once(desk):
    for lap in (1, 2):
        desk.arrive(session_key=8, lap_number=lap)
    assert desk.sink.envelopes == []
    assert desk.told == ["rows of session 8 come as well; they are left out"]
    assert desk.feed.progress.other_sessions == {8: 2}


@pytest.mark.parametrize(
    ("endpoint", "row", "is_ours"),
    [
        ("starting_grid", {"session_key": 5}, True),
        ("starting_grid", {"session_key": 4}, False),
        ("meetings", {"meeting_key": 3}, True),
        ("meetings", {"meeting_key": 2}, False),
        ("sessions", {"session_key": 4, "meeting_key": 3}, True),
        ("sessions", {"session_key": 4, "meeting_key": 2}, False),
    ],
)
def test_a_grid_comes_from_the_qualifying_and_a_calendar_lists_siblings(
    desk, endpoint, row, is_ours
):
    desk.arrive(endpoint, **row)
    assert [envelope.session_key for envelope in desk.sink.envelopes] == [9] * is_ours


def test_rows_by_rest_are_published_with_the_sequence_of_their_wish(desk):
    fill = Fill(sequence=START_MS, since_ms=None)
    desk.feed.take(Filled(fill, "stints", [{"session_key": 9}, {"session_key": 9, "x": 1}]))
    assert [(one.source, one.sequence) for one in desk.sink.envelopes] == [(REST, START_MS)] * 2
    assert desk.feed.progress.filled_rows == 2


def test_after_connecting_everything_is_asked_for_and_what_was_stored_late_again(desk):
    now_ms = desk.clock.now_ms()
    desk.feed.take(Subscribed())
    desk.feed.watch()
    assert desk.filler.wishes == [Fill(now_ms - STORED_WITHIN_MS, None)]
    desk.wait(SECOND_LOOK_MS)
    assert [wish.sequence for wish in desk.filler.wishes[1:]] == [now_ms + 1]


def test_a_break_is_counted_told_and_filled_from_the_last_row_on(desk):
    desk.feed.take(Subscribed())
    desk.wait(SECOND_LOOK_MS)
    last_id = desk.clock.now_ms()
    desk.arrive(_id=last_id)
    desk.wait(1_000)
    desk.feed.take(Lost("the connection broke"))
    desk.feed.take(Lost("connection refused"))
    assert desk.told[-2:] == [
        "no live stream: the connection broke",
        "no live stream: connection refused",
    ]
    assert (desk.feed.progress.breaks, desk.feed.progress.is_connected) == (1, False)
    desk.feed.take(Subscribed())
    desk.wait(SECOND_LOOK_MS)
    late = desk.filler.wishes[-1]
    assert (late.sequence, late.since_ms) == (last_id + 1, last_id - 60_000)


def test_a_planned_reconnection_is_no_break(desk):
    desk.feed.take(Subscribed())
    desk.feed.take(Lost("reconnecting with a new token", is_planned=True))
    assert desk.feed.progress.breaks == 0
    assert desk.told[-1] == "reconnecting with a new token"


def test_a_wish_that_failed_is_told_and_made_again(desk):
    desk.feed.take(Subscribed())
    desk.feed.watch()
    desk.feed.take(FillEnded(desk.filler.wishes[0], "gave up on GET laps"))
    assert desk.told[-1] == "what was missed is still missing: gave up on GET laps"
    asked = len(desk.filler.wishes)
    desk.wait(ASK_AGAIN_MS)
    assert [wish.since_ms for wish in desk.filler.wishes[asked:]].count(None) == 1


def test_silence_during_a_session_raises_an_alarm_and_asks_rest_until_it_ends(desk):
    desk.feed.take(Subscribed())
    desk.arrive()
    for wish in 2 * (Fill(0),):
        desk.wait(SECOND_LOOK_MS - 1)
        desk.feed.take(FillEnded(wish))
    asked = len(desk.filler.wishes)
    desk.wait(2)
    assert desk.told[-1] == ("ALARM: nothing from the live stream for 30 s; asking REST instead")
    assert desk.feed.progress.is_silent
    desk.wait(0)
    assert len(desk.filler.wishes) == asked + 1
    desk.feed.take(FillEnded(desk.filler.wishes[-1]))
    desk.wait(QUIET_MS)
    assert "for 60 s" in desk.told[-1]
    desk.arrive()
    assert desk.told[-1] == "the live stream is back"
    desk.wait(1)
    assert not desk.feed.progress.is_silent
    assert line(desk.feed.progress).startswith("connected")


def test_silence_before_a_session_is_normal(desk):
    desk = Desk(at_ms=-3_600_000)
    for _ in range(10):
        desk.wait(QUIET_MS)
    assert desk.told == []
    desk.wait(3_600_000 - 10 * QUIET_MS)
    desk.wait(QUIET_MS)
    assert desk.told[-1].startswith("ALARM")


def test_a_feed_ends_when_the_session_is_long_over_and_silent():
    over_ms = END_MS - START_MS + OVERRUN_MS
    desk = Desk(at_ms=over_ms - 1)
    desk.arrive()
    desk.wait(OVER_AFTER_MS - 1)
    assert "the session is over" not in desk.told
    desk.wait(1)
    assert desk.told[-1] == "the session is over"
    desk.feed.run()
    assert (desk.stream.started, desk.stream.stopped, desk.filler.stopped) == (1, 1, 1)


def test_rows_are_flushed_once_a_second_and_only_if_there_are_any(desk):
    desk.wait(5_000)
    assert desk.sink.flushes == 0
    desk.arrive()
    desk.feed.watch()
    desk.wait(1)
    desk.wait(1_000)
    assert desk.sink.flushes == 1


def test_what_kafka_did_not_take_ends_the_feed_and_its_threads(desk):
    desk.sink.failure = DeliveryFailed(3, "no broker")
    desk.wait(2_000)
    desk.events.put(Arrived("v1/laps", b'{"session_key":9}'))
    with pytest.raises(DeliveryFailed):
        desk.feed.run()
    assert (desk.stream.stopped, desk.filler.stopped) == (1, 1)


def test_an_account_that_is_refused_ends_the_feed(desk):
    desk.events.put(Broken(AccessDenied("token", "HTTP 401")))
    with pytest.raises(AccessDenied):
        desk.feed.run()
    assert desk.stream.stopped == 1


def test_tokens_are_looked_after(desk):
    desk.wait(1)
    assert desk.stream.renewals == 1


def test_a_feed_stops_when_it_is_told_to(desk):
    desk.feed.stop()
    desk.feed.run()
    assert desk.sink.envelopes == []
