"""The cars around one car at its line crossing: gaps, tyres, and who has just been in the pits."""

from dataclasses import dataclass
from math import isnan
from typing import Final

from f1strategy.models.race_view import CarView, RaceView
from schemas.records import Compound

UNKNOWN_LAP_S: Final = 100.0
"""Stands in for a lap time that is not known (lap 1): a little above the median racing lap, 88 s."""
JUST_LAPS: Final = 3
"""A stop of the last so many laps is news to the cars around."""
WET: Final = frozenset({Compound.INTERMEDIATE, Compound.WET})


@dataclass(frozen=True, slots=True)
class Rival:
    """Another running car. `ahead_s`: seconds it is ahead of us (negative: behind)."""

    car: CarView
    ahead_s: float
    stops: int

    @property
    def is_in_pits(self) -> bool:
        """Its newest lap was an in-lap: it is changing tyres now."""
        return self.car.last.is_in_lap

    @property
    def has_just_stopped(self) -> bool:
        """It is in the pits, or left them within the last `JUST_LAPS` laps."""
        stops = self.car.stop_laps
        return self.is_in_pits or (bool(stops) and self.car.newest_lap - stops[-1] <= JUST_LAPS)


def lap_seconds(car: CarView) -> float:
    """What a lap takes this car now."""
    pace_s = car.recent_pace_s()
    if pace_s is not None:
        return pace_s
    return UNKNOWN_LAP_S if isnan(car.last.lap_time_s) else car.last.lap_time_s


def rivals(view: RaceView, driver: str) -> list[Rival]:
    """The other running cars in race order, as of the driver's newest line crossing."""
    me = view.cars[driver]
    found = []
    for car in view.running(me.last.end_s, lap_seconds(me)):
        if car.driver == driver:
            continue
        behind_s = view.gap_s(driver, car.driver)
        if behind_s is not None:
            # A car in the pits has not closed its stint yet: its stop counts already.
            found.append(Rival(car, behind_s, len(car.stop_laps) + car.last.is_in_lap))
    found.sort(key=lambda rival: -rival.ahead_s)
    return found
