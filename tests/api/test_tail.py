"""The tail reads topics from the beginning, follows them, and comes back after trouble."""

import pytest

from api.metrics import ApiMetrics
from api.tail import RECORDS, KafkaTail, TailState
from schemas.topics import (
    ALERTS,
    DECISIONS,
    FIELD,
    MESSAGES,
    NORMALIZED,
    OPTIONS,
    REPLAY_STATUS,
    REPLIES,
)
from tests.api.in_memory_kafka import InMemoryKafka, eventually
from tests.api.racing import NORRIS, VERSTAPPEN, field, options

LIVE = TailState(is_live=True)


class Heard:
    """What a tail told, in its order."""

    def __init__(self):
        self.records = []
        self.places = []
        self.states = []

    def on_records(self, topic, heard):
        self.records += [one.record for one in heard]
        self.places += [(topic, one.partition, one.offset) for one in heard]

    @property
    def is_live(self):
        return bool(self.states) and self.states[-1].is_live


@pytest.fixture
def heard():
    return Heard()


@pytest.fixture
def metrics():
    return ApiMetrics()


@pytest.fixture
def follow(heard, metrics):
    tails = []

    def start(kafka):
        tail = KafkaTail(
            kafka.consumer,
            on_records=heard.on_records,
            on_state=heard.states.append,
            metrics=metrics,
            retry_s=0.01,
        )
        tails.append(tail)
        tail.start()
        return tail

    yield start
    for tail in tails:
        tail.stop()
        assert not tail._thread.is_alive()


def value(metrics, name, topic=None):
    return metrics.registry.get_sample_value(name, {"topic": topic} if topic else None)


def test_the_topics_are_followed_with_their_own_record():
    followed = (
        NORMALIZED,
        FIELD,
        OPTIONS,
        ALERTS,
        REPLIES,
        DECISIONS,
        MESSAGES,
        REPLAY_STATUS,
    )
    assert dict(RECORDS) == {one.name: one.record for one in followed}


def test_what_is_there_is_read_before_the_tail_is_live(follow, heard):
    kafka = InMemoryKafka(field(), options(NORRIS), options(VERSTAPPEN))
    kafka.is_holding_back = True
    follow(kafka)
    eventually(lambda: heard.states)
    assert heard.states == [TailState(is_live=False, reason="catching up: 3 records left to read")]
    kafka.let_go()
    eventually(lambda: heard.is_live)
    assert heard.records == [field(), options(NORRIS), options(VERSTAPPEN)]
    assert heard.states[1:] == [LIVE]


def test_an_empty_topic_is_live_at_once(follow, heard):
    follow(InMemoryKafka())
    eventually(lambda: heard.is_live)
    assert heard.states == [LIVE]


def test_new_records_are_handed_on_as_they_come(follow, heard, metrics):
    kafka = InMemoryKafka()
    follow(kafka)
    eventually(lambda: heard.is_live)
    kafka.publish(options(NORRIS, revision=1))
    eventually(lambda: heard.records == [options(NORRIS, revision=1)])
    kafka.publish(options(NORRIS, revision=2))
    eventually(lambda: len(heard.records) == 2)
    assert value(metrics, "livef1_api_records_total", OPTIONS.name) == 2
    assert heard.places == [(OPTIONS.name, 0, 0), (OPTIONS.name, 0, 1)]
    assert value(metrics, "livef1_api_tail_delay_seconds_count") == 2


def test_an_unreadable_value_is_counted_and_passed_over(follow, heard, metrics, caplog):
    kafka = InMemoryKafka()
    kafka.publish_bytes(OPTIONS.name, b"{")
    kafka.publish_bytes(OPTIONS.name, b'{"schema": "lap/1"}')
    kafka.publish(options())
    follow(kafka)
    eventually(lambda: heard.is_live)
    assert heard.records == [options()]
    assert value(metrics, "livef1_api_unreadable_total", OPTIONS.name) == 2
    assert "passed over strategy.options[0]@0: not a options record" in caplog.text


def test_a_tombstone_is_passed_over(follow, heard, metrics):
    kafka = InMemoryKafka(field())
    kafka.publish_bytes(FIELD.name, None)
    follow(kafka)
    eventually(lambda: heard.is_live)
    assert heard.records == [field()]
    assert value(metrics, "livef1_api_unreadable_total", FIELD.name) is None


def test_a_broker_that_is_away_at_the_start_is_waited_for(follow, heard):
    kafka = InMemoryKafka(field())
    kafka.is_away = True
    follow(kafka)
    eventually(lambda: heard.states)
    assert "no answer" in heard.states[0].reason
    kafka.is_away = False
    eventually(lambda: heard.is_live)
    assert heard.records == [field()]


def test_a_topic_that_does_not_exist_yet_is_waited_for(follow, heard):
    there = [one for one in RECORDS if one != OPTIONS.name]
    kafka = InMemoryKafka(topics=there)
    follow(kafka)
    eventually(lambda: heard.states)
    assert "strategy.options" in heard.states[0].reason
    kafka.logs[OPTIONS.name] = []
    eventually(lambda: heard.is_live)


def test_a_broker_that_goes_away_while_nothing_comes_is_noticed(follow, heard, metrics):
    kafka = InMemoryKafka(field())
    follow(kafka)
    eventually(lambda: heard.is_live)
    kafka.is_away = True
    eventually(lambda: not heard.is_live)
    assert value(metrics, "livef1_api_reconnects_total") >= 1
    kafka.is_away = False
    kafka.publish(options())
    eventually(lambda: heard.is_live)
    assert heard.records == [field(), field(), options()]
    assert [one.is_closed for one in kafka.consumers] == [True, False]


def test_a_state_is_told_once(follow, heard, metrics):
    kafka = InMemoryKafka()
    kafka.is_away = True
    follow(kafka)
    eventually(lambda: value(metrics, "livef1_api_reconnects_total") >= 3)
    assert len(heard.states) == 1


def test_stopping_lets_go_of_the_broker(follow, heard):
    kafka = InMemoryKafka()
    tail = follow(kafka)
    eventually(lambda: heard.is_live)
    tail.stop()
    assert kafka.consumers[0].is_closed
    kafka.publish(options())
    assert heard.records == []
