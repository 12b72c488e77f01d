"""Subscribers get the present at their own pace."""

import asyncio

import pytest

from api.hub import Hub, Mailbox
from api.metrics import ApiMetrics
from schemas.records import FieldRecord, OptionSet
from tests.api.racing import NORRIS, SESSION, VERSTAPPEN, field, options


@pytest.fixture
def metrics():
    return ApiMetrics()


@pytest.fixture
def hub(metrics):
    return Hub(metrics)


def value(metrics, name):
    return metrics.registry.get_sample_value(name)


async def soon(awaitable):
    return await asyncio.wait_for(awaitable, 1)


async def test_a_subscriber_starts_with_what_is_known_and_gets_every_change(hub):
    hub.publish([options(NORRIS, revision=1)])
    updates = hub.follow(OptionSet, SESSION)
    assert await soon(anext(updates)) == options(NORRIS, revision=1)
    waiting = asyncio.ensure_future(anext(updates))
    await asyncio.sleep(0)
    hub.publish([options(NORRIS, revision=2)])
    assert await soon(waiting) == options(NORRIS, revision=2)
    await updates.aclose()


async def test_a_slow_subscriber_gets_only_the_newest_of_each_driver(hub, metrics):
    updates = hub.follow(OptionSet)
    hub.publish([options(NORRIS, revision=1)])
    await soon(anext(updates))
    for revision in range(2, 102):
        hub.publish([options(NORRIS, revision=revision), options(VERSTAPPEN, revision=revision)])
    assert await soon(anext(updates)) == options(NORRIS, revision=101)
    assert await soon(anext(updates)) == options(VERSTAPPEN, revision=101)
    assert value(metrics, "livef1_api_conflated_total") == 198
    await updates.aclose()


async def test_other_drivers_sessions_and_records_do_not_reach_a_subscriber(hub):
    updates = hub.follow(OptionSet, SESSION, NORRIS)
    waiting = asyncio.ensure_future(anext(updates))
    await asyncio.sleep(0)
    hub.publish([options(VERSTAPPEN), field(), options(NORRIS, session_key=1), options(NORRIS)])
    assert await soon(waiting) == options(NORRIS)
    await updates.aclose()


async def test_what_is_no_news_is_not_sent_again(hub):
    hub.publish([field(2)])
    updates = hub.follow(FieldRecord, SESSION)
    await soon(anext(updates))
    waiting = asyncio.ensure_future(anext(updates))
    await asyncio.sleep(0)
    hub.publish([field(2), field(1), field(3)])
    assert await soon(waiting) == field(3)
    await updates.aclose()


async def test_a_subscriber_that_leaves_is_forgotten(hub, metrics):
    hub.publish([field()])
    updates = hub.follow(FieldRecord)
    await soon(anext(updates))
    assert value(metrics, "livef1_api_subscribers") == 1
    await updates.aclose()
    assert value(metrics, "livef1_api_subscribers") == 0
    hub.publish([field(2)])
    assert value(metrics, "livef1_api_conflated_total") == 0


async def test_a_subscriber_that_is_cancelled_while_it_waits_is_forgotten(hub, metrics):
    waiting = asyncio.ensure_future(anext(hub.follow(FieldRecord)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert value(metrics, "livef1_api_subscribers") == 0


async def test_a_busy_driver_does_not_overtake_one_who_waits():
    mailbox = Mailbox()
    mailbox.put(options(NORRIS, revision=1))
    mailbox.put(options(VERSTAPPEN, revision=1))
    assert mailbox.put(options(NORRIS, revision=2)) is True
    assert await soon(mailbox.take()) == options(NORRIS, revision=2)
    assert await soon(mailbox.take()) == options(VERSTAPPEN, revision=1)
