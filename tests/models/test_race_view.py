"""A view that goes back and forth is the one that was folded straight to the same lap."""

import random
from dataclasses import replace

import pytest

from f1strategy.models.race_view import RaceView
from schemas.records import TrackStatus
from tests.models.races import a_lap, a_race


def a_restless_race(seed):
    """Stops, safety cars, and a car that is seen late, as laps in order of the line crossings."""
    rng = random.Random(seed)
    race = a_race(laps=20, stops=(5, 8, 11, 12), seed=seed)
    statuses = rng.choices([TrackStatus.GREEN, TrackStatus.SC, TrackStatus.VSC], (8, 1, 1), k=21)
    laps = [
        replace(lap, status=statuses[lap.lap_number])
        for lap in race.laps
        if not (lap.driver == "CAA" and lap.lap_number < 6)
    ]
    return rng, sorted(laps, key=lambda lap: lap.end_s)


def folded(laps):
    view = RaceView("monza", 20, 2024)
    for lap in laps:
        view.add(lap)
    return view


def told(view):
    """Everything the view says, with the order in which it says it."""
    order = (list(view.cars), list(view.crossings), list(view.changes), list(view.clean_times))
    return view, order, {name: car.recent_pace_s() for name, car in view.cars.items()}


@pytest.mark.parametrize("seed", range(5))
def test_back_and_forth_is_as_straight(seed):
    rng, laps = a_restless_race(seed)
    view, at = folded(laps), len(laps)
    for _ in range(60):
        to = rng.randrange(len(laps) + 1)
        for _ in range(to, at):
            view.take_back()
        for lap in laps[at:to]:
            view.add(lap)
        at = to
        assert told(view) == told(folded(laps[:at]))
    assert {car.stop_laps[0] for car in folded(laps).cars.values()} > {5, 8}


def test_what_comes_after_going_back_may_be_something_else():
    view = folded([a_lap(lap_number=4, end_s=360.0), a_lap(end_s=450.0)])
    view.take_back()
    other = a_lap(end_s=451.0, status=TrackStatus.SC)
    view.add(other)
    assert told(view) == told(folded([a_lap(lap_number=4, end_s=360.0), other]))


def test_before_the_first_lap_there_is_nothing_to_take_back():
    with pytest.raises(IndexError):
        RaceView("monza", 20, 2024).take_back()
