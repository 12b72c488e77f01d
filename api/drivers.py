"""One car's race so far, from its lap records."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec

from schemas.records import Compound, LapRecord


class Stint(msgspec.Struct, frozen=True, kw_only=True):
    """The laps on one set of tyres, as the type of the same name in the SDL."""

    stint_number: int
    compound: Compound | None
    first_lap_number: int
    last_lap_number: int
    first_tyre_age_laps: int | None
    degradation_s_per_lap: float | None
    degradation_low_s_per_lap: float | None
    degradation_high_s_per_lap: float | None


class Driver(msgspec.Struct, frozen=True, kw_only=True):
    """The car, as the type of the same name in the SDL."""

    driver_number: int
    driver_code: str | None
    team_name: str | None
    team_colour: str | None
    grid_position: int | None
    stints: tuple[Stint, ...]
    laps: tuple[LapRecord, ...]


def drivers_of(laps: Iterable[LapRecord]) -> list[Driver]:
    """The cars of one session, by number."""
    ordered = sorted(laps, key=lambda lap: (lap.driver_number, lap.lap_number))
    by_car = groupby(ordered, key=lambda lap: lap.driver_number)
    return [_driver(number, tuple(its)) for number, its in by_car]


def _driver(number: int, laps: tuple[LapRecord, ...]) -> Driver:
    newest = laps[-1]
    stints = groupby(laps, key=lambda lap: lap.stint_number)
    return Driver(
        driver_number=number,
        driver_code=newest.driver_code,
        team_name=newest.team_name,
        team_colour=newest.team_colour,
        grid_position=newest.grid_position,
        stints=tuple(_stint(stint, list(its)) for stint, its in stints if stint is not None),
        laps=laps,
    )


def _stint(number: int, laps: Sequence[LapRecord]) -> Stint:
    first, newest = laps[0], laps[-1]
    known = [lap for lap in laps if lap.degradation_s_per_lap is not None]
    estimate = known[-1] if known else newest
    compounds = [lap.compound for lap in laps if lap.compound is not None]
    ages = [
        lap.tyre_age_laps - 1 - (lap.lap_number - first.lap_number)
        for lap in laps
        if lap.tyre_age_laps is not None
    ]
    return Stint(
        stint_number=number,
        compound=compounds[-1] if compounds else None,
        first_lap_number=first.lap_number,
        last_lap_number=newest.lap_number,
        first_tyre_age_laps=max(0, ages[-1]) if ages else None,
        degradation_s_per_lap=estimate.degradation_s_per_lap,
        degradation_low_s_per_lap=estimate.degradation_low_s_per_lap,
        degradation_high_s_per_lap=estimate.degradation_high_s_per_lap,
    )
