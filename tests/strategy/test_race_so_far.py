"""The view of the race so far is a function of the newest laps, in whatever order they came."""

import random

import msgspec
import pytest

from f1strategy.strategy.car import CarLaps
from f1strategy.strategy.race_so_far import RaceSoFar
from schemas.records import Compound, LapRecord


def a_lap(driver_number: int, lap_number: int, **other) -> LapRecord:
    end_ms = 90_000 * lap_number + 2_000 * driver_number
    usual = {
        "session_key": 9,
        "driver_number": driver_number,
        "driver_code": f"D{driver_number:02}",
        "lap_number": lap_number,
        "revision": 1,
        "caused_by_ingest_time_ms": end_ms,
        "is_complete": True,
        "lap_end_time_ms": end_ms,
        "lap_time_s": 90.0,
        "compound": Compound.MEDIUM,
        "tyre_age_laps": lap_number,
        "stint_number": 1,
        "position": driver_number,
        "season": 2024,
        "circuit": "monza",
        "scheduled_laps": 53,
    }
    return LapRecord(**{**usual, **other})


def cars_of(laps: list[LapRecord]) -> dict[int, CarLaps]:
    cars: dict[int, CarLaps] = {}
    for lap in laps:
        cars.setdefault(lap.driver_number, CarLaps()).put(lap)
    return cars


LAPS = [a_lap(car, lap) for car in (1, 2, 3) for lap in range(1, 7)]


def test_a_view_knows_what_had_ended_by_then_and_nothing_later():
    view = RaceSoFar().at(cars_of(LAPS), a_lap(2, 4))
    assert view is not None
    assert {driver: car.newest_lap for driver, car in view.cars.items()} == {
        "D01": 4,
        "D02": 4,
        "D03": 3,
    }
    assert (view.circuit, view.total_laps, view.season) == ("monza", 53, 2024)


def test_a_running_lap_has_no_view():
    assert RaceSoFar().at(cars_of(LAPS), a_lap(1, 7, is_complete=False)) is None
    assert RaceSoFar().at(cars_of(LAPS), a_lap(1, 7, lap_end_time_ms=None)) is None


def test_views_asked_for_in_any_order_equal_those_folded_anew():
    order = list(LAPS)
    random.Random(3).shuffle(order)
    kept = RaceSoFar()
    for lap in order:
        assert kept.at(cars_of(LAPS), lap) == RaceSoFar().at(cars_of(LAPS), lap)


def test_a_corrected_lap_changes_the_view():
    kept, moment = RaceSoFar(), a_lap(3, 6)
    before = kept.at(cars_of(LAPS), moment)
    assert before is not None
    assert before.cars["D01"].laps[2].lap_time_s == 90.0
    corrected = msgspec.structs.replace(LAPS[1], revision=2, lap_time_s=91.5)
    after = kept.at(cars_of([*LAPS, corrected]), moment)
    assert after is not None
    assert after.cars["D01"].laps[2].lap_time_s == 91.5
    assert after == RaceSoFar().at(cars_of([*LAPS, corrected]), moment)


@pytest.mark.parametrize("seed", range(5))
def test_laps_that_come_late_or_are_corrected_between_views_leave_what_folding_anew_gives(seed):
    draw = random.Random(seed)
    coming = [*LAPS, *(a_lap(1, lap, lap_time_s=91.0, position=4) for lap in (2, 5))]
    coming += [a_lap(2, 3, lap_end_time_ms=None), a_lap(2, 3, driver_code="NEW"), a_lap(2, 3)]
    draw.shuffle(coming)
    kept, cars = RaceSoFar(), cars_of([])
    for lap in coming:
        cars.setdefault(lap.driver_number, CarLaps()).put(lap)
        moment = draw.choice([lap, *cars[lap.driver_number].laps.values()])
        until = draw.choice([None, lap])
        assert kept.at(cars, moment, until) == RaceSoFar().at(cars, moment, until)


def test_an_unknown_race_is_taken_as_a_usual_one():
    lap = a_lap(1, 1, circuit=None, scheduled_laps=None, season=None)
    view = RaceSoFar().at(cars_of([lap]), lap)
    assert view is not None
    assert (view.circuit, view.total_laps, view.season) == ("", 57, 0)


def test_a_driver_whose_code_comes_late_is_one_driver():
    laps = [a_lap(1, 1, driver_code=None), a_lap(1, 2), a_lap(1, 3, driver_code=None)]
    kept = RaceSoFar()
    before = kept.at(cars_of(laps[:1]), laps[0])
    assert before is not None
    assert before.cars.keys() == {"1"}
    after = kept.at(cars_of(laps), laps[2])
    assert after is not None
    assert {driver: sorted(car.laps) for driver, car in after.cars.items()} == {"D01": [1, 2, 3]}
