"""Whole real races over a real broker that is killed in the middle: nothing is missing at the end."""

import random
from contextlib import contextmanager

import httpx
import msgspec
import pytest

from f1strategy.ingest.causal import release
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.openf1.live.feed import LIVE
from f1strategy.ingest.openf1.live.stream import MqttStream, Transport
from f1strategy.ingest.openf1.rate_limit import Rate, TokenBucket
from f1strategy.ingest.openf1.rest import OpenF1Client
from f1strategy.ingest.openf1.retry import Retrier, RetryPolicy
from f1strategy.ingest.openf1.token import Credentials, TokenSource
from f1strategy.ingest.recording import RECORDED, load
from f1strategy.runtime.waiting import wait_until
from f1strategy.timing.fold import fold
from tests.ingest.openf1.live.openf1_world import World, following
from tests.ingest.openf1.loopback import Loopback

pytestmark = [pytest.mark.mqtt, pytest.mark.data, pytest.mark.slow]

IMPATIENT = RetryPolicy(first_wait_s=0.05, longest_wait_s=0.2)
CHUNK = 1000


@contextmanager
def accounts(api, clock):
    """A REST client and a token source of the API's account, without its rate limit."""
    retrier = Retrier(IMPATIENT, sleep=lambda _: None, rng=random.Random(1))
    bucket = TokenBucket(lambda: 0.0, lambda _: None, rates=[Rate(10_000, 10_000)])
    with httpx.Client(timeout=20) as http:
        tokens = TokenSource(
            http, Credentials(*api.account), retrier=retrier, clock=clock, url=api.token_url
        )
        client = OpenF1Client(
            http, base_url=api.base_url, bucket=bucket, retrier=retrier, token=tokens
        )
        yield client, tokens


def content(laps):
    """What follows from the rows, without what follows from the order of their arrival."""
    return {
        key: msgspec.structs.replace(lap, revision=0, caused_by_ingest_time_ms=0)
        for key, lap in laps.items()
    }


def expected_laps(recording):
    return fold(
        envelope(
            row.row,
            source="recording",
            endpoint=row.endpoint,
            session_key=recording.session_key,
            sequence=sequence,
            ingest_time_ms=0,
        )
        for sequence, row in enumerate(release(recording))
    )


def happens(world, count, publish):
    """So many rows happen, in chunks; `publish` takes each."""
    while count > 0:
        publish(list(world.next_rows(min(count, CHUNK))))
        count -= CHUNK


@pytest.mark.parametrize(
    ("name", "transport"),
    [("2025_abu-dhabi", Transport.TLS), ("2023_dutch", Transport.WEBSOCKET)],
)
def test_a_race_whose_broker_is_killed_in_the_middle_is_whole(
    mosquitto, livef1_data, name, transport
):
    recording = load(livef1_data / "recordings" / name)
    world = World(recording)
    total = len(world.rows)
    missed = total // 5
    clock = SystemClock()
    mosquitto.let_in("desk@team.f1", "token 1")
    with (
        Loopback(world.history, now_s=lambda: world.now_ms / 1000) as api,
        accounts(api, clock) as (client, tokens),
        following(
            world,
            lambda put: MqttStream(
                mosquitto.broker(transport),
                RECORDED,
                tokens,
                put,
                clock=clock,
                rng=random.Random(1),
                policy=IMPATIENT,
            ),
            client,
        ) as (feed, published, told),
    ):

        def until(what, true):
            wait_until(true, what=what, hint=str(told[-3:]), timeout_s=60)

        until("connected", lambda: feed.progress.is_connected)
        happens(world, total * 4 // 10, mosquitto.publish)
        mosquitto.kill()
        until("break noticed", lambda: feed.progress.breaks == 1)
        happens(world, missed, len)
        mosquitto.start()
        happens(world, total, mosquitto.publish)
        until("last row arrived", lambda: _last_live_id(published) == world.last_id)
        until("both gaps looked at twice", lambda: feed.progress.fills >= 4)
    assert total // 2 < feed.progress.live_rows <= total - missed, "the break was no break"
    assert published.letters == []
    assert content(fold(published.envelopes)) == content(expected_laps(recording))
    assert any(asked.authorization == "Bearer token 1" for asked in api.asked)


def _last_live_id(published):
    live = [one.sequence for one in published.envelopes[-CHUNK:] if one.source == LIVE]
    return live[-1] if live else None
