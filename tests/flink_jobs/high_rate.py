"""Messages of high-rate endpoints: those that say nothing and are sound, and those that look like it."""

import msgspec

from schemas import codec
from tests.timing.builders import CAR, of_car
from tests.udfs.small_race import KEY

CAR_DATA = codec.encode(of_car("car_data", CAR, date="2025-12-07T13:00:00", speed=301, rpm=11_000))
LOCATION = codec.encode(of_car("location", CAR, date="2025-12-07T13:00:00", x=1, y=-2, z=3))
_FIELDS = msgspec.json.decode(CAR_DATA)


def _but(**changes: object) -> bytes:
    return msgspec.json.encode({**_FIELDS, **changes})


LEFT_OUT = {
    "car_data": CAR_DATA,
    "location": LOCATION,
    "of no driver": _but(driver_number=None, event_time_ms=None),
    "with a field that is not known": _but(colour="red"),
    "of a later version": _but(schema="raw/12"),
}
GOES_ON = {
    "of another session": _but(session_key=int(KEY) + 1),
    "another record": _but(schema="lap/1"),
    "a text for a number": _but(sequence="7"),
    "a number with a fraction": _but(sequence=7.5),
    "no id": msgspec.json.encode({k: v for k, v in _FIELDS.items() if k != "event_id"}),
    "a payload that is no object": _but(payload=[1]),
    "a misspelt endpoint": _but(endpoint="car_dta"),
    "a field twice": CAR_DATA[:-1] + b',"sequence":1}',
    "more behind it": CAR_DATA + b"{}",
    "cut": CAR_DATA[:-1],
    "no UTF-8": CAR_DATA.replace(b"11000", b'"\xff"'),
    "nested without need": _but(payload={"a": [[]] * 300}),
    "huge": _but(payload={"a": "x" * 5000}),
    "nothing": b"",
    "a list": b"[]",
    "a lap": codec.encode(of_car("laps", CAR, lap_number=1)),
}
