"""The search in free air against every plan tried one by one."""

from itertools import product

import numpy as np
import pytest

from f1strategy.simulation.race_now import COLD_TYRES_S, wear_table
from f1strategy.simulation.setup import RAIN_BIT
from f1strategy.simulation.tyres import HARD, INTER, MEDIUM, SOFT, WET
from f1strategy.strategy.free_air import FreeAir
from tests.simulation.test_race_now import a_car, a_race_now

WEAR = tuple(
    tuple(offset + 5 * at * slope for at in range(17))
    for offset, slope in ((-0.4, 0.25), (0.0, 0.15), (0.3, 0.08), (0.0, 0.1), (0.0, 0.1))
)
BOTH = 1 << MEDIUM | 1 << SOFT


def cost_s(race, car, stops):
    """What wear and stops cost on these laps, lap by lap."""
    table, planned = wear_table(race.wear_s), dict(stops)
    compound, age, total_s = car.compound, car.age_laps, 0.0
    for lap in range(race.laps):
        total_s += table[compound, age]
        age += 1
        if lap in planned:
            total_s += race.pit_loss_s + COLD_TYRES_S
            compound, age = planned[lap], 0
    return total_s


def every_plan(race, car, most_stops):
    for count in range(most_stops + 1):
        for laps in product(range(race.laps - 1), repeat=count):
            if list(laps) != sorted(set(laps)):
                continue
            for compounds in product((SOFT, MEDIUM, HARD), repeat=count):
                used = car.used
                for one in compounds:
                    used |= 1 << one
                if bin(used).count("1") > 1:
                    yield tuple(zip(laps, compounds, strict=True))


@pytest.mark.parametrize(
    ("used", "age", "pit_loss_s"), [(2, 0, 5.0), (BOTH, 9, 12.0), (2, 14, 2.0)]
)
def test_the_fastest_plan_is_the_fastest_of_all(used, age, pit_loss_s):
    race = a_race_now(laps=14, wear_s=WEAR, pit_loss_s=pit_loss_s)
    car = a_car(0, used=used, age_laps=age)
    best = FreeAir(race).plans(car, most_stops=2)[0]
    every = {plan: cost_s(race, car, plan) for plan in every_plan(race, car, 2)}
    assert best.cost_s == pytest.approx(min(every.values()))
    assert every[best.stops] == pytest.approx(best.cost_s)


def test_each_plan_costs_what_its_laps_cost_and_none_comes_twice():
    race = a_race_now(laps=40, wear_s=WEAR)
    car = a_car(0, age_laps=6)
    found = FreeAir(race).plans(car)
    assert len({plan.stops for plan in found}) == len(found)
    assert {len(plan.stops) for plan in found} == {1, 2, 3}
    costs = [plan.cost_s for plan in found]
    assert costs == sorted(costs)
    for plan in found:
        assert cost_s(race, car, plan.stops) == pytest.approx(plan.cost_s)


def test_a_dry_race_asks_for_two_compounds_and_a_wet_one_does_not():
    race = a_race_now(laps=20, wear_s=WEAR, pit_loss_s=60.0)
    owes = FreeAir(race).plans(a_car(0, used=1 << MEDIUM))
    assert all(any(one != MEDIUM for _, one in plan.stops) for plan in owes)
    assert FreeAir(race).plans(a_car(0, used=BOTH))[0].stops == ()
    assert FreeAir(race).plans(a_car(0, used=1 << MEDIUM | RAIN_BIT))[0].stops == ()


def test_on_a_wet_track_only_wet_tyres_are_fitted():
    race = a_race_now(laps=20, wear_s=WEAR, pit_loss_s=1.0, wetness=1.2)
    found = FreeAir(race).plans(a_car(0, compound=INTER, used=RAIN_BIT, age_laps=15))
    assert found[0].stops
    assert {one for plan in found for _, one in plan.stops} == {INTER, WET}


def test_a_cheap_stop_now_is_taken_now():
    race = a_race_now(laps=30, wear_s=WEAR)
    car = a_car(0, age_laps=8)
    dear, cheap = FreeAir(race).plans(car)[0], FreeAir(race, loss_now_s=6.0).plans(car)[0]
    assert dear.stops[0][0] > 0
    assert cheap.stops[0][0] == 0
    now = FreeAir(race, loss_now_s=6.0).stopping_now(car)
    assert now is not None
    assert now.cost_s == pytest.approx(cheap.cost_s)


def test_on_the_last_lap_nothing_is_left_to_choose():
    race = a_race_now(laps=1)
    car = a_car(0, used=1 << MEDIUM)
    assert [plan.stops for plan in FreeAir(race).plans(car)] == [()]
    assert FreeAir(race).stopping_now(car) is None


def test_a_single_lap_may_still_be_the_one_that_the_rule_asks_for():
    race = a_race_now(laps=2, wear_s=WEAR)
    assert FreeAir(race).plans(a_car(0, used=1 << MEDIUM))[0].stops[0][0] == 0
    assert np.isfinite(FreeAir(race).plans(a_car(0, used=1 << MEDIUM))[0].cost_s)
