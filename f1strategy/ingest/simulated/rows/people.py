"""Rows that are known before the race: meeting, session, drivers, grid."""

from f1strategy.ingest.simulated.history import History
from f1strategy.ingest.simulated.rows.frame import SCHEDULED_START, SEASON, Frame, Row

RACE_NAME = "Simulated Grand Prix"
_PLACE = {
    "circuit_key": 0,
    "circuit_short_name": "Simulated",
    "location": "Simulated",
    "country_key": 0,
    "country_code": "SIM",
    "country_name": "Nowhere",
    "gmt_offset": "00:00:00",
    "year": SEASON,
}


def meetings(frame: Frame) -> list[Row]:
    """The weekend."""
    return [
        {
            "meeting_key": frame.session_key,
            "meeting_code": "SIM",
            "meeting_name": RACE_NAME,
            "meeting_official_name": f"{RACE_NAME.upper()} {SEASON}",
            "date_start": "2025-12-26T11:30:00+00:00",
            **_PLACE,
        }
    ]


def sessions(frame: Frame) -> list[Row]:
    """The race as the calendar has it."""
    return [
        frame.row(
            session_type="Race",
            session_name="Race",
            date_start=SCHEDULED_START,
            date_end="2025-12-28T15:00:00+00:00",
            **_PLACE,
        )
    ]


def drivers(history: History, frame: Frame) -> list[Row]:
    """One row a driver, in order of car numbers."""
    field = sorted((car.entrant for car in history.cars), key=lambda one: one.number)
    return [
        frame.row(
            driver_number=one.number,
            broadcast_name=f"{one.first_name[0]} {one.last_name.upper()}",
            full_name=f"{one.first_name} {one.last_name.upper()}",
            name_acronym=one.code,
            team_name=one.team.name,
            team_colour=one.team.colour,
            first_name=one.first_name,
            last_name=one.last_name,
            headshot_url=None,
            country_code=None,
        )
        for one in field
    ]


def starting_grid(history: History, frame: Frame) -> list[Row]:
    """The grid; its rows carry the key of the qualifying session."""
    slots = sorted((car.slot for car in history.cars), key=lambda slot: slot.position)
    return [
        {
            "position": slot.position,
            "driver_number": slot.entrant.number,
            "lap_duration": slot.qualifying_s,
            "meeting_key": frame.session_key,
            "session_key": frame.qualifying_key,
        }
        for slot in slots
    ]
