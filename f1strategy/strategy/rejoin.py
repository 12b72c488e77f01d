"""Where a car comes out of a stop on this lap, behind and ahead of whom, and what that traffic costs."""

from math import exp
from typing import Final

from f1strategy.simulation.race_now import (
    PASS_INTERCEPT,
    PASS_PER_S,
    TRAFFIC_SHARE,
    TRAFFIC_WITHIN_S,
    CarNow,
    RaceNow,
    wear_table,
)
from f1strategy.simulation.setup import OLDEST_LAPS, SLICK_COUNT
from f1strategy.simulation.tyres import HARD
from f1strategy.strategy.request import OptionsRequest
from schemas.circuits import (
    DEFAULT_PIT_LOSS_S,
    SC_PIT_LOSS_FACTOR,
    VSC_PIT_LOSS_FACTOR,
    circuit,
)
from schemas.records import RejoinForecast, TrackStatus

FACTORS: Final = {TrackStatus.SC: SC_PIT_LOSS_FACTOR, TrackStatus.VSC: VSC_PIT_LOSS_FACTOR}
LOOKS_AHEAD_LAPS: Final = 10
"""So many laps after the stop the car ahead can matter: most have stopped or are passed by then."""


def pit_loss_now_s(request: OptionsRequest) -> float:
    """Loss of a stop on this lap: the fitted model's, or the circuit's where it is not to be had."""
    assumed = request.track_status if request.track_status in FACTORS else TrackStatus.GREEN
    for one in request.forecast.pit_losses if request.forecast else ():
        if one.track_status is assumed:
            return one.pit_loss_s
    known = circuit(request.circuit)
    return (known.pit_loss_s if known else DEFAULT_PIT_LOSS_S) * FACTORS.get(assumed, 1.0)


def rejoin(request: OptionsRequest, compound: int | None = None) -> RejoinForecast | None:
    """Where the car comes out if it pits now, on new tyres of this compound (hard if not told).

    By gaps: `g' = g + loss`, rivals compared at the same lap's line. Under green the fitted model tells
    the place, because it knows that rivals stop too.
    """
    if request.gap_to_leader_s is None:
        return None
    loss_s = pit_loss_now_s(request)
    ours = request.gap_to_leader_s + loss_s
    ahead = [rival for rival in request.rivals if rival.gap_to_leader_s <= ours]
    behind = [rival for rival in request.rivals if rival.gap_to_leader_s > ours]
    next_up = max(ahead, key=lambda rival: rival.gap_to_leader_s, default=None)
    chaser = min(behind, key=lambda rival: rival.gap_to_leader_s, default=None)
    fitted = request.forecast if request.track_status not in FACTORS else None
    gap_s = ours - next_up.gap_to_leader_s if next_up else None
    return RejoinForecast(
        position=fitted.position if fitted else 1 + len(ahead),
        position_low=fitted.position_low if fitted else None,
        position_high=fitted.position_high if fitted else None,
        pit_loss_s=round(loss_s, 3),
        ahead_driver_number=next_up.driver_number if next_up else None,
        ahead_driver_code=next_up.driver_code if next_up else None,
        ahead_gap_s=None if gap_s is None else round(gap_s, 3),
        behind_driver_number=chaser.driver_number if chaser else None,
        behind_driver_code=chaser.driver_code if chaser else None,
        behind_gap_s=round(chaser.gap_to_leader_s - ours, 3) if chaser else None,
        traffic_loss_s=_traffic_loss_s(
            request, next_up.driver_number if next_up else None, gap_s, compound
        ),
    )


def _traffic_loss_s(
    request: OptionsRequest, ahead: int | None, gap_s: float | None, compound: int | None
) -> float | None:
    race, car = request.race, request.car
    if race is None or car is None or car.compound >= SLICK_COUNT:
        return None
    if ahead is None or gap_s is None:
        return 0.0
    other = next((one for one in race.cars if one.name == str(ahead)), None)
    if other is None:
        return None
    return round(traffic_loss_s(race, car, other, gap_s, HARD if compound is None else compound), 2)


def traffic_loss_s(race: RaceNow, car: CarNow, ahead: CarNow, gap_s: float, compound: int) -> float:
    """Expected seconds lost behind the car ahead in the laps after the stop.

    car comes out `gap_s` behind on new tyres of this compound. Once it has caught up, each lap it
    passes with the simulator's chance for its advantage; until then it loses the advantage and what
    following costs.
    """
    table = wear_table(race.wear_s)
    still_behind, lost_s = 1.0, 0.0
    log_odds = PASS_INTERCEPT + race.pass_log_odds
    for lap in range(min(LOOKS_AHEAD_LAPS, race.laps - 1)):
        theirs_s = table[ahead.compound, min(ahead.age_laps + 1 + lap, OLDEST_LAPS - 1)]
        faster_s = float(ahead.base_s + theirs_s - car.base_s - table[compound, lap])
        if gap_s > TRAFFIC_WITHIN_S:
            gap_s -= faster_s
            if gap_s >= TRAFFIC_WITHIN_S:
                continue
        lost_s += still_behind * (max(0.0, faster_s) + TRAFFIC_SHARE * race.traffic_s)
        still_behind *= 1 - 1 / (1 + exp(-(log_odds + PASS_PER_S * faster_s)))
    return lost_s
