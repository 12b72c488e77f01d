"""What is known of a stop on the next lap at the moment it is decided. Card: docs/models/pit_loss.md."""

from collections.abc import Iterable, Iterator
from math import isnan, nan
from statistics import median, quantiles
from typing import Final

from f1strategy.models.observed import NEUTRAL, SOFTNESS, is_tyre_stop
from f1strategy.models.pit_loss_memory import PitLossMemory
from f1strategy.models.pit_loss_stops import (
    MAX_LOSS_S,
    MIN_LOSS_S,
    SLOWED,
    Regime,
    usual_lap_s,
)
from f1strategy.models.race_view import CarView, RaceView

FEATURES: Final = (
    "is_sc",
    "is_vsc",
    "expected_s",
    "green_s",
    "circuit_races",
    "seen_excess_s",
    "seen_stops",
    "team_excess_s",
    "lap_s",
    "pace_to_field",
    "last_to_usual_s",
    "sector3_to_usual_s",
    "racing_spread_s",
    "field_change_s",
    "tyre_age_laps",
    "softness",
    "stint_laps",
    "progress",
    "laps_to_go",
    "position",
    "stops_made",
    "gap_ahead_s",
    "gap_behind_s",
    "gap_to_leader_s",
    "cars_behind",
    "laps_since_neutral",
    "in_pits",
    "is_slowed",
    "last_to_usual_ratio",
    "behind_middle_s",
    "share_ahead",
    "middle_spread_s",
    "slowed_share",
    "leader_ratio",
    "since_leader_s",
    "just_stopped",
    "is_early",
)
EARLY_LAPS: Final = 2
"""A safety car of the first laps finds the field together: a stop costs next to nothing."""
FAR_S: Final = 60.0
"""Gaps beyond this, about three pit losses, mean the same."""
UNKNOWN_LAP_S: Final = 90.0
"""A lap where the car has none timed: median of the seasons 2018-2024."""
PRIOR_SEEN: Final = 6.0
"""Today's stops seen so far are believed as if so many more had cost what was expected."""
LONG_AGO_LAPS: Final = 20
"""A neutralisation further back no longer matters."""


def pit_loss_features(
    view: RaceView, driver: str, regimes: Iterable[Regime], memory: PitLossMemory
) -> list[list[float]]:
    """The values of `FEATURES` right after the driver's newest lap was added to the view, a row for each regime.

    regimes: how the track may stand when the car comes in; given, as a what-if question.
    """
    green_s = memory.green_s(view.circuit, view.season)
    seen = [loss_s - green_s for loss_s in seen_losses_s(view)]
    shift_s = shrunk_shift_s(seen)
    races = float(memory.races(view.circuit))
    whatever_regime = [green_s, races, shift_s, float(len(seen)), *_car(view, driver, memory)]
    return [
        [
            float(regime is Regime.SC),
            float(regime is Regime.VSC),
            memory.factor(view.circuit, regime) * (green_s + shift_s),
            *whatever_regime,
        ]
        for regime in regimes
    ]


def _car(view: RaceView, driver: str, memory: PitLossMemory) -> list[float]:
    car = view.cars[driver]
    last, number = car.last, car.newest_lap
    usual_s = usual_lap_s(car.laps, number)
    lap_s = _lap_s(car, usual_s)
    return [
        memory.team_s(car.team),
        lap_s,
        *_pace(view, car, usual_s),
        last.tyre_age_laps,
        SOFTNESS.get(last.compound, nan),
        float(number - car.stint_start_lap + 1),
        number / view.total_laps,
        float(view.total_laps - number),
        float(last.position),
        float(len(car.stop_laps)),
        *_field(view, car, lap_s),
        float(number <= EARLY_LAPS),
    ]


def _lap_s(car: CarView, usual_s: float) -> float:
    if not isnan(usual_s):
        return usual_s
    return UNKNOWN_LAP_S if isnan(car.last.lap_time_s) else car.last.lap_time_s


