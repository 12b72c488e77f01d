"""Messages on `telemetry.raw` that no job can read, each with the reason it must be refused for."""

import msgspec

from schemas import codec
from schemas.records import RawEnvelope


def poisoned(good: RawEnvelope) -> list[tuple[bytes, bytes | None, str, str]]:
    """Key, value, stage and the beginning of the reason; `good` is an envelope to spoil.

    The last row's key is of another session than its envelope.
    """
    key = b"%d" % good.session_key
    fields = msgspec.json.decode(codec.encode(good))

    def spoiled(**changes: object) -> bytes:
        return msgspec.json.encode({**fields, **changes})

    def without(name: str) -> bytes:
        return msgspec.json.encode({key: value for key, value in fields.items() if key != name})

    return [
        (key, b"{cut", "decode", "not a raw record"),
        (key, b"\xff\xfe\x00", "decode", "not a raw record"),
        (key, b"", "decode", "not a raw record"),
        (key, None, "decode", "not a raw record"),
        (key, b"x" * 300_000, "decode", "not a raw record"),
        (key, spoiled(schema="lap/1"), "decode", "not a raw record: expected schema raw/"),
        (key, without("sequence"), "decode", "not a raw record: Object missing required field"),
        (key, spoiled(sequence="7"), "decode", "not a raw record: Expected `int`, got `str`"),
        (key, spoiled(endpoint="car_dta"), "route", "not a row of 'car_dta'"),
        (key, spoiled(endpoint="laps", payload={}), "route", "not a row of 'laps'"),
        (b"1", codec.encode(good), "route", "message key '1' is not its session"),
    ]
