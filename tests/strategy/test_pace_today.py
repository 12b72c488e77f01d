"""Today's pace: what a car is faster than the field by, whatever its tyres and its traffic."""

from dataclasses import replace
from itertools import pairwise

import pytest

from f1strategy.models.race import Race
from f1strategy.strategy.pace_today import FORM_LAPS, new_tyre_lap_s, pace_today
from f1strategy.strategy.told_laps import told_laps
from schemas.records import Compound
from tests.models.races import a_race
from tests.simulation.test_race_now import a_race_now

DRIVERS = [f"{letter}AA" for letter in "ABCDEFGH"]
LEVEL = dict.fromkeys(DRIVERS, 0.0)
WEAR = {Compound.SOFT: 0.09, Compound.MEDIUM: 0.06, Compound.HARD: 0.03}


def circuit(laps=40):
    knots = tuple(
        tuple(5 * at * slope for at in range(17)) for slope in (0.09, 0.06, 0.03, 0.03, 0.1)
    )
    return a_race_now(laps=laps, fuel_s_per_lap=3.2 / laps, wear_s=knots)


def of(laps, form=LEVEL):
    return pace_today(circuit(), told_laps(circuit(), laps, 40), form)


def test_each_car_is_a_tenth_slower_than_the_one_before():
    race = a_race(noise_s=0.05)
    pace = of(race.laps)
    steps = [pace.base_s[b] - pace.base_s[a] for a, b in pairwise(DRIVERS)]
    assert steps == pytest.approx([0.1] * 7, abs=0.06)


def test_more_laps_leave_less_unknown():
    race = a_race()
    few = tuple(lap for lap in race.laps if lap.lap_number <= 5)
    before = of(())
    early, late = (of(laps) for laps in (few, race.laps))
    assert before.sd_s["AAA"] > early.sd_s["AAA"] > late.sd_s["AAA"] > 0


def test_before_the_first_lap_form_is_all_there_is():
    form = LEVEL | {"AAA": -0.01, "HAA": 0.02}
    pace = of((), form)
    usual_s = new_tyre_lap_s(circuit())
    assert pace.base_s["AAA"] == pytest.approx(0.99 * usual_s)
    assert pace.base_s["HAA"] == pytest.approx(1.02 * usual_s)


def test_form_counts_as_much_as_its_laps():
    race = a_race(noise_s=0.0)
    form = LEVEL | {"DAA": 0.01}
    told = of(race.laps, form).base_s["DAA"]
    plain = of(race.laps).base_s["DAA"]
    weighed = (told - plain) / (0.01 * plain)
    assert 0 < weighed < FORM_LAPS / (FORM_LAPS + 10)


def test_a_shower_is_nobodys_pace():
    race = a_race(noise_s=0.0)
    wet = tuple(
        (
            replace(
                lap, compound=Compound.INTERMEDIATE, lap_time_s=lap.lap_time_s + 12, is_clean=False
            )
            if lap.lap_number > 25 and lap.driver in DRIVERS[:4]
            else lap
        )
        for lap in race.laps
    )
    shower = Race(race.season, race.round, race.circuit, race.total_laps, wet)
    dry = of(race.laps)
    pace = of(shower.laps)
    gap_s = pace.base_s["BAA"] - pace.base_s["AAA"]
    assert gap_s == pytest.approx(dry.base_s["BAA"] - dry.base_s["AAA"], abs=0.1)
    assert pace.base_s["AAA"] == pytest.approx(dry.base_s["AAA"], abs=0.5)


def test_an_unknown_driver_among_the_laps_is_left_out():
    race = a_race()
    pace = of(race.laps, {"AAA": 0.0})
    assert set(pace.base_s) == {"AAA"}