def _pace(view: RaceView, car: CarView, usual_s: float) -> list[float]:
    last, number = car.last, car.newest_lap
    paces_s = [
        pace_s
        for other in view.cars.values()
        if other is not car and (pace_s := other.recent_pace_s()) is not None
    ]
    racing = [
        lap
        for earlier in range(number - 4, number + 1)
        if (lap := car.laps.get(earlier)) is not None and lap.is_racing
    ]
    racing_s = [lap.lap_time_s for lap in racing]
    sectors_s = [lap.sectors_s[2] for lap in racing if lap is not last]
    changes_s = [one for lap in (number - 1, number) for one in view.changes.get(lap, [])]
    return [
        usual_s / median(paces_s) - 1 if len(paces_s) > 3 else nan,
        last.lap_time_s - usual_s,
        last.sectors_s[2] - median(sectors_s) if len(sectors_s) > 1 else nan,
        max(racing_s) - min(racing_s) if len(racing_s) > 1 else nan,
        median(changes_s) if len(changes_s) > 2 else nan,
    ]


def _field(view: RaceView, car: CarView, lap_s: float) -> list[float]:
    last = car.last
    others = [one for one in view.running(last.end_s, lap_s) if one is not car]
    known = [(gap_s, one) for one in others if (gap_s := view.gap_s(car.driver, one.driver))]
    gaps_s = sorted(gap_s for gap_s, _ in known)
    ahead_s = [gap_s for gap_s in gaps_s if gap_s > 0]
    behind_s = [-gap_s for gap_s in reversed(gaps_s) if gap_s <= 0]
    spread_s = nan
    if len(gaps_s) > 3:
        low_s, _, high_s = quantiles(gaps_s, n=4)
        spread_s = high_s - low_s
    leader = min(view.cars.values(), key=lambda one: (-one.newest_lap, one.last.end_s))
    return [
        min(FAR_S, ahead_s[0]) if ahead_s else FAR_S,
        min(FAR_S, behind_s[0]) if behind_s else FAR_S,
        ahead_s[-1] if ahead_s else 0.0,
        float(len(behind_s)),
        float(min(LONG_AGO_LAPS, view.laps_since_neutral(last.end_s))),
        float(sum(one.last.is_in_lap for one in others)),
        float(last.status_end in SLOWED),
        last.lap_time_s / lap_s,
        median(gaps_s) if gaps_s else nan,
        len(ahead_s) / len(gaps_s) if gaps_s else nan,
        spread_s,
        sum(one.last.status in NEUTRAL for _, one in known) / max(1, len(known)),
        leader.last.lap_time_s / lap_s,
        last.end_s - leader.last.end_s,
        float(
            sum(bool(one.stop_laps) and one.stop_laps[-1] >= one.newest_lap - 1 for one in others)
        ),
    ]


def shrunk_shift_s(excess_s: list[float]) -> float:
    """By how much today's stops cost more than expected, shrunk to nothing where few were seen."""
    return median(excess_s) * len(excess_s) / (len(excess_s) + PRIOR_SEEN) if excess_s else 0.0


def seen_losses_s(view: RaceView) -> Iterator[float]:
    """Green losses in seconds of the race's stops whose out-lap is over."""
    for car in view.cars.values():
        for stop_lap in car.stop_laps:
            in_lap, out_lap = car.laps[stop_lap], car.laps.get(stop_lap + 1)
            if out_lap is None or not is_tyre_stop(in_lap, out_lap):
                continue
            slowed = in_lap.status in NEUTRAL or out_lap.status in NEUTRAL
            if slowed or not (in_lap.is_dry and out_lap.is_dry):
                continue
            usual_s = usual_lap_s(car.laps, stop_lap - 1)
            loss_s = in_lap.lap_time_s + out_lap.lap_time_s - 2 * usual_s
            if MIN_LOSS_S <= loss_s <= MAX_LOSS_S:
                yield loss_s
