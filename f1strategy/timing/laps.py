"""The heart of the room: a driver's tables become lap records, a pure function of newest rows."""

from f1strategy.timing.frames import LapFrame, frames, read_messages
from f1strategy.timing.line import Gaps, gaps_at_line, place, weather
from f1strategy.timing.tables import Tables
from schemas.openf1 import DriverRow, RaceInfoRow, ResultRow, WeatherRow
from schemas.records import SLICKS, LapRecord, TrackStatus

_NO_DRIVER = DriverRow(0, 0)
_NO_RACE = RaceInfoRow(0)
_NO_WEATHER = WeatherRow(0, "")


def lap_records(
    tables: Tables, session_key: int, driver_number: int, *, caused_by_ingest_time_ms: int
) -> dict[int, LapRecord]:
    """First revisions of all the driver's laps, by lap number: full recomputation."""
    by_lap = frames(tables, read_messages(tables, driver_number)).by_lap
    return {
        number: lap_record(
            tables,
            frame,
            session_key,
            driver_number,
            number,
            revision=1,
            caused_by_ingest_time_ms=caused_by_ingest_time_ms,
        )
        for number, frame in sorted(by_lap.items())
    }


def lap_record(
    tables: Tables,
    frame: LapFrame,
    session_key: int,
    driver_number: int,
    lap_number: int,
    *,
    revision: int,
    caused_by_ingest_time_ms: int,
) -> LapRecord:
    """The record of one lap: its row, its frame, and the samples taken when it ended."""
    row, bounds, spell = tables.laps[lap_number].row, frame.bounds, frame.spell
    driver, race = tables.driver or _NO_DRIVER, tables.race_info or _NO_RACE
    sky = weather(tables.weather, frame.weather_ms) or _NO_WEATHER
    position, gaps = _at_line(tables, frame)
    result = tables.result if frame.is_newest else None
    pit_pass = frame.pit_pass
    return LapRecord(
        session_key=session_key,
        driver_number=driver_number,
        lap_number=lap_number,
        revision=revision,
        caused_by_ingest_time_ms=caused_by_ingest_time_ms,
        season=race.season,
        circuit=race.circuit,
        scheduled_laps=race.scheduled_laps,
        driver_code=driver.name_acronym,
        team_name=driver.team_name,
        team_colour=driver.team_colour,
        grid_position=tables.grid_position,
        is_complete=bounds.is_complete,
        lap_start_time_ms=bounds.start_ms,
        lap_end_time_ms=bounds.end_ms,
        lap_time_s=bounds.lap_time_s,
        lap_time_origin=bounds.origin,
        sector_1_s=row.duration_sector_1,
        sector_2_s=row.duration_sector_2,
        sector_3_s=row.duration_sector_3,
        speed_trap_kmh=row.st_speed,
        stint_number=None if spell is None else spell.stint_number,
        source_stint_number=None if spell is None else spell.source_stint_number,
        compound=None if spell is None else spell.compound,
        tyre_age_laps=None if spell is None else spell.tyre_age(lap_number),
        is_in_lap=pit_pass is not None,
        is_out_lap=frame.is_out_lap,
        pit_lane_time_s=None if pit_pass is None else pit_pass.lane_time_s,
        pit_stationary_time_s=None if pit_pass is None else pit_pass.stationary_time_s,
        pit_stops=0 if spell is None else spell.stops,
        position=position,
        gap_to_leader_s=gaps.to_leader_s,
        interval_s=gaps.interval_s,
        laps_behind=gaps.laps_behind,
        track_status=frame.status.worst,
        track_status_end=frame.status.at_end,
        air_temperature_c=sky.air_temperature,
        track_temperature_c=sky.track_temperature,
        humidity_pct=sky.humidity,
        wind_speed_mps=sky.wind_speed,
        is_raining=None if sky.rainfall is None else sky.rainfall > 0,
        is_deleted=frame.is_deleted,
        is_clean=_is_clean(lap_number, frame),
        is_chequered=frame.is_chequered,
        result_position=None if result is None else result.position,
        result_status=None if result is None else _status(result),
    )


def _at_line(tables: Tables, frame: LapFrame) -> tuple[int | None, Gaps]:
    if frame.is_running:
        return place(tables.positions, None, tables.grid_position), Gaps()
    bounds, line_ms = frame.bounds, frame.line_ms
    if bounds.end_ms is None or line_ms is None:
        return None, Gaps()
    position = place(tables.positions, line_ms, tables.grid_position)
    return position, gaps_at_line(tables.intervals, bounds.start_ms, bounds.end_ms, position)


def _is_clean(lap_number: int, frame: LapFrame) -> bool:
    """Fit for pace; a race's deleted lap counts for the race but was driven off the track."""
    return (
        lap_number > 1
        and frame.bounds.is_complete
        and frame.bounds.origin == "timed"
        and frame.status.worst is TrackStatus.GREEN
        and frame.spell is not None
        and frame.spell.compound in SLICKS
        and frame.pit_pass is None
        and not frame.is_out_lap
        and not frame.is_deleted
    )


def _status(result: ResultRow) -> str:
    if result.dsq:
        return "dsq"
    if result.dns:
        return "dns"
    return "dnf" if result.dnf else "classified"
