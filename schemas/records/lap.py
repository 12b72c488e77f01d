"""`telemetry.normalized`: one lap record per driver and lap, revised when its inputs change."""

from typing import Annotated, ClassVar

from schemas.fields import doc
from schemas.records.base import Compound, Record, TrackStatus


class LapRecord(Record, frozen=True, kw_only=True):
    """A driver's lap as far as it is known now. A later revision replaces an earlier one."""

    SCHEMA: ClassVar[str] = "lap"
    VERSION: ClassVar[int] = 2

    schema: Annotated[str, doc("schema name and version of this record")] = "lap/2"
    session_key: Annotated[int, doc("OpenF1's number of the session")]
    driver_number: Annotated[int, doc("car number")]
    lap_number: Annotated[int, doc("lap of the race, from 1")]
    revision: Annotated[int, doc("counts the published versions of this lap, from 1")]
    caused_by_ingest_time_ms: Annotated[
        int,
        doc("release time of the source row that led to this revision; not part of its content"),
    ]
    season: Annotated[int | None, doc("year of the championship")] = None
    circuit: Annotated[str | None, doc("circuit key, such as yas-marina; null if unknown")] = None
    scheduled_laps: Annotated[int | None, doc("race distance in force; may be shortened")] = None
    driver_code: Annotated[str | None, doc("three letters, such as VER")] = None
    team_name: Annotated[str | None, doc("team")] = None
    team_colour: Annotated[str | None, doc("team colour, six hex digits")] = None
    grid_position: Annotated[int | None, doc("place on the starting grid")] = None
    is_complete: Annotated[bool, doc("true once the car has crossed the line at the lap's end")]
    lap_start_time_ms: Annotated[int | None, doc("when the lap began")] = None
    lap_end_time_ms: Annotated[int | None, doc("when the lap ended; null while it runs")] = None
    lap_time_s: Annotated[float | None, doc("lap time; null if not timed")] = None
    lap_time_origin: Annotated[
        str | None, doc("timed: from the feed; line: from two line crossings; null without a time")
    ] = None
    sector_1_s: Annotated[float | None, doc("time in sector 1")] = None
    sector_2_s: Annotated[float | None, doc("time in sector 2")] = None
    sector_3_s: Annotated[float | None, doc("time in sector 3")] = None
    speed_trap_kmh: Annotated[float | None, doc("speed at the speed trap")] = None
    stint_number: Annotated[int | None, doc("counts the sets of tyres used, from 1")] = None
    source_stint_number: Annotated[int | None, doc("the feed's own stint number")] = None
    compound: Annotated[Compound | None, doc("tyre compound; null before the feed says")] = None
    tyre_age_laps: Annotated[
        int | None, doc("laps on this set at the end of the lap, earlier sessions included; new: 1")
    ] = None
    is_in_lap: Annotated[bool, doc("the lap ended in the pit lane")] = False
    is_out_lap: Annotated[bool, doc("the lap began in the pit lane")] = False
    pit_lane_time_s: Annotated[float | None, doc("time in the pit lane on this in-lap")] = None
    pit_stationary_time_s: Annotated[
        float | None, doc("time standing at the box; null before 2024 R19")
    ] = None
    pit_stops: Annotated[int, doc("tyre changes in the pit lane up to the start of this lap")] = 0
    position: Annotated[
        int | None, doc("place at the line at the lap's end, or now while it runs")
    ] = None
    gap_to_leader_s: Annotated[
        float | None, doc("gap to the leader at the line; null if lapped or stale")
    ] = None
    interval_s: Annotated[
        float | None, doc("gap to the car ahead at the line; null if lapped or stale")
    ] = None
    laps_behind: Annotated[
        int | None, doc("whole laps behind the leader, where the feed says so")
    ] = None
    track_status: Annotated[TrackStatus, doc("worst track status during the lap")] = (
        TrackStatus.GREEN
    )
    track_status_end: Annotated[
        TrackStatus, doc("track status at the lap's end, or now while it runs")
    ] = TrackStatus.GREEN
    air_temperature_c: Annotated[float | None, doc("air temperature at the lap's end")] = None
    track_temperature_c: Annotated[float | None, doc("track temperature at the lap's end")] = None
    humidity_pct: Annotated[float | None, doc("relative humidity at the lap's end")] = None
    wind_speed_mps: Annotated[float | None, doc("wind speed at the lap's end")] = None
    is_raining: Annotated[bool | None, doc("rain at the lap's end")] = None
    is_deleted: Annotated[
        bool, doc("time deleted by the stewards; it still counts for the race")
    ] = False
    is_clean: Annotated[
        bool,
        doc("fit for pace: complete, timed, green, on slicks, no pit lane, not lap 1, not deleted"),
    ] = False
    is_chequered: Annotated[bool, doc("the car took the chequered flag at the end of this lap")] = (
        False
    )
    result_position: Annotated[
        int | None, doc("official place, on the driver's last lap, once published")
    ] = None
    result_status: Annotated[
        str | None, doc("classified, dnf, dns or dsq, on the driver's last lap, once published")
    ] = None
    fuel_corrected_lap_time_s: Annotated[
        float | None, doc("lap time less the time that the fuel still on board costs")
    ] = None
    degradation_s_per_lap: Annotated[
        float | None, doc("what the next lap on this set costs more than this one, fuel apart")
    ] = None
    degradation_low_s_per_lap: Annotated[
        float | None, doc("low end of that estimate's 80 % interval")
    ] = None
    degradation_high_s_per_lap: Annotated[
        float | None, doc("high end of that estimate's 80 % interval")
    ] = None
    tyre_loss_s: Annotated[
        float | None, doc("how much slower the set has become since its stint began")
    ] = None
