"""Subscribers get every change at their own pace, and go on where they were."""

import asyncio
from collections.abc import Iterable
from itertools import count

import pytest

from api import events
from api import hub as hub_module
from api.events import Event, place_of
from api.hub import WAITING, Hub, Mailbox
from api.metrics import ApiMetrics
from api.tail import Heard
from api.view import Told
from schemas.records import Alert, FieldRecord, OptionSet, StrategyReply
from tests.api.racing import NORRIS, SESSION, VERSTAPPEN, alert, field, options
from tests.schemas.examples import REPLY

MANY = WAITING + 44


@pytest.fixture
def metrics():
    return ApiMetrics()


@pytest.fixture
def hub(metrics):
    return Hub(metrics)


class Topic:
    """Gives records the places they would have on a topic of one partition, each kind its own."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.offsets: dict[type[Told], count[int]] = {}

    def publish(self, *records: Told) -> None:
        self.hub.publish(self.placed(records))

    def placed(self, records: Iterable[Told]) -> list[Heard]:
        return [
            Heard(record, 0, next(self.offsets.setdefault(type(record), count())), 1)
            for record in records
        ]


@pytest.fixture
def topic(hub):
    return Topic(hub)


def value(metrics, name):
    return metrics.registry.get_sample_value(name)


async def soon(updates):
    """The next delivery."""
    return await asyncio.wait_for(anext(updates), 1)


async def record(updates):
    return (await soon(updates)).event.record


async def nothing_more(updates):
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(updates), 0.05)


async def test_a_subscriber_starts_with_what_is_known_and_gets_every_change(hub, topic):
    topic.publish(options(NORRIS, revision=1))
    updates = hub.follow(OptionSet, SESSION)
    assert await record(updates) == options(NORRIS, revision=1)
    for revision in range(2, 12):
        topic.publish(options(NORRIS, revision=revision))
    for revision in range(2, 12):
        assert await record(updates) == options(NORRIS, revision=revision)
    await updates.aclose()


async def test_a_very_slow_subscriber_gets_only_the_newest_of_each_driver(hub, topic, metrics):
    updates = hub.follow(OptionSet)
    topic.publish(options(NORRIS, revision=1))
    await soon(updates)
    for revision in range(2, 2 + MANY):
        topic.publish(options(NORRIS, revision=revision), options(VERSTAPPEN, revision=revision))
    first, second = await soon(updates), await soon(updates)
    assert first.event.record == options(NORRIS, revision=MANY + 1)
    assert second.event.record == options(VERSTAPPEN, revision=MANY + 1)
    assert value(metrics, "livef1_api_conflated_total") == 2 * MANY - 2
    # What still waits may be older than what was read: the first is no place to go on from.
    assert (first.event_id, second.event_id) == (None, hub.event_id(OptionSet))
    topic.publish(options(NORRIS, revision=MANY + 2))
    assert (await soon(updates)).event_id == hub.event_id(OptionSet)
    await updates.aclose()


async def test_other_drivers_sessions_and_records_do_not_reach_a_subscriber(hub, topic):
    updates = hub.follow(OptionSet, SESSION, NORRIS)
    waiting = asyncio.ensure_future(record(updates))
    await asyncio.sleep(0)
    topic.publish(options(VERSTAPPEN), field(), options(NORRIS, session_key=1), options(NORRIS))
    assert await waiting == options(NORRIS)
    await updates.aclose()


async def test_what_is_no_news_is_not_sent_again(hub, topic):
    topic.publish(field(2))
    updates = hub.follow(FieldRecord, SESSION)
    await soon(updates)
    waiting = asyncio.ensure_future(record(updates))
    await asyncio.sleep(0)
    topic.publish(field(2), field(1), field(3))
    assert await waiting == field(3)
    await updates.aclose()


async def test_a_subscriber_that_leaves_is_forgotten(hub, topic, metrics):
    topic.publish(field())
    updates = hub.follow(FieldRecord)
    await soon(updates)
    assert (value(metrics, "livef1_api_subscribers"), hub.subscribers) == (1, 1)
    await updates.aclose()
    assert (value(metrics, "livef1_api_subscribers"), hub.subscribers) == (0, 0)


async def test_a_subscriber_that_is_cancelled_while_it_waits_is_forgotten(hub, metrics):
    waiting = asyncio.ensure_future(anext(hub.follow(FieldRecord)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert value(metrics, "livef1_api_subscribers") == 0


async def test_a_busy_driver_does_not_overtake_one_who_waits(monkeypatch):
    monkeypatch.setattr(hub_module, "WAITING", 2)
    mailbox = Mailbox()
    mailbox.put(Event(options(NORRIS, revision=1), 0, 0, "0-1", 0))
    mailbox.put(Event(options(VERSTAPPEN, revision=1), 0, 1, "0-2", 0))
    assert mailbox.put(Event(options(NORRIS, revision=2), 0, 2, "0-3", 0)) == 1
    assert (await mailbox.take()).event.record == options(NORRIS, revision=2)
    assert (await mailbox.take()).event.record == options(VERSTAPPEN, revision=1)


async def test_a_client_that_was_away_misses_nothing_and_hears_nothing_twice(hub, topic):
    topic.publish(options(NORRIS, revision=1), options(VERSTAPPEN, revision=1))
    updates = hub.follow(OptionSet)
    first, second = await soon(updates), await soon(updates)
    assert (first.event_id, second.event_id) == (None, "0-2")
    topic.publish(options(NORRIS, revision=2))
    heard = await soon(updates)
    await updates.aclose()
    for revision in range(3, 6):
        topic.publish(options(NORRIS, revision=revision))
    back = hub.follow(OptionSet, after=place_of(heard.event_id or ""))
    for revision in range(3, 6):
        told = await soon(back)
        assert told.event.record == options(NORRIS, revision=revision)
        assert not told.has_gap
    topic.publish(options(NORRIS, revision=6))
    assert await record(back) == options(NORRIS, revision=6)
    await back.aclose()


async def test_an_alert_that_began_and_ended_meanwhile_is_told(hub, topic):
    topic.publish(alert(lap=1))
    place = place_of(hub.event_id(Alert))
    topic.publish(alert(lap=18), alert(lap=18, is_active=False))
    back = hub.follow(Alert, after=place)
    assert [await record(back), await record(back)] == [
        alert(lap=18),
        alert(lap=18, is_active=False),
    ]
    await back.aclose()


async def test_another_replica_goes_on_from_the_same_place(hub, topic, metrics):
    records = [options(NORRIS, revision=revision) for revision in range(1, 5)]
    other = Topic(Hub(metrics))
    topic.publish(*records)
    other.publish(*records)
    updates = hub.follow(OptionSet)
    place = place_of((await soon(updates)).event_id or "")
    await updates.aclose()
    other.publish(options(NORRIS, revision=5))
    back = other.hub.follow(OptionSet, after=place)
    assert await record(back) == options(NORRIS, revision=5)
    await nothing_more(back)


async def test_a_service_that_has_just_started_is_waited_for(metrics):
    fresh = Topic(Hub(metrics))
    back = fresh.hub.follow(OptionSet, after={0: 2})
    waiting = asyncio.ensure_future(soon(back))
    await asyncio.sleep(0.05)
    fresh.publish(*(options(NORRIS, revision=revision) for revision in range(1, 4)))
    told = await waiting
    assert (told.event.record, told.has_gap) == (options(NORRIS, revision=3), False)
    await back.aclose()


async def test_a_place_that_never_comes_gives_the_present_and_says_so(hub, topic, monkeypatch):
    monkeypatch.setattr(hub_module, "READ_S", 0.1)
    topic.publish(options(NORRIS))
    back = hub.follow(OptionSet, after={0: 1000})
    told = await soon(back)
    assert (told.event.record, told.event_id, told.has_gap) == (options(NORRIS), "0-1", True)
    await back.aclose()


async def test_what_is_too_long_ago_gives_the_present_and_says_so(hub, topic, monkeypatch):
    monkeypatch.setattr(events, "KEPT", 3)
    topic.publish(*(options(NORRIS, revision=revision) for revision in range(1, 7)))
    told = await soon(back := hub.follow(OptionSet, after={0: 2}))
    assert (told.event.record, told.has_gap) == (options(NORRIS, revision=6), True)
    await back.aclose()
    told = await soon(back := hub.follow(OptionSet, after={0: 3}))
    assert (told.event.record, told.has_gap) == (options(NORRIS, revision=4), False)
    await back.aclose()


async def test_a_topic_that_is_read_again_moves_no_place_back(hub, topic):
    placed = topic.placed([options(NORRIS, revision=revision) for revision in range(1, 4)])
    hub.publish(placed)
    hub.publish(placed)
    assert hub.event_id(OptionSet) == "0-3"
    updates = hub.follow(OptionSet, after={0: 0})
    assert [(await record(updates)).revision for _ in range(3)] == [1, 2, 3]
    await nothing_more(updates)


async def test_a_reply_is_news_once_and_no_state(hub, topic):
    topic.publish(REPLY)
    updates = hub.follow(StrategyReply)
    await nothing_more(updates)
    back = hub.follow(StrategyReply, after={})
    assert await record(back) == REPLY
    await back.aclose()
