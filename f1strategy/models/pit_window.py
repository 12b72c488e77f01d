"""Will this car stop for tyres within the next three laps? Card: docs/models/pit_within_3.md."""

from math import inf, nan
from statistics import median
from typing import Final

import numpy as np

from f1strategy.models.pit_window_field import WET, Rival, rivals
from f1strategy.models.pit_window_memory import PitWindowMemory
from f1strategy.models.race_view import CarView, RaceView
from schemas.records import Compound

FEATURES: Final = (
    "laps_to_go",
    "progress",
    "position",
    "age_laps",
    "stint_laps",
    "softness",
    "stops_made",
    "stops_owed",
    "laps_to_limit",
    "hazard_at_age",
    "hazard_at_lap",
    "median_age_left_laps",
    "stops_to_come",
    "range_needed",
    "more_stops_share",
    "just_stopped_share",
    "in_pits_share",
    "field_age_left_laps",
    "older_same_share",
    "gap_ahead_s",
    "gap_behind_s",
    "ahead_just_stopped",
    "behind_just_stopped",
    "ahead_younger_laps",
    "behind_younger_laps",
    "places_lost",
    "rejoin_gap_s",
    "room_ahead_of_rejoin_s",
    "last_lap_loss_s",
    "slope_s_per_lap",
    "field_relative_loss_s",
    "laps_since_neutral",
    "wet_share",
    "other_weather_share",
    "mate_more_stops",
    "mate_just_stopped",
    "field_change_s",
    "near_just_stopped",
    "previous_stint_left_laps",
    "trend_more_stops",
)
SOFTNESS: Final = {
    Compound.SOFT: 2.0,
    Compound.MEDIUM: 1.0,
    Compound.HARD: 0.0,
    Compound.INTERMEDIATE: -1.0,
    Compound.WET: -2.0,
}
REQUIRED_STOPS: Final = {("monaco", 2025): 2}
"""Three sets of tyres had to be used (sporting regulations 2025, article 30.5 m)."""
MOST_LAPS_OF_A_SET: Final = {("lusail", 2023): 18.0, ("lusail", 2025): 25.0}
"""Limits that the tyre supplier set for one race (event notes of the FIA)."""
NO_LIMIT_LAPS: Final = 80.0
FAR_S: Final = 60.0
"""Gaps beyond this, about three pit losses, mean the same."""
LONG_AGO_LAPS: Final = 20
"""A neutralisation further back no longer matters."""
SLOPE_LAPS: Final = 6
"""The stint's last clean laps whose trend is taken."""


def pit_window_features(view: RaceView, driver: str, memory: PitWindowMemory) -> list[float]:
    """The values of `FEATURES` right after the driver's newest lap was added to the view."""
    car = view.cars[driver]
    last = car.last
    around = rivals(view, driver)
    tables = memory.tables(view.circuit)
    to_go = view.total_laps - last.lap_number
    stops = len(car.stop_laps)
    usual_age = tables.median_age_laps(last.compound)
    return [
        float(to_go),
        last.lap_number / view.total_laps,
        float(last.position),
        last.tyre_age_laps,
        float(last.lap_number - car.stint_start_lap + 1),
        SOFTNESS.get(last.compound, nan),
        float(stops),
        *_rules(view, car),
        tables.hazard_at_age(last.compound, last.tyre_age_laps),
        tables.hazard_at_lap(stops, last.lap_number),
        usual_age - last.tyre_age_laps,
        tables.stops_per_car - stops,
        (last.tyre_age_laps + to_go) / usual_age if usual_age > 0 else nan,
        *_field(car, around),
        *_neighbours(car, around),
        *_rejoin(around, memory.pit_loss_s(view.circuit)),
        *_pace(view, car),
        float(min(LONG_AGO_LAPS, view.laps_since_neutral(last.end_s))),
        *_weather(car, around),
        *_mate(car, around),
        *_news(view, car, around),
    ]


def _rules(view: RaceView, car: CarView) -> list[float]:
    where = (view.circuit, view.season)
    required = REQUIRED_STOPS.get(where, 0)
    owed = max(float(owes_compound(car)), float(required - len(car.stop_laps)))
    return [owed, MOST_LAPS_OF_A_SET.get(where, NO_LIMIT_LAPS) - car.last.tyre_age_laps]


