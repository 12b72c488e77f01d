"""A race at one moment, small enough to travel with a request, and the arrays the simulator wants of it.

Laps count from the first simulated one. Sources of the constants: TUM is the TUM race simulation
(doi 10.3390/app10124229), *measured* the laps of 2018 to 2024 (docs/models/simulator.md).
"""

from collections.abc import Mapping
from typing import Final

import msgspec
import numpy as np
from msgspec.structs import replace

from f1strategy.simulation.draws import Now
from f1strategy.simulation.setup import MOST_STOPS, NO_STOP, OLDEST_LAPS, Cars, Track

KNOT_LAPS: Final = 5
"""Wear is told at ages 0, 5, 10, … and is straight in between."""
REFERENCE_LAP_S: Final = 90.0
LAP_SD_S: Final = 0.44
"""Spread of a clean 90 s lap around its decomposition (measured: median of 135 races)."""
PIT_SD_S: Final = 1.3
SLOW_STOP_CHANCE: Final = 0.07
SLOW_STOP_S: Final = 6.0
"""Green stops around their race's median (measured, n = 2,812): quartiles -0.84 and 1.25, 95 % below 6.3."""
STACK_S: Final = 3.0
"""A stop of 2.5 s, and the car rolls in and out."""
COLD_TYRES_S: Final = 1.0
DUEL_S: Final = 0.3
FOLLOW_GAP_S: Final = 0.5
"""TUM."""
TRAFFIC_WITHIN_S: Final = 1.6
TRAFFIC_SHARE: Final = 0.65
"""Hellblazer704/pitwall: up to 0.45 s a lap; the mean of the measured circuits is 0.69 s."""
SLIPSTREAM_S: Final = 0.3
BLUE_FLAG_S: Final = 0.8
START_SD_S: Final = 1.0
PASS_PER_S: Final = 1.463
PASS_INTERCEPT: Final = -1.887
"""Log-odds of a pass per lap and second of pace advantage (Hellblazer704/pitwall, 16,004 events)."""
RED_SHARE: Final = 0.12
"""12 of 99 safety cars became a red flag (measured)."""
RETIREMENT_SC: Final = 0.18
RETIREMENT_VSC: Final = 0.14
"""Shares of 328 retirements followed within two laps (measured); TUM: VSC 0.227."""
SC_LAPS: Final = (0.06, 0.04, 0.22, 0.28, 0.2, 0.12, 0.02, 0.06)
VSC_LAPS: Final = (0.26, 0.54, 0.16, 0.04)
"""Chances of 1, 2, … leader's laps (measured: 99 and 63 spells, the single SC laps halved: most of
those are the ends of red flags)."""
SC_LAP_FACTOR: Final = 1.6
VSC_LAP_FACTOR: Final = 1.3
"""Measured: 1.61 on SC laps; 1.17 on laps that begin and end under VSC, TUM has 1.4."""
SC_GAP_S: Final = 0.9
RAIN_HAZARD: Final = 0.0006
RAIN_LAPS: Final = 12.0
STOP_EARLY_LAPS: Final = 12


class CarNow(msgspec.Struct, frozen=True, array_like=True):
    """One car when it ended the last lap before the simulated ones; times in seconds.

    base_s: a lap on a new medium tyre with the race's last fuel, in clean air. compound: index in
    `COMPOUNDS`. used: as `Cars.used`. stops: planned or already made later stops, lap and compound.
    early_from, stop_s: as in `Cars`. wear_factor: its tyres wear so many times as fast as the circuit's.
    """

    name: str
    team: str
    clock_s: float
    base_s: float
    pace_sd_s: float
    compound: int
    age_laps: int
    used: int
    retire_hazard: float
    is_running: bool
    stops: tuple[tuple[int, int], ...] = ()
    early_from: int = 0
    wear_factor: float = 1.0
    stop_s: float = 0.0


class RaceNow(msgspec.Struct, frozen=True, kw_only=True):
    """The field and what its circuit is like; losses in seconds, hazards per lap.

    wear_s: per compound the loss beyond `base_s` at ages 0, 5, 10, … laps.
    wear_sd: relative uncertainty of it. status: as in `draws`.
    """

    laps: int
    lap_time_s: float
    fuel_s_per_lap: float
    pit_loss_s: float
    sc_pit_factor: float
    vsc_pit_factor: float
    sc_hazard: float
    vsc_hazard: float
    pass_log_odds: float
    """Against the mean circuit."""
    traffic_s: float
    wear_s: tuple[tuple[float, ...], ...]
    wear_sd: float
    cars: tuple[CarNow, ...]
    status: int = 0
    wetness: float = 1.0
    is_raining: bool = False
    is_start: bool = False
    two_compounds: bool = True
    slow_stop_chance: float = SLOW_STOP_CHANCE
    slow_stop_s: float = SLOW_STOP_S


