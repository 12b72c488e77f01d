"""The simulator's inner loop, compiled by numba: one race after the other, lap by lap, car by car.

`reference.py` says the same in numpy, many races at once; a test keeps them equal.
"""

from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from f1strategy.simulation import tyres
from f1strategy.simulation.draws import Draws
from f1strategy.simulation.events import GREEN, RED, SC, VSC
from f1strategy.simulation.setup import MOST_STOPS, OLDEST_LAPS, Cars, Plans, Track

SLIPSTREAM_WITHIN_S: Final = 1.0
CATCH_FACTOR: Final = 1.15
"""How fast a car may close up behind the safety car, over its racing lap."""
OVERTAKEN_S: Final = 0.3
"""Time the overtaken car loses (TUM)."""
QUICKEST_STOP_S: Final = 2.0
"""No stop costs less."""
LONG_AGO_S: Final = -1e9
Values = NDArray[Any]


@numba.njit(cache=True, error_model="numpy")
def simulate(
    cars: Cars,
    track: Track,
    plans: Plans,
    draws: Draws,
    places: NDArray[np.int8],
    clocks: NDArray[np.float64],
) -> None:
    """Run every scenario through every drawn race.

    places: scenarios x races x cars, written: place in the result, 1 is the winner.
    clocks: the same shape, written: when the car ended its last lap, in seconds.
    """
    for scenario in range(plans.lap.shape[0]):
        for race in range(draws.pace.shape[0]):
            _race(
                cars,
                track,
                plans.lap[scenario],
                plans.compound[scenario],
                draws,
                race,
                places[scenario, race],
                clocks[scenario, race],
            )


