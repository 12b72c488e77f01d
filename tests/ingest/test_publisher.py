"""Rows go out under their topics' keys; what the broker does not take is never lost in silence."""

import socket
from functools import partial

import pytest
from kafka import KafkaProducer
from kafka.errors import KafkaTimeoutError, MessageSizeTooLargeError

from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.errors import DeliveryFailed, NoBroker
from f1strategy.ingest.publisher import MAX_UNACKNOWLEDGED, Publisher, connect
from f1strategy.ingest.recording import MalformedRow
from schemas.topics import DEAD_LETTERS, RAW
from tests.ingest.producer import FakeProducer
from tests.ingest.races import SESSION_KEY, lap

LETTER = MalformedRow("laps", b"[]", "expected an object, found list").dead_letter(SESSION_KEY)


def raw(sequence=0):
    return envelope(
        lap(4, 2, 94.0),
        source="recording",
        endpoint="laps",
        session_key=SESSION_KEY,
        sequence=sequence,
        ingest_time_ms=1_000,
    )


@pytest.fixture
def producer():
    return FakeProducer()


@pytest.fixture
def publisher(producer):
    return Publisher("nowhere:9092", producer=producer)


def test_a_row_goes_to_the_raw_topic_under_its_session(publisher, producer):
    publisher.publish(raw())
    (sent,) = producer.sent
    assert (sent.topic, sent.key) == ("telemetry.raw", b"7")
    assert sent.key.decode() == RAW.key(raw())
    assert sent.record == raw()


def test_a_dead_letter_goes_to_its_topic_under_the_topic_it_was_meant_for(publisher, producer):
    publisher.publish_dead_letter(LETTER)
    (sent,) = producer.sent
    assert (sent.topic, sent.key) == ("telemetry.dead-letters", b"telemetry.raw")
    assert sent.key.decode() == DEAD_LETTERS.key(LETTER)
    assert sent.record == LETTER


def test_rows_and_dead_letters_are_counted_apart(publisher):
    for _ in range(3):
        publisher.publish(raw())
    publisher.publish_dead_letter(LETTER)
    assert (publisher.published, publisher.dead_letters) == (3, 1)


def test_sending_does_not_wait_for_the_broker_until_too_much_is_on_its_way(publisher, producer):
    one = raw()
    for _ in range(MAX_UNACKNOWLEDGED):
        publisher.publish(one)
    assert producer.flushed_after == []
    publisher.publish(one)
    assert producer.flushed_after == [MAX_UNACKNOWLEDGED]
    for _ in range(MAX_UNACKNOWLEDGED - 1):
        publisher.publish(one)
    assert producer.flushed_after == [MAX_UNACKNOWLEDGED]
    publisher.publish_dead_letter(LETTER)
    assert producer.flushed_after == [MAX_UNACKNOWLEDGED, 2 * MAX_UNACKNOWLEDGED]


def test_a_flush_makes_room_again(publisher, producer):
    one = raw()
    for _ in range(MAX_UNACKNOWLEDGED):
        publisher.publish(one)
    publisher.flush()
    publisher.publish(one)
    assert producer.flushed_after == [MAX_UNACKNOWLEDGED]


def test_records_that_were_not_taken_are_counted_with_the_first_reason(publisher, producer):
    producer.refused = {1: KafkaTimeoutError("two minutes are over"), 2: ValueError("later")}
    for sequence in range(4):
        publisher.publish(raw(sequence))
    with pytest.raises(DeliveryFailed) as failed:
        publisher.flush()
    assert failed.value.failed == 2
    assert failed.value.first_error == "KafkaTimeoutError: KafkaTimeoutError: two minutes are over"


def test_a_failure_is_told_once(publisher, producer):
    producer.refused = {0: ValueError("first"), 1: ValueError("second")}
    publisher.publish(raw())
    with pytest.raises(DeliveryFailed, match="first"):
        publisher.flush()
    publisher.flush()
    publisher.publish(raw())
    with pytest.raises(DeliveryFailed, match=r"1 records were not .*second"):
        publisher.flush()


def test_a_failure_that_shows_when_room_is_made_stops_the_sending(publisher, producer):
    producer.refused = {5: KafkaTimeoutError()}
    one = raw()
    for _ in range(MAX_UNACKNOWLEDGED):
        publisher.publish(one)
    with pytest.raises(DeliveryFailed):
        publisher.publish(one)
    assert len(producer.sent) == publisher.published == MAX_UNACKNOWLEDGED


def test_a_record_that_cannot_even_be_sent_is_a_failed_delivery(publisher, producer):
    producer.full = MessageSizeTooLargeError("3 MB")
    with pytest.raises(DeliveryFailed, match=r"3 MB \(topic telemetry.raw\)"):
        publisher.publish(raw())
    with pytest.raises(DeliveryFailed, match=r"\(topic telemetry.dead-letters\)"):
        publisher.publish_dead_letter(LETTER)
    assert (publisher.published, publisher.dead_letters) == (0, 0)


def test_leaving_it_flushes_and_disconnects(producer):
    with Publisher("nowhere:9092", producer=producer) as publisher:
        publisher.publish(raw())
        assert not producer.is_closed
    assert producer.flushed_after == [1]
    assert producer.is_closed


def test_leaving_it_tells_what_was_not_taken_and_disconnects_all_the_same(producer):
    producer.refused = {0: KafkaTimeoutError()}
    with pytest.raises(DeliveryFailed), Publisher("nowhere:9092", producer=producer) as publisher:
        publisher.publish(raw())
    assert producer.is_closed


def test_an_error_on_its_way_out_is_not_hidden_behind_a_failed_delivery(producer):
    producer.refused = {0: KafkaTimeoutError()}
    with (  # noqa: PT012
        pytest.raises(KeyboardInterrupt),
        Publisher("nowhere:9092", producer=producer) as publisher,
    ):
        publisher.publish(raw())
        raise KeyboardInterrupt
    assert producer.is_closed


@pytest.fixture
def closed_port():
    """A port of this machine at which nobody listens while the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def impatient(monkeypatch):
    """The real producer, giving up after a fraction of its half minute."""
    producer = partial(KafkaProducer, bootstrap_timeout_ms=300)
    monkeypatch.setattr("f1strategy.ingest.publisher.KafkaProducer", producer)


@pytest.mark.usefixtures("impatient")
def test_no_broker_is_said_with_its_address(closed_port):
    address = f"127.0.0.1:{closed_port}"
    with pytest.raises(NoBroker, match=f"no Kafka broker answers at {address}: ") as nobody:
        connect(address)
    assert nobody.value.bootstrap_servers == address
    with pytest.raises(NoBroker):
        Publisher(address)


@pytest.mark.usefixtures("impatient")
def test_an_address_that_is_none_is_said_too():
    with pytest.raises(NoBroker, match="no Kafka broker answers at localhost:kafka"):
        connect("localhost:kafka")


def test_several_brokers_are_separated_by_commas(monkeypatch):
    asked = {}
    monkeypatch.setattr(
        "f1strategy.ingest.publisher.KafkaProducer", lambda **options: asked.update(options)
    )
    connect("one:9092,two:9092")
    assert asked["bootstrap_servers"] == ["one:9092", "two:9092"]
    assert (asked["acks"], asked["enable_idempotence"]) == ("all", True)
