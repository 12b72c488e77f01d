"""What earlier races say about stops: how old tyres get at a circuit, and on which laps cars stop."""

import itertools
from collections.abc import Iterable
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from f1strategy.models.observed import ObservedLap, is_tyre_stop
from f1strategy.models.race import Race, laps_by_driver
from schemas.records import SLICKS, Compound, TrackStatus

WINDOW_LAPS: Final = 3
"""A stop is asked for within so many laps."""
OLDEST_LAPS: Final = 80
"""Longer than any race."""
MOST_STOPS: Final = 3
"""Cars that stopped more often are counted together."""
SEASON_DECAY: Final = 0.7
"""A season earlier counts so much: cars, tyres and rules change (chosen on seasons 2021-2024)."""
PRIOR_CARS: Final = 8.0
"""The pooled hazard weighs as much as so many cars at risk."""
KEPT_SEASONS: Final = 6
"""Older stints weigh less than 12 % and are forgotten."""
PIT_LOSS_S: Final = 22.0
"""Time lost by a stop where nothing is known: median over the circuits (domain notes, section 3)."""
PRIOR_LOSSES: Final = 5.0
FEWEST_RACING_LAPS: Final = 10
"""The median of fewer is no pace."""
LONGEST_LOSS_S: Final = 40.0
"""A longer loss is a repair or a penalty, not the pit lane."""


class Stint(msgspec.Struct, frozen=True, array_like=True):
    """A stint of an earlier race. Ages and laps at its end; `stopped` by choice, under green or not."""

    season: int
    compound: str
    start_age_laps: int
    end_age_laps: int
    first_lap: int
    last_lap: int
    stops_before: int
    stopped: bool


class PitWindowMemory(msgspec.Struct):
    """Stints and losses of stops per circuit, newest seasons only."""

    stints: dict[str, list[Stint]] = {}
    losses_s: dict[str, list[float]] = {}
    season: int = 0
    _tables: dict[str, "StopTables"] = {}

    def add(self, race: Race) -> None:
        """Learn from a race that is over."""
        self.season = max(self.season, race.season)
        here = self.stints.setdefault(race.circuit, [])
        losses_s = self.losses_s.setdefault(race.circuit, [])
        for laps in laps_by_driver(race).values():
            here.extend(_stints(race.season, laps))
            losses_s.extend(green_losses_s(laps))
        oldest = self.season - KEPT_SEASONS
        for circuit, known in self.stints.items():
            self.stints[circuit] = [stint for stint in known if stint.season > oldest]
        self._tables.clear()

    def tables(self, circuit: str) -> "StopTables":
        """The circuit's hazards, shrunk to those of all circuits."""
        found = self._tables.get(circuit)
        if found is None:
            if "" not in self._tables:
                everywhere = [one for known in self.stints.values() for one in known]
                self._tables[""] = StopTables(everywhere, self.season, None)
            found = StopTables(self.stints.get(circuit, []), self.season, self._tables[""])
            self._tables[circuit] = found
        return found

    def pit_loss_s(self, circuit: str) -> float:
        """Median time a green stop costs here, shrunk to `PIT_LOSS_S`."""
        known = self.losses_s.get(circuit, [])
        if not known:
            return PIT_LOSS_S
        weight = len(known) / (len(known) + PRIOR_LOSSES)
        return weight * float(np.median(known)) + (1 - weight) * PIT_LOSS_S

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        stints = msgspec.to_builtins(self.stints)
        return {"stints": stints, "losses_s": self.losses_s, "season": self.season}


