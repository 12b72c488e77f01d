"""The `degradation` artifact as a whole: loss curve, circuits' memory, filter, wet crossover."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from f1strategy.artifacts.store import as_json
from f1strategy.models.degradation import DegradationModel, Tyre
from f1strategy.models.lap_time import fuel_corrected_s
from f1strategy.models.observed import ObservedLap
from f1strategy.models.stint_filter import (
    FilterParameters,
    interval_80,
    predict,
    start,
    update,
)
from f1strategy.models.wear_memory import WearMemory
from f1strategy.training import crossover, degradation
from f1strategy.training.degradation import Explained
from f1strategy.training.laps_table import Race

HORIZONS: Final = (1, 5, 10)
SHORTEST_STINT: Final = 4
GRID: Final = tuple(
    FilterParameters(lap_sd_s=lap_sd, pace_drift_sd_s=drift)
    for lap_sd in (0.25, 0.3)
    for drift in (0.15, 0.2, 0.25)
)
"""Candidates; the others of the filter's parameters moved the score by less than 1 %."""
TUNED_ON_SEASONS: Final = 2


@dataclass(frozen=True, slots=True)
class StintLap:
    """A clean lap of a stint as the filter needs it; seconds."""

    lap_number: int
    since_laps: float
    lap_time_s: float
    fuel_s: float
    curve_s: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """A later lap of the stint: its race, horizon, time, prediction with 80 % interval, persistence."""

    race: int
    horizon: int
    lap_time_s: float
    predicted_s: float
    low_s: float
    high_s: float
    persistence_s: float


def train(races: Sequence[Race], seed: int) -> dict[str, bytes]:
    """Fit everything on these races, earliest first; returns the artifact's files."""
    told = degradation.explained(races)
    rows = degradation.losses(told)
    model = degradation.fit(rows, seed)
    last = max(race.season for race in races)
    recent = {race.code for race in races if race.season > last - TUNED_ON_SEASONS}
    stints = stints_of(told, recent, model)
    parameters = min(GRID, key=lambda candidate: interval_score_s(forecasts(stints, candidate)))
    return {
        **model.files(),
        **crossover.fit(crossover.changes(told)).files(),
        "memory.json": as_json(degradation.wear_memory(told).to_json()),
        "filter.json": as_json(parameters),
    }


def stints_of(
    races: Sequence[Explained], wanted: Collection[int], model: DegradationModel
) -> list[tuple[int, list[StintLap]]]:
    """Race code and clean laps of every stint of the wanted races (by code), with their prior curves."""
    memory = WearMemory()
    found: list[tuple[int, list[StintLap]]] = []
    for one in races:
        code = one.race.code
        if code in wanted:
            found.extend((code, stint) for stint in _stints(one.race, model, memory))
        one.teach(memory)
    return found


def _stints(race: Race, model: DegradationModel, memory: WearMemory) -> list[list[StintLap]]:
    by_stint: dict[tuple[str, int], list[ObservedLap]] = defaultdict(list)
    for lap in race.laps:
        if lap.is_clean and not np.isnan(lap.tyre_age_laps):
            by_stint[lap.driver, lap.stint_number].append(lap)
    found = []
    for laps in by_stint.values():
        if len(laps) < SHORTEST_STINT:
            continue
        first = laps[0]
        progress = round(first.lap_number / race.total_laps, 3)
        tyre = Tyre(race.circuit, race.season, first.compound, first.tyre_age_laps, progress)
        curve = model.curve(tyre, memory).expected_s
        found.append([_stint_lap(lap, first, curve, race.total_laps) for lap in laps])
    return found


def _stint_lap(
    lap: ObservedLap, first: ObservedLap, curve: NDArray[np.float64], total_laps: int
) -> StintLap:
    progress = min(1.0, lap.lap_number / total_laps)
    return StintLap(
        lap.lap_number,
        lap.tyre_age_laps - first.tyre_age_laps,
        lap.lap_time_s,
        lap.lap_time_s - fuel_corrected_s(lap.lap_time_s, progress),
        float(curve[min(len(curve) - 1, round(lap.tyre_age_laps))]),
    )


def forecasts(
    stints: Sequence[tuple[int, list[StintLap]]], parameters: FilterParameters
) -> list[Forecast]:
    """What the filter says after each lap of the laps 1, 5 and 10 later that were clean."""
    found = []
    for race, laps in stints:
        by_number = {lap.lap_number: lap for lap in laps}
        first = laps[0]
        level_s = first.lap_time_s - first.fuel_s - first.curve_s
        state = start(level_s, first.lap_number, parameters)
        for at, lap in enumerate(laps):
            observed_s = lap.lap_time_s - lap.fuel_s - lap.curve_s
            state = update(state, lap.since_laps, lap.lap_number, observed_s, parameters)
            for horizon in HORIZONS:
                later = by_number.get(lap.lap_number + horizon)
                if later is None:
                    continue
                mean_s, variance = predict(state, later.since_laps, later.lap_number, parameters)
                low_s, high_s = interval_80(mean_s, variance, parameters)
                rest_s = later.fuel_s + later.curve_s
                last_s = [one.lap_time_s for one in laps[max(0, at - 2) : at + 1]]
                found.append(
                    Forecast(
                        race,
                        horizon,
                        later.lap_time_s,
                        mean_s + rest_s,
                        low_s + rest_s,
                        high_s + rest_s,
                        lap.lap_time_s if horizon == 1 else float(np.median(last_s)),
                    )
                )
    return found


def interval_score_s(found: Sequence[Forecast]) -> float:
    """Mean interval score of the 80 % intervals: width plus ten times what falls outside.

    Source: Gneiting & Raftery 2007, doi 10.1198/016214506000001437, equation 43 with alpha = 0.2.
    """
    truth = np.array([one.lap_time_s for one in found])
    low, high = np.array([one.low_s for one in found]), np.array([one.high_s for one in found])
    outside = np.maximum(0.0, low - truth) + np.maximum(0.0, truth - high)
    return float(np.mean(high - low + 2 / 0.2 * outside))
