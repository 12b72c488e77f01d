"""The race: cars are taken in the order in which they begin their laps, each meets those before it.

A car that begins its lap knows when every car ahead of it will end theirs, so one pass in order of time is
enough; what a car does to one ahead of it (a lost place, a blue flag) costs that car on its next lap.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import accumulate
from random import Random
from typing import Final

from f1strategy.ingest.simulated import neutral, physics, strategy, traffic, tyres
from f1strategy.ingest.simulated.cast import GridSlot
from f1strategy.ingest.simulated.control import RaceControl, was_waved
from f1strategy.ingest.simulated.course import BASE_LAP_S, COLD_TYRES_S, SECTOR_SHARES
from f1strategy.ingest.simulated.history import History
from f1strategy.ingest.simulated.pits import PitLane, PitVisit
from f1strategy.ingest.simulated.runner import Runner
from f1strategy.ingest.simulated.script import Script, Spin
from f1strategy.ingest.simulated.weather import Sky
from schemas.records import TrackStatus

PIT_ENTRY_S: Final = 12.0
"""The last moment to call a car in, before it ends its lap."""
SECTOR_SPREAD_S: Final = 0.04


def run(grid: Sequence[GridSlot], script: Script, sky: Sky, laps: int, rng: Random) -> History:
    """Drive the race to the flag."""
    cars = [_on_the_grid(slot, laps, rng) for slot in grid]
    control = RaceControl(script, laps, rng)
    race = _Race(cars, control, sky, laps, rng)
    race.start()
    race.to_the_flag()
    stopped = {car.number for car in cars if car.retired_s is not None}
    return History(
        cars=tuple(car.history() for car in cars),
        laps=laps,
        sky=sky,
        script=script,
        spells=tuple(control.spells),
        breakdowns=tuple(one for one in script.breakdowns if one.driver_number in stopped),
        spins=tuple(race.spins),
        blue_flags=tuple(sorted(race.blue_flags)),
    )


def _on_the_grid(slot: GridSlot, laps: int, rng: Random) -> Runner:
    compound, plan = strategy.opening(laps, rng)
    age_laps = strategy.age_of_new_set(compound, rng)
    return Runner(
        slot=slot,
        plan=plan,
        first_compound=compound,
        first_age_laps=age_laps,
        nerve=rng.uniform(-0.06, 0.06),
        fuel_laps=float(laps),
        compound=compound,
        age_laps=age_laps,
        wear_laps=float(age_laps),
    )


@dataclass(slots=True)
class _Race:
    cars: list[Runner]
    control: RaceControl
    sky: Sky
    laps: int
    rng: Random
    spins: list[Spin] = field(default_factory=list)
    blue_flags: list[tuple[int, int]] = field(default_factory=list)
    lane: PitLane = field(default_factory=PitLane)
    flag_s: float = math.inf
    lead_lap: int = 1
    queue: list[tuple[float, int, Runner]] = field(default_factory=list)

    def start(self) -> None:
        """The first lap: off the grid, then in a row, each a little behind the one before."""
        arrivals = []
        for car in self.cars:
            slot_s = physics.START_LOSS_S_PER_SLOT * car.slot.position
            luck_s = self.rng.gauss(0.0, physics.START_SPREAD_S)
            effort_s = self._clean_s(car) + physics.START_LOSS_S + slot_s + luck_s
            arrivals.append((effort_s, car.number, car))
        before_s = 0.0
        for effort_s, _, car in sorted(arrivals):
            before_s = max(effort_s, before_s + self.rng.uniform(0.3, 0.8))
            self._end_lap(car, self._splits(car, effort_s, neutral.CATCHING_UP), before_s)

    def to_the_flag(self) -> None:
        """Every car until it stops, completes the distance or crosses the line after the winner."""
        while self.queue:
            *_, car = heappop(self.queue)
            if car.line_s < self.flag_s and car.next_lap <= self.laps:
                self._drive(car)

    def _drive(self, car: Runner) -> None:
        spell = neutral.active(self.control.spells, car.rejoin_s)
        leads = car.next_lap > self.lead_lap
        self.lead_lap = max(self.lead_lap, car.next_lap)
        is_waved = car.next_lap < self.lead_lap and was_waved(car, spell)
        slowness = _slowness(leads=leads, is_waved=is_waved)
        ahead = traffic.ahead_on_track(car, self.cars)
        clean_s = self._clean_s(car)
        air_s = 0.0 if spell else traffic.air_s(car, ahead)
        splits = self._splits(car, clean_s + air_s + self._luck_s(car, clean_s), slowness)
        if leads and spell:
            self.control.lead(spell, car, self.cars, splits[-1])
        end_s = splits[-1] if is_waved else self._settle(car, clean_s, splits[-1], ahead)
        self._end_lap(car, splits, traffic.apart(end_s, ahead))

    def _clean_s(self, car: Runner) -> float:
        """Lap time alone on the track, without luck."""
        return (
            BASE_LAP_S
            + car.slot.entrant.pace_s
            + physics.FUEL_S_PER_LAP * car.fuel_laps
            + tyres.loss_s(car.compound, car.wear_laps, self.sky.wetness(car.rejoin_s))
            + (COLD_TYRES_S if car.is_out_lap else 0.0)
        )

    def _luck_s(self, car: Runner, clean_s: float) -> float:
        lost_s, car.owed_s = car.owed_s, 0.0
        for spin in self.control.script.spins:
            is_now = car.rejoin_s <= spin.at_s < car.rejoin_s + 0.9 * clean_s
            is_racing = not neutral.overlaps(self.control.spells, spin.at_s, spin.clear_s)
            if spin.driver_number == car.number and is_now and is_racing:
                self.spins.append(spin)
                lost_s += spin.lost_s
        return lost_s + physics.lap_noise_s(car.slot.entrant.noise_s, self.rng)

    def _splits(self, car: Runner, effort_s: float, slowness: float) -> list[float]:
        """When an unhindered car ends its sectors."""
        return [
            neutral.arrival_s(self.control.spells, car.rejoin_s, effort_s * share, slowness)
            for share in accumulate(SECTOR_SHARES)
        ]

    def _settle(self, car: Runner, clean_s: float, free_s: float, ahead: list[Runner]) -> float:
        """When the car ends its lap among the others."""
        if neutral.overlaps(self.control.spells, car.rejoin_s, free_s):
            at_line = neutral.active(self.control.spells, free_s)
            is_queue = at_line is not None and at_line.status is TrackStatus.SC
            gap_s = traffic.QUEUE_S if is_queue else traffic.RESTART_S
            return traffic.queue_up(free_s, ahead, gap_s, self.rng)
        end_s, waved = traffic.fight(car, clean_s, free_s, ahead, self.rng)
        for other in waved:
            at_s = car.rejoin_s + self.rng.uniform(0.2, 0.8) * clean_s
            self.blue_flags.append((round(at_s), other.number))
        return end_s

    def _end_lap(self, car: Runner, splits: list[float], end_s: float) -> None:
        """Settle the lap that ends at `end_s` on the track, or where the car breaks down."""
        stretch = (end_s - car.rejoin_s) / (splits[-1] - car.rejoin_s)
        ends_s = [car.rejoin_s + (split_s - car.rejoin_s) * stretch for split_s in splits]
        ends_s[:2] = [at_s + self.rng.gauss(0.0, SECTOR_SPREAD_S) for at_s in ends_s[:2]]
        stops_s = self.control.script.stops_s(car.number)
        if stops_s < end_s:
            car.record([at_s for at_s in ends_s if at_s <= stops_s], wear=1.0)
            car.retired_s = max(stops_s, car.line_s)
            return
        is_slow = neutral.active(self.control.spells, (car.rejoin_s + end_s) / 2) is not None
        visit = self._visit(car, end_s)
        if visit is not None:
            ends_s[-1] += visit.in_lap_loss_s
        car.record(ends_s, physics.NEUTRAL_CONSUMPTION if is_slow else 1.0, visit)
        if car.lap == self.laps:
            self.flag_s = min(self.flag_s, car.line_s)
        heappush(self.queue, (car.rejoin_s, car.number, car))

    def _visit(self, car: Runner, end_s: float) -> PitVisit | None:
        """The stop at the end of this lap, if the pit wall calls the car in before the pit entry."""
        spell = neutral.active(self.control.spells, end_s - PIT_ENTRY_S)
        now = strategy.Situation(
            lap=car.next_lap,
            laps=self.laps,
            compound=car.compound,
            age_laps=car.age_laps + 1,
            plan=car.plan,
            status=spell.status if spell else TrackStatus.GREEN,
            wetness=self.sky.wetness(end_s),
            nerve=car.nerve,
        )
        compound = strategy.stop_now(now, self.rng)
        if compound is None:
            return None
        car.plan = strategy.plan_after(now, compound)
        age_laps = strategy.age_of_new_set(compound, self.rng)
        team = car.slot.entrant.team.name
        return self.lane.visit(team, end_s, now.status, compound, age_laps, self.rng)


def _slowness(*, leads: bool, is_waved: bool) -> float:
    if is_waved:
        return neutral.WAVED_BY
    return neutral.BEHIND_SAFETY_CAR if leads else neutral.CATCHING_UP
