"""An invented Grand Prix with every effect in it, to test and to measure with: rounded, of no circuit."""

from typing import Any, Final

import numpy as np

from f1strategy.simulation.setup import COMPOUNDS, OLDEST_LAPS, Cars, Plans, Track, no_stops

SLOPES_S: Final = (0.10, 0.06, 0.035, 0.05, 0.05)
OFFSETS_S: Final = (-0.4, 0.0, 0.4, 0.0, 0.0)


def some_cars(count: int = 20, **other: Any) -> Cars:
    """A grid on mediums, a tenth of a second a lap from car to car, but for what is told otherwise."""
    wear = np.array(OFFSETS_S)[:, None] + np.array(SLOPES_S)[:, None] * np.arange(OLDEST_LAPS)
    usual = Cars(
        clock_s=0.25 * np.arange(count),
        base_s=90.0 + 0.1 * np.arange(count),
        pace_sd_s=np.full(count, 0.25),
        lap_sd_s=np.full(count, 0.45),
        wear_s=np.broadcast_to(wear, (count, len(COMPOUNDS), OLDEST_LAPS)).copy(),
        wear_sd=np.full(count, 0.3),
        compound=np.ones(count, dtype=np.int64),
        age_laps=np.zeros(count, dtype=np.int64),
        used=np.full(count, 2),
        team=np.arange(count) // 2,
        retire_hazard=np.full(count, 0.0018),
        is_running=np.ones(count, dtype=np.int64),
        early_from=np.zeros(count, dtype=np.int64),
        stop_s=np.zeros(count),
    )
    return usual._replace(**other)


def a_track(laps: int = 57, **other: Any) -> Track:
    """A circuit of 90 s laps where all can happen, but for what is told otherwise."""
    usual = Track(
        laps=laps,
        fuel_s=0.055 * np.arange(laps, 0, -1),
        pit_loss_s=21.0,
        pit_loss_sd_s=0.6,
        sc_pit_factor=0.6,
        vsc_pit_factor=0.65,
        slow_stop_chance=0.05,
        slow_stop_s=5.0,
        stack_s=3.0,
        is_start=1,
        start_sd_s=0.8,
        cold_tyres_s=1.0,
        follow_gap_s=0.5,
        traffic_s=0.4,
        traffic_within_s=1.6,
        slipstream_s=0.3,
        pass_intercept=-1.9,
        pass_per_s=1.45,
        duel_s=0.3,
        blue_flag_s=0.8,
        sc_hazard=np.full(laps, 0.012),
        vsc_hazard=np.full(laps, 0.006),
        retirement_sc=0.25,
        retirement_vsc=0.2,
        red_share=0.1,
        sc_laps=np.array([0.0, 0.2, 0.25, 0.25, 0.2, 0.1]),
        vsc_laps=np.array([0.5, 0.4, 0.1]),
        sc_lap_factor=1.5,
        vsc_lap_factor=1.35,
        sc_gap_s=0.9,
        rain_hazard=0.002,
        rain_laps=12.0,
        stop_early_laps=12,
        two_compounds=1,
    )
    return usual._replace(**other)


def one_stop(scenarios: int = 1, cars: int = 20, lap: int = 22) -> Plans:
    """Everybody to hards, around this lap."""
    plans = no_stops(scenarios, cars)
    plans.lap[:, :, 0] = lap + np.arange(cars) % 5
    plans.compound[:, :, 0] = 2
    return plans
