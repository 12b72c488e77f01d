"""What the desk should look at: asked for, and followed."""

import pytest

from api.view import RaceView
from schemas.records import Alert
from tests.api.in_memory_kafka import InMemoryKafka
from tests.api.racing import NORRIS, VERSTAPPEN, alert
from tests.api.socket_client import talking

ALL = """query ($driver: Int, $active: Boolean) {
  alerts(sessionKey: 9839, driverNumber: $driver, activeOnly: $active) { driverNumber alertId isActive } }"""
FOLLOW = "subscription { alertRaised(sessionKey: 9839) { driverNumber firstLapNumber isActive } }"


def over(one, **changes):
    """The same alert when it has ended."""
    content = {name: getattr(one, name) for name in one.__struct_fields__}
    return Alert(**{**content, "is_active": False, **changes})


@pytest.fixture
def kafka():
    return InMemoryKafka(
        alert(NORRIS, lap=18), alert(VERSTAPPEN, lap=19), alert(lap=12), over(alert(lap=12))
    )


@pytest.fixture
def service(serve, kafka):
    return serve(kafka)


def told(answer):
    return [(one["driverNumber"], one["alertId"]) for one in answer["data"]["alerts"]]


def test_an_alert_is_shown_in_full(service):
    query = """{ alerts(sessionKey: 9839, driverNumber: 4) { sessionKey driverNumber alertId kind isActive cause
      rivalDriverNumber firstLapNumber lastLapNumber firstTimeMs lastTimeMs causedByIngestTimeMs } }"""
    assert service.ask(query) == {
        "data": {
            "alerts": [
                {
                    "sessionKey": 9839,
                    "driverNumber": 4,
                    "alertId": "UNDERCUT_THREAT:18:16",
                    "kind": "UNDERCUT_THREAT",
                    "isActive": True,
                    "cause": "LEC, 1.8 s behind, gains by stopping first: 62 %",
                    "rivalDriverNumber": 16,
                    "firstLapNumber": 18,
                    "lastLapNumber": 20,
                    "firstTimeMs": 1765114000018,
                    "lastTimeMs": 1765114400000,
                    "causedByIngestTimeMs": 1765114400123,
                }
            ]
        }
    }


def test_active_ones_of_all_drivers_come_newest_first(service):
    assert told(service.ask(ALL, active=True)) == [
        (VERSTAPPEN, "UNDERCUT_THREAT:19:16"),
        (NORRIS, "UNDERCUT_THREAT:18:16"),
    ]


def test_those_that_are_over_are_there_for_who_asks(service):
    assert told(service.ask(ALL, driver=NORRIS, active=False)) == [
        (NORRIS, "UNDERCUT_THREAT:18:16"),
        (NORRIS, "UNDERCUT_THREAT:12:16"),
    ]


def test_a_subscription_begins_with_the_active_ones_and_tells_when_one_ends(service, kafka):
    with talking(service.socket_url) as client:
        client.initialise().subscribe(FOLLOW)
        first = [client.next_data()["alertRaised"] for _ in range(2)]
        assert [(one["driverNumber"], one["firstLapNumber"]) for one in first] == [(4, 18), (1, 19)]
        kafka.publish(over(alert(NORRIS, lap=18)))
        ended = {"driverNumber": NORRIS, "firstLapNumber": 18, "isActive": False}
        assert client.next_data() == {"alertRaised": ended}


def test_an_alert_that_is_over_does_not_begin_again_when_the_topic_is_read_anew():
    view = RaceView()
    assert view.apply(alert())
    assert view.apply(over(alert()))
    assert not view.apply(alert())
    assert not view.newest(Alert)[0].is_active