def _news(view: RaceView, car: CarView, around: list[Rival]) -> list[float]:
    """Field slower or faster lap by lap; stops within three places; own earlier stint; whole field."""
    changes = [
        change
        for number in range(car.newest_lap - 1, car.newest_lap + 1)
        for change in view.changes.get(number, [])
    ]
    at = sum(rival.ahead_s > 0 for rival in around)
    near = around[max(0, at - 3) : at + 3]
    stops, age = car.stop_laps, car.last.tyre_age_laps
    mine = len(stops)
    return [
        median(changes) if len(changes) > 2 else nan,
        float(sum(rival.has_just_stopped and rival.stops > mine for rival in near)),
        car.laps[stops[-1]].tyre_age_laps - age if stops else nan,
        float(sum(rival.has_just_stopped and rival.stops > mine for rival in around)),
    ]


def owes_compound(car: CarView) -> bool:
    """One slick compound so far and no wet tyres: the rules still ask for another (article 30.5m)."""
    return len(car.compounds) < 2 and not WET.intersection(car.compounds)


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else nan


def _field(car: CarView, around: list[Rival]) -> list[float]:
    stops, last = len(car.stop_laps), car.last
    ended = [
        lap.tyre_age_laps
        for rival in around
        for number in rival.car.stop_laps
        if (lap := rival.car.laps[number]).compound is last.compound
    ]
    same = [rival.car.last for rival in around if rival.car.last.compound is last.compound]
    return [
        _share([rival.stops > stops for rival in around]),
        _share([rival.has_just_stopped for rival in around]),
        _share([rival.is_in_pits for rival in around]),
        median(ended) - last.tyre_age_laps if len(ended) > 1 else nan,
        _share([lap.tyre_age_laps > last.tyre_age_laps for lap in same]),
    ]


def _neighbours(car: CarView, around: list[Rival]) -> list[float]:
    ahead = next((one for one in reversed(around) if one.ahead_s > 0), None)
    behind = next((one for one in around if one.ahead_s <= 0), None)
    age = car.last.tyre_age_laps
    return [
        min(FAR_S, ahead.ahead_s) if ahead else FAR_S,
        min(FAR_S, -behind.ahead_s) if behind else FAR_S,
        float(ahead.has_just_stopped) if ahead else 0.0,
        float(behind.has_just_stopped) if behind else 0.0,
        age - ahead.car.last.tyre_age_laps if ahead else nan,
        age - behind.car.last.tyre_age_laps if behind else nan,
    ]


def _rejoin(around: list[Rival], pit_loss_s: float) -> list[float]:
    """Places lost by a stop now; seconds behind us, and ahead of us, when we come out."""
    behind = [-rival.ahead_s for rival in around if rival.ahead_s <= 0]
    passed = [gap_s for gap_s in behind if gap_s < pit_loss_s]
    rest = [gap_s for gap_s in behind if gap_s >= pit_loss_s]
    ahead = [-rival.ahead_s for rival in around if rival.ahead_s > 0]
    in_front = max([*passed, *ahead], default=-inf)
    return [
        float(len(passed)),
        min(FAR_S, min(rest, default=inf) - pit_loss_s),
        min(FAR_S, pit_loss_s - in_front),
    ]


def _pace(view: RaceView, car: CarView) -> list[float]:
    clean = car.clean
    times = [lap.lap_time_s for lap in clean]
    level_s = median(times) if len(times) > 2 else nan
    recent = times[-SLOPE_LAPS:]
    slope = nan
    if len(recent) >= 4:
        offsets = np.arange(len(recent)) - (len(recent) - 1) / 2
        slope = float(offsets @ np.asarray(recent) / (offsets @ offsets))
    relative = [
        lap.lap_time_s - median(field_s)
        for lap in clean
        if len(field_s := view.clean_times.get(lap.lap_number, [])) > 4
    ]
    against_field = nan
    if len(relative) > 4:
        against_field = median(relative[-2:]) - median(relative[:-2])
    return [car.last.lap_time_s - level_s, slope, against_field]


def _weather(car: CarView, around: list[Rival]) -> list[float]:
    wet = [rival.car.last.compound in WET for rival in around]
    mine = car.last.compound in WET
    return [_share(wet), _share([one != mine for one in wet])]


def _mate(car: CarView, around: list[Rival]) -> list[float]:
    mate = next((rival for rival in around if rival.car.team == car.team), None)
    if mate is None:
        return [nan, nan]
    return [float(mate.stops - len(car.stop_laps)), float(mate.has_just_stopped)]
