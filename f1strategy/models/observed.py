"""A completed lap as the models see it, whether it comes from the stream or from a table of history."""

from dataclasses import dataclass, field
from math import isnan, nan
from typing import Final

from schemas.records import SLICKS, Compound, LapRecord, TrackStatus

SOFTNESS: Final = {Compound.SOFT: 2.0, Compound.MEDIUM: 1.0, Compound.HARD: 0.0}
"""Slicks on a scale; a feature of those models that look at slicks only."""
NEUTRAL: Final = frozenset({TrackStatus.VSC, TrackStatus.SC, TrackStatus.RED})
"""The race is neutralised: nobody races, and a stop costs less."""


@dataclass(frozen=True, slots=True)
class ObservedLap:
    """One driver's completed lap. Unknown times are NaN; all times in seconds.

    `end_s` counts from any moment that is the same for the whole race. `is_clean` is the
    clean-lap filter of the stream: green, on slicks, timed, no pit lane, not lap 1.
    """

    driver: str
    team: str
    lap_number: int
    end_s: float
    lap_time_s: float
    sectors_s: tuple[float, float, float]
    compound: Compound
    tyre_age_laps: float
    stint_number: int
    is_in_lap: bool
    is_out_lap: bool
    position: int
    status: TrackStatus
    status_end: TrackStatus
    is_clean: bool

    is_racing: bool = field(init=False, compare=False)
    """Green from line to line and away from the pit lane, whatever the tyres."""
    is_dry: bool = field(init=False, compare=False)
    """Driven on slicks."""

    def __post_init__(self) -> None:
        """Work out once what the models ask of every lap all the time."""
        is_racing = (
            self.status is TrackStatus.GREEN
            and self.lap_number > 1
            and not (self.is_in_lap or self.is_out_lap or isnan(self.lap_time_s))
        )
        object.__setattr__(self, "is_racing", is_racing)
        object.__setattr__(self, "is_dry", self.compound in SLICKS)


def is_tyre_stop(lap: ObservedLap, after: ObservedLap) -> bool:
    """An in-lap that ends in a tyre change: out of the pits on the next lap, on another stint."""
    return lap.is_in_lap and after.is_out_lap and after.stint_number != lap.stint_number


def observed(lap: LapRecord) -> ObservedLap | None:
    """The lap record as a model sees it; None while the lap runs or before its end is known.

    A time that is not above 0 is none: models divide by it.
    """
    if not lap.is_complete or lap.lap_end_time_ms is None:
        return None
    sectors = (lap.sector_1_s, lap.sector_2_s, lap.sector_3_s)
    return ObservedLap(
        driver=lap.driver_code or str(lap.driver_number),
        team=lap.team_name or "",
        lap_number=lap.lap_number,
        end_s=lap.lap_end_time_ms / 1000,
        lap_time_s=_or_nan(lap.lap_time_s if (lap.lap_time_s or 0.0) > 0 else None),
        sectors_s=(_or_nan(sectors[0]), _or_nan(sectors[1]), _or_nan(sectors[2])),
        compound=lap.compound or Compound.UNKNOWN,
        tyre_age_laps=_or_nan(lap.tyre_age_laps),
        stint_number=lap.stint_number or 1,
        is_in_lap=lap.is_in_lap,
        is_out_lap=lap.is_out_lap and lap.lap_number > 1,
        position=lap.position or lap.grid_position or 20,
        status=lap.track_status,
        status_end=lap.track_status_end,
        is_clean=lap.is_clean,
    )


def _or_nan(value: float | None) -> float:
    return nan if value is None else float(value)
