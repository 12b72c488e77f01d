"""The simulator once more, in numpy, many races at once: what the compiled kernel is compared with.

What happens to few cars at a time (a stop, a pass, a slow lap behind the safety car) is worked out for
those races only, by their numbers.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from f1strategy.simulation import tyres
from f1strategy.simulation.draws import Draws
from f1strategy.simulation.events import GREEN, RED, SC, VSC
from f1strategy.simulation.kernel import (
    CATCH_FACTOR,
    LONG_AGO_S,
    OVERTAKEN_S,
    QUICKEST_STOP_S,
    SLIPSTREAM_WITHIN_S,
)
from f1strategy.simulation.setup import (
    COMPOUNDS,
    MOST_STOPS,
    OLDEST_LAPS,
    RAIN_BIT,
    SLICK_COUNT,
    Cars,
    Plans,
    Track,
)

Values = NDArray[Any]


def simulate(
    cars: Cars,
    track: Track,
    plans: Plans,
    draws: Draws,
    places: NDArray[np.int8],
    clocks: NDArray[np.float64],
) -> None:
    """Run every scenario through every drawn race; arguments and results as in the kernel."""
    for scenario in range(len(plans.lap)):
        field = _Field(cars, track, plans.lap[scenario], plans.compound[scenario], draws)
        for lap in range(track.laps):
            field.drive(lap)
        clocks[scenario] = field.clock.T
        places[scenario] = field.places()


class _Field:
    """State of all cars in all races: cars x races, so that one car's races lie side by side.

    `self.car` is the car that is being driven in each race, `self.at` its place in the state.
    """

    def __init__(
        self, cars: Cars, track: Track, stop_lap: Values, stop_compound: Values, draws: Draws
    ) -> None:
        self.cars, self.track, self.draws = cars, track, draws
        races, count = draws.pace.shape
        shape = (count, races)
        self.races = np.arange(races)
        self.clock = _spread(cars.clock_s, shape)
        self.compound, self.used = _spread(cars.compound, shape), _spread(cars.used, shape)
        self.quarters = _spread(cars.age_laps * tyres.QUARTERS, shape)
        self.done = np.zeros(shape, dtype=np.int64)
        self.loses, self.cold = np.zeros(shape), np.zeros(shape)
        self.pace = (cars.base_s + cars.pace_sd_s * draws.pace.astype(float)).T.copy()
        self.wear = np.maximum(0.0, 1.0 + cars.wear_sd * draws.wear.astype(float)).T.copy()
        self.order = _spread(np.argsort(cars.clock_s), shape)
        self.retires = draws.retires.T.copy()
        # One row more: no stop is due after the last one.
        never = np.full((count, 1), -1)
        self.stop_lap = np.concatenate([stop_lap, never], axis=1)
        self.stop_compound = np.concatenate([stop_compound, never], axis=1)

    def drive(self, lap: int) -> None:
        """One lap of the whole field, the cars in their order on the road."""
        races = len(self.races)
        self.lap, self.status = lap, self.draws.status[:, lap]
        self.wetness = self.draws.wetness[:, lap].astype(float)
        self.noise = self.draws.lap[:, lap].T.astype(float)
        self.passing = self.draws.passing[:, lap].T
        self.slow = np.flatnonzero(self.status != GREEN)
        self.ratios = np.stack(
            [_ratio_on(rubber, self.wetness) for rubber in range(len(COMPOUNDS))]
        )
        self.best = _best_for(self.ratios)
        excess = self.ratios - np.take_along_axis(self.ratios, self.best[None], axis=0)
        self.wrong = excess > tyres.CHANGE_MARGIN
        self.any_wrong = self.wrong.any()
        self.early = np.isin(self.status, (SC, VSC)) * self.track.stop_early_laps
        self.stack = np.full((self.cars.team.max() + 1, races), LONG_AGO_S)
        self.left = np.zeros(races, dtype=np.int64)
        self.first_s, self.first_before_s, self.first_road_s = np.zeros((3, races))
        self.ahead = np.full(races, -1)
        self.ahead_s, self.ahead_before_s = np.full((2, races), LONG_AGO_S)
        self.ahead_lap_s = np.zeros(races)
        running = self.retires > lap
        for car in self.order:
            self.car, self.at = car, car * races + self.races
            self._drive_one(running.take(self.at))
        clock = np.where(running, self.clock, np.inf)
        self.order = np.argsort(clock, axis=0, kind="stable")

    def places(self) -> Values:
        """Places in the result, races x cars."""
        laps = self.track.laps
        retired = np.clip(self.retires, -1, laps)
        index = np.broadcast_to(np.arange(len(retired))[:, None], retired.shape)
        tie = np.where(retired < laps, index, self.clock)
        order = np.lexsort((tie, -retired), axis=0)
        places = np.empty_like(order)
        np.put_along_axis(places, order, np.arange(1, len(order) + 1)[:, None], axis=0)
        by_race: Values = places.T
        return by_race

    def _drive_one(self, runs: Values) -> None:
        at, everybody = self.at, bool(runs.all())
        self.left += runs
        leads = runs & (self.left == 1)
        now, pace = self.clock.take(at), self.pace.take(at)
        rubber, lap_s = self.compound.take(at), self._free_lap_s()
        arrives, lap_s = self._green_s(now, lap_s, pace, runs)
        slow = self.slow
        if len(slow):
            arrives[slow] = self._slow_s(slow, now[slow], pace[slow], leads[slow])
        self.first_road_s = np.where(leads, arrives, self.first_road_s)
        worn = self._quarters_worn()
        self.quarters.ravel()[at] += worn if everybody else worn * runs
        stops, clock = self._pit_stops(rubber, arrives, runs)
        self.clock.ravel()[at] = clock if everybody else np.where(runs, clock, now)
        in_front = runs & ~stops & (arrives > self.ahead_s)
        self.ahead = np.where(in_front, self.car, self.ahead)
        self.ahead_before_s = np.where(in_front, now, self.ahead_before_s)
        self.ahead_lap_s = np.where(in_front, lap_s, self.ahead_lap_s)
        self.ahead_s = np.where(in_front, arrives, self.ahead_s)
        self.first_s = np.where(leads, clock, self.first_s)
        self.first_before_s = np.where(leads, now, self.first_before_s)
        if len(slow):
            self._free_changes(slow[(self.status[slow] == RED) & runs[slow]], rubber)

    def _free_lap_s(self) -> Values:
        at, rubber = self.at, self.compound.take(self.at)
        age = np.minimum(self.quarters.take(at) // tyres.QUARTERS, OLDEST_LAPS - 1)
        lap_s: Values = self.pace.take(at) * self.ratios[rubber, self.races]
        lap_s += self.track.fuel_s[self.lap]
        lap_s += self.cars.wear_s[self.car, rubber, age] * self.wear.take(at)
        lap_s += self.cars.lap_sd_s[self.car] * self.noise[self.car, self.races]
        lap_s += self.loses.take(at) + self.cold.take(at) * self.track.cold_tyres_s
        self.loses.ravel()[at] = 0.0
        self.cold.ravel()[at] = 0.0
        return lap_s

    def _green_s(
        self, now: Values, lap_s: Values, pace: Values, runs: Values
    ) -> tuple[Values, Values]:
        """When a green lap ends, and how long it takes in clean air."""
        track = self.track
        if self.lap == 0 and track.is_start == 1:
            spread = self.draws.stop[self.races, self.car, MOST_STOPS - 1].astype(float)
            return now + lap_s + track.start_sd_s * spread, lap_s
        lap_s -= track.slipstream_s * (now - self.ahead_before_s < SLIPSTREAM_WITHIN_S)
        arrives = now + lap_s
        behind_s = arrives - self.ahead_s
        near = np.flatnonzero(
            (behind_s < track.traffic_within_s) & (behind_s >= track.follow_gap_s)
        )
        arrives[near] += track.traffic_s * (1.0 - behind_s[near] / track.traffic_within_s)
        meets = np.flatnonzero(behind_s < track.follow_gap_s)
        odds = track.pass_intercept + track.pass_per_s * (self.ahead_lap_s[meets] - lap_s[meets])
        passes = odds > self.passing[self.car[meets], meets]
        held = meets[~passes]
        arrives[held] = self.ahead_s[held] + track.follow_gap_s
        passing = meets[passes]
        arrives[passing] += track.duel_s
        caught = passing[runs[passing] & (self.status[passing] == GREEN)]
        self.loses[self.ahead[caught], caught] += OVERTAKEN_S
        after_s = arrives - self.first_s
        far = np.flatnonzero((after_s > pace) & (self.left > 1))
        before_s = now[far] - self.first_before_s[far]
        lapped = np.floor(after_s[far] / pace[far]) > np.floor(before_s / pace[far])
        arrives[far[lapped]] += track.blue_flag_s
        return arrives, lap_s

    def _slow_s(self, slow: Values, now: Values, pace: Values, leads: Values) -> Values:
        """When a neutralised lap ends, in the races that are."""
        track, status = self.track, self.status[slow]
        vsc_s = np.maximum(
            now + pace * track.vsc_lap_factor, self.ahead_s[slow] + track.follow_gap_s
        )
        queue_s = np.maximum(self.ahead_s[slow], self.first_road_s[slow]) + track.sc_gap_s
        sc_s = np.where(status == SC, np.maximum(now + pace * CATCH_FACTOR, queue_s), queue_s)
        sc_s = np.where(leads, now + pace * track.sc_lap_factor, sc_s)
        return np.where(status == VSC, vsc_s, sc_s)

    def _pit_stops(self, rubber: Values, arrives: Values, runs: Values) -> tuple[Values, Values]:
        """Who stops at the end of this lap, and everybody's clock."""
        track, stops = self.track, np.zeros(len(self.races), dtype=bool)
        if self.lap >= track.laps - 1:
            return stops, arrives
        number = self.done.take(self.at)
        due = self.stop_lap[self.car, number]
        early = self.early * (self.lap >= self.cars.early_from[self.car])
        is_due = (due >= 0) & (due <= self.lap + early)
        asks = is_due.copy()
        if self.any_wrong:
            asks |= self.wrong[rubber, self.races]
        owing = self.lap == track.laps - 2 and track.two_compounds == 1
        if owing:
            asks |= np.isin(self.used.take(self.at), (1, 2, 4))
        asked = np.flatnonzero(asks & runs & (self.status != RED))
        planned = self.stop_compound[self.car[asked], number[asked]]
        planned = np.where(is_due[asked], planned, tyres.STAY_OUT)
        fit = self._fitted_next(asked, rubber[asked], planned)
        used = self.used.ravel()
        taken = asked[(planned != tyres.STAY_OUT) & (fit != tyres.STAY_OUT)]
        self.done.ravel()[self.at[taken]] += 1
        if owing:
            has = used[self.at[asked]]
            owes = np.isin(has, (1, 2, 4)) & (fit == tyres.STAY_OUT)
            fit = np.where(owes, np.where(has == 1, tyres.MEDIUM, tyres.SOFT), fit)
        come_in = fit != tyres.STAY_OUT
        pits, fit = asked[come_in], fit[come_in]
        clock = arrives.copy()
        clock[pits] = self._leaves_s(pits, arrives[pits])
        stops[pits] = True
        self.cold.ravel()[self.at[pits]] = 1.0
        self._change(pits, fit)
        return stops, clock

    def _fitted_next(self, asked: Values, rubber: Values, planned: Values) -> Values:
        best = self.best[asked]
        slick = (planned > tyres.STAY_OUT) & (planned < SLICK_COUNT)
        changed = np.where((best == tyres.MEDIUM) & slick, planned, best)
        unfit = (planned < SLICK_COUNT) != (best < SLICK_COUNT)
        kept = np.where(unfit, tyres.STAY_OUT, planned)
        return np.where(self.wrong[rubber, asked], changed, kept)

    def _leaves_s(self, pits: Values, arrives: Values) -> Values:
        track, status, car = self.track, self.status[pits], self.car[pits]
        factors = [track.sc_pit_factor, track.vsc_pit_factor]
        number = np.minimum(self.done.ravel()[self.at[pits]], MOST_STOPS - 1)
        loss_s = track.pit_loss_s * np.select([status == SC, status == VSC], factors, 1.0)
        loss_s += self.cars.stop_s[car]
        loss_s += track.pit_loss_sd_s * self.draws.stop[pits, car, number].astype(float)
        loss_s += track.slow_stop_s * self.draws.slow[pits, car, number].astype(float)
        leaves = arrives + np.maximum(loss_s, QUICKEST_STOP_S)
        team = self.cars.team[car]
        mate = self.stack[team, pits]
        leaves = np.where(arrives < mate, np.maximum(leaves, mate + track.stack_s), leaves)
        self.stack[team, pits] = leaves
        return leaves

    def _free_changes(self, reds: Values, rubber: Values) -> None:
        best, slick = (
            self.best[reds],
            np.where(rubber[reds] == tyres.MEDIUM, tyres.HARD, tyres.MEDIUM),
        )
        self._change(reds, np.where(best == tyres.MEDIUM, slick, best))

    def _change(self, races: Values, fit: Values) -> None:
        at = self.at[races]
        self.compound.ravel()[at] = fit
        self.quarters.ravel()[at] = 0
        bit = np.where(fit < SLICK_COUNT, 1 << np.minimum(fit, SLICK_COUNT - 1), RAIN_BIT)
        self.used.ravel()[at] |= bit

    def _quarters_worn(self) -> Values:
        worn = np.full(len(self.races), tyres.QUARTERS)
        worn[self.slow] = np.where(self.status[self.slow] == VSC, 2, 1)
        return worn


def _spread(values: Values, shape: tuple[int, int]) -> Values:
    return np.broadcast_to(values[:, None], shape).copy()


def _ratio_on(rubber: int, wetness: Values) -> Values:
    if rubber < SLICK_COUNT:
        return wetness
    if rubber == tyres.INTER:
        return tyres.INTER_BASE + tyres.INTER_SLOPE * (wetness - 1.0)
    return tyres.WET_BASE + tyres.WET_SLOPE * (wetness - 1.0)


def _best_for(ratios: Values) -> Values:
    slick, inter, wet = ratios[tyres.MEDIUM], ratios[tyres.INTER], ratios[tyres.WET]
    dry = (slick <= inter) & (slick <= wet)
    return np.where(dry, tyres.MEDIUM, np.where(inter <= wet, tyres.INTER, tyres.WET))
