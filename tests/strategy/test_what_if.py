"""What-if: bad scenarios are refused field by field, good ones change the race as they should."""

import msgspec
import pytest

from f1strategy.strategy.options import option_set, simulated
from f1strategy.strategy.what_if import answer
from schemas.records import (
    Compound,
    PlannedStop,
    ReplyStatus,
    Scenario,
    StrategyReply,
    StrategyRequest,
    WhatIf,
)
from tests.strategy.requests import a_race, asked

SITUATION = asked()
OPTIONS = option_set(SITUATION, simulated(SITUATION, futures=20), 1)


def ask(scenario: Scenario, situation=SITUATION) -> StrategyReply:
    question = StrategyRequest(
        request_id="q1", session_key=9, driver_number=4, sent_time_ms=1, scenario=scenario
    )
    return answer(question, situation, OPTIONS)


def what_if(**fields) -> WhatIf:
    reply = ask(Scenario(**fields))
    assert reply.status is ReplyStatus.OK, reply.errors
    assert (reply.request_id, reply.lap_number, reply.field_revision) == ("q1", 10, 1)
    assert reply.what_if is not None
    return reply.what_if


def test_the_unchanged_race_follows_the_first_plan_of_the_newest_option_set():
    assert what_if(pace_offset_s=0.0).unchanged.stops == OPTIONS.plans[0].stops


def test_a_change_that_changes_nothing_is_paired_away():
    same = what_if(pace_offset_s=0.0)
    assert same.changed == same.unchanged
    assert (same.change_places, same.time_change_s, same.change_high_places) == (0.0, 0.0, 0.0)


def test_slower_laps_lose_time_and_places_and_faster_ones_win_them():
    slow, fast = what_if(pace_offset_s=0.5), what_if(pace_offset_s=-0.5)
    assert slow.time_change_s > 10
    assert slow.change_low_places > 0
    assert fast.time_change_s < -5
    assert fast.change_high_places <= 0
    assert fast.changed.win_probability > slow.changed.win_probability


def test_more_wear_and_dearer_stops_cost_time():
    assert what_if(degradation_factor=2.0).time_change_low_s > 0
    assert what_if(degradation_factor=0.5).time_change_high_s < 0
    stops = len(OPTIONS.plans[0].stops)
    dearer = what_if(pit_loss_s=32.0).time_change_s
    assert dearer == pytest.approx(10.0 * stops, abs=3.0)


def test_other_stops_are_another_race():
    stops = (PlannedStop(lap_number=13, compound=Compound.SOFT),)
    changed = what_if(stops=stops).changed
    assert changed.label == "M-S (L13)"
    assert changed.stops == stops
    assert what_if(stops=stops).time_change_s > 5
    assert what_if(stops=()).changed.label == "M (to the flag)"


def test_events_on_told_laps_lengthen_the_race():
    for fields in (
        {"sc_lap_number": 15, "sc_laps": 4},
        {"vsc_lap_number": 15},
        {"rain_lap_number": 15, "rain_laps": 10},
    ):
        assert what_if(**fields).time_change_low_s > 0


def test_a_rival_that_pits_now_and_several_at_once():
    assert what_if(rival_pits_now=1).changed != what_if(pace_offset_s=0.0).changed
    both = what_if(rival_pits_now=1, pace_offset_s=1.0, sc_lap_number=20)
    assert both.time_change_s > what_if(sc_lap_number=20).time_change_s


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({}, "scenario", "expected something that is assumed"),
        ({"pace_offset_s": 30.0}, "scenario.pace_offset_s", "expected -10 to 10 s, found 30"),
        ({"degradation_factor": -1.0}, "scenario.degradation_factor", "expected 0 to 10, found -1"),
        ({"pit_loss_s": 2.0}, "scenario.pit_loss_s", "expected 5 to 60 s, found 2"),
        ({"sc_lap_number": 10}, "scenario.sc_lap_number", "11 to 40, found 10"),
        ({"sc_lap_number": 12, "sc_laps": 90}, "scenario.sc_laps", "1 to 20 laps, found 90"),
        ({"rain_laps": 5}, "scenario.rain_laps", "rain_lap_number does not say when"),
        ({"red_lap_number": 41}, "scenario.red_lap_number", "11 to 40, found 41"),
        ({"rival_pits_now": 4}, "scenario.rival_pits_now", "expected another car, found 4"),
        ({"rival_pits_now": 99}, "scenario.rival_pits_now", "found 99"),
        (
            {"stops": (PlannedStop(lap_number=40, compound=Compound.HARD),)},
            "scenario.stops[0].lap_number",
            "expected an in-lap of 11 to 39, found 40",
        ),
        (
            {
                "stops": (
                    PlannedStop(lap_number=20, compound=Compound.HARD),
                    PlannedStop(lap_number=20, compound=Compound.HARD),
                )
            },
            "scenario.stops[1].lap_number",
            "expected a lap after 20, found 20",
        ),
        (
            {"stops": (PlannedStop(lap_number=20, compound=Compound.UNKNOWN),)},
            "scenario.stops[0].compound",
            "found UNKNOWN",
        ),
        (
            {
                "stops": tuple(
                    PlannedStop(lap_number=lap, compound=Compound.HARD) for lap in range(12, 18)
                )
            },
            "scenario.stops",
            "expected at most 4 stops, found 6",
        ),
    ],
)
def test_a_bad_scenario_is_refused_with_the_field_the_value_and_what_was_expected(
    fields, field, says
):
    reply = ask(Scenario(**fields))
    assert (reply.status, reply.what_if) == (ReplyStatus.BAD_REQUEST, None)
    (error,) = reply.errors
    assert error.field == field
    assert says in error.message


def test_several_mistakes_are_all_named():
    reply = ask(Scenario(pace_offset_s=99.0, sc_lap_number=3, rival_pits_now=4))
    assert [error.field for error in reply.errors] == [
        "scenario.pace_offset_s",
        "scenario.sc_lap_number",
        "scenario.rival_pits_now",
    ]


def test_without_a_race_to_go_on_from_the_reply_says_so():
    scenario = Scenario(pace_offset_s=1.0)
    for situation in (None, asked(race=None, laps_to_go=0)):
        reply = ask(scenario, situation)
        assert reply.status is ReplyStatus.NO_RACE
        assert reply.errors[0].field == "driver_number"
    gone = msgspec.structs.replace(
        a_race(),
        cars=tuple(
            msgspec.structs.replace(car, is_running=car.name != "4") for car in a_race().cars
        ),
    )
    assert ask(scenario, asked(race=gone)).status is ReplyStatus.NO_RACE
