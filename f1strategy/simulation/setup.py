"""What a simulated race starts from: cars, track and plans, as arrays that the kernel can read.

The race is simulated lap by lap. A car's clock is when it ends a lap; a lapped car is a car whose clock
is more than a lap behind, so order by clock is order on the road and in the result.
"""

from math import isfinite
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.records import Compound

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COMPOUNDS: Final = (
    Compound.SOFT,
    Compound.MEDIUM,
    Compound.HARD,
    Compound.INTERMEDIATE,
    Compound.WET,
)
"""Their places in the arrays."""
SLICK_COUNT: Final = 3
RAIN_BIT: Final = 8
"""Marks a car that has used wet tyres: the two-compound rule is lifted for it."""
OLDEST_LAPS: Final = 81
"""Wear tables reach from age 0 to 80."""
MOST_STOPS: Final = 4
NO_STOP: Final = -1


class Cars(NamedTuple):
    """The field, an entry a car. Times in seconds."""

    clock_s: Floats
    """When the car ended (or will end) the last lap before the simulated ones."""
    base_s: Floats
    """A lap on a new medium tyre at the race's last lap's fuel, in clean air."""
    pace_sd_s: Floats
    """Uncertainty of `base_s`, the same all race long."""
    lap_sd_s: Floats
    """Spread from lap to lap."""
    wear_s: Floats
    """cars x compounds x ages: what a lap on such a tyre costs beyond `base_s`."""
    wear_sd: Floats
    """Relative uncertainty of the wear."""
    compound: Ints
    age_laps: Ints
    used: Ints
    """Bit 0-2: slick compounds used so far; `RAIN_BIT`: wet ones."""
    team: Ints
    retire_hazard: Floats
    """Chance to retire, per lap."""
    is_running: Ints
    """0: out of the race before it is simulated."""
    early_from: Ints
    """Simulated lap from which on the car takes a planned stop early when the race is neutralised."""
    stop_s: Floats
    """How much longer than the field's its team's stops take."""


class Track(NamedTuple):
    """Circuit and era. Times in seconds, hazards per lap."""

    laps: int
    """Laps to simulate."""
    fuel_s: Floats
    """Per simulated lap, what fuel and track cost more than on the race's last lap."""
    pit_loss_s: float
    pit_loss_sd_s: float
    sc_pit_factor: float
    vsc_pit_factor: float
    slow_stop_chance: float
    slow_stop_s: float
    """Mean of the exponential tail of slow stops."""
    stack_s: float
    """How long a team's second car waits when both come in on one lap."""
    is_start: int
    """1: the first simulated lap begins on the grid, where nobody follows anybody yet."""
    start_sd_s: float
    """Spread of the time won or lost on the first lap after the grid."""
    cold_tyres_s: float
    follow_gap_s: float
    traffic_s: float
    """Lost per lap right behind another car; falls to zero at `traffic_within_s`."""
    traffic_within_s: float
    slipstream_s: float
    """Gained per lap within a second of the car ahead: DRS, overtake mode."""
    pass_intercept: float
    pass_per_s: float
    """Log-odds to pass in a lap: intercept, and per second of pace advantage."""
    duel_s: float
    blue_flag_s: float
    sc_hazard: Floats
    """Per simulated lap."""
    vsc_hazard: Floats
    retirement_sc: float
    """Chance that a retirement brings the safety car out."""
    retirement_vsc: float
    red_share: float
    """Share of safety cars that become a red flag."""
    sc_laps: Floats
    """Chances of 1, 2, 3, ... laps behind the safety car."""
    vsc_laps: Floats
    sc_lap_factor: float
    vsc_lap_factor: float
    sc_gap_s: float
    rain_hazard: float
    rain_laps: float
    """Mean length of a shower."""
    stop_early_laps: int
    """A stop planned within so many laps is taken at once when the race is neutralised."""
    two_compounds: int
    """1: the rule asks for two slick compounds in a dry race."""


class Plans(NamedTuple):
    """Stops of every car in every scenario: scenarios x cars x `MOST_STOPS`, `NO_STOP` where none.

    lap: in-lap, counted from 0 at the first simulated lap.
    """

    lap: Ints
    compound: Ints


def no_stops(scenarios: int, cars: int) -> Plans:
    """Plans without any stop."""
    shape = (scenarios, cars, MOST_STOPS)
    return Plans(np.full(shape, NO_STOP), np.zeros(shape, dtype=np.int64))


class BadSetup(ValueError):
    """Arrays that do not belong together, or values no race can have."""


def check(cars: Cars, track: Track, plans: Plans) -> None:
    """Raise `BadSetup` for what the kernel would misread in silence."""
    count = len(cars.clock_s)
    problems = {
        "no car": count == 0,
        "no lap to simulate": track.laps < 1,
        "an array of another length than the cars": any(len(one) != count for one in cars),
        "wear that is not cars x compounds x ages": cars.wear_s.shape
        != (count, len(COMPOUNDS), OLDEST_LAPS),
        "plans that are not scenarios x cars x stops": plans.lap.shape[1:] != (count, MOST_STOPS)
        or plans.compound.shape != plans.lap.shape,
        "an array of another length than the laps": any(
            len(one) != track.laps for one in (track.fuel_s, track.sc_hazard, track.vsc_hazard)
        ),
        "a value that is not finite": not all(map(_is_finite, (*cars, *track))),
        "a compound that does not exist": not _within(cars.compound, len(COMPOUNDS))
        or not _within(plans.compound, len(COMPOUNDS)),
        "durations whose chances do not sum to one": any(
            abs(one.sum() - 1.0) > 1e-9 for one in (track.sc_laps, track.vsc_laps)
        ),
    }
    wrong = [problem for problem, is_so in problems.items() if is_so]
    if wrong:
        raise BadSetup("; ".join(wrong))


def _is_finite(value: Any) -> bool:
    """A sum tells it of all its parts: no time or chance is so long that many of them would not end."""
    return isfinite(value.sum() if isinstance(value, np.ndarray) else value)


def _within(values: Ints, end: int) -> bool:
    return bool(((values >= 0) & (values < end)).all())
