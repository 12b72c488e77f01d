"""One complete record of every kind: no field is null or empty, so golden bytes show them all.

The race is made up.
"""

import msgspec

from schemas.records import (
    Call,
    Compound,
    DeadLetter,
    FieldCar,
    FieldRecord,
    LapRecord,
    OptionSet,
    Plan,
    PlannedStop,
    RawEnvelope,
    Record,
    RejoinForecast,
    TrackStatus,
    Trigger,
)

RAW = RawEnvelope(
    source="simulated",
    endpoint="laps",
    session_key=1_000_001,
    driver_number=12,
    event_time_ms=1_767_268_800_000,
    ingest_time_ms=1_767_268_800_250,
    sequence=7,
    event_id="laps:1000001:12:3:7",
    payload=msgspec.Raw(b'{"lap_number": 3, "lap_duration": 91.50, "segment": null}'),
)

LAP = LapRecord(
    session_key=1_000_001,
    driver_number=12,
    lap_number=3,
    revision=2,
    caused_by_ingest_time_ms=1_767_268_800_250,
    season=2026,
    circuit="simulated",
    scheduled_laps=57,
    driver_code="ABC",
    team_name="Équipe Une",
    team_colour="1A2B3C",
    grid_position=5,
    is_complete=True,
    lap_start_time_ms=1_767_268_708_500,
    lap_end_time_ms=1_767_268_800_000,
    lap_time_s=91.5,
    lap_time_origin="timed",
    sector_1_s=30.1,
    sector_2_s=31.2,
    sector_3_s=30.2,
    speed_trap_kmh=312.0,
    stint_number=1,
    source_stint_number=1,
    compound=Compound.MEDIUM,
    tyre_age_laps=3,
    is_in_lap=True,
    is_out_lap=True,
    pit_lane_time_s=21.4,
    pit_stationary_time_s=2.3,
    pit_stops=1,
    position=4,
    gap_to_leader_s=5.125,
    interval_s=0.9,
    laps_behind=1,
    track_status=TrackStatus.VSC,
    track_status_end=TrackStatus.YELLOW,
    air_temperature_c=25.5,
    track_temperature_c=38.25,
    humidity_pct=47.0,
    wind_speed_mps=1.5,
    is_raining=True,
    is_deleted=True,
    is_clean=True,
    is_chequered=True,
    result_position=4,
    result_status="classified",
    fuel_corrected_lap_time_s=88.21,
    degradation_s_per_lap=0.0612,
    degradation_low_s_per_lap=0.0411,
    degradation_high_s_per_lap=0.0813,
    tyre_loss_s=0.184,
)

CAR = FieldCar(
    driver_number=12,
    driver_code="ABC",
    team_name="Équipe Une",
    team_colour="1A2B3C",
    position=1,
    grid_position=5,
    laps_completed=3,
    gap_to_leader_s=0.5,
    interval_s=0.5,
    laps_behind=1,
    last_lap_time_s=91.5,
    best_lap_time_s=91.25,
    stint_number=2,
    compound=Compound.HARD,
    tyre_age_laps=1,
    compounds_used=(Compound.MEDIUM, Compound.HARD),
    pit_stops=1,
    is_in_pit=True,
    is_retired=True,
    result_position=1,
)

FIELD = FieldRecord(
    session_key=1_000_001,
    revision=40,
    caused_by_ingest_time_ms=1_767_268_800_250,
    event_time_ms=1_767_268_800_000,
    season=2026,
    circuit="simulated",
    leader_lap=3,
    scheduled_laps=57,
    laps_to_go=54,
    track_status=TrackStatus.SC,
    is_raining=True,
    air_temperature_c=25.5,
    track_temperature_c=38.25,
    is_finished=True,
    cars=(CAR,),
)

OPTIONS = OptionSet(
    session_key=1_000_001,
    driver_number=12,
    driver_code="ABC",
    lap_number=3,
    revision=9,
    field_revision=40,
    caused_by_ingest_time_ms=1_767_268_800_250,
    event_time_ms=1_767_268_800_000,
    trigger=Trigger.NEIGHBOUR_PITTED,
    track_status=TrackStatus.RED,
    laps_to_go=54,
    position=4,
    compound=Compound.INTERMEDIATE,
    tyre_age_laps=3,
    base_lap_time_s=90.75,
    degradation_s_per_lap=0.0625,
    call=Call.STAY_OUT,
    call_reason="a stop now loses 4 places",
    plans=(
        Plan(
            rank=1,
            label="M-H (L23)",
            stops=(PlannedStop(lap_number=23, compound=Compound.HARD),),
            remaining_time_s=4_950.5,
            time_to_best_s=0.0,
            pit_loss_s=21.0,
            expected_position=4,
        ),
    ),
    rejoin=RejoinForecast(
        position=8,
        pit_loss_s=21.0,
        ahead_driver_number=7,
        ahead_gap_s=1.5,
        behind_driver_number=31,
        behind_gap_s=2.5,
    ),
)

DEAD_LETTER = DeadLetter.of(
    b"{not json",
    source_topic="telemetry.raw",
    stage="decode",
    error="not a raw record: JSON is malformed",
    partition=2,
    offset=41,
    session_key=1_000_001,
    event_id="laps:1000001:12:3:7",
)

EXAMPLES: tuple[Record, ...] = (RAW, LAP, FIELD, OPTIONS, DEAD_LETTER)


def kind(record: Record) -> str:
    """The record's schema and version: names a test case."""
    return f"{record.SCHEMA}/{record.VERSION}"
