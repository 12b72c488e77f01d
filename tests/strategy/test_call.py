"""The call: evidence before the first word to stop, no flipping back, one plain sentence."""

import msgspec
import pytest

from f1strategy.strategy.call import decide
from schemas.records import Call, Compound, Plan, PlannedStop, TrackStatus
from tests.schemas.examples import OPTIONS
from tests.strategy.requests import FORECAST, a_race, asked

HARD = PlannedStop(lap_number=11, compound=Compound.HARD)


def a_plan(rank: int, lap: int | None, behind_s: float = 0.0, **other) -> Plan:
    """Stopping after this lap, so many seconds behind the best, known to half a second."""
    example, *_ = OPTIONS.plans
    stops = () if lap is None else (msgspec.structs.replace(HARD, lap_number=lap),)
    return msgspec.structs.replace(
        example,
        rank=rank,
        label=f"plan {rank}",
        stops=stops,
        mean_position=2.0,
        time_to_best_s=behind_s,
        time_to_best_low_s=behind_s - 0.5,
        time_to_best_high_s=behind_s + 0.5,
        is_level_with_best=behind_s < 3.0,
        regret_places=behind_s / 10,
        **other,
    )


def usual(chance: float):
    return msgspec.structs.replace(FORECAST, stop_within_3_laps_probability=chance)


NOW, LATER = a_plan(1, 11), a_plan(2, 14, 2.0)


def test_a_stop_is_called_when_waiting_costs_and_teams_stop_here():
    call, reason = decide(asked(), (NOW, LATER))
    assert call is Call.BOX
    assert reason == "box this lap for plan 1: P2.0 expected; plan 2 costs +2.0 s and no real place"


@pytest.mark.parametrize(
    ("later", "forecast"),
    [(a_plan(2, 14, 1.2), FORECAST), (LATER, usual(0.1))],
    ids=["waiting costs little", "nobody stops here"],
)
def test_without_evidence_the_stop_waits_but_a_call_once_made_stands(later, forecast):
    request = asked(forecast=forecast)
    call, reason = decide(request, (NOW, later))
    assert call is Call.EXTEND
    assert reason.startswith("extend to lap 14 for plan 2: P2.0 expected; to wait costs +")
    for before in (Call.BOX, Call.COVER):
        assert decide(request, (NOW, later), before)[0] is Call.BOX
    assert decide(request, (NOW, later), Call.EXTEND)[0] is Call.EXTEND


def test_behind_the_safety_car_and_in_the_rain_nothing_is_waited_for():
    little = (NOW, a_plan(2, 14, 0.1))
    assert decide(asked(track_status=TrackStatus.SC), little)[0] is Call.BOX
    wet = asked(race=a_race(wetness=1.1), forecast=usual(0.0))
    assert decide(wet, (NOW, LATER))[0] is Call.BOX


def test_a_call_is_taken_back_when_another_plan_is_really_better():
    plans = (a_plan(1, 14), a_plan(2, 11, 2.5))
    call, reason = decide(asked(), plans, Call.BOX)
    assert call is Call.EXTEND
    assert reason.endswith("to stop now costs +2.5 s and no real place")


def test_a_rival_behind_that_pits_is_covered_only_where_that_is_cheap():
    rivals = tuple(
        msgspec.structs.replace(one, is_in_pit=one.driver_number == 16) for one in asked().rivals
    )
    request = asked(rivals=rivals)
    cheap, dear = ((a_plan(1, 14), a_plan(2, 11, cost_s)) for cost_s in (0.8, 2.0))
    call, reason = decide(request, cheap)
    assert call is Call.COVER
    assert reason == "cover D16, which has pitted: to answer at once costs 0.8 s"
    nameless = asked(rivals=tuple(msgspec.structs.replace(one, driver_code=None) for one in rivals))
    assert decide(nameless, cheap)[1].startswith("cover car 16,")
    assert decide(request, dear)[0] is Call.EXTEND
    assert decide(asked(), cheap)[0] is Call.EXTEND


def test_to_the_flag_and_a_stop_that_is_far_away():
    assert decide(asked(), (a_plan(1, None),))[0] is Call.STAY_OUT
    call, reason = decide(asked(), (a_plan(1, 20), a_plan(2, 11, 9.0)))
    assert call is Call.STAY_OUT
    assert reason == "stop on lap 20 for plan 1: P2.0 expected"