@numba.njit(cache=True, error_model="numpy")
def _race(
    cars: Cars,
    track: Track,
    stop_lap: Values,
    stop_compound: Values,
    draws: Draws,
    race: int,
    place: Values,
    clock: Values,
) -> None:
    """One race, written to `place` and `clock`, an entry a car."""
    count = len(cars.clock_s)
    clock[:] = cars.clock_s
    compound, used = cars.compound.copy(), cars.used.copy()
    quarters = cars.age_laps * tyres.QUARTERS
    done, is_cold = np.zeros(count, np.int64), np.zeros(count, np.int64)
    loses, stack = np.zeros(count), np.empty(count)
    pace, wear = np.empty(count), np.empty(count)
    # Unsigned: otherwise every access with a car asks whether it counts from the end, a tenth of the time.
    order = np.argsort(cars.clock_s).astype(np.uint64)
    retired = np.full(count, track.laps)
    running = 0
    for at in range(count):
        car = order[at]
        pace[car] = cars.base_s[car] + cars.pace_sd_s[car] * draws.pace[race, car]
        wear[car] = max(0.0, 1.0 + cars.wear_sd[car] * draws.wear[race, car])
        if draws.retires[race, car] < 0:
            retired[car] = -1
        else:
            order[running] = car
            running += 1
    for lap in range(track.laps):
        status, wetness = draws.status[race, lap], draws.wetness[race, lap]
        worn = tyres.quarters_worn(status)
        stack[:] = LONG_AGO_S
        ahead, ahead_s, ahead_before_s, ahead_lap_s = np.int64(-1), LONG_AGO_S, LONG_AGO_S, 0.0
        first_s = first_before_s = first_road_s = 0.0
        left = 0
        for at in range(running):
            car = order[at]
            if draws.retires[race, car] <= lap:
                retired[car] = lap
                continue
            order[left] = car
            left += 1
            rubber, now = compound[car], clock[car]
            age = min(quarters[car] // tyres.QUARTERS, OLDEST_LAPS - 1)
            lap_s = (
                pace[car] * tyres.ratio_on(rubber, wetness)
                + track.fuel_s[lap]
                + cars.wear_s[car, rubber, age] * wear[car]
                + cars.lap_sd_s[car] * draws.lap[race, lap, car]
                + loses[car]
                + is_cold[car] * track.cold_tyres_s
            )
            loses[car], is_cold[car] = 0.0, 0

            if status == GREEN:
                if lap == 0 and track.is_start == 1:
                    arrives = now + lap_s + track.start_sd_s * draws.stop[race, car, MOST_STOPS - 1]
                else:
                    if now - ahead_before_s < SLIPSTREAM_WITHIN_S:
                        lap_s -= track.slipstream_s
                    arrives = now + lap_s
                    behind_s = arrives - ahead_s
                    if behind_s < track.follow_gap_s:
                        odds = track.pass_intercept + track.pass_per_s * (ahead_lap_s - lap_s)
                        if odds > draws.passing[race, lap, car]:
                            arrives += track.duel_s
                            loses[ahead] += OVERTAKEN_S
                        else:
                            arrives = ahead_s + track.follow_gap_s
                    elif behind_s < track.traffic_within_s:
                        arrives += track.traffic_s * (1.0 - behind_s / track.traffic_within_s)
                    if left > 1 and _is_lapped(now - first_before_s, arrives - first_s, pace[car]):
                        arrives += track.blue_flag_s
            elif status == VSC:
                slow_s = now + pace[car] * track.vsc_lap_factor
                arrives = max(slow_s, ahead_s + track.follow_gap_s)
            elif left == 1:
                arrives = now + pace[car] * track.sc_lap_factor
            elif status == SC:
                queue_s = max(ahead_s, first_road_s) + track.sc_gap_s
                arrives = max(now + pace[car] * CATCH_FACTOR, queue_s)
            else:
                arrives = max(ahead_s, first_road_s) + track.sc_gap_s
            if left == 1:
                first_road_s = arrives

            fit = tyres.STAY_OUT
            if lap < track.laps - 1 and status != RED:
                early = 0
                if status in (SC, VSC) and lap >= cars.early_from[car]:
                    early = track.stop_early_laps
                planned = tyres.STAY_OUT
                number = done[car]
                if number < MOST_STOPS and 0 <= stop_lap[car, number] <= lap + early:
                    planned = stop_compound[car, number]
                fit = tyres.fitted_next(rubber, planned, wetness)
                if tyres.STAY_OUT not in (planned, fit):
                    done[car] = number + 1
                if (
                    fit == tyres.STAY_OUT
                    and lap == track.laps - 2
                    and track.two_compounds == 1
                    and tyres.owes_a_compound(used[car])
                ):
                    fit = tyres.MEDIUM if used[car] == 1 else tyres.SOFT
            quarters[car] += worn
            if fit != tyres.STAY_OUT:
                loss_s = track.pit_loss_s
                if status == SC:
                    loss_s *= track.sc_pit_factor
                elif status == VSC:
                    loss_s *= track.vsc_pit_factor
                stop = min(done[car], MOST_STOPS - 1)
                loss_s += cars.stop_s[car]
                loss_s += track.pit_loss_sd_s * draws.stop[race, car, stop]
                loss_s += track.slow_stop_s * draws.slow[race, car, stop]
                leaves = arrives + max(loss_s, QUICKEST_STOP_S)
                team = cars.team[car]
                if arrives - stack[team] < 0.0:
                    leaves = max(leaves, stack[team] + track.stack_s)
                stack[team] = leaves
                clock[car], compound[car], quarters[car], is_cold[car] = leaves, fit, 0, 1
                used[car] = tyres.marked(used[car], fit)
            else:
                clock[car] = arrives
                if arrives > ahead_s:
                    ahead, ahead_s, ahead_before_s, ahead_lap_s = np.int64(car), arrives, now, lap_s
            if status == RED:
                compound[car], quarters[car] = tyres.free_change(rubber, wetness), 0
                used[car] = tyres.marked(used[car], compound[car])
            if left == 1:
                first_s, first_before_s = clock[car], now
        running = left
        _sort(order, clock, running)
    _result(order, running, retired, track.laps, place)


@numba.njit(cache=True, error_model="numpy")
def _is_lapped(before_s: float, after_s: float, lap_s: float) -> bool:
    """The leader came by: the gap to it grew past a whole number of laps."""
    return bool(after_s > lap_s and np.floor(after_s / lap_s) > np.floor(before_s / lap_s))


@numba.njit(cache=True, error_model="numpy")
def _sort(order: Values, clock: Values, count: int) -> None:
    """By clock; insertion, because from lap to lap little changes."""
    for at in range(1, count):
        car = order[at]
        spot = at - 1
        while spot >= 0 and clock[order[spot]] > clock[car]:
            order[spot + 1] = order[spot]
            spot -= 1
        order[spot + 1] = car


@numba.njit(cache=True, error_model="numpy")
def _result(order: Values, running: int, retired: Values, laps: int, place: Values) -> None:
    """Finishers in order, then the retired, the last to retire first."""
    for at in range(running):
        place[order[at]] = at + 1
    nth = running
    for lap in range(laps - 1, -2, -1):
        for car in range(len(place)):
            if retired[car] == lap:
                nth += 1
                place[car] = nth
