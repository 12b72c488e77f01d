"""Effects of the simulator that can be switched off, one by one, to see what each does."""

from enum import StrEnum
from typing import Any, Final

import numpy as np

from f1strategy.simulation.setup import Cars, Track


class Effect(StrEnum):
    """What a simulated race can be freed of."""

    PACE_UNCERTAINTY = "pace uncertainty"
    LAP_NOISE = "lap noise"
    WEAR = "wear"
    WEAR_UNCERTAINTY = "wear uncertainty"
    FUEL = "fuel"
    FOLLOWING = "following"
    TRAFFIC = "traffic"
    SLIPSTREAM = "slipstream"
    OVERTAKING = "overtaking"
    SLOW_STOPS = "slow stops"
    STOP_SPREAD = "stop spread"
    DOUBLE_STACKING = "double stacking"
    BLUE_FLAGS = "blue flags"
    SAFETY_CAR = "safety car"
    VIRTUAL_SAFETY_CAR = "virtual safety car"
    RED_FLAG = "red flag"
    RETIREMENTS = "retirements"
    RAIN = "rain"
    TWO_COMPOUNDS = "two compounds"
    COLD_TYRES = "cold tyres"


def without(cars: Cars, track: Track, *effects: Effect) -> tuple[Cars, Track]:
    """The same race freed of these effects; the arguments stay as they are."""
    for effect in effects:
        cars, track = _without(cars, track, effect)
    return cars, track


def _without(cars: Cars, track: Track, effect: Effect) -> tuple[Cars, Track]:  # noqa: PLR0911
    zero, calm = np.zeros_like(cars.clock_s), np.zeros(track.laps)
    match effect:
        case Effect.PACE_UNCERTAINTY:
            return cars._replace(pace_sd_s=zero), track
        case Effect.LAP_NOISE:
            return cars._replace(lap_sd_s=zero), track
        case Effect.WEAR:
            return cars._replace(wear_s=np.zeros_like(cars.wear_s)), track
        case Effect.WEAR_UNCERTAINTY:
            return cars._replace(wear_sd=zero), track
        case Effect.RETIREMENTS:
            return cars._replace(retire_hazard=zero), track
        case Effect.SAFETY_CAR:
            return cars, track._replace(sc_hazard=calm, retirement_sc=0.0)
        case Effect.VIRTUAL_SAFETY_CAR:
            return cars, track._replace(vsc_hazard=calm, retirement_vsc=0.0)
        case Effect.FUEL:
            return cars, track._replace(fuel_s=calm)
        case _:
            return cars, track._replace(**_NEUTRAL[effect])


_NEUTRAL: Final[dict[Effect, dict[str, Any]]] = {
    Effect.FOLLOWING: {"follow_gap_s": -1e6, "traffic_within_s": -1e6},
    Effect.TRAFFIC: {"traffic_s": 0.0},
    Effect.SLIPSTREAM: {"slipstream_s": 0.0},
    Effect.OVERTAKING: {"pass_intercept": -1e6},
    Effect.SLOW_STOPS: {"slow_stop_chance": 0.0},
    Effect.STOP_SPREAD: {"pit_loss_sd_s": 0.0},
    Effect.DOUBLE_STACKING: {"stack_s": -1e6},
    Effect.BLUE_FLAGS: {"blue_flag_s": 0.0},
    Effect.RED_FLAG: {"red_share": 0.0},
    Effect.RAIN: {"rain_hazard": 0.0},
    Effect.TWO_COMPOUNDS: {"two_compounds": 0},
    Effect.COLD_TYRES: {"cold_tyres_s": 0.0},
}
