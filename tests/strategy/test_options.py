"""Option sets obey the rules of racing and of arithmetic."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.strategy import request as requests
from f1strategy.strategy.desk import OptionDesk
from f1strategy.strategy.options import option_set
from f1strategy.strategy.pace import FUEL_S_PER_LAP, pace
from f1strategy.strategy.request import OptionsRequest, Rival, StintLap
from schemas.codec import MalformedRecord
from schemas.records import Call, Compound, TrackStatus, Trigger

MEDIUM = Compound.MEDIUM


def asked(**changes) -> OptionsRequest:
    laps = tuple(StintLap(n, 90.0 + 0.05 * n, MEDIUM, n, 1) for n in range(2, 11))
    usual = OptionsRequest(
        session_key=9,
        driver_number=4,
        lap_number=10,
        field_revision=1,
        caused_by_ingest_time_ms=5,
        trigger=Trigger.NEW_LAP,
        circuit="yas-marina",
        laps_to_go=48,
        position=2,
        gap_to_leader_s=3.0,
        compound=MEDIUM,
        tyre_age_laps=10,
        stint_number=1,
        compounds_used=(MEDIUM,),
        clean_laps=laps,
        rivals=(
            Rival(1, 1, 0.0, (MEDIUM,), False),
            Rival(16, 3, 5.0, (MEDIUM,), False),
            Rival(44, 4, 40.0, (MEDIUM, Compound.HARD), False),
        ),
    )
    return msgspec.structs.replace(usual, **changes)


@given(laps=st.integers(1, 70), age=st.integers(0, 40), compound=st.sampled_from(Compound))
def test_plans_are_ranked_legal_and_within_the_distance(laps, age, compound):
    wanted = asked(laps_to_go=laps, tyre_age_laps=age, compound=compound)
    options = option_set(wanted, 1)
    assert [plan.rank for plan in options.plans] == list(range(1, len(options.plans) + 1))
    assert options.plans[0].time_to_best_s == 0
    waits = [plan.time_to_best_s for plan in options.plans]
    assert waits == sorted(waits)
    base = options.base_lap_time_s * laps - FUEL_S_PER_LAP * laps * (laps + 1) / 2
    for plan in options.plans:
        stops = [stop.lap_number for stop in plan.stops]
        assert stops == sorted(set(stops))
        assert all(10 < stop < 10 + laps for stop in stops)
        assert plan.remaining_time_s >= base - 0.01


def test_a_dry_race_asks_for_a_second_compound():
    assert all(
        any(stop.compound != MEDIUM for stop in plan.stops) for plan in option_set(asked(), 1).plans
    )


def test_a_rule_that_cannot_be_kept_any_more_leaves_the_way_to_the_flag():
    (plan,) = option_set(asked(laps_to_go=1), 1).plans
    assert plan.stops == ()


def test_rejoin_counts_the_cars_within_the_pit_loss():
    rejoin = option_set(asked(), 1).rejoin
    assert rejoin is not None
    assert (rejoin.position, rejoin.ahead_driver_number, rejoin.behind_driver_number) == (3, 16, 44)
    assert rejoin.ahead_gap_s == pytest.approx(3.0 + 22.0 - 5.0)


def test_a_safety_car_makes_a_due_stop_the_call():
    due = asked(tyre_age_laps=28, lap_number=28, laps_to_go=20)
    assert option_set(due, 1).plans[0].stops
    neutralised = msgspec.structs.replace(due, track_status=TrackStatus.SC)
    assert option_set(neutralised, 1).call == Call.BOX
    rejoin = option_set(neutralised, 1).rejoin
    assert rejoin is not None
    assert rejoin.pit_loss_s == pytest.approx(0.6 * 22.0)


def test_degradation_is_wear_without_the_fuel_that_hides_it():
    slower = tuple(StintLap(n, 90.0 + 0.10 * n, MEDIUM, n, 1) for n in range(2, 17))
    estimate = pace(asked(clean_laps=slower))
    assert estimate is not None
    assert estimate.degradation_s_per_lap > 0.10
    faster = tuple(StintLap(n, 90.0 - 0.50 * n, MEDIUM, n, 1) for n in range(2, 17))
    estimate = pace(asked(clean_laps=faster))
    assert estimate is not None
    assert estimate.degradation_s_per_lap == 0


def test_a_car_that_is_out_gets_an_answer_without_plans():
    options = option_set(asked(is_out=True), 1)
    assert options.plans == ()
    assert options.rejoin is None


def test_the_desk_repeats_nothing_and_drops_what_is_older():
    desk = OptionDesk(9, 4)
    first = desk.apply(asked(field_revision=5))
    assert first.options is not None
    assert first.options.revision == 1
    assert desk.apply(asked(field_revision=6)).options is None
    assert desk.apply(asked(field_revision=4, position=9)).options is None
    other = OptionDesk(9, 4)
    for key, value in first.to_store:
        other.restore(key, value)
    assert other.apply(asked(field_revision=6)).options is None
    second = other.apply(asked(field_revision=7, position=3)).options
    assert second is not None
    assert second.revision == 2


def test_a_request_that_is_none_is_refused():
    assert requests.decode(requests.encode(asked())) == asked()
    with pytest.raises(MalformedRecord, match="session_key"):
        requests.decode(b'{"schema": "options-request/1"}')
    with pytest.raises(MalformedRecord, match="expected options-request/1"):
        requests.decode(requests.encode(asked()).replace(b"request/1", b"request/9"))
