"""Plans ranked in simulated futures: reproducible, honest about what is no difference."""

import numpy as np
import pytest
from msgspec.structs import replace

from f1strategy.simulation.events import SC
from f1strategy.simulation.tyres import HARD, MEDIUM
from f1strategy.strategy.ranking import outcome
from f1strategy.strategy.shortlist import KEPT, shortlist, with_rival_plans
from tests.simulation.test_race_now import a_car, a_race_now
from tests.strategy.test_free_air import WEAR


def a_field(**other):
    cars = tuple(a_car(number, age_laps=10, clock_s=2.0 * number) for number in range(8))
    return replace(a_race_now(laps=30, wear_s=WEAR), cars=cars, **other)


def test_equal_arguments_give_equal_answers_and_other_seeds_other_futures():
    assert outcome(a_field(), "C03", 7) == outcome(a_field(), "C03", 7)
    assert outcome(a_field(), "C03", 7) != outcome(a_field(), "C03", 8)


def test_the_first_plan_is_level_with_the_best_and_nobody_regrets_less():
    found = outcome(a_field(), "C03", 7).ranked
    assert 1 < len(found) <= KEPT
    assert found[0].is_level
    assert found[0].regret == (0.0, 0.0, 0.0)
    level = [plan for plan in found if plan.is_level]
    assert [plan.time_s for plan in level] == sorted(plan.time_s for plan in level)
    assert found[: len(level)] == tuple(level)
    for plan in found:
        mean, low, high = plan.regret
        assert low <= mean <= high
        assert plan.place_low <= plan.place <= plan.place_high
        assert sum(plan.chances) == pytest.approx(1.0)
        mean_place = sum(place * chance for place, chance in enumerate(plan.chances, 1))
        assert plan.place == pytest.approx(mean_place)
        assert plan.slower_s[1] <= plan.slower_s[0] <= plan.slower_s[2]


def test_a_leader_wins_more_often_than_the_last_car():
    leads, trails = (outcome(a_field(), name, 7, futures=1000).ranked[0] for name in ("C00", "C07"))
    assert leads.chances[0] > 0.3
    assert leads.chances[0] > (trails.chances[0] if trails.chances else 0.0)
    assert leads.place < 4 < trails.place


def test_the_plan_followed_so_far_is_kept_until_another_is_really_better():
    calm = outcome(a_field(), "C03", 7)
    other = next(plan for plan in calm.ranked[1:] if plan.is_level and plan.slower_s[0] < 2.0)
    kept = outcome(a_field(), "C03", 7, incumbent=other.stops)
    assert kept.ranked[0].stops == other.stops
    assert {plan.stops for plan in kept.ranked} == {plan.stops for plan in calm.ranked}
    poor = ((1, MEDIUM), (3, MEDIUM), (5, HARD))
    told = outcome(a_field(), "C03", 7, incumbent=poor)
    assert told.ranked[0].stops == calm.ranked[0].stops
    assert poor in {plan.stops for plan in told.ranked}
    past = outcome(a_field(), "C03", 7, incumbent=((-1, HARD),))
    assert past == calm


def test_a_plan_that_throws_time_away_is_regretted():
    field = a_field(pit_loss_s=25.0)
    slow = ((1, MEDIUM), (3, MEDIUM), (5, HARD))
    planned = replace(field.cars[2], stops=slow)
    spoilt = replace(field, cars=(*field.cars[:2], planned, *field.cars[3:]))
    alone = outcome(field, "C03", 7).ranked[0]
    helped = outcome(spoilt, "C03", 7).ranked[0]
    assert helped.place < alone.place - 0.3


def test_rivals_follow_plans_of_their_own_unless_they_have_stopped_already():
    field = a_field()
    made = replace(field.cars[5], stops=((0, HARD),))
    field = replace(field, cars=(*field.cars[:5], made, *field.cars[6:]))
    planned = with_rival_plans(field, "C03").cars
    assert planned[3].stops == ()
    assert planned[5].stops == ((0, HARD),)
    assert all(len(car.stops) in (1, 2) for at, car in enumerate(planned) if at not in (3, 5))


def test_the_shortlist_tries_a_stop_now_and_other_laps_and_other_sequences():
    plans = shortlist(a_field(), a_field().cars[3])
    assert len(plans) == len(set(plans)) == KEPT
    assert any(plan[0][0] == 0 for plan in plans if plan)
    assert len({tuple(compound for _, compound in plan) for plan in plans}) > 1


def test_behind_the_safety_car_a_stop_is_worth_more():
    calm = outcome(a_field(pit_loss_s=24.0), "C03", 7)
    events = {one.event: one for one in calm.contingencies}
    assert list(events) == ["SC", "VSC", "RED", "RAIN"]
    gain = events["SC"].gain
    assert gain is not None
    assert gain[1] <= gain[0] <= gain[2]
    assert gain[0] > 0
    assert events["SC"].stops[0][0] == 0
    assert events["RED"].gain is None
    assert events["RAIN"].gain is not None
    out = outcome(a_field(pit_loss_s=24.0, status=SC), "C03", 7)
    assert [one.event for one in out.contingencies] == ["RED", "RAIN"]
    assert out.ranked[0].stops[0][0] == 0
    waits = [plan for plan in out.ranked if plan.stops[0][0] > 0]
    assert waits
    assert all(plan.place > out.ranked[0].place for plan in waits)


def test_on_a_wet_track_nobody_asks_what_if_it_rained():
    wet = a_field(wetness=1.2, is_raining=True)
    assert [one.event for one in outcome(wet, "C03", 7).contingencies] == ["SC", "VSC", "RED"]


def test_a_car_out_of_the_race_has_no_outcome():
    field = a_field()
    gone = replace(field.cars[7], is_running=False)
    field = replace(field, cars=(*field.cars[:7], gone))
    with pytest.raises(ValueError, match="C07"):
        outcome(field, "C07", 7)
    with pytest.raises(ValueError, match="C99"):
        outcome(field, "C99", 7)
    assert np.isfinite(outcome(field, "C06", 7).ranked[0].time_s)


def test_one_lap_from_the_flag_only_the_flag_is_left():
    field = replace(a_field(), laps=1)
    found = outcome(field, "C03", 7)
    assert [plan.stops for plan in found.ranked] == [()]
    assert all(one.gain is None for one in found.contingencies)
