"""Probes learn the truth."""

from tests.api.in_memory_kafka import InMemoryKafka, eventually
from tests.api.racing import field, options


def test_the_service_is_ready_once_it_has_read_what_is_there(serve):
    kafka = InMemoryKafka(field(), options())
    kafka.is_holding_back = True
    service = serve(kafka)
    eventually(lambda: "catching up" in service.http.get("/health/ready").text)
    answer = service.http.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "reason": "catching up: 2 records left to read",
    }
    kafka.let_go()
    eventually(service.is_ready)
    assert service.http.get("/health/ready").json() == {"status": "ready"}


def test_without_kafka_the_service_is_alive_and_not_ready(serve):
    kafka = InMemoryKafka()
    kafka.is_away = True
    service = serve(kafka)
    eventually(lambda: "no records from Kafka" in service.http.get("/health/ready").text)
    assert service.http.get("/health/ready").status_code == 503
    assert service.http.get("/health/live").json() == {"status": "alive"}


def test_a_race_is_still_shown_while_kafka_is_away(serve):
    kafka = InMemoryKafka(field())
    service = serve(kafka)
    kafka.is_away = True
    eventually(lambda: not service.is_ready())
    answer = service.ask("{ field(sessionKey: 9839) { leaderLap } }")
    assert answer == {"data": {"field": {"leaderLap": 20}}, "extensions": {"stale": True}}
    eventually(lambda: service.metric("livef1_api_stale_seconds") > 0.05)
    sessions = service.ask("{ sessions { stale } }")
    assert sessions["data"] == {"sessions": [{"stale": True}]}
    kafka.is_away = False
    eventually(service.is_ready)
    assert service.metric("livef1_api_stale_seconds") == 0
    answer = service.ask("{ field(sessionKey: 9839) { leaderLap } }")
    assert answer == {"data": {"field": {"leaderLap": 20}}}


def test_metrics_are_in_the_format_of_prometheus(serve):
    service = serve(InMemoryKafka(field(), options()))
    assert service.metric("livef1_api_ready") == 1
    assert service.metric('livef1_api_records_total{topic="strategy.options"}') == 1
    assert service.metric("livef1_api_subscribers") == 0
    assert "# TYPE livef1_api_tail_delay_seconds histogram" in service.http.get("/metrics").text
