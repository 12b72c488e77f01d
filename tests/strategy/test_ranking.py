"""Plans ranked in simulated futures: reproducible, honest about what is no difference."""

import numpy as np
import pytest
from msgspec.structs import replace

from f1strategy.simulation.draws import SC
from f1strategy.simulation.tyres import HARD, MEDIUM
from f1strategy.strategy.ranking import KEPT, outcome, shortlist, with_rival_plans
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
        assert plan.win <= plan.podium <= plan.points


def test_the_chances_are_those_of_the_places():
    found = outcome(a_field(), "C00", 7).ranked[0]
    assert found.place < 4
    assert found.win > 0.3
    assert found.points == pytest.approx(1.0, abs=0.05)


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
    assert calm.if_sc.gain_places is not None
    stops_now = [plan for plan in calm.ranked if plan.stops and plan.stops[0][0] == 0]
    waits = [plan for plan in calm.ranked if not plan.stops or plan.stops[0][0] > 0]
    gain_green = min(plan.place for plan in waits) - min(plan.place for plan in stops_now)
    assert calm.if_sc.gain_places > gain_green
    out = outcome(a_field(pit_loss_s=24.0, status=SC), "C03", 7)
    assert out.ranked[0].stops[0][0] == 0


def test_a_car_out_of_the_race_has_no_outcome():
    field = a_field()
    gone = replace(field.cars[7], is_running=False)
    field = replace(field, cars=(*field.cars[:7], gone))
    with pytest.raises(ValueError, match="C07"):
        outcome(field, "C07", 7)
    with pytest.raises(ValueError, match="XXX"):
        outcome(field, "XXX", 7)
    assert np.isfinite(outcome(field, "C06", 7).ranked[0].time_s)


def test_one_lap_from_the_flag_only_the_flag_is_left():
    field = replace(a_field(), laps=1)
    found = outcome(field, "C03", 7)
    assert [plan.stops for plan in found.ranked] == [()]
    assert found.if_sc.gain_places is None
