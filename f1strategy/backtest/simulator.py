"""Does the simulator foretell results? Every race from its grid, many times, against what happened.

Two settings, both with the strategies that were really driven, safety cars and retirements left to
chance. `same_race_pace`: paces from the laps of the very race, which is hindsight, to compare with peers
that do so. `honest`: paces from earlier races and the grid.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from f1strategy.backtest.by_race import SEED, Interval, mean_of_races
from f1strategy.backtest.grid import form_pace, honest_form, on_the_grid, same_race_pace, team_names
from f1strategy.backtest.results import Entrant
from f1strategy.models.finish_memory import FinishMemory
from f1strategy.models.overtake_memory import OvertakeMemory
from f1strategy.models.pit_loss_memory import PitLossMemory
from f1strategy.models.race import Race
from f1strategy.models.safety_car_memory import SafetyCarMemory
from f1strategy.models.stationary_memory import StationaryMemory
from f1strategy.simulation.draws import draw
from f1strategy.simulation.futures import Futures, run
from f1strategy.simulation.race_now import RaceNow, arrays, plan_rows, with_stops
from f1strategy.simulation.setup import Plans
from f1strategy.strategy.race_models import RaceModels
from f1strategy.training.metrics import ece

SETTINGS: Final = ("same_race_pace", "honest")
POINTS_PLACES: Final = 10
PODIUM_PLACES: Final = 3
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Foretold:
    """One race: what was said of every entrant, in grid order, and what came."""

    season: int
    round: int
    place: Values
    """Median simulated place."""
    points: Values
    podium: Values
    result: Values
    grid: Values
    time_error: float | None
    """Simulated over real race time of the winner, minus one; None where it is not known."""


class Figures(msgspec.Struct, frozen=True):
    """Means over races with their 95 % intervals (whole races resampled)."""

    races: int
    cars: int
    mae_places: Interval
    spearman: Interval
    brier_points: Interval
    brier_podium: Interval
    ece_points: float
    ece_podium: float
    winner_time_error: float
    """Median of the absolute errors."""
    grid_mae_places: float
    grid_spearman: float


def foretell(
    races: Sequence[Race],
    results: Mapping[tuple[int, int], tuple[Entrant, ...]],
    wanted: Callable[[Race], bool],
    models: RaceModels,
    futures: int,
    seed: int = SEED,
) -> Iterator[tuple[str, Foretold]]:
    """Setting and race, for each wanted race that has a result, earliest first.

    races: all there are, earliest first: those before a race are what is remembered. models: for the
    tyre curves; the memories are folded anew.
    """
    known = RaceModels(
        models.wear,
        PitLossMemory(),
        SafetyCarMemory(),
        OvertakeMemory(),
        FinishMemory(),
        StationaryMemory(),
    )
    for race in races:
        entrants = results.get((race.season, race.round))
        if entrants and wanted(race):
            for setting, start in starts(known, race, entrants).items():
                yield setting, _against(race, entrants, simulated(start, futures, seed))
        known.learn(race)


def starts(models: RaceModels, race: Race, entrants: Sequence[Entrant]) -> dict[str, RaceNow]:
    """The race on its grid in each setting."""
    circuit = models.circuit(race.circuit, race.season, race.total_laps, as_driven=True)
    form = honest_form(models, entrants, race)
    names = team_names(entrants, race)
    known = models.stops_s(names.values(), race.season)
    stops_s = {one.team: known[names[one.driver]] for one in entrants}
    paces = (same_race_pace(circuit, race, form), form_pace(circuit, form))
    return {
        setting: with_stops(on_the_grid(circuit, race, entrants, pace), stops_s)
        for setting, pace in zip(SETTINGS, paces, strict=True)
    }


def simulated(start: RaceNow, futures: int, seed: int) -> Futures:
    """The race so many times, each car on its own stops."""
    cars, track = arrays(start)
    laps, compounds = plan_rows(start)
    plans = Plans(np.array([laps]), np.array([compounds]))
    return run(cars, track, plans, draw(cars, track, futures, seed))


def _against(race: Race, entrants: Sequence[Entrant], futures: Futures) -> Foretold:
    places, clocks_s = futures.places[0], futures.clocks_s[0]
    winner_s = np.median(clocks_s[np.arange(len(places)), places.argmin(axis=1)])
    real_s = next((one.time_s for one in entrants if one.time_s), None)
    return Foretold(
        race.season,
        race.round,
        np.median(places, axis=0),
        (places <= POINTS_PLACES).mean(axis=0),
        (places <= PODIUM_PLACES).mean(axis=0),
        np.array([float(one.position) for one in entrants]),
        np.array([float(one.grid) for one in entrants]),
        float(winner_s / real_s - 1) if real_s else None,
    )


def figures(races: Sequence[Foretold]) -> Figures:
    """The scores of one setting."""
    errors = [float(np.abs(one.place - one.result).mean()) for one in races]
    ranks = [_rank(one.place + (1 - one.points) / 100, one.result) for one in races]
    points = [_brier(one.points, one.result <= POINTS_PLACES) for one in races]
    podium = [_brier(one.podium, one.result <= PODIUM_PLACES) for one in races]
    result = np.concatenate([one.result for one in races])
    times = [abs(one.time_error) for one in races if one.time_error is not None]
    return Figures(
        races=len(races),
        cars=len(result),
        mae_places=mean_of_races(errors),
        spearman=mean_of_races(ranks),
        brier_points=mean_of_races(points),
        brier_podium=mean_of_races(podium),
        ece_points=_calibration([one.points for one in races], result <= POINTS_PLACES),
        ece_podium=_calibration([one.podium for one in races], result <= PODIUM_PLACES),
        winner_time_error=round(float(np.median(times)), 4),
        grid_mae_places=round(float(np.mean([np.abs(r.grid - r.result).mean() for r in races])), 3),
        grid_spearman=round(float(np.mean([_rank(r.grid, r.result) for r in races])), 3),
    )


def _rank(said: Values, result: Values) -> float:
    return float(spearmanr(said, result).statistic)


def _brier(said: Values, happened: NDArray[np.bool_]) -> float:
    return float(((said - happened) ** 2).mean())


def _calibration(said: Sequence[Values], happened: NDArray[np.bool_]) -> float:
    return round(ece(happened.astype(float), np.concatenate(said)), 4)
