"""A past race at its lights-out, as the simulator starts from it."""

from collections.abc import Mapping, Sequence
from math import inf, log
from typing import Final

import numpy as np
from msgspec.structs import replace

from f1strategy.backtest.driven import driven_stops, slick
from f1strategy.backtest.results import Entrant
from f1strategy.models.finish_memory import FINISHED_SHARE
from f1strategy.models.observed import ObservedLap
from f1strategy.models.race import Race, laps_by_driver
from f1strategy.simulation.race_now import CarNow, RaceNow
from f1strategy.simulation.setup import COMPOUNDS, MOST_STOPS
from f1strategy.simulation.tyres import MEDIUM
from f1strategy.strategy.pace_today import FORM_SD, Pace, new_tyre_lap_s, pace_today
from f1strategy.strategy.race_models import RETIRED, RaceModels
from f1strategy.strategy.told_laps import told_laps

GRID_SLOT_S: Final = 0.139
"""From slot to slot at the end of lap 1 (TUM)."""
STANDING_START_S: Final = 3.8
"""Lap 1 takes so much longer than a racing lap (TUM, median)."""
PACE_PER_FORM: Final = 0.736
PACE_PER_SLOT: Final = 0.044
MIDDLE_SLOT: Final = 10.5
"""Loss to the field's median lap (%) of form and grid: least squares, 2,180 cars of seasons 2019-2024;
what is left has a spread of 0.42 %."""


def honest_form(models: RaceModels, entrants: Sequence[Entrant], race: Race) -> dict[str, float]:
    """Expected loss to the field's median lap, as a share of it, from earlier races and the grid."""
    teams = team_names(entrants, race)
    said = {
        one.driver: PACE_PER_FORM * models.finishes.form(one.driver, teams[one.driver]).pace
        + PACE_PER_SLOT * (one.grid - MIDDLE_SLOT)
        for one in entrants
    }
    middle = float(np.median(list(said.values())))
    return {driver: (loss - middle) / 100 for driver, loss in said.items()}


def same_race_pace(circuit: RaceNow, race: Race, form: Mapping[str, float]) -> Pace:
    """Paces from all laps of the race that is to be simulated: hindsight, for comparison only."""
    told = told_laps(circuit, race.laps, race.total_laps, traffic_share=0.0)
    return pace_today(circuit, told, form, memory_laps=inf)


def form_pace(circuit: RaceNow, form: Mapping[str, float]) -> Pace:
    """Paces before the first lap."""
    lap_s = new_tyre_lap_s(circuit)
    return Pace(
        {driver: lap_s * (1 + loss) for driver, loss in form.items()},
        dict.fromkeys(form, lap_s * FORM_SD),
    )


def on_the_grid(circuit: RaceNow, race: Race, entrants: Sequence[Entrant], pace: Pace) -> RaceNow:
    """The race before its first lap, with the strategies that were really driven.

    A car that retired goes on with the later stops of the finisher that started nearest to it.
    """
    driven = laps_by_driver(race)
    finished = [
        one
        for one in entrants
        if len(driven.get(one.driver, [])) >= FINISHED_SHARE * race.total_laps
    ]
    cars = []
    for one in entrants:
        laps = driven.get(one.driver, [])
        stops = driven_stops(laps)
        if one not in finished and finished:
            near = min(finished, key=lambda other: (abs(other.grid - one.grid), other.grid))
            stops += tuple(s for s in driven_stops(driven[near.driver]) if s[0] >= len(laps))
        first = slick(COMPOUNDS.index(laps[0].compound)) if _known(laps) else MEDIUM
        cars.append(
            CarNow(
                name=one.driver,
                team=one.team,
                clock_s=STANDING_START_S + GRID_SLOT_S * one.grid,
                base_s=pace.base_s[one.driver],
                pace_sd_s=pace.sd_s[one.driver],
                compound=first,
                age_laps=0,
                used=1 << first,
                retire_hazard=-log(1 - RETIRED) / race.total_laps,
                is_running=True,
                stops=stops[:MOST_STOPS],
            )
        )
    return replace(circuit, cars=tuple(cars), is_start=True)


def team_names(entrants: Sequence[Entrant], race: Race) -> dict[str, str]:
    """The teams by the names of the table of laps; by their own where no car of theirs has a lap."""
    raced = {lap.driver: lap.team for lap in race.laps}
    known = {one.team: raced[one.driver] for one in entrants if one.driver in raced}
    return {one.driver: known.get(one.team, one.team) for one in entrants}


def _known(laps: Sequence[ObservedLap]) -> bool:
    return bool(laps) and laps[0].compound in COMPOUNDS
