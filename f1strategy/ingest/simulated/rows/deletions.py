"""Lap times deleted for track limits, and the flag for doing it too often."""

from collections.abc import Iterator
from random import Random
from typing import Final

from f1strategy.ingest.simulated.cast import Entrant
from f1strategy.ingest.simulated.history import History, Lap
from f1strategy.ingest.simulated.neutral import overlaps
from f1strategy.ingest.simulated.rows.frame import time_of_day
from f1strategy.ingest.simulated.rows.message import Message, driver_flag

CHANCE: Final = 0.016
"""Share of laps: 179 of 10,907 in ten recordings, from 1 at Zandvoort 2023 to 40 at Abu Dhabi 2025."""
TURNS: Final = (1, 1, 4, 9)
DELETED_AFTER_S: Final = (15, 110)
WARNED_AFTER: Final = 3
"""The black and white flag comes with the third deletion."""


def deletions(history: History, rng: Random) -> Iterator[Message]:
    """Deletions of all drivers; a lap that nobody races on is not looked at."""
    for car in history.cars:
        deleted = 0
        for lap in car.laps[1:]:
            is_slow = overlaps(history.spells, lap.start_ms / 1000, lap.end_ms / 1000)
            if not lap.is_complete or is_slow or rng.random() >= CHANCE:
                continue
            deleted += 1
            at_s = lap.end_ms // 1000 + rng.randint(*DELETED_AFTER_S)
            yield Message(at_s, _text(car.entrant, lap, rng))
            if deleted == WARNED_AFTER:
                text = f"BLACK AND WHITE FLAG FOR CAR {car.entrant.label} - TRACK LIMITS"
                yield driver_flag(at_s + 6, "BLACK AND WHITE", text, car.entrant.number)


def _text(driver: Entrant, lap: Lap, rng: Random) -> str:
    left_s = lap.start_ms / 1000 + rng.uniform(0.1, 0.9) * lap.time_ms / 1000
    where = f"TRACK LIMITS AT TURN {rng.choice(TURNS)} LAP {lap.number} {time_of_day(left_s)}"
    if lap.stop:
        return f"CAR {driver.label} LAP DELETED - {where} (PIT)"
    return f"CAR {driver.label} TIME {lap_time(lap.time_ms)} DELETED - {where}"


def lap_time(time_ms: int) -> str:
    """A lap time as race control writes it.

    >>> lap_time(90_661)
    '1:30.661'
    """
    minutes, rest_ms = divmod(time_ms, 60_000)
    return f"{minutes}:{rest_ms // 1000:02}.{rest_ms % 1000:03}"
