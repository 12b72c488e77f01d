"""Complete records of race control and of a replay."""

from schemas.records import RaceMessage, ReplayAction, ReplayCommand, ReplayStatus

RACE_MESSAGE = RaceMessage(
    session_key=1_000_001,
    message_id="1767268800000:12:3:Flag:YELLOW:Sector:7:YELLOW IN TRACK SECTOR 7",
    event_time_ms=1_767_268_800_000,
    message="YELLOW IN TRACK SECTOR 7",
    category="Flag",
    flag="YELLOW",
    scope="Sector",
    sector=7,
    lap_number=3,
    driver_number=12,
    caused_by_ingest_time_ms=1_767_268_800_250,
)

REPLAY_COMMAND = ReplayCommand(
    session_key=1_000_001,
    command_id="4e2a",
    action=ReplayAction.SEEK_LAP,
    speed_factor=10.0,
    lap_number=30,
    requested_by="ana",
    sent_time_ms=1_767_268_800_000,
)

REPLAY_STATUS = ReplayStatus(
    session_key=1_000_001,
    told_time_ms=1_767_268_800_300,
    lap_number=3,
    last_lap_number=57,
    race_time_s=270.5,
    race_duration_s=5_400.0,
    speed_factor=10.0,
    is_paused=True,
    is_over=True,
    command_id="4e2a",
    refusal="lap 1 is over",
)
