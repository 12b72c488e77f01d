"""Option sets obey the rules of racing and of arithmetic."""

import msgspec
import pytest

from f1strategy.simulation.events import SC
from f1strategy.strategy import request as requests
from f1strategy.strategy.desk import OptionDesk
from f1strategy.strategy.free_air import Stops
from f1strategy.strategy.options import option_set, simulated
from f1strategy.strategy.request import OptionsRequest
from schemas.codec import MalformedRecord
from schemas.records import Call, OptionSet, TrackStatus, Trigger
from tests.strategy.requests import FORECAST, MEDIUM, a_race, asked

FUTURES = 40


def answered(**changes) -> OptionSet:
    request = asked(**changes)
    return option_set(request, simulated(request, futures=FUTURES), 1)


def ascend(*values: float | None) -> bool:
    """All are known, and none is below the one before."""
    known = [value for value in values if value is not None]
    return len(known) == len(values) and known == sorted(known)


def followed(desk: OptionDesk, request: OptionsRequest) -> Stops:
    stops = desk.plan_followed(request)
    assert stops is not None
    return stops


def published(desk: OptionDesk) -> OptionSet:
    options = desk.apply(asked()).options
    assert options is not None
    return options


@pytest.mark.parametrize("laps", [1, 2, 7, 30, 60])
def test_plans_are_ranked_legal_and_within_the_distance(laps):
    options = answered(laps_to_go=laps, race=a_race(laps))
    assert [plan.rank for plan in options.plans] == list(range(1, len(options.plans) + 1))
    assert options.futures == FUTURES
    best = options.plans[0]
    assert (best.time_to_best_s, best.regret_places, best.is_level_with_best) == (0.0, 0.0, True)
    for plan in options.plans:
        stops = [stop.lap_number for stop in plan.stops]
        assert stops == sorted(set(stops))
        assert all(10 < stop < 10 + laps for stop in stops)
        assert sum(plan.position_probabilities) == pytest.approx(1.0)
        assert ascend(plan.win_probability, plan.podium_probability, plan.points_probability)
        assert ascend(1, plan.position_low, plan.position_high, 8)
        assert ascend(plan.time_to_best_low_s, plan.time_to_best_s, plan.time_to_best_high_s)
        assert plan.expected_position == round(plan.mean_position or 0)


def test_a_dry_race_asks_for_a_second_compound():
    for plan in answered().plans:
        assert any(stop.compound != MEDIUM for stop in plan.stops)


def test_the_same_request_is_answered_with_the_same_bytes():
    assert msgspec.json.encode(answered()) == msgspec.json.encode(answered())
    other = answered(lap_number=11)
    assert [plan.mean_position for plan in other.plans] != [
        plan.mean_position for plan in answered().plans
    ]


def test_rejoin_counts_the_cars_within_the_pit_loss_and_knows_what_traffic_costs():
    rejoin = answered(track_status=TrackStatus.SC, race=a_race(status=SC)).rejoin
    assert rejoin is not None
    assert rejoin.pit_loss_s == 12.0
    assert (rejoin.position, rejoin.ahead_driver_number) == (8, 14)
    assert (rejoin.ahead_driver_code, rejoin.behind_driver_code) == ("D14", None)
    assert rejoin.ahead_gap_s == pytest.approx(0.0)
    assert rejoin.behind_driver_number is None
    green = answered().rejoin
    assert green is not None
    assert (green.position, green.position_low, green.position_high) == (5, 4, 7)
    assert green.traffic_loss_s is not None
    assert ascend(0.1, green.traffic_loss_s, 10)


def test_without_models_the_circuits_loss_is_taken_and_no_plan_is_made_up():
    options = answered(forecast=None, race=None)
    assert options.plans == ()
    assert options.rejoin is not None
    assert options.rejoin.traffic_loss_s is None
    assert options.call is Call.STAY_OUT
    assert options.call_reason == "no plan to compare yet"


def test_a_safety_car_makes_a_due_stop_the_call():
    calm = answered()
    assert calm.call in (Call.STAY_OUT, Call.EXTEND)
    options = answered(track_status=TrackStatus.SC, race=a_race(status=SC))
    assert options.call is Call.BOX
    assert "box this lap for" in options.call_reason
    assert options.plans[0].pit_loss_s == pytest.approx(
        12.0 + 22.0 * (len(options.plans[0].stops) - 1)
    )


def test_every_set_says_what_to_do_if_the_race_is_neutralised():
    events = {one.event.value: one for one in answered().contingencies}
    assert set(events) == {"SC", "VSC", "RED", "RAIN"}
    assert events["SC"].call is Call.BOX
    assert events["SC"].stops[0].lap_number == 11
    sc = events["SC"]
    assert ascend(sc.gain_low_places, sc.gain_places, sc.gain_high_places)
    assert events["RED"].gain_places is None


