"""`race.field`: the whole field at one moment."""

from typing import Annotated, ClassVar

import msgspec

from schemas.fields import doc
from schemas.records.base import Compound, Record, TrackStatus


class FieldCar(msgspec.Struct, frozen=True, kw_only=True):
    """One car in the field."""

    driver_number: Annotated[int, doc("car number")]
    driver_code: Annotated[str | None, doc("three letters, such as VER")] = None
    team_name: Annotated[str | None, doc("team")] = None
    team_colour: Annotated[str | None, doc("team colour, six hex digits")] = None
    position: Annotated[int, doc("place in the race now")]
    grid_position: Annotated[int | None, doc("place on the starting grid")] = None
    laps_completed: Annotated[int, doc("laps completed")]
    gap_to_leader_s: Annotated[
        float | None,
        doc("seconds behind the leader at the car's last line crossing, also of lapped cars"),
    ] = None
    interval_s: Annotated[
        float | None,
        doc(
            "seconds behind the car ahead at the last line crossing; null where that car has come by since"
        ),
    ] = None
    laps_behind: Annotated[int, doc("whole laps behind the leader")] = 0
    last_lap_time_s: Annotated[float | None, doc("time of the last completed lap")] = None
    best_lap_time_s: Annotated[float | None, doc("best lap time so far")] = None
    stint_number: Annotated[int | None, doc("counts the sets of tyres used, from 1")] = None
    compound: Annotated[Compound | None, doc("tyre compound now fitted")] = None
    tyre_age_laps: Annotated[int | None, doc("laps on this set at the last line crossing")] = None
    compounds_used: Annotated[
        tuple[Compound, ...], doc("compounds used in this race, in order of use")
    ] = ()
    pit_stops: Annotated[int, doc("tyre changes so far")] = 0
    is_in_pit: Annotated[bool, doc("in the pit lane, or on the lap out of it")] = False
    is_retired: Annotated[bool, doc("out of the race")] = False
    result_position: Annotated[int | None, doc("official place once published")] = None


class FieldRecord(Record, frozen=True, kw_only=True):
    """Order, gaps and tyres of all cars, with the state of the race."""

    SCHEMA: ClassVar[str] = "field"
    VERSION: ClassVar[int] = 1

    schema: Annotated[str, doc("schema name and version of this record")] = "field/1"
    session_key: Annotated[int, doc("OpenF1's number of the session")]
    revision: Annotated[int, doc("counts the published versions of this field, from 1")]
    caused_by_ingest_time_ms: Annotated[
        int,
        doc("release time of the source row that led to this revision; not part of its content"),
    ]
    event_time_ms: Annotated[int | None, doc("race time of the newest line crossing it knows")] = (
        None
    )
    season: Annotated[int | None, doc("year of the championship")] = None
    circuit: Annotated[str | None, doc("circuit key, such as yas-marina; null if unknown")] = None
    leader_lap: Annotated[int, doc("laps completed by the leader")]
    scheduled_laps: Annotated[int | None, doc("race distance in force; null if unknown")] = None
    laps_to_go: Annotated[
        int | None, doc("laps left for the leader; null if the distance is unknown")
    ] = None
    track_status: Annotated[TrackStatus, doc("track status now")]
    is_raining: Annotated[bool | None, doc("rain now")] = None
    air_temperature_c: Annotated[float | None, doc("air temperature")] = None
    track_temperature_c: Annotated[float | None, doc("track temperature")] = None
    is_finished: Annotated[bool, doc("the leader has taken the chequered flag")] = False
    cars: Annotated[tuple[FieldCar, ...], doc("all cars in order of the race")]
