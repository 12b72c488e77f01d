"""`stints` and `pit`: the sets of tyres, and the passes of the pit lane between them."""

from f1strategy.ingest.simulated.history import CarHistory, History
from f1strategy.ingest.simulated.rows.frame import Frame, Row


def stints(history: History, frame: Frame) -> list[Row]:
    """A row a set; the in-lap belongs to the set it was driven on (as in Abu Dhabi 2025)."""
    rows = [row for car in history.cars for row in _of_car(car, frame)]
    return sorted(rows, key=lambda row: (row["lap_end"], row["driver_number"]))


def _of_car(car: CarHistory, frame: Frame) -> list[Row]:
    fitted = [(1, car.compound, car.age_laps)]
    fitted += [(lap + 1, stop.compound, stop.age_laps) for lap, stop in car.stops]
    # A set that was fitted after the flag was never raced.
    raced = [one for one in fitted if one[0] <= len(car.laps)]
    ends = [lap - 1 for lap, *_ in raced[1:]] + [max(car.completed, raced[-1][0])]
    return [
        frame.row(
            stint_number=number,
            driver_number=car.entrant.number,
            lap_start=first,
            lap_end=last,
            compound=compound.value,
            tyre_age_at_start=age_laps,
        )
        for number, ((first, compound, age_laps), last) in enumerate(
            zip(raced, ends, strict=True), 1
        )
    ]


def pit(history: History, frame: Frame) -> list[Row]:
    """A row a pass. `date` is when the car left the lane; `lap_number` that of its in-lap."""
    passes = sorted(
        (stop.left_ms, car.entrant.number, lap, stop)
        for car in history.cars
        for lap, stop in car.stops
    )
    rows = []
    for left_ms, number, lap, stop in passes:
        lane_s = round((left_ms - stop.entered_ms) / 1000, 1)
        rows.append(
            frame.row(
                date=frame.date(left_ms),
                driver_number=number,
                lap_number=lap,
                pit_duration=lane_s,
                lane_duration=lane_s,
                stop_duration=stop.stationary_s,
            )
        )
    return rows