def test_undercuts_carry_their_seconds():
    chance, threat = answered().duels
    assert (chance.undercut_probability, threat.undercut_probability) == (0.4, 0.6)
    for duel in (chance, threat):
        assert ascend(duel.margin_s, duel.best_margin_s)
        assert ascend(11, duel.best_lap_number, 17)
        assert ascend(0, duel.answer_within_laps)
    farther = msgspec.structs.replace(FORECAST.duels[0], gap_s=2.5)
    (other,) = answered(forecast=msgspec.structs.replace(FORECAST, duels=(farther,))).duels
    assert chance.margin_s == pytest.approx((other.margin_s or 0) + 1.0)


def test_a_rival_that_pits_close_behind_is_covered_when_that_is_cheap():
    rivals = tuple(
        msgspec.structs.replace(one, is_in_pit=one.driver_number == 16) for one in asked().rivals
    )
    worn = a_race(20)
    told = answered(rivals=rivals, laps_to_go=20, race=worn, trigger=Trigger.NEIGHBOUR_PITTED)
    assert told.call in (Call.COVER, Call.EXTEND, Call.BOX)
    assert ("16" in told.call_reason) == (told.call is Call.COVER)


def test_a_car_that_is_out_gets_an_answer_without_plans():
    options = answered(is_out=True)
    assert options.plans == ()
    assert options.contingencies == ()
    assert options.rejoin is None
    gone = msgspec.structs.replace(
        a_race(),
        cars=tuple(
            msgspec.structs.replace(car, is_running=car.name != "4") for car in a_race().cars
        ),
    )
    assert answered(race=gone).plans == ()


def test_the_desk_repeats_nothing_and_drops_what_is_older():
    desk = OptionDesk(9, 4, futures=FUTURES)
    first = desk.apply(asked(field_revision=5))
    assert first.options is not None
    assert first.options.revision == 500
    assert desk.apply(asked(field_revision=6)).options is None
    assert desk.apply(asked(field_revision=4, position=9)).options is None
    other = OptionDesk(9, 4, futures=FUTURES)
    for key, value in first.to_store:
        other.restore(key, value)
    assert other.apply(asked(field_revision=6)).options is None
    second = other.apply(asked(field_revision=7, position=3)).options
    assert second is not None
    assert second.revision == 700


def test_a_desk_that_answers_less_often_after_a_recovery_gives_the_same_revisions():
    before, after = OptionDesk(9, 4, futures=FUTURES), OptionDesk(9, 4, futures=FUTURES)
    for field_revision, position in ((5, 1), (6, 2), (7, 3)):
        told = before.apply(asked(field_revision=field_revision, position=position))
    assert after.apply(asked(field_revision=7, position=3)).options == told.options


def test_what_changes_without_its_field_has_a_revision_of_its_own():
    desk = OptionDesk(9, 4, futures=FUTURES)
    for position, revision in ((1, 500), (2, 501), (3, 502)):
        told = desk.apply(asked(field_revision=5, position=position)).options
        assert told is not None
        assert told.revision == revision


def test_the_desk_says_how_long_it_took():
    ticks = iter([1.0, 1.25])
    desk = OptionDesk(9, 4, now_s=lambda: next(ticks), futures=FUTURES)
    assert published(desk).compute_ms == 250


def test_the_plan_of_the_lap_before_is_followed_until_a_stop_is_due_and_then_it_stays_due():
    desk = OptionDesk(9, 4, futures=FUTURES)
    first = published(desk)
    (due, compound), *_ = [(stop.lap_number, stop.compound) for stop in first.plans[0].stops]
    later = asked(lap_number=11, tyre_age_laps=11)
    assert followed(desk, later)[0][0] == due - 12
    missed = asked(lap_number=due + 1, tyre_age_laps=due + 1)
    assert followed(desk, missed)[0][0] == 0
    made = asked(lap_number=due + 1, tyre_age_laps=1, compound=compound)
    assert all(lap >= 0 for lap, _ in followed(desk, made))
    assert len(followed(desk, made)) == len(first.plans[0].stops) - 1


def test_a_request_that_is_none_is_refused():
    assert requests.decode(requests.encode(asked())) == asked()
    with pytest.raises(MalformedRecord, match="session_key"):
        requests.decode(b'{"schema": "options-request/2"}')
    with pytest.raises(MalformedRecord, match="expected options-request/2"):
        requests.decode(requests.encode(asked()).replace(b"request/2", b"request/9"))
