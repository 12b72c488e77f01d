"""A race at one moment becomes the arrays that the simulator accepts."""

import msgspec
import numpy as np
import pytest

from f1strategy.simulation.draws import draw
from f1strategy.simulation.futures import run
from f1strategy.simulation.race_now import CarNow, RaceNow, arrays, plan_rows, wear_table, weather
from f1strategy.simulation.setup import MOST_STOPS, NO_STOP, Plans, check

KNOTS = tuple(0.5 * at for at in range(17))


def a_car(number: int, **other) -> CarNow:
    usual = CarNow(
        f"C{number:02}", f"T{number // 2}", 0.2 * number, 88.0, 0.1, 1, 0, 2, 0.001, True
    )
    return msgspec.structs.replace(usual, **other)


def a_race_now(cars=4, laps=20, **other) -> RaceNow:
    usual = RaceNow(
        laps=laps,
        lap_time_s=90.0,
        fuel_s_per_lap=0.06,
        pit_loss_s=21.0,
        sc_pit_factor=0.7,
        vsc_pit_factor=0.7,
        sc_hazard=0.005,
        vsc_hazard=0.003,
        pass_log_odds=0.0,
        traffic_s=0.7,
        wear_s=(KNOTS,) * 5,
        wear_sd=0.3,
        cars=tuple(a_car(number) for number in range(cars)),
    )
    return msgspec.structs.replace(usual, **other)


def test_the_arrays_are_a_race_that_the_simulator_runs():
    race = a_race_now(cars=6)
    cars, track = arrays(race)
    laps, compounds = plan_rows(race)
    plans = Plans(np.array([laps]), np.array([compounds]))
    check(cars, track, plans)
    found = run(cars, track, plans, draw(cars, track, 50, 1, weather(race)))
    assert sorted(found.places[0, 0]) == [1, 2, 3, 4, 5, 6]


def test_wear_is_straight_between_its_knots_and_flat_fuel_falls_to_zero():
    race = a_race_now()
    assert wear_table(race.wear_s)[1, [0, 5, 7, 10]].tolist() == pytest.approx([0.0, 0.5, 0.7, 1.0])
    _, track = arrays(race)
    assert track.fuel_s[0] == pytest.approx(19 * 0.06)
    assert track.fuel_s[-1] == 0.0


def test_team_mates_share_a_team_and_a_car_out_of_the_race_stays_out():
    race = a_race_now(cars=4)
    race = msgspec.structs.replace(race, cars=(*race.cars[:3], a_car(3, is_running=False)))
    cars, _ = arrays(race)
    assert cars.team.tolist() == [0, 0, 1, 1]
    assert cars.is_running.tolist() == [1, 1, 1, 0]


def test_stops_fill_the_rows_of_a_plan():
    race = a_race_now(cars=1)
    race = msgspec.structs.replace(race, cars=(a_car(0, stops=((4, 2), (9, 0))),))
    laps, compounds = plan_rows(race)
    assert laps == [[4, 9] + [NO_STOP] * (MOST_STOPS - 2)]
    assert compounds[0][:2] == [2, 0]


def test_a_race_travels_as_json():
    race = a_race_now()
    assert msgspec.json.decode(msgspec.json.encode(race), type=RaceNow) == race
