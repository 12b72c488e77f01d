"""Tyre stops of a finished race and the time each one cost.

A stop's in-lap is lap L+1 of a decision taken at the end of lap L; its out-lap is lap L+2. The
definitions are those of the project's scorer (docs/models/pit_loss.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import isnan, nan
from statistics import median
from typing import Final

from f1strategy.models.observed import ObservedLap, is_tyre_stop
from f1strategy.models.race import Race, laps_by_driver
from f1strategy.models.race_view import RECENT_LAPS
from schemas.records import TrackStatus

MIN_LOSS_S: Final = -10.0
MAX_LOSS_S: Final = 60.0
"""Losses outside are not stops but timing faults, repairs and penalties (the scorer's rule)."""
MIN_FIELD: Final = 3
"""So many cars must have stayed out to say what the two laps would have taken."""


class Regime(StrEnum):
    """How the track stood when the car was in the pits."""

    GREEN = "green"
    SC = "sc"
    VSC = "vsc"


SLOWED: Final = {TrackStatus.SC: Regime.SC, TrackStatus.VSC: Regime.VSC}


@dataclass(frozen=True, slots=True)
class TyreStop:
    """A stop for slicks from slicks. `before` is lap L; `loss_s` is what the stop cost."""

    regime: Regime
    before: ObservedLap
    in_lap: ObservedLap
    out_lap: ObservedLap
    loss_s: float


def tyre_stops(race: Race) -> Iterator[TyreStop]:
    """Every stop whose loss can be told, driver by driver.

    Green: both laps less twice the driver's median racing lap among L-4..L (two at least). SC and
    VSC: both laps less the median of that sum over the cars (three at least) that stayed out.
    """
    by_driver = {
        driver: {lap.lap_number: lap for lap in laps}
        for driver, laps in laps_by_driver(race).items()
    }
    field_s = _field_two_laps_s(by_driver)
    for laps in by_driver.values():
        for number, before in laps.items():
            in_lap, out_lap = laps.get(number + 1), laps.get(number + 2)
            if in_lap is None or out_lap is None or not is_tyre_stop(in_lap, out_lap):
                continue
            regime = _regime(in_lap, out_lap)
            if regime is None or not (before.is_dry and out_lap.is_dry):
                continue
            if regime is Regime.GREEN:
                reference_s = 2 * usual_lap_s(laps, number)
            else:
                reference_s = field_s.get(number + 1, nan)
            loss_s = in_lap.lap_time_s + out_lap.lap_time_s - reference_s
            if MIN_LOSS_S <= loss_s <= MAX_LOSS_S:
                yield TyreStop(regime, before, in_lap, out_lap, loss_s)


def usual_lap_s(laps: dict[int, ObservedLap], newest: int) -> float:
    """Median racing lap among the five up to `newest`; NaN with fewer than two."""
    times = [
        lap.lap_time_s
        for number in range(newest - RECENT_LAPS + 1, newest + 1)
        if (lap := laps.get(number)) is not None and lap.is_racing
    ]
    return median(times) if len(times) >= 2 else nan


def _regime(in_lap: ObservedLap, out_lap: ObservedLap) -> Regime | None:
    seen = {in_lap.status, out_lap.status}
    if TrackStatus.RED in seen:
        return None
    # The out-lap begins as the in-lap ends.
    slowed = SLOWED.get(in_lap.status_end)
    if slowed is not None:
        return slowed if out_lap.status in SLOWED else None
    return Regime.GREEN if seen.isdisjoint(SLOWED) else None


def _field_two_laps_s(by_driver: dict[str, dict[int, ObservedLap]]) -> dict[int, float]:
    """Per lap number the median of that lap and the next over the cars that stayed out."""
    sums: dict[int, list[float]] = {}
    for laps in by_driver.values():
        for number, lap in laps.items():
            after = laps.get(number + 1)
            if after is None or any(
                one.is_in_lap or one.is_out_lap or isnan(one.lap_time_s) for one in (lap, after)
            ):
                continue
            sums.setdefault(number, []).append(lap.lap_time_s + after.lap_time_s)
    return {number: median(all_s) for number, all_s in sums.items() if len(all_s) >= MIN_FIELD}
