"""Questions to the strategy job: asked on one topic, answered on another."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from schemas.records import (
    Compound,
    Duel,
    FieldError,
    PlannedStop,
    ReplyStatus,
    Scenario,
    StrategyReply,
)
from tests.api.in_memory_kafka import InMemoryKafka, eventually
from tests.api.racing import NORRIS, options
from tests.api.socket_client import talking
from tests.schemas.examples import REPLY

ASK = """query ($driver: Int!, $scenario: ScenarioInput!) {
  whatIf(sessionKey: 9839, driverNumber: $driver, scenario: $scenario) {
    sessionKey driverNumber status lapNumber errors { field message }
    whatIf { changePlaces changeLowPlaces changeHighPlaces futures
      unchanged { label meanPosition } changed { label stops { lapNumber compound } } } } }"""
SCENARIO = {"stops": [{"lapNumber": 24, "compound": "HARD"}], "paceOffsetS": 0.5, "scLapNumber": 30}
WAITING = "livef1_api_waiting_asks"


def answered(request, **changes):
    """A reply to a request."""
    content = {name: getattr(REPLY, name) for name in StrategyReply.__struct_fields__}
    of = {name: getattr(request, name) for name in ("request_id", "session_key", "driver_number")}
    return StrategyReply(**{**content, **of, "errors": (), **changes})


@pytest.fixture
def kafka():
    found = InMemoryKafka(options())
    found.job = answered
    return found


def code(answer):
    (error,) = answer["errors"]
    return error["extensions"]["code"]


def test_the_scenario_reaches_the_job_as_it_was_asked_and_the_answer_comes_back(serve, kafka):
    answer = serve(kafka).ask(ASK, driver=NORRIS, scenario=SCENARIO)
    (request,) = kafka.requests
    assert (request.session_key, request.driver_number) == (9839, NORRIS)
    assert request.scenario == Scenario(
        stops=(PlannedStop(lap_number=24, compound=Compound.HARD),),
        pace_offset_s=0.5,
        sc_lap_number=30,
    )
    assert abs(request.sent_time_ms / 1000 - time.time()) < 60
    found = REPLY.what_if
    assert found is not None
    assert answer == {
        "data": {
            "whatIf": {
                "sessionKey": 9839,
                "driverNumber": NORRIS,
                "status": "OK",
                "lapNumber": REPLY.lap_number,
                "errors": [],
                "whatIf": {
                    "changePlaces": found.change_places,
                    "changeLowPlaces": found.change_low_places,
                    "changeHighPlaces": found.change_high_places,
                    "futures": found.futures,
                    "unchanged": {
                        "label": found.unchanged.label,
                        "meanPosition": found.unchanged.mean_position,
                    },
                    "changed": {
                        "label": found.changed.label,
                        "stops": [
                            {"lapNumber": stop.lap_number, "compound": stop.compound.value}
                            for stop in found.changed.stops
                        ],
                    },
                },
            }
        }
    }


def test_what_is_wrong_with_a_scenario_is_told_field_by_field(serve, kafka):
    wrong = FieldError(field="scenario.sc_laps", message="found 0, expected 1 to 20")
    bad = {"status": ReplyStatus.BAD_REQUEST, "errors": (wrong,), "what_if": None}
    kafka.job = lambda request: answered(request, **bad)
    told = serve(kafka).ask(ASK, driver=NORRIS, scenario={"scLaps": 0})["data"]["whatIf"]
    assert told["status"] == "BAD_REQUEST"
    assert told["errors"] == [{"field": wrong.field, "message": wrong.message}]
    assert told["whatIf"] is None


def test_a_job_that_does_not_answer_is_waited_for_no_longer_than_said(serve, kafka):
    kafka.job = lambda _: None
    service = serve(kafka, ask_timeout_s=0.2)
    began_s = time.monotonic()
    assert code(service.ask(ASK, driver=NORRIS, scenario={})) == "TIMEOUT"
    assert time.monotonic() - began_s < 2
    assert service.metric(WAITING) == 0


def test_without_kafka_the_question_fails_and_the_last_state_stays(serve, kafka):
    service = serve(kafka)
    kafka.is_away = True
    assert code(service.ask(ASK, driver=NORRIS, scenario={})) == "UNAVAILABLE"
    # Whether it is called stale already depends on when the loss is noticed.
    live = service.ask("{ liveOptions(sessionKey: 9839) { call } }")
    assert live["data"] == {"liveOptions": [{"call": "BOX"}]}
    kafka.is_away = False
    eventually(lambda: "data" in service.ask(ASK, driver=NORRIS, scenario={}))


def test_more_questions_than_may_wait_are_refused(serve, kafka):
    assert code(serve(kafka, max_waiting_asks=0).ask(ASK, driver=NORRIS, scenario={})) == "TOO_BUSY"


def test_each_of_many_hears_its_own_answer(serve, kafka):
    service = serve(kafka)
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda car: service.ask(ASK, driver=car, scenario={}), range(1, 41))
        assert [one["data"]["whatIf"]["driverNumber"] for one in answers] == list(range(1, 41))


def test_a_client_that_leaves_takes_its_question_along(serve, kafka):
    kafka.job = lambda _: None
    service = serve(kafka)
    with talking(service.socket_url) as client:
        client.initialise().subscribe(ASK, driver=NORRIS, scenario={})
        eventually(lambda: service.metric(WAITING) == 1)
    eventually(lambda: service.metric(WAITING) == 0)


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ({"stops": [{"lapNumber": 24}]}, "to include required field 'compound'"),
        ({"tyres": "HARD"}, "not to include unknown field 'tyres'"),
        ({"stops": [{"lapNumber": 24, "compound": "ULTRASOFT"}]}, "does not exist in 'Compound'"),
        ({"paceOffsetS": "slow"}, "Float cannot represent non numeric value"),
    ],
)
def test_what_is_no_scenario_never_reaches_kafka(serve, kafka, scenario, said):
    answer = serve(kafka).ask(ASK, driver=NORRIS, scenario=scenario)
    assert code(answer) == "BAD_USER_INPUT"
    assert said in answer["errors"][0]["message"]
    assert kafka.requests == []


def test_undercuts_are_those_of_the_newest_option_set(serve):
    duels = (
        Duel(rival_driver_number=1, is_threat=False, gap_s=1.5, undercut_probability=0.6),
        Duel(rival_driver_number=16, is_threat=True, gap_s=2.5, undercut_probability=0.3),
    )
    service = serve(InMemoryKafka(options(duels=duels)))
    query = """query ($rival: Int) { undercutChance(sessionKey: 9839, driverNumber: 4, rivalDriverNumber: $rival) {
      rivalDriverNumber isThreat undercutProbability } }"""
    both = service.ask(query)["data"]["undercutChance"]
    assert [one["rivalDriverNumber"] for one in both] == [1, 16]
    (only,) = service.ask(query, rival=16)["data"]["undercutChance"]
    assert only == {"rivalDriverNumber": 16, "isThreat": True, "undercutProbability": 0.3}
    assert service.ask(query, rival=77) == {"data": {"undercutChance": []}}
