"""How a record's field says what it means; its unit is read from its name."""

from typing import Final

import msgspec

UNIT_BY_SUFFIX: Final = {
    "_kmh": "km/h",
    "_mps": "m/s",
    "_pct": "%",
    "_hpa": "hPa",
    "_deg": "°",
    "_s_per_lap": "s/lap",
    "_time_ms": "ms since 1970-01-01 UTC",
    "_laps": "laps",
    "_places": "places",
    "mean_position": "place",
    "_factor": "times",
    "_probability": "0 to 1",
    "_bytes": "bytes",
    "_c": "°C",
    "_s": "s",
    "_ms": "ms",
}


def doc(meaning: str) -> msgspec.Meta:
    """Describe a field; the text becomes the Arrow, Delta and GraphQL description.

    >>> doc("time of the lap").description
    'time of the lap'
    """
    return msgspec.Meta(description=meaning)


def unit_of(field_name: str) -> str | None:
    """The unit that a field's name carries, or None for counts, texts and flags.

    >>> unit_of("lap_time_s"), unit_of("track_temperature_c"), unit_of("compound")
    ('s', '°C', None)
    >>> unit_of("degradation_s_per_lap"), unit_of("event_time_ms")
    ('s/lap', 'ms since 1970-01-01 UTC')
    """
    for suffix, unit in UNIT_BY_SUFFIX.items():
        if field_name.endswith(suffix):
            return unit
    return None
