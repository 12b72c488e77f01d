"""`session_result`: the classification, those who did not finish at its end."""

from typing import Any, Final

from f1strategy.ingest.simulated.history import CarHistory, History
from f1strategy.ingest.simulated.rows.frame import Frame, Row

POINTS: Final = (25.0, 18.0, 15.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0, 1.0)


def session_result(history: History, frame: Frame) -> list[Row]:
    """A row a driver. Lapped cars have laps in place of a gap and no duration, as in the feed."""
    winner = history.classified[0]
    rows = [
        _row(
            frame,
            car,
            position=place,
            points=POINTS[place - 1] if place <= len(POINTS) else 0.0,
            **_times(car, winner),
        )
        for place, car in enumerate(history.classified, 1)
    ]
    out: dict[str, Any] = {"position": None, "points": 0.0, "duration": None, "gap_to_leader": None}
    return rows + [_row(frame, car, **out) for car in history.retired]


def _row(frame: Frame, car: CarHistory, **fields: Any) -> Row:
    return frame.row(
        driver_number=car.entrant.number,
        number_of_laps=car.completed,
        dnf=car.retired_ms is not None,
        dns=False,
        dsq=False,
        **fields,
    )


def _times(car: CarHistory, winner: CarHistory) -> dict[str, Any]:
    behind = winner.completed - car.completed
    if behind:
        gap = f"+{behind} LAP" if behind == 1 else f"+{behind} LAPS"
        return {"duration": None, "gap_to_leader": gap}
    gap_s = (car.finish_ms - winner.finish_ms) / 1000
    return {"duration": car.finish_ms / 1000, "gap_to_leader": gap_s}
