"""A small race to show: two cars at Abu Dhabi."""

from typing import Any

from schemas.records import (
    Alert,
    AlertKind,
    Call,
    Compound,
    FieldCar,
    FieldRecord,
    OptionSet,
    Plan,
    PlannedStop,
    RejoinForecast,
    TrackStatus,
    Trigger,
)

SESSION = 9839
NORRIS, VERSTAPPEN = 4, 1


def options(driver_number: int = NORRIS, *, revision: int = 1, **changes: Any) -> OptionSet:
    """An option set of one driver on lap 20 of 58."""
    content: dict[str, Any] = {
        "session_key": SESSION,
        "driver_number": driver_number,
        "driver_code": {NORRIS: "NOR", VERSTAPPEN: "VER"}.get(driver_number),
        "lap_number": 20,
        "revision": revision,
        "field_revision": 61,
        "caused_by_ingest_time_ms": 1_765_114_400_123,
        "event_time_ms": 1_765_114_400_000,
        "trigger": Trigger.NEW_LAP,
        "track_status": TrackStatus.GREEN,
        "laps_to_go": 38,
        "position": {VERSTAPPEN: 1}.get(driver_number, 2),
        "compound": Compound.MEDIUM,
        "tyre_age_laps": 20,
        "base_lap_time_s": 87.25,
        "degradation_s_per_lap": 0.08,
        "call": Call.BOX,
        "call_reason": "one stop on lap 21 is 1.4 s faster than on lap 24",
        "plans": (
            Plan(
                rank=1,
                label="M-H (L21)",
                stops=(PlannedStop(lap_number=21, compound=Compound.HARD),),
                remaining_time_s=3391.5,
                time_to_best_s=0.0,
                pit_loss_s=22.0,
                expected_position=2,
            ),
        ),
        "rejoin": RejoinForecast(
            position=5, pit_loss_s=22.0, ahead_driver_number=16, ahead_gap_s=1.75
        ),
    }
    return OptionSet(**{**content, **changes})


def field(revision: int = 1, **changes: Any) -> FieldRecord:
    """The field after 20 laps."""
    content: dict[str, Any] = {
        "session_key": SESSION,
        "revision": revision,
        "caused_by_ingest_time_ms": 1_765_114_400_123,
        "event_time_ms": 1_765_114_400_000,
        "season": 2025,
        "circuit": "yas-marina",
        "leader_lap": 20,
        "scheduled_laps": 58,
        "laps_to_go": 38,
        "track_status": TrackStatus.GREEN,
        "cars": (
            FieldCar(driver_number=VERSTAPPEN, driver_code="VER", position=1, laps_completed=20),
            FieldCar(
                driver_number=NORRIS,
                driver_code="NOR",
                position=2,
                laps_completed=20,
                gap_to_leader_s=3.25,
                interval_s=3.25,
                compound=Compound.MEDIUM,
                compounds_used=(Compound.MEDIUM,),
            ),
        ),
    }
    return FieldRecord(**{**content, **changes})


def alert(driver_number: int = NORRIS, *, lap: int = 18, **changes: Any) -> Alert:
    """A threat to one driver that began on this lap."""
    content: dict[str, Any] = {
        "session_key": SESSION,
        "driver_number": driver_number,
        "alert_id": f"UNDERCUT_THREAT:{lap}:16",
        "kind": AlertKind.UNDERCUT_THREAT,
        "is_active": True,
        "cause": "LEC, 1.8 s behind, gains by stopping first: 62 %",
        "rival_driver_number": 16,
        "first_lap_number": lap,
        "last_lap_number": 20,
        "first_time_ms": 1_765_114_000_000 + lap,
        "last_time_ms": 1_765_114_400_000,
        "caused_by_ingest_time_ms": 1_765_114_400_123,
    }
    return Alert(**{**content, **changes})
