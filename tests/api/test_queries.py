"""Whole answers to queries."""

import pytest

from tests.api.in_memory_kafka import InMemoryKafka
from tests.api.racing import NORRIS, SESSION, VERSTAPPEN, field, options

EVERYTHING = """
query Everything($session: Int!, $driver: Int) {
  liveOptions(sessionKey: $session, driverNumber: $driver) {
    sessionKey driverNumber driverCode lapNumber revision fieldRevision causedByIngestTimeMs
    eventTimeMs trigger trackStatus lapsToGo position compound tyreAgeLaps baseLapTimeS
    degradationSPerLap call callReason
    plans { rank label remainingTimeS timeToBestS pitLossS expectedPosition
            stops { lapNumber compound } }
    rejoin { position pitLossS aheadDriverNumber aheadGapS behindDriverNumber behindGapS }
  }
}
"""


@pytest.fixture
def service(serve):
    earlier = field(
        1, session_key=9000, caused_by_ingest_time_ms=1_700_000_000_000, circuit="monza"
    )
    return serve(InMemoryKafka(earlier, field(), options(NORRIS), options(VERSTAPPEN)))


def test_an_option_set_is_shown_in_full(service):
    assert service.ask(EVERYTHING, session=SESSION, driver=NORRIS) == {
        "data": {
            "liveOptions": [
                {
                    "sessionKey": 9839,
                    "driverNumber": 4,
                    "driverCode": "NOR",
                    "lapNumber": 20,
                    "revision": 1,
                    "fieldRevision": 61,
                    "causedByIngestTimeMs": 1765114400123,
                    "eventTimeMs": 1765114400000,
                    "trigger": "NEW_LAP",
                    "trackStatus": "GREEN",
                    "lapsToGo": 38,
                    "position": 2,
                    "compound": "MEDIUM",
                    "tyreAgeLaps": 20,
                    "baseLapTimeS": 87.25,
                    "degradationSPerLap": 0.08,
                    "call": "BOX",
                    "callReason": "one stop on lap 21 is 1.4 s faster than on lap 24",
                    "plans": [
                        {
                            "rank": 1,
                            "label": "M-H (L21)",
                            "remainingTimeS": 3391.5,
                            "timeToBestS": 0.0,
                            "pitLossS": 22.0,
                            "expectedPosition": 2,
                            "stops": [{"lapNumber": 21, "compound": "HARD"}],
                        }
                    ],
                    "rejoin": {
                        "position": 5,
                        "pitLossS": 22.0,
                        "aheadDriverNumber": 16,
                        "aheadGapS": 1.75,
                        "behindDriverNumber": None,
                        "behindGapS": None,
                    },
                }
            ]
        }
    }


def test_options_of_all_drivers_come_in_order_of_the_race(service):
    query = "{ liveOptions(sessionKey: 9839) { position driverCode } }"
    assert service.ask(query) == {
        "data": {
            "liveOptions": [
                {"position": 1, "driverCode": "VER"},
                {"position": 2, "driverCode": "NOR"},
            ]
        }
    }


def test_the_field_shows_its_cars(service):
    query = """{ field(sessionKey: 9839) { circuit leaderLap lapsToGo trackStatus isFinished
      cars { position driverCode gapToLeaderS compound compoundsUsed isInPit } } }"""
    verstappen = {
        "position": 1,
        "driverCode": "VER",
        "gapToLeaderS": None,
        "compound": None,
        "compoundsUsed": [],
        "isInPit": False,
    }
    norris = {
        "position": 2,
        "driverCode": "NOR",
        "gapToLeaderS": 3.25,
        "compound": "MEDIUM",
        "compoundsUsed": ["MEDIUM"],
        "isInPit": False,
    }
    assert service.ask(query) == {
        "data": {
            "field": {
                "circuit": "yas-marina",
                "leaderLap": 20,
                "lapsToGo": 38,
                "trackStatus": "GREEN",
                "isFinished": False,
                "cars": [verstappen, norris],
            }
        }
    }


def test_sessions_come_with_the_newest_update_first(service):
    query = """{ sessions { sessionKey season circuit leaderLap scheduledLaps trackStatus
      lastUpdateTimeMs isFinished driverNumbers } }"""
    newest = {
        "sessionKey": 9839,
        "season": 2025,
        "circuit": "yas-marina",
        "leaderLap": 20,
        "scheduledLaps": 58,
        "trackStatus": "GREEN",
        "lastUpdateTimeMs": 1765114400123,
        "isFinished": False,
        "driverNumbers": [1, 4],
    }
    earlier = newest | {
        "sessionKey": 9000,
        "circuit": "monza",
        "lastUpdateTimeMs": 1700000000000,
    }
    assert service.ask(query) == {"data": {"sessions": [newest, earlier]}}


def test_an_unknown_session_is_empty_and_no_error(service):
    query = "{ field(sessionKey: 5) { leaderLap } liveOptions(sessionKey: 5) { call } }"
    assert service.ask(query) == {"data": {"field": None, "liveOptions": []}}


def test_introspection_is_on(service):
    answer = service.ask("{ __schema { subscriptionType { fields { name } } } }")
    names = [one["name"] for one in answer["data"]["__schema"]["subscriptionType"]["fields"]]
    assert names == [
        "optionsUpdated",
        "fieldUpdated",
        "alertRaised",
        "decisionChanged",
        "whatIfSettled",
        "messageSent",
        "replayChanged",
    ]


@pytest.mark.parametrize(
    ("query", "message", "code"),
    [
        (
            '{ field(sessionKey: "x") { leaderLap } }',
            'Int cannot represent non-integer value: "x"',
            "BAD_USER_INPUT",
        ),
        (
            "{ liveOptions(sessionKey: 1) { calls } }",
            "Cannot query field 'calls' on type 'OptionSet'. Did you mean 'call', 'duels', or 'plans'?",
            "BAD_USER_INPUT",
        ),
        ("{ field {", "Syntax Error: Expected Name, found <EOF>.", "GRAPHQL_PARSE_FAILED"),
    ],
)
def test_a_wrong_query_is_told_what_is_wrong(service, query, message, code):
    (error,) = service.ask(query)["errors"]
    assert error["message"] == message
    assert error["extensions"] == {"code": code}
