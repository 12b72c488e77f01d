"""The race as a simulation starts from it, from views of hand-written races."""

from dataclasses import replace
from math import nan

import pytest

from f1strategy.models.race import Race
from f1strategy.models.race_view import RaceView
from f1strategy.simulation.events import GREEN, SC
from f1strategy.simulation.setup import RAIN_BIT
from f1strategy.simulation.tyres import HARD, INTER, MEDIUM
from f1strategy.strategy.field_now import Fields
from f1strategy.strategy.race_start import race_now, with_losses
from schemas.records import Compound, TrackStatus
from tests.backtest.models import some_models
from tests.models.races import a_race

MODELS = some_models()


def view_at(race: Race, driver: str, lap_number: int) -> RaceView:
    """What was known when the driver ended this lap."""
    view = RaceView(race.circuit, race.total_laps, race.season)
    laps = sorted(race.laps, key=lambda lap: (lap.end_s, lap.position))
    for lap in laps:
        view.add(lap)
        if (lap.driver, lap.lap_number) == (driver, lap_number):
            return view
    raise AssertionError("no such lap")


def start(race: Race, driver: str, lap_number: int, status=TrackStatus.GREEN, is_raining=False):
    view = view_at(race, driver, lap_number)
    found = race_now(view, driver, Fields(MODELS).at(view), status, is_raining=is_raining)
    assert found is not None
    return found, {car.name: car for car in found.cars}


def test_the_clocks_are_gaps_at_the_line_just_crossed():
    race = a_race(noise_s=0.0)
    found, cars = start(race, "DAA", 10)
    assert found.laps == 30
    assert found.status == GREEN
    ends = {lap.driver: lap.end_s for lap in race.laps if lap.lap_number == 10}
    assert cars["DAA"].clock_s == 0.0
    assert cars["AAA"].clock_s == pytest.approx(ends["AAA"] - ends["DAA"], abs=1e-3)
    assert cars["EAA"].clock_s == pytest.approx(ends["EAA"] - ends["DAA"], abs=0.3)
    assert all(car.is_running for car in found.cars)


def test_tyres_are_those_now_fitted_and_faster_cars_are_faster():
    _, cars = start(a_race(noise_s=0.0), "HAA", 20)
    assert (cars["AAA"].compound, cars["AAA"].age_laps) == (HARD, 6)
    assert cars["AAA"].used == 1 << MEDIUM | 1 << HARD
    assert (cars["DAA"].compound, cars["DAA"].age_laps) == (MEDIUM, 20)
    assert cars["DAA"].used == 1 << MEDIUM
    assert cars["AAA"].base_s < cars["DAA"].base_s < cars["HAA"].base_s


def test_a_car_that_comes_in_has_paid_and_wears_new_tyres():
    race = a_race(noise_s=0.0)
    found, cars = start(race, "HAA", 14)
    assert (cars["AAA"].compound, cars["AAA"].age_laps) == (HARD, 0)
    ends = {lap.driver: lap.end_s for lap in race.laps if lap.lap_number == 14}
    paid_s = cars["AAA"].clock_s - (ends["AAA"] - ends["HAA"])
    assert 10 < paid_s < found.pit_loss_s


def test_later_stops_of_cars_further_on_are_known():
    race = a_race(noise_s=0.0)
    laps = tuple(
        replace(lap, end_s=lap.end_s + 200.0) if lap.driver == "HAA" else lap for lap in race.laps
    )
    _, cars = start(replace(race, laps=laps), "HAA", 12)
    assert cars["AAA"].stops == ((1, HARD),)
    assert cars["DAA"].stops == ()


def test_a_car_not_seen_for_long_is_out_and_a_red_flag_retires_nobody():
    race = a_race(noise_s=0.0)
    gone = tuple(lap for lap in race.laps if lap.driver != "BAA" or lap.lap_number <= 12)
    _, cars = start(replace(race, laps=gone), "HAA", 16)
    assert not cars["BAA"].is_running
    halted = tuple(
        (
            replace(lap, end_s=lap.end_s + 1800.0, lap_time_s=1890.0, is_clean=False)
            if lap.lap_number == 17
            else replace(lap, end_s=lap.end_s + 1800.0) if lap.lap_number > 17 else lap
        )
        for lap in race.laps
    )
    _, cars = start(replace(race, laps=halted), "BAA", 17)
    assert all(car.is_running for car in cars.values())
    assert 0 < cars["CAA"].clock_s < cars["HAA"].clock_s


def test_the_status_of_the_track_is_that_of_the_moment():
    found, _ = start(a_race(), "CAA", 9, status=TrackStatus.SC)
    assert found.status == SC
    assert start(a_race(), "CAA", 9, status=TrackStatus.RED)[0].status == SC
    assert start(a_race(), "CAA", 9, is_raining=True)[0].is_raining


def test_most_cars_on_wet_tyres_mean_a_wet_track():
    race = a_race(noise_s=0.0)
    wet = tuple(
        (
            replace(
                lap,
                compound=Compound.INTERMEDIATE,
                lap_time_s=lap.lap_time_s * 1.12,
                is_clean=False,
            )
            if lap.lap_number >= 28
            else lap
        )
        for lap in race.laps
    )
    found, cars = start(replace(race, laps=wet), "AAA", 30)
    assert found.wetness == pytest.approx(1.14, abs=0.04)
    assert cars["AAA"].used & RAIN_BIT
    assert cars["AAA"].compound == INTER
    assert start(race, "AAA", 30)[0].wetness == 1.0


def test_what_the_feed_has_not_told_is_taken_for_the_usual():
    race = a_race(noise_s=0.0)
    laps = tuple(
        (replace(lap, compound=Compound.UNKNOWN, tyre_age_laps=nan) if lap.driver == "CAA" else lap)
        for lap in race.laps
    )
    _, cars = start(replace(race, laps=laps), "AAA", 10)
    assert (cars["CAA"].compound, cars["CAA"].age_laps) == (MEDIUM, 0)


def test_after_the_last_lap_there_is_no_race_to_simulate():
    race = a_race()
    view = view_at(race, "AAA", 40)
    assert (
        race_now(view, "AAA", Fields(MODELS).at(view), TrackStatus.GREEN, is_raining=False) is None
    )


def test_todays_losses_take_the_place_of_the_circuits():
    found, _ = start(a_race(), "AAA", 10)
    priced = with_losses(
        found, {TrackStatus.GREEN: 20.0, TrackStatus.SC: 12.0, TrackStatus.VSC: 15.0}
    )
    assert (priced.pit_loss_s, priced.sc_pit_factor, priced.vsc_pit_factor) == (20.0, 0.6, 0.75)
    assert with_losses(found, {}) is found
    only = with_losses(found, {TrackStatus.GREEN: 20.0})
    assert only.sc_pit_factor == pytest.approx(found.sc_pit_factor)
