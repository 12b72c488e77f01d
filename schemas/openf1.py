"""The rows of OpenF1's endpoints, as far as this project reads them.

A row may lack any field but its keys: the feed is full of nulls. Unknown fields are ignored. Times
are ISO 8601 text; `time_ms` reads them. Source: OpenF1's endpoint documentation.
"""

from datetime import UTC, datetime
from typing import Final

import msgspec


def time_ms(text: str) -> int:
    """Milliseconds since 1970 of an ISO 8601 time; a time without a zone is UTC.

    Raises `ValueError` for anything else.

    >>> time_ms("2025-12-07T13:03:14.500000+00:00")
    1765112594500
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def iso_time(time_ms_: int) -> str:
    """The inverse of `time_ms`.

    >>> iso_time(1765112594500)
    '2025-12-07T13:03:14.500000+00:00'
    """
    return datetime.fromtimestamp(time_ms_ / 1000, UTC).isoformat(timespec="microseconds")


class LapRow(msgspec.Struct, frozen=True, gc=False):
    """`laps`: one lap of one driver; grows while the lap is driven, may be corrected later."""

    session_key: int
    driver_number: int
    lap_number: int
    date_start: str | None = None
    lap_duration: float | None = None
    duration_sector_1: float | None = None
    duration_sector_2: float | None = None
    duration_sector_3: float | None = None
    st_speed: float | None = None
    is_pit_out_lap: bool | None = None


class StintRow(msgspec.Struct, frozen=True, gc=False):
    """`stints`: laps between two passes of the pit lane; `lap_end` grows."""

    session_key: int
    driver_number: int
    stint_number: int
    lap_start: int | None = None
    lap_end: int | None = None
    compound: str | None = None
    tyre_age_at_start: int | None = None


class PitRow(msgspec.Struct, frozen=True, gc=False):
    """`pit`: one pass of the pit lane; `date` is when the car left it."""

    session_key: int
    driver_number: int
    date: str
    lap_number: int | None = None
    pit_duration: float | None = None
    lane_duration: float | None = None
    stop_duration: float | None = None


class IntervalRow(msgspec.Struct, frozen=True, gc=False):
    """`intervals`: seconds, `"+1 LAP"` or null; the leader has 0.0 or null."""

    session_key: int
    driver_number: int
    date: str
    gap_to_leader: float | str | None = None
    interval: float | str | None = None


class PositionRow(msgspec.Struct, frozen=True, gc=False):
    """`position`: on change only."""

    session_key: int
    driver_number: int
    date: str
    position: int


class RaceControlRow(msgspec.Struct, frozen=True, gc=False):
    """`race_control`: flags, Safety Car and messages."""

    session_key: int
    date: str
    category: str | None = None
    flag: str | None = None
    scope: str | None = None
    sector: int | None = None
    lap_number: int | None = None
    driver_number: int | None = None
    message: str | None = None


class WeatherRow(msgspec.Struct, frozen=True, gc=False):
    """`weather`: once a minute."""

    session_key: int
    date: str
    air_temperature: float | None = None
    track_temperature: float | None = None
    humidity: float | None = None
    wind_speed: float | None = None
    rainfall: float | None = None


class DriverRow(msgspec.Struct, frozen=True, gc=False):
    """`drivers`."""

    session_key: int
    driver_number: int
    name_acronym: str | None = None
    full_name: str | None = None
    team_name: str | None = None
    team_colour: str | None = None


class GridRow(msgspec.Struct, frozen=True, gc=False):
    """`starting_grid`: carries the qualifying session's key."""

    session_key: int
    driver_number: int
    position: int | None = None


class ResultRow(msgspec.Struct, frozen=True, gc=False):
    """`session_result`: after the flag; changes with penalties."""

    session_key: int
    driver_number: int
    position: int | None = None
    number_of_laps: int | None = None
    dnf: bool | None = None
    dns: bool | None = None
    dsq: bool | None = None


class RaceInfoRow(msgspec.Struct, frozen=True, gc=False):
    """`race_info`: not from OpenF1. What is known before the start and no endpoint tells: the
    circuit and the race distance. Versioned like any row: a shortened race is a newer row.
    """

    session_key: int
    season: int | None = None
    circuit: str | None = None
    race_name: str | None = None
    scheduled_laps: int | None = None


SourceRow = (
    LapRow
    | StintRow
    | PitRow
    | IntervalRow
    | PositionRow
    | RaceControlRow
    | WeatherRow
    | DriverRow
    | GridRow
    | ResultRow
    | RaceInfoRow
)

ROW_BY_ENDPOINT: Final[dict[str, type[SourceRow]]] = {
    "laps": LapRow,
    "stints": StintRow,
    "pit": PitRow,
    "intervals": IntervalRow,
    "position": PositionRow,
    "race_control": RaceControlRow,
    "weather": WeatherRow,
    "drivers": DriverRow,
    "starting_grid": GridRow,
    "session_result": ResultRow,
    "race_info": RaceInfoRow,
}

SESSION_WIDE: Final = frozenset({"race_control", "weather", "race_info"})
"""Endpoints whose rows concern every driver of the session."""

ARCHIVED_ONLY: Final = frozenset({"overtakes", "team_radio", "sessions", "meetings"})
"""Endpoints that are carried on the raw topic but do not change lap records."""

HIGH_RATE: Final = frozenset({"car_data", "location"})
"""Endpoints with some four rows a second of every car. They change no lap record either, and no recording
has them; `NotHighRate` in flink_jobs/java leaves them out before Python."""

ENDPOINTS: Final = tuple(ROW_BY_ENDPOINT) + tuple(sorted(ARCHIVED_ONLY))
