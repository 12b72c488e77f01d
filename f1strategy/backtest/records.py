"""Laps of history as the records that the stream would have made of them."""

from collections.abc import Mapping
from math import isnan

from f1strategy.models.observed import ObservedLap
from f1strategy.models.race import Race
from schemas.records import LapRecord

SESSION_KEY = 1
"""A back-test has one session at a time."""


def driver_numbers(race: Race) -> dict[str, int]:
    """A number for every driver: history tells codes only."""
    return {name: at for at, name in enumerate(sorted({lap.driver for lap in race.laps}), 1)}


def as_record(race: Race, lap: ObservedLap, numbers: Mapping[str, int]) -> LapRecord:
    """The record of a lap that is over, in its first revision; the flag is known on the last lap."""
    return LapRecord(
        session_key=SESSION_KEY,
        driver_number=numbers[lap.driver],
        driver_code=lap.driver,
        team_name=lap.team,
        lap_number=lap.lap_number,
        revision=1,
        caused_by_ingest_time_ms=1,
        season=race.season,
        circuit=race.circuit,
        scheduled_laps=race.total_laps,
        is_complete=True,
        lap_end_time_ms=round(lap.end_s * 1000),
        lap_time_s=_known(lap.lap_time_s),
        sector_1_s=_known(lap.sectors_s[0]),
        sector_2_s=_known(lap.sectors_s[1]),
        sector_3_s=_known(lap.sectors_s[2]),
        compound=lap.compound,
        tyre_age_laps=None if isnan(lap.tyre_age_laps) else int(lap.tyre_age_laps),
        stint_number=lap.stint_number,
        is_in_lap=lap.is_in_lap,
        is_out_lap=lap.is_out_lap,
        position=lap.position,
        track_status=lap.status,
        track_status_end=lap.status_end,
        is_clean=lap.is_clean,
    )


def _known(value: float) -> float | None:
    return None if isnan(value) else value
