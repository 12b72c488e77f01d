"""What a stint's clean laps say about its next ones: level, trend, noise, where the last lap was slow."""

from dataclasses import dataclass
from itertools import combinations, pairwise
from math import nan
from statistics import median
from typing import Final

from f1strategy.models.lap_time import REFERENCE_LAP_S
from f1strategy.models.observed import ObservedLap
from f1strategy.models.race_view import CarView, RaceView

REFERENCE_LAPS: Final = 3
"""The reference of a prediction is the median of so many last clean laps (the scorer's baseline)."""
TREND_LAPS: Final = 8
LEVEL_GAIN: Final = 0.3
"""Weight of the newest lap in the filtered level; the best of 0.2, 0.3, 0.4 at one lap's distance."""
FAR_OFF_S: Final = 1.5
"""A lap this far from the level (90 s lap) moves it no further than one at this distance."""

OWN: Final = (
    "last_s",
    "second_last_s",
    "third_last_s",
    "median_of_five_s",
    "level_s",
    "stint_best_s",
    "recent_best_s",
    "noise_s",
    "trend_s_per_lap",
    "stint_trend_s_per_lap",
    "sector_1_s",
    "sector_2_s",
    "sector_3_s",
    "stint_clean_laps",
    "laps_since_clean_gap",
)


@dataclass(frozen=True, slots=True)
class Reference:
    """The lap time (s) that a car's other times are compared with, and the clean laps behind it.

    `scale` turns its seconds into those of a 90 s lap, so that circuits compare.
    """

    lap_time_s: float
    laps: list[ObservedLap]

    @property
    def scale(self) -> float:
        """Seconds of a 90 s lap per second here."""
        return REFERENCE_LAP_S / self.lap_time_s

    def off_s(self, lap_time_s: float) -> float:
        """How much slower than the reference, in seconds of a 90 s lap."""
        return (lap_time_s - self.lap_time_s) * self.scale


def reference(view: RaceView, car: CarView) -> Reference | None:
    """From the stint's clean laps; without any from the driver's, then the field's; else None."""
    if car.clean:
        return Reference(_middle_s(car.clean), car.clean)
    earlier = [lap for lap in car.laps.values() if lap.is_clean][-REFERENCE_LAPS:]
    if earlier:
        return Reference(_middle_s(earlier), [])
    field = [other.clean[-1] for other in view.cars.values() if other.clean]
    return Reference(median(lap.lap_time_s for lap in field), []) if field else None


def _middle_s(laps: list[ObservedLap]) -> float:
    return median([lap.lap_time_s for lap in laps[-REFERENCE_LAPS:]])


def own(car: CarView, compared: Reference) -> list[float]:
    """The values of `OWN`; times in seconds of a 90 s lap against the reference."""
    laps = compared.laps
    times = [compared.off_s(lap.lap_time_s) for lap in laps]
    if not times:
        return [nan] * 13 + [0.0, 0.0]
    numbers = [lap.lap_number for lap in laps]
    recent = times[-TREND_LAPS:]
    return [
        times[-1] if laps[-1].lap_number == car.newest_lap else nan,
        times[-2] if len(times) > 1 else nan,
        times[-3] if len(times) > 2 else nan,
        median(times[-5:]),
        level_s(times),
        min(times),
        min(times[-5:]),
        noise_s(times),
        theil_sen(numbers[-TREND_LAPS:], recent),
        _least_squares(numbers, times),
        *_sectors(laps, compared.scale),
        float(len(times)),
        float(_unbroken(numbers, car.newest_lap)),
    ]


def level_s(times: list[float]) -> float:
    """Exponentially weighted level of times; one far off counts no more than at `FAR_OFF_S`.

    >>> level_s([0.0, 0.0, 10.0])
    0.5
    """
    level = times[0]
    for count, time_s in enumerate(times[1:], start=2):
        surprise = min(FAR_OFF_S, max(-FAR_OFF_S, time_s - level))
        level += max(LEVEL_GAIN, 1.0 / count) * surprise
    return level


def noise_s(times: list[float]) -> float:
    """Median absolute change from lap to lap over the last eleven clean laps; NaN below four."""
    if len(times) < 4:
        return nan
    last = times[-11:]
    return median([abs(b - a) for a, b in pairwise(last)])


def theil_sen(numbers: list[int], times: list[float]) -> float:
    """Median slope over all pairs; NaN below four laps."""
    if len(times) < 4:
        return nan
    pairs = combinations(zip(numbers, times, strict=True), 2)
    return median([(t2 - t1) / (n2 - n1) for (n1, t1), (n2, t2) in pairs])


def _least_squares(numbers: list[int], times: list[float]) -> float:
    count = len(times)
    if count < 6:
        return nan
    centre, middle = sum(numbers) / count, median(times)
    top = bottom = 0.0
    for number, time_s in zip(numbers, times, strict=True):
        off = min(FAR_OFF_S, max(-FAR_OFF_S, time_s - middle))
        top += (number - centre) * off
        bottom += (number - centre) ** 2
    return top / bottom


def _sectors(laps: list[ObservedLap], scale: float) -> list[float]:
    """Each sector of the newest clean lap against the median of the four before it."""
    if len(laps) < 3:
        return [nan, nan, nan]
    newest = laps[-1].sectors_s
    earlier = [lap.sectors_s for lap in laps[-5:-1]]
    return [scale * (newest[at] - median([sectors[at] for sectors in earlier])) for at in range(3)]


def _unbroken(numbers: list[int], newest: int) -> int:
    """How many clean laps in a row end with the newest lap."""
    count = 0
    for number in reversed(numbers):
        if number != newest - count:
            break
        count += 1
    return count
