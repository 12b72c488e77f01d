"""Hand-written races for the models: pace, tyres, fuel and traffic as told, noise from a seed."""

from collections.abc import Sequence
from dataclasses import replace
from math import nan

import numpy as np

from f1strategy.models.observed import ObservedLap
from f1strategy.models.race import Race
from schemas.records import Compound, TrackStatus

GREEN, SC, VSC, RED = TrackStatus.GREEN, TrackStatus.SC, TrackStatus.VSC, TrackStatus.RED
MEDIUM, HARD, SOFT = Compound.MEDIUM, Compound.HARD, Compound.SOFT
WEAR = {SOFT: 0.09, MEDIUM: 0.06, HARD: 0.03}


def a_lap(driver: str = "AAA", lap_number: int = 5, end_s: float = 450.0, **other) -> ObservedLap:
    """A clean lap on mediums in mid-field, but for what is told otherwise."""
    usual = ObservedLap(
        driver=driver,
        team=f"Team {driver[0]}",
        lap_number=lap_number,
        end_s=end_s,
        lap_time_s=90.0,
        sectors_s=(30.0, 30.0, 30.0),
        compound=MEDIUM,
        tyre_age_laps=float(lap_number),
        stint_number=1,
        is_in_lap=False,
        is_out_lap=False,
        position=1,
        status=GREEN,
        status_end=GREEN,
        is_clean=lap_number > 1,
    )
    return replace(usual, **other)


def a_race(
    *,
    season: int = 2024,
    number: int = 1,
    circuit: str = "monza",
    drivers: int = 8,
    laps: int = 40,
    burn_s: float = 3.2,
    noise_s: float = 0.1,
    seed: int = 1,
    stops: Sequence[int] = (14, 18, 22, 26),
) -> Race:
    """One stop a car, on different laps, half of them from mediums to hards, half the other way round.

    Everybody runs in clean air.
    """
    rng = np.random.default_rng(seed)
    told: list[ObservedLap] = []
    for car in range(drivers):
        end_s, stop, age, stint = 3.5 * car, stops[car % len(stops)], 1.0, 1
        compounds = (MEDIUM, HARD) if car // len(stops) % 2 == 0 else (HARD, MEDIUM)
        compound = compounds[0]
        for lap in range(1, laps + 1):
            in_lap, out_lap = lap == stop, lap == stop + 1
            time_s = 90.0 + 0.1 * car + WEAR[compound] * age - burn_s * lap / laps
            time_s += rng.normal(0.0, noise_s) + 5.0 * in_lap + 17.0 * out_lap + 4.0 * (lap == 1)
            end_s += time_s
            told.append(
                a_lap(
                    f"{chr(65 + car)}AA",
                    lap,
                    end_s,
                    lap_time_s=nan if lap == 1 else time_s,
                    sectors_s=(time_s / 3, time_s / 3, time_s / 3),
                    compound=compound,
                    tyre_age_laps=age,
                    stint_number=stint,
                    is_in_lap=in_lap,
                    is_out_lap=out_lap,
                    position=car + 1,
                    is_clean=lap > 1 and not in_lap and not out_lap,
                )
            )
            age += 1
            if in_lap:
                age, compound, stint = 1.0, compounds[1], 2
    return Race(season, number, circuit, laps, tuple(sorted(told, key=lambda one: one.end_s)))
