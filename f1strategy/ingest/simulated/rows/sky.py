"""`weather`: a report a minute, from an hour before the start."""

import math
from random import Random
from typing import Final

from f1strategy.ingest.simulated.history import History
from f1strategy.ingest.simulated.rows.frame import Frame, Row
from f1strategy.ingest.simulated.weather import Sky

FIRST_S: Final = -3_440
AFTER_S: Final = 600
EVERY_S: Final = 60
PRESSURE_HPA: Final = 1014.0
COOLER_IN_RAIN_C: Final = 9.0


def weather(history: History, frame: Frame, rng: Random) -> list[Row]:
    """Reports in order of time."""
    last_s = history.end_ms // 1000 + AFTER_S
    return [
        frame.row(
            date=frame.date(1000 * at_s + rng.randint(0, 400)), **_report(history.sky, at_s, rng)
        )
        for at_s in range(FIRST_S, last_s, EVERY_S)
    ]


def _report(sky: Sky, at_s: int, rng: Random) -> Row:
    hours = at_s / 3600
    wetness = sky.wetness(at_s)
    return {
        "air_temperature": round(sky.air_c + sky.drift_c * hours - 2.0 * wetness, 1),
        "track_temperature": round(
            sky.track_c
            + 1.6 * sky.drift_c * hours
            - COOLER_IN_RAIN_C * wetness
            + rng.gauss(0, 0.2),
            1,
        ),
        "humidity": float(round(sky.humidity_pct + 20.0 * wetness - 2.0 * sky.drift_c * hours)),
        "pressure": round(PRESSURE_HPA + 0.4 * math.sin(hours) + rng.choice((0.0, 0.0, 0.1)), 1),
        "rainfall": int(sky.is_raining(at_s)),
        "wind_direction": rng.randrange(360),
        "wind_speed": round(abs(rng.gauss(sky.wind_mps, 0.6)), 1),
    }
