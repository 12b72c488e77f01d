"""`position` and `overtakes`: places as they change, and who took them from whom."""

from f1strategy.ingest.simulated.history import History
from f1strategy.ingest.simulated.order import passings
from f1strategy.ingest.simulated.rows.frame import Frame, Row

SHOWN_BEFORE_MS = -3_480_000
"""The feed shows the grid's order about an hour before the start."""


def positions(history: History, frame: Frame) -> list[Row]:
    """The grid, then a row for every car whose place changes."""
    grid = sorted(history.cars, key=lambda car: car.slot.position)
    moments = [(SHOWN_BEFORE_MS, car.entrant.number, car.slot.position) for car in grid]
    for passing in passings(history):
        if passing.passed:
            places = enumerate((passing.driver_number, *passing.passed), passing.position)
            moments += [(passing.at_ms, number, place) for place, number in places]
    return [
        frame.row(date=frame.date(at_ms), driver_number=number, position=place)
        for at_ms, number, place in moments
    ]


def overtakes(history: History, frame: Frame) -> list[Row]:
    """Every place taken from a car that still runs; stops change places too, as in the feed."""
    retired_ms = {car.entrant.number: car.retired_ms for car in history.retired}
    return [
        frame.row(
            overtaking_driver_number=passing.driver_number,
            overtaken_driver_number=number,
            date=frame.date(passing.at_ms),
            position=passing.position,
        )
        for passing in passings(history)
        for number in passing.passed
        if passing.at_ms < (retired_ms.get(number) or history.end_ms)
    ]
