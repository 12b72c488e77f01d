"""The race as a simulation starts from it: the moment a car has crossed the line."""

from collections.abc import Mapping
from math import isnan, log
from statistics import median
from typing import Final

from msgspec.structs import replace

from f1strategy.models.observed import ObservedLap
from f1strategy.models.race_view import CarView, RaceView
from f1strategy.simulation.events import GREEN, SC, VSC
from f1strategy.simulation.race_now import CarNow, RaceNow, with_stops
from f1strategy.simulation.setup import COMPOUNDS, RAIN_BIT, SLICK_COUNT
from f1strategy.simulation.tyres import HARD, INTER, INTER_BASE, INTER_SLOPE, MEDIUM
from f1strategy.strategy.field_now import FieldNow
from f1strategy.strategy.pace_today import Pace
from f1strategy.strategy.race_models import RETIRED
from schemas.records import Compound, TrackStatus

STATUS: Final = {TrackStatus.VSC: VSC, TrackStatus.SC: SC, TrackStatus.RED: SC}
"""A red flag is followed by laps behind the safety car or a standing start: neither is raced."""
OUT_LAP_SHARE: Final = 0.83
"""Of a stop's loss so much comes after the line: the in-lap loses 3.7 s of 21.3 s (medians of 2,853 green
stops, seasons 2018-2024)."""
NOT_THERE_YET_S: Final = 0.1
"""A car that has not crossed this line does so later, however long the lap took: behind the others by place."""
WETTEST: Final = 1.35
GUESSED_WETNESS: Final = 1.12
"""Where nobody has driven a whole lap on wet tyres yet: just past the crossover."""


def race_now(
    view: RaceView,
    driver: str,
    field: FieldNow,
    status: TrackStatus,
    *,
    is_raining: bool,
    at: int | None = None,
) -> RaceNow | None:
    """The field when the driver ended a lap, the newest of the view or `at`; None when none is left.

    field: of the same view. All cars are told at the line that ends that lap: those ahead were there
    earlier, those behind are expected there. Clocks count from the driver's own crossing.
    """
    me = view.cars[driver]
    line = me.laps[me.newest_lap if at is None else at]
    laps = view.total_laps - line.lap_number
    if laps < 1:
        return None
    circuit, pace, running, stops_s = field
    hazard = -log(1 - RETIRED) / view.total_laps
    cars = tuple(
        _car(car, line, circuit, pace, hazard, is_running=car.driver in running)
        for car in view.cars.values()
    )
    now = replace(
        circuit,
        laps=laps,
        cars=cars,
        status=STATUS.get(status, GREEN),
        wetness=_wetness(view, running, circuit, pace),
        is_raining=is_raining,
    )
    return with_stops(now, stops_s)


def _car(
    car: CarView,
    line: ObservedLap,
    circuit: RaceNow,
    pace: Pace,
    hazard: float,
    *,
    is_running: bool,
) -> CarNow:
    at = line.lap_number
    here = car.laps.get(at) or car.last
    lap_s = _lap_s(car, circuit)
    clock_s = here.end_s + (at - here.lap_number) * lap_s - line.end_s
    if here.lap_number < at:
        clock_s = max(clock_s, NOT_THERE_YET_S * here.position)
    fitted, age = _fitted(here), 0 if isnan(here.tyre_age_laps) else int(here.tyre_age_laps)
    used = 0
    for compound in car.compounds:
        used |= _bit(COMPOUNDS.index(compound))
    if here.lap_number <= at and here.is_in_lap:
        clock_s += OUT_LAP_SHARE * circuit.pit_loss_s
        fitted, age = _next_fitted(car, here), 0
    return CarNow(
        name=car.driver,
        team=car.team,
        clock_s=round(clock_s, 3),
        base_s=round(pace.base_s[car.driver], 4),
        pace_sd_s=round(pace.sd_s[car.driver], 4),
        compound=fitted,
        age_laps=age,
        used=used | _bit(fitted),
        retire_hazard=hazard,
        is_running=is_running,
        stops=tuple(
            (number - at - 1, _next_fitted(car, lap))
            for number, lap in sorted(car.laps.items())
            if number > at and lap.is_in_lap
        ),
    )


def _lap_s(car: CarView, circuit: RaceNow) -> float:
    usual_s = car.recent_pace_s() or car.last.lap_time_s
    return circuit.lap_time_s if isnan(usual_s) else usual_s


def _fitted(lap: ObservedLap) -> int:
    return MEDIUM if lap.compound is Compound.UNKNOWN else COMPOUNDS.index(lap.compound)


def _next_fitted(car: CarView, in_lap: ObservedLap) -> int:
    """What the stop has fitted, where the next lap tells it; else the usual other compound."""
    after = car.laps.get(in_lap.lap_number + 1)
    if after is not None and after.compound is not Compound.UNKNOWN:
        return COMPOUNDS.index(after.compound)
    fitted = _fitted(in_lap)
    return MEDIUM if fitted == HARD else HARD if fitted < SLICK_COUNT else fitted


def _bit(compound: int) -> int:
    return 1 << compound if compound < SLICK_COUNT else RAIN_BIT


def _wetness(view: RaceView, running: frozenset[str], circuit: RaceNow, pace: Pace) -> float:
    """How many times longer than in the dry a lap on slicks takes; 1 unless most are on wet tyres."""
    lasts = [car.last for car in view.cars.values() if car.driver in running]
    wet = [lap for lap in lasts if lap.compound in COMPOUNDS[SLICK_COUNT:]]
    if 2 * len(wet) <= len(lasts):
        return 1.0
    ratios = [
        lap.lap_time_s / (pace.base_s[lap.driver] + _fuel_s(circuit, lap))
        for lap in wet
        if lap.is_racing and lap.compound is COMPOUNDS[INTER]
    ]
    if not ratios:
        return GUESSED_WETNESS
    return min(WETTEST, max(1.0, 1.0 + (median(ratios) - INTER_BASE) / INTER_SLOPE))


def _fuel_s(circuit: RaceNow, lap: ObservedLap) -> float:
    return circuit.fuel_s_per_lap * max(0, circuit.laps - lap.lap_number)


def with_losses(race: RaceNow, losses_s: Mapping[TrackStatus, float]) -> RaceNow:
    """The race with the losses that a fitted model expects of a stop today."""
    green_s = losses_s.get(TrackStatus.GREEN)
    if not green_s:
        return race
    return replace(
        race,
        pit_loss_s=green_s,
        sc_pit_factor=losses_s.get(TrackStatus.SC, green_s * race.sc_pit_factor) / green_s,
        vsc_pit_factor=losses_s.get(TrackStatus.VSC, green_s * race.vsc_pit_factor) / green_s,
    )
