"""The start of a past race: entrants, what they drove, and what was known of their pace."""

from dataclasses import replace

import pytest

from f1strategy.backtest.driven import driven_stops
from f1strategy.backtest.grid import (
    form_pace,
    honest_form,
    on_the_grid,
    same_race_pace,
)
from f1strategy.backtest.results import BadResults, Entrant, read_results
from f1strategy.models.race import laps_by_driver
from f1strategy.simulation.tyres import HARD, MEDIUM
from tests.backtest.models import some_models
from tests.models.races import a_race

RACE = a_race(season=2024)
ENTRANTS = tuple(
    Entrant(
        f"{chr(65 + at)}AA", f"Squad {chr(65 + at)}", at + 1, at + 1, 3600.0 if at == 0 else None
    )
    for at in range(8)
)


@pytest.fixture(scope="module")
def models():
    return some_models()


@pytest.fixture(scope="module")
def circuit(models):
    return models.circuit(RACE.circuit, RACE.season, RACE.total_laps)


def test_the_front_of_the_grid_is_expected_to_be_faster(models):
    form = honest_form(models, ENTRANTS, RACE)
    assert list(form.values()) == sorted(form.values())
    assert sum(form.values()) == pytest.approx(0.0, abs=1e-9)


def test_cars_start_from_their_slots_on_what_they_drove(models, circuit):
    start = on_the_grid(
        circuit,
        RACE,
        ENTRANTS,
        same_race_pace(circuit, RACE, dict.fromkeys((one.driver for one in ENTRANTS), 0.0)),
    )
    assert start.is_start
    clocks = [car.clock_s for car in start.cars]
    assert clocks == sorted(clocks)
    first, fifth = start.cars[0], start.cars[4]
    assert (first.compound, first.stops) == (MEDIUM, ((13, HARD),))
    assert (fifth.compound, fifth.stops) == (HARD, ((13, MEDIUM),))
    assert first.base_s < start.cars[7].base_s


def test_a_car_that_retired_goes_on_with_its_neighbours_stops(models, circuit):
    laps = tuple(lap for lap in RACE.laps if lap.driver != "DAA" or lap.lap_number <= 5)
    short = replace(RACE, laps=laps)
    form = honest_form(models, ENTRANTS, short)
    start = on_the_grid(circuit, short, ENTRANTS, form_pace(circuit, form))
    assert start.cars[3].stops == start.cars[2].stops
    gone = replace(RACE, laps=tuple(lap for lap in RACE.laps if lap.driver != "DAA"))
    assert len(on_the_grid(circuit, gone, ENTRANTS, form_pace(circuit, form)).cars) == 8


def test_a_drive_through_the_pits_behind_the_safety_car_is_no_stop():
    laps = laps_by_driver(RACE)["AAA"]
    passed = [replace(lap, stint_number=3) if lap.lap_number > 30 else lap for lap in laps]
    assert driven_stops(passed) == driven_stops(laps) == ((13, HARD),)


def test_results_are_read_from_ergasts_tables(tmp_path):
    tables = {
        "races": "raceId,year,round\n1,2024,3\n",
        "drivers": "driverId,code\n1,AAA\n2,BBB\n3,CCC\n",
        "constructors": "constructorId,name\n1,Squad\n",
        "results": "raceId,driverId,constructorId,grid,positionOrder,milliseconds\n"
        "1,1,1,0,3,\\N\n1,2,1,2,1,5400500\n1,3,1,1,2,5401000\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text)
    assert read_results(tmp_path)[2024, 3] == (
        Entrant("CCC", "Squad", 1, 2, None),
        Entrant("BBB", "Squad", 2, 1, 5400.5),
        Entrant("AAA", "Squad", 3, 3, None),
    )
    (tmp_path / "drivers.csv").write_text("driverId,name\n1,A\n")
    with pytest.raises(BadResults, match="code"):
        read_results(tmp_path)
    with pytest.raises(BadResults, match="absent"):
        read_results(tmp_path / "absent")