def with_stops(race: RaceNow, stop_s: Mapping[str, float]) -> RaceNow:
    """The race where a team's stops take so many seconds longer than the field's."""
    cars = tuple(replace(car, stop_s=stop_s.get(car.team, 0.0)) for car in race.cars)
    return replace(race, cars=cars)


def arrays(race: RaceNow) -> tuple[Cars, Track]:
    """What the simulator reads."""
    return _cars(race), _track(race)


def weather(race: RaceNow) -> Now:
    """What the draws begin with."""
    return Now(race.status, race.wetness, race.is_raining)


def plan_rows(race: RaceNow) -> tuple[list[list[int]], list[list[int]]]:
    """Laps and compounds of the cars' own stops, as rows of `Plans`."""
    laps, compounds = [], []
    for car in race.cars:
        stops = car.stops[:MOST_STOPS]
        spare = MOST_STOPS - len(stops)
        laps.append([lap for lap, _ in stops] + spare * [NO_STOP])
        compounds.append([compound for _, compound in stops] + spare * [0])
    return laps, compounds


def wear_table(
    wear_s: tuple[tuple[float, ...], ...],
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Compounds x ages from a loss at every knot: seconds at every age; level beyond the last knot."""
    knots = KNOT_LAPS * np.arange(len(wear_s[0]))
    ages = np.arange(OLDEST_LAPS)
    return np.array([np.interp(ages, knots, one) for one in wear_s])


def _cars(race: RaceNow) -> Cars:
    cars = race.cars
    garages = [car.team or car.name for car in cars]
    teams = {team: at for at, team in enumerate(dict.fromkeys(garages))}
    scale = race.lap_time_s / REFERENCE_LAP_S
    count = len(cars)
    return Cars(
        clock_s=np.array([car.clock_s for car in cars]),
        base_s=np.array([car.base_s for car in cars]),
        pace_sd_s=np.array([car.pace_sd_s for car in cars]),
        lap_sd_s=np.full(count, LAP_SD_S * scale),
        wear_s=_wear(race),
        wear_sd=np.full(count, race.wear_sd),
        compound=np.array([car.compound for car in cars]),
        age_laps=np.array([car.age_laps for car in cars]),
        used=np.array([car.used for car in cars]),
        team=np.array([teams[garage] for garage in garages]),
        retire_hazard=np.array([car.retire_hazard for car in cars]),
        is_running=np.array([int(car.is_running) for car in cars]),
        early_from=np.array([car.early_from for car in cars]),
        stop_s=np.array([car.stop_s for car in cars]),
    )


def _wear(race: RaceNow) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Cars x compounds x ages; a factor stretches what comes on top of a new tyre."""
    table = wear_table(race.wear_s)
    new = table[:, :1]
    return np.stack([new + car.wear_factor * (table - new) for car in race.cars])


def _track(race: RaceNow) -> Track:
    laps = race.laps
    return Track(
        laps=laps,
        fuel_s=race.fuel_s_per_lap * np.arange(laps - 1, -1, -1.0),
        pit_loss_s=race.pit_loss_s,
        pit_loss_sd_s=PIT_SD_S,
        sc_pit_factor=race.sc_pit_factor,
        vsc_pit_factor=race.vsc_pit_factor,
        slow_stop_chance=race.slow_stop_chance,
        slow_stop_s=race.slow_stop_s,
        stack_s=STACK_S,
        is_start=int(race.is_start),
        start_sd_s=START_SD_S,
        cold_tyres_s=COLD_TYRES_S,
        follow_gap_s=FOLLOW_GAP_S,
        traffic_s=TRAFFIC_SHARE * race.traffic_s,
        traffic_within_s=TRAFFIC_WITHIN_S,
        slipstream_s=SLIPSTREAM_S,
        pass_intercept=PASS_INTERCEPT + race.pass_log_odds,
        pass_per_s=PASS_PER_S,
        duel_s=DUEL_S,
        blue_flag_s=BLUE_FLAG_S,
        sc_hazard=np.full(laps, race.sc_hazard),
        vsc_hazard=np.full(laps, race.vsc_hazard),
        retirement_sc=RETIREMENT_SC,
        retirement_vsc=RETIREMENT_VSC,
        red_share=RED_SHARE,
        sc_laps=np.array(SC_LAPS),
        vsc_laps=np.array(VSC_LAPS),
        sc_lap_factor=SC_LAP_FACTOR,
        vsc_lap_factor=VSC_LAP_FACTOR,
        sc_gap_s=SC_GAP_S,
        rain_hazard=RAIN_HAZARD,
        rain_laps=RAIN_LAPS,
        stop_early_laps=STOP_EARLY_LAPS,
        two_compounds=int(race.two_compounds),
    )
