"""Race control's messages and the circuit's own time, through the API."""

from schemas.records import RaceMessage
from tests.api.in_memory_kafka import InMemoryKafka
from tests.api.racing import SESSION, field
from tests.api.socket_client import talking


def message(number: int, text: str) -> RaceMessage:
    return RaceMessage(
        session_key=SESSION,
        message_id=f"{number}:{text}",
        event_time_ms=1_765_114_400_000 + 1000 * number,
        message=text,
        lap_number=number,
        caused_by_ingest_time_ms=1_765_114_400_000,
    )


GREEN, RED = message(1, "GREEN LIGHT - PIT EXIT OPEN"), message(2, "RED FLAG")
ASK = "query ($s: Int!) { messages(sessionKey: $s) { message lapNumber } }"


def test_the_newest_message_is_first_and_none_is_there_twice(serve):
    service = serve(InMemoryKafka(field(), GREEN, RED, GREEN))
    told = service.ask(ASK, s=SESSION)["data"]["messages"]
    assert [one["message"] for one in told] == [RED.message, GREEN.message]


def test_another_race_has_none(serve):
    service = serve(InMemoryKafka(field(), GREEN))
    assert service.ask(ASK, s=1)["data"]["messages"] == []


def test_a_subscription_tells_all_that_was_said_and_goes_on(serve):
    service = serve(InMemoryKafka(field(), GREEN))
    with talking(service.socket_url) as client:
        client.initialise()
        client.subscribe("subscription { messageSent(sessionKey: 9839) { message } }")
        assert client.next_data()["messageSent"]["message"] == GREEN.message
        service.kafka.publish(RED)
        assert client.next_data()["messageSent"]["message"] == RED.message


def test_a_race_has_its_circuits_time(serve):
    service = serve(InMemoryKafka(field(circuit="yas-marina")))
    (session,) = service.ask("{ sessions { timeZone } }")["data"]["sessions"]
    assert session["timeZone"] == "Asia/Dubai"


def test_an_unknown_circuit_has_none(serve):
    service = serve(InMemoryKafka(field(circuit=None)))
    (session,) = service.ask("{ sessions { timeZone } }")["data"]["sessions"]
    assert session["timeZone"] is None
