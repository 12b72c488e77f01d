"""The laps of a race that tell how fast cars and tyres are, as columns.

Laps of one number form a block, and a block is worked out once: with every lap that a car ends, one of
fifty changes.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from f1strategy.models.lap_time import closeness
from f1strategy.models.observed import ObservedLap
from f1strategy.simulation.race_now import TRAFFIC_SHARE, RaceNow, wear_table
from f1strategy.simulation.setup import COMPOUNDS, OLDEST_LAPS, SLICK_COUNT

Values = NDArray[np.float64]
Codes = NDArray[np.int64]
ALL: Final = 0
"""The one block of a race that is over; laps have numbers from 1."""


class ToldLaps(NamedTuple):
    """Laps that tell a car's pace, an entry a lap; times in seconds, without fuel and traffic.

    cars: who drove each, as places in `names`.
    """

    names: tuple[str, ...]
    cars: Codes
    numbers: Values
    compounds: Codes
    ages: Codes
    times_s: Values

    @property
    def is_dry(self) -> NDArray[np.bool_]:
        """Which were driven on slicks."""
        return np.asarray(self.compounds < SLICK_COUNT)

    def without_wear(self, wear_s: tuple[tuple[float, ...], ...]) -> Values:
        """Their times on new tyres, if they wear so."""
        return np.asarray(self.times_s - wear_table(wear_s)[self.compounds, self.ages])


class _Block(NamedTuple):
    """Laps as they were looked at, and of those that tell the columns: car, compound and age; number, time
    and closeness to the car ahead.
    """

    laps: list[ObservedLap]
    codes: Codes
    values: Values


class LapsToldSoFar:
    """Columns of one race's laps, block by block as these are."""

    def __init__(self) -> None:
        self._blocks: dict[int, _Block] = {}
        self._codes: dict[str, int] = {}

    def at(
        self,
        race: RaceNow,
        blocks: Iterable[tuple[int, list[ObservedLap]]],
        total_laps: int,
        traffic_share: float = TRAFFIC_SHARE,
    ) -> ToldLaps:
        """The laps that tell a car's pace, in the order of the blocks.

        blocks: number and laps, these in order of the line crossings. traffic_share: how much of what
        following costs is taken off a lap.
        """
        found = [self._block(number, laps) for number, laps in blocks]
        none = _columns([])
        cars, compounds, ages = np.concatenate([none[0], *(one.codes for one in found)], axis=1)
        values = np.concatenate([none[1], *(one.values for one in found)], axis=1)
        numbers, times_s, close = values
        fuel_s = race.fuel_s_per_lap * (total_laps - numbers)
        times_s = times_s - fuel_s - traffic_share * race.traffic_s * close
        return ToldLaps(tuple(self._codes), cars, numbers, compounds, ages, times_s)

    def _block(self, number: int, laps: list[ObservedLap]) -> _Block:
        known = self._blocks.get(number)
        if known is None or known.laps != laps:
            known = self._blocks[number] = _Block(laps, *_columns(self._rows(laps)))
        return known

    def _rows(self, laps: list[ObservedLap]) -> list[tuple[int, int, int, float, float, float]]:
        return [
            (
                self._codes.setdefault(lap.driver, len(self._codes)),
                COMPOUNDS.index(lap.compound),
                min(int(lap.tyre_age_laps), OLDEST_LAPS - 1),
                float(lap.lap_number),
                lap.lap_time_s,
                closeness(gap_s),
            )
            for lap, gap_s in _with_gaps(laps)
            if _tells(lap)
        ]


def told_laps(
    race: RaceNow,
    laps: Iterable[ObservedLap],
    total_laps: int,
    traffic_share: float = TRAFFIC_SHARE,
) -> ToldLaps:
    """The same of a race's laps in order of the line crossings, all at once."""
    return LapsToldSoFar().at(race, [(ALL, list(laps))], total_laps, traffic_share)


def _columns(rows: list[tuple[int, int, int, float, float, float]]) -> tuple[Codes, Values]:
    codes = np.array([row[:3] for row in rows], dtype=np.int64).reshape(-1, 3)
    values = np.array([row[3:] for row in rows], dtype=np.float64).reshape(-1, 3)
    return codes.T, values.T


def _tells(lap: ObservedLap) -> bool:
    return lap.is_racing and lap.compound in COMPOUNDS and lap.tyre_age_laps > 0


def _with_gaps(laps: Iterable[ObservedLap]) -> Iterable[tuple[ObservedLap, float]]:
    crossed: dict[int, float] = {}
    for lap in laps:
        ahead_s = crossed.get(lap.lap_number, float("nan"))
        crossed[lap.lap_number] = lap.end_s
        yield lap, lap.end_s - ahead_s
