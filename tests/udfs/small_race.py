"""A hand-written race of two cars over seven laps: a stop each way of the tyres, a Safety Car."""

from collections.abc import Iterable

from pyflink.common import Row

from schemas import codec
from schemas.records import LapRecord, RawEnvelope, Record
from tests.timing.builders import (
    SESSION,
    grid,
    interval,
    lap,
    message,
    of_car,
    of_session,
    pit,
    position,
    stint,
    weather,
)
from udfs.packed_rows import PLACE

KEY = str(SESSION)
NORRIS, HAMILTON = 4, 44
LAP_S = {NORRIS: 90.0, HAMILTON: 90.5}


def driven(car: int, number: int, *, time_s: float | None = None) -> list[RawEnvelope]:
    """A lap's row when it begins, and the newer one with its time when it ends."""
    start = (number - 1) * LAP_S[car]
    timed = lap(number, start, LAP_S[car] if time_s is None else time_s, car=car, sequence=2)
    return [lap(number, start, car=car), timed]


RACE: tuple[RawEnvelope, ...] = (
    of_session("race_info", season=2025, circuit="yas-marina", scheduled_laps=7),
    of_car("drivers", NORRIS, name_acronym="NOR"),
    of_car("drivers", HAMILTON, name_acronym="HAM"),
    grid(2),
    weather(-30, 25.0),
    position(0, 1, car=NORRIS),
    position(0, 2, car=HAMILTON),
    stint(1, 1, 1, "MEDIUM", 0, car=NORRIS),
    stint(1, 1, 1, "SOFT", 3, car=HAMILTON),
    *driven(NORRIS, 1),
    *driven(HAMILTON, 1),
    interval(91, 0.5, 0.5, car=HAMILTON),
    *driven(NORRIS, 2),
    *driven(HAMILTON, 2),
    interval(182, 1.0, 1.0, car=HAMILTON),
    *driven(NORRIS, 3),
    *driven(HAMILTON, 3),
    pit(280, 3, car=HAMILTON),
    stint(2, 4, 4, "HARD", 0, car=HAMILTON),
    *driven(NORRIS, 4),
    *driven(HAMILTON, 4),
    message(380, "SAFETY CAR DEPLOYED", category="SafetyCar"),
    *driven(NORRIS, 5),
    *driven(HAMILTON, 5),
)
"""As it happened, up to the end of lap 5."""

LATE: tuple[RawEnvelope, ...] = (
    lap(2, LAP_S[HAMILTON], LAP_S[HAMILTON], car=HAMILTON, sequence=3, duration_sector_3=31.25),
    weather(200, 24.0, rain=1),
    stint(1, 1, 3, "SOFT", 5, car=HAMILTON, sequence=2),
)
"""Corrections: a sector, a report of rain, the true age of the first set."""


def together(*messages: Row) -> Row:
    """Messages as they reach the router behind their key: packed."""
    places = b"".join(PLACE.pack(one[0], one[1], len(one[2])) for one in messages)
    return Row(places, b"".join(one[2] for one in messages))


def raw(value: Record | bytes, offset: int = 0, partition: int = 0) -> Row:
    """A message as the Kafka source hands it over behind its key."""
    content = value if isinstance(value, bytes) else codec.encode(value)
    return Row(partition, offset, content)


def laps_of(values: Iterable[tuple[str, bytes]]) -> list[LapRecord]:
    """The lap records among keyed rows."""
    return [codec.decode(value, LapRecord) for _, value in values]
