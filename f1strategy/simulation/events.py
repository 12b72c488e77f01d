"""When a drawn race is neutralised and when it rains, lap by lap; compiled by numba."""

from typing import Any, Final

import numba
from numpy.typing import NDArray

GREEN, VSC, SC, RED = 0, 1, 2, 3
"""Codes of a simulated lap's status."""
NO_LAP: Final = -1
RAIN_COMES_LAPS: Final = 3
"""A shower reaches its strength within so many laps."""
DRYING_PER_LAP: Final = 0.015
"""What the track's pace ratio for slicks gains per lap once the rain is over."""
Values = NDArray[Any]


@numba.njit(cache=True, error_model="numpy")
def fill_status(
    status: Values,
    kind_now: int,
    stopped: Values,
    onset: Values,
    red: Values,
    sc_laps: Values,
    vsc_laps: Values,
    hazards: tuple[Values, Values],
    retirement: tuple[float, float],
    red_share: float,
    forced: tuple[int, int, int, int, int],
) -> None:
    """Write the status of every race and lap.

    stopped: races x laps, cars that retire there. onset, red: uniform draws. sc_laps, vsc_laps: how long
    a neutralisation lasts that begins there. hazards, retirement: of safety car and VSC, per lap and per
    retirement. forced: lap and length of a safety car and a VSC, lap of a red flag; `NO_LAP` for none.
    """
    races, laps = status.shape
    sc_lap, sc_count, vsc_lap, vsc_count, red_lap = forced
    for race in range(races):
        kind = kind_now
        left = sc_laps[race, 0] if kind == SC else vsc_laps[race, 0] if kind == VSC else 0
        for lap in range(laps):
            if left <= 0:
                sc = 1 - (1 - hazards[0][lap]) * (1 - retirement[0]) ** stopped[race, lap]
                vsc = 1 - (1 - hazards[1][lap]) * (1 - retirement[1]) ** stopped[race, lap]
                if onset[race, lap] < sc:
                    is_red = red[race, lap] < red_share
                    kind, left = (RED, 1) if is_red else (SC, sc_laps[race, lap])
                elif onset[race, lap] < sc + (1 - sc) * vsc:
                    kind, left = VSC, vsc_laps[race, lap]
            if lap == vsc_lap:
                kind, left = VSC, vsc_count
            if lap == sc_lap:
                kind, left = SC, sc_count
            if lap == red_lap:
                kind, left = RED, 1
            status[race, lap] = kind if left > 0 else GREEN
            left -= 1


@numba.njit(cache=True, error_model="numpy")
def fill_wetness(
    wetness: Values,
    ratio_now: float,
    is_raining: bool,
    onset: Values,
    lasts: Values,
    height: Values,
    rain_hazard: float,
    forced: tuple[int, int, float],
) -> None:
    """Write how many times longer a lap on slicks takes, of every race and lap.

    onset: uniform draws. lasts, height: length and strength of a shower that begins there.
    forced: lap, length and strength of a shower; `NO_LAP` for none.
    """
    races, laps = wetness.shape
    rain_lap, rain_laps, rain_ratio = forced
    for race in range(races):
        ratio, peak = ratio_now, max(ratio_now, height[race, 0])
        left = lasts[race, 0] if is_raining else 0.0
        for lap in range(laps):
            if left <= 0 and onset[race, lap] < rain_hazard:
                left, peak = lasts[race, lap], height[race, lap]
            if lap == rain_lap:
                left, peak = float(rain_laps), rain_ratio
            if left > 0:
                ratio = min(peak, ratio + (peak - 1) / RAIN_COMES_LAPS)
            else:
                ratio = max(1.0, ratio - DRYING_PER_LAP)
            wetness[race, lap] = ratio
            left -= 1
