"""Calls against stops: what counts as called, how early, and how often a call was taken back."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from f1strategy.backtest.by_race import mean_of_races, ratio_by_race
from f1strategy.backtest.calls import call_figures, called
from f1strategy.backtest.decisions import Decision
from f1strategy.backtest.driven import driven_stops, tyre_stops
from f1strategy.models.race import Race, laps_by_driver
from f1strategy.simulation.tyres import HARD
from schemas.records import Call, Compound, PlannedStop, TrackStatus
from tests.models.races import a_race
from tests.schemas.examples import OPTIONS
from tests.strategy.requests import asked

RACE = a_race(drivers=2, stops=(14, 18))
"""AAA stops at the end of lap 14, BAA of lap 18."""


def told(driver: str, calls: dict[int, Call], planned: int = 20) -> list[Decision]:
    """A decision after every lap; staying out where no other call is told."""
    stop = PlannedStop(lap_number=planned, compound=Compound.HARD)
    plan = changed(OPTIONS.plans[0], stops=(stop,))
    return [
        Decision(
            driver,
            lap,
            asked(),
            changed(OPTIONS, call=calls.get(lap, Call.STAY_OUT), plans=(plan,)),
            {},
        )
        for lap in range(1, 40)
    ]


def of(*calls: dict[int, Call], race: Race = RACE):
    drivers = ("AAA", "BAA")
    decisions = [
        one for driver, some in zip(drivers, calls, strict=True) for one in told(driver, some)
    ]
    return called(race, decisions)


def test_a_stop_is_called_by_the_first_call_of_its_stint():
    found = of({12: Call.BOX, 13: Call.BOX}, {})
    by_driver = {stop.driver: stop for stop in found.stops}
    first = by_driver["AAA"]
    assert (first.lap_number, first.called_lap) == (14, 13)
    assert (first.is_within(0), first.is_within(1)) == (False, True)
    other = by_driver["BAA"]
    assert (other.called_lap, other.planned_lap, other.is_within(9)) == (None, 20, False)


def test_a_call_after_the_stop_or_in_another_stint_is_none_for_it():
    found = of({14: Call.BOX, 15: Call.BOX}, {17: Call.COVER})
    assert [(stop.driver, stop.called_lap) for stop in found.stops] == [("AAA", None), ("BAA", 18)]


def test_flips_are_counted_within_a_stint():
    steady = of({13: Call.BOX}, {})
    assert steady.flips == {"AAA": 1, "BAA": 0}
    nervous = of({5: Call.BOX, 8: Call.COVER, 9: Call.BOX, 13: Call.BOX}, {})
    assert nervous.flips == {"AAA": 5, "BAA": 0}


def test_a_race_with_a_safety_car_or_rain_is_not_calm():
    assert of({}, {}).is_calm
    for change in ({"status_end": TrackStatus.SC}, {"compound": Compound.INTERMEDIATE}):
        laps = (replace(RACE.laps[0], **change), *RACE.laps[1:])
        assert not of({}, {}, race=replace(RACE, laps=laps)).is_calm


def test_figures_tell_what_was_called_beside_all_stops():
    figures = call_figures([of({13: Call.BOX}, {}), of({10: Call.BOX}, {17: Call.BOX})])
    assert (figures.races, figures.stops) == (2, 4)
    assert figures.coverage[0] == 0.75
    assert figures.within_1[0] == pytest.approx(2 / 3, abs=1e-4)
    assert figures.within_1_of_all[0] == 0.5
    assert figures.mean_early_laps == 1.0
    assert (figures.late_stops, figures.mean_late_laps) == (1, 2.0)
    assert figures.most_flips == 2


def test_without_a_stop_there_is_no_share():
    calm = call_figures([called(a_race(drivers=1, stops=(99,)), [])])
    assert (calm.stops, calm.coverage, calm.mean_early_laps) == (0, (0.0, 0.0, 0.0), 0.0)


def test_tyres_that_the_feed_tells_late_were_fitted_at_the_stop():
    laps = laps_by_driver(RACE)["AAA"]
    late = [
        (
            replace(lap, stint_number=1, compound=Compound.MEDIUM, tyre_age_laps=lap.lap_number)
            if lap.lap_number <= 17
            else lap
        )
        for lap in laps
    ]
    assert [stop.lap.lap_number for stop in tyre_stops(late)] == [14]
    assert driven_stops(late) == driven_stops(laps) == ((13, HARD),)


def test_intervals_resample_whole_races():
    mean, low, high = ratio_by_race([[1.0] * 10, [0.0] * 10, [1.0] * 10])
    assert mean == pytest.approx(2 / 3, abs=1e-4)
    assert (low, high) == (0.0, 1.0)
    assert mean_of_races([2.0, 2.0]) == (2.0, 2.0, 2.0)