class StopTables:
    """Shares of the cars at risk that stopped within the next three laps, by tyre age and by lap."""

    def __init__(self, stints: Iterable[Stint], season: int, pooled: "StopTables | None") -> None:
        at_age = {name.value: np.zeros((2, OLDEST_LAPS + 1)) for name in Compound}
        at_lap = np.zeros((MOST_STOPS + 1, 2, OLDEST_LAPS + 1))
        stops = cars = 0.0
        self.ages: dict[str, list[tuple[int, float]]] = {name.value: [] for name in Compound}
        for stint in stints:
            weight = SEASON_DECAY ** max(0, season - stint.season)
            _count(at_age[stint.compound], stint.start_age_laps, stint.end_age_laps, stint, weight)
            order = min(stint.stops_before, MOST_STOPS)
            _count(at_lap[order], stint.first_lap, stint.last_lap, stint, weight)
            stops += weight * stint.stopped
            cars += weight * (stint.stops_before == 0)
            if stint.stopped:
                self.ages[stint.compound].append((stint.end_age_laps, weight))
        self.by_age: dict[str, NDArray[np.float64]] = {
            name: _hazard(counts, pooled.by_age[name] if pooled else None)
            for name, counts in at_age.items()
        }
        self.by_lap: list[NDArray[np.float64]] = [
            _hazard(counts, pooled.by_lap[order] if pooled else None)
            for order, counts in enumerate(at_lap)
        ]
        prior = pooled.stops_per_car if pooled else 1.5
        self.stops_per_car: float = (stops + PRIOR_CARS * prior) / (cars + PRIOR_CARS)
        self._pooled = pooled

    def hazard_at_age(self, compound: Compound, age_laps: float) -> float:
        """Share of the stints that reached this age and ended by a stop in the next three laps."""
        return float(self.by_age[compound.value][_within(age_laps)])

    def hazard_at_lap(self, stops: int, lap_number: int) -> float:
        """Share of the cars with so many stops by this lap that stopped in the next three."""
        return float(self.by_lap[min(stops, MOST_STOPS)][_within(lap_number)])

    def median_age_laps(self, compound: Compound) -> float:
        """Weighted median age at which this compound was changed; of all circuits where unknown."""
        known = sorted(self.ages[compound.value])
        if not known:
            return self._pooled.median_age_laps(compound) if self._pooled else float("nan")
        weights = np.cumsum([weight for _, weight in known])
        return float(known[int(np.searchsorted(weights, weights[-1] / 2))][0])


def _within(laps: float) -> int:
    return int(min(max(0.0, laps), OLDEST_LAPS)) if laps == laps else 0  # noqa: PLR0124 — NaN


def _count(counts: NDArray[np.float64], first: int, last: int, stint: Stint, weight: float) -> None:
    first, last = _within(first), _within(last)
    counts[0, first : last + 1] += weight
    if stint.stopped:
        # The stop ends lap `last`: it was within three laps of the three laps before that one.
        counts[1, max(first, last - WINDOW_LAPS) : last] += weight


def _hazard(counts: NDArray[np.float64], pooled: NDArray[np.float64] | None) -> NDArray[np.float64]:
    at_risk, stopped = counts
    prior = np.full(at_risk.shape, 0.1) if pooled is None else pooled
    return np.asarray((stopped + PRIOR_CARS * prior) / (at_risk + PRIOR_CARS))


def _stints(season: int, laps: list[ObservedLap]) -> Iterable[Stint]:
    first, stops = laps[0], 0
    for lap, after in zip(laps, [*laps[1:], None], strict=True):
        if after is not None and after.stint_number == lap.stint_number:
            continue
        stopped = after is not None and is_tyre_stop(lap, after)
        start = first.tyre_age_laps
        yield Stint(
            season,
            lap.compound.value,
            _within(start),
            _within(lap.tyre_age_laps),
            first.lap_number,
            lap.lap_number,
            stops,
            stopped,
        )
        if after is not None:
            first, stops = after, stops + stopped


def green_losses_s(laps: list[ObservedLap]) -> Iterable[float]:
    """What each of a driver's green stops cost against the driver's median racing lap on slicks."""
    racing_s = [lap.lap_time_s for lap in laps if lap.is_racing and lap.compound in SLICKS]
    if len(racing_s) < FEWEST_RACING_LAPS:
        return
    usual_s = float(np.median(racing_s))
    for lap, after in itertools.pairwise(laps):
        if lap.status == after.status == TrackStatus.GREEN and is_tyre_stop(lap, after):
            loss_s = lap.lap_time_s + after.lap_time_s - 2 * usual_s
            if 0 < loss_s < LONGEST_LOSS_S:
                yield loss_s
