"""Hand-written source rows in envelopes; seconds count from the start of the race."""

from typing import Any

import msgspec

from schemas.openf1 import iso_time, time_ms
from schemas.records import RawEnvelope

SESSION = 9000
CAR = 44
START_MS = time_ms("2025-12-07T13:00:00+00:00")


def at(seconds: float) -> str:
    """The moment so many seconds after the start, as the feed writes it."""
    return iso_time(at_ms(seconds))


def at_ms(seconds: float) -> int:
    """The same in ms."""
    return START_MS + round(seconds * 1000)


def envelope(
    endpoint: str, row: dict[str, Any], *, sequence: int = 1, ingest_time_ms: int = START_MS
) -> RawEnvelope:
    """The envelope of any row."""
    return RawEnvelope(
        source="test",
        endpoint=endpoint,
        session_key=SESSION,
        driver_number=row.get("driver_number"),
        ingest_time_ms=ingest_time_ms,
        sequence=sequence,
        event_id="",
        payload=msgspec.Raw(msgspec.json.encode(row)),
    )


def of_car(endpoint: str, car: int = CAR, sequence: int = 1, **fields: Any) -> RawEnvelope:
    """A row about one car."""
    row = {"session_key": SESSION, "driver_number": car, **fields}
    return envelope(endpoint, row, sequence=sequence)


def of_session(endpoint: str, sequence: int = 1, **fields: Any) -> RawEnvelope:
    """A row about the whole session."""
    return envelope(endpoint, {"session_key": SESSION, **fields}, sequence=sequence)


def lap(
    number: int, start: float | None = None, time_s: float | None = None, **fields: Any
) -> RawEnvelope:
    """A `laps` row."""
    date_start = None if start is None else at(start)
    return of_car("laps", lap_number=number, date_start=date_start, lap_duration=time_s, **fields)


def laps(count: int, time_s: float = 90.0, **fields: Any) -> list[RawEnvelope]:
    """Timed laps from the start on, one after the other."""
    return [lap(n, (n - 1) * time_s, time_s, **fields) for n in range(1, count + 1)]


def stint(
    number: int,
    first: int | None,
    last: int | None,
    compound: str | None = "MEDIUM",
    age: int | None = 0,
    **fields: Any,
) -> RawEnvelope:
    """A `stints` row."""
    return of_car(
        "stints",
        stint_number=number,
        lap_start=first,
        lap_end=last,
        compound=compound,
        tyre_age_at_start=age,
        **fields,
    )


def pit(left: float, in_lap: int | None, lane_s: float | None = 22.0, **fields: Any) -> RawEnvelope:
    """A `pit` row of a car that left the lane at this moment."""
    return of_car("pit", date=at(left), lap_number=in_lap, pit_duration=lane_s, **fields)


def interval(
    seconds: float, gap: float | str | None, ahead: float | str | None = None, **fields: Any
) -> RawEnvelope:
    """An `intervals` row."""
    return of_car("intervals", date=at(seconds), gap_to_leader=gap, interval=ahead, **fields)


def position(seconds: float, place: int, **fields: Any) -> RawEnvelope:
    """A `position` row."""
    return of_car("position", date=at(seconds), position=place, **fields)


def grid(place: int, qualifying: int = SESSION - 4) -> RawEnvelope:
    """A `starting_grid` row, which carries the qualifying session's key."""
    row = {"session_key": qualifying, "driver_number": CAR, "position": place}
    return envelope("starting_grid", row)


def message(seconds: float, text: str | None, **fields: Any) -> RawEnvelope:
    """A `race_control` row."""
    return of_session("race_control", date=at(seconds), message=text, **fields)


def yellow(seconds: float, sector: int, flag: str = "YELLOW") -> RawEnvelope:
    """A flag in one sector."""
    text = f"{flag} IN TRACK SECTOR {sector}"
    return message(seconds, text, category="Flag", flag=flag, scope="Sector", sector=sector)


def weather(seconds: float, air: float = 25.0, rain: float = 0) -> RawEnvelope:
    """A `weather` row."""
    return of_session("weather", date=at(seconds), air_temperature=air, rainfall=rain)
