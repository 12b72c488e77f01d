"""Hand-written rows of a laps table: two cars, one stop, a safety car."""

import pandas as pd

from tests.training.test_laps_table import ROW

LAP_S = 90.0
LAPS = 12


def a_table(**told) -> pd.DataFrame:
    """A race of two cars; the first stops on lap 6. `told` replaces columns of every row."""
    rows = [_lap(car, number) | told for car in (0, 1) for number in range(1, LAPS + 1)]
    floats = ("pit_in_time_s", "pit_out_time_s", "speed_st")
    return pd.DataFrame(rows).astype(dict.fromkeys(floats, float))


def _lap(car: int, number: int) -> dict[str, object]:
    start_s = 3600.0 + 2.0 * car + LAP_S * (number - 1)
    stopped = car == 0 and number > 6
    return ROW | {
        "date": "2024-12-08",
        "driver_number": (4, 81)[car],
        "driver": ("NOR", "PIA")[car],
        "team": "McLaren",
        "lap_number": number,
        "total_laps": LAPS,
        "lap_time_s": LAP_S,
        "compound": "HARD" if stopped else "MEDIUM",
        "tyre_life": float(number - 6 if stopped else number),
        "stint": 2 if stopped else 1,
        "pit_in_time_s": start_s + 85.0 if car == 0 and number == 6 else None,
        "pit_out_time_s": start_s + 17.5 if car == 0 and number == 7 else None,
        "position": car + 1,
        "speed_st": 310.0,
        "lap_start_time_s": start_s,
        "lap_end_time_s": start_s + LAP_S,
    }
