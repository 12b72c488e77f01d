"""How the field's pace moves today, whoever is on which tyre: fuel, track and wear together.

The clean laps of a stint are chained: per lap number, the field's middle change from one clean lap to
the next of the same stint. Added up they are an index of the race's pace that a change of tyres, or a
car that drops out, does not bend. Seconds of a 90 s lap.

Source: chained price indices (ILO, Consumer Price Index Manual, chapter 9), with clipped means as links.
"""

from itertools import accumulate
from math import isnan, nan
from typing import Final

from f1strategy.models.pace_own import Reference
from f1strategy.models.race_view import RaceView

TREND: Final = (
    "index_last_s",
    "index_5_s_per_lap",
    "index_10_s_per_lap",
    "index_20_s_per_lap",
    "index_race_s_per_lap",
    "index_over_best_s",
    "index_shrunk_s_per_lap",
)
FEWEST_CHANGES: Final = 3
"""A lap number that fewer cars drove cleanly has no link: the index stays where it was."""
CLIPPED_S: Final = 1.0
"""A car's change counts no further from the middle one than this."""
SPANS_LAPS: Final = (5, 10, 20)
PRIOR_LAPS: Final = 10.0
"""What earlier races say of the trend weighs as much as so many laps of today."""


def trend(view: RaceView, compared: Reference, expected_s_per_lap: float) -> list[float]:
    """The values of `TREND`; `expected_s_per_lap` is the trend before the race."""
    links = [
        _link(changes, compared.scale)
        for changes in view.changes.values()
        if len(changes) >= FEWEST_CHANGES
    ]
    index = list(accumulate(links, initial=0.0))
    slopes = [slope_s_per_lap(index[-1 - span :]) for span in SPANS_LAPS]
    race = slope_s_per_lap(index)
    known = 0.0 if isnan(race) else race * len(links)
    return [
        links[-1] if links else nan,
        *slopes,
        race,
        index[-1] - min(index),
        (known + expected_s_per_lap * PRIOR_LAPS) / (len(links) + PRIOR_LAPS),
    ]


def slope_s_per_lap(values: list[float]) -> float:
    """Least-squares slope over equal steps; NaN below four values.

    >>> slope_s_per_lap([0.0, 0.1, 0.2, 0.3])
    0.1
    """
    count = len(values)
    if count < 4:
        return nan
    centre = (count - 1) / 2
    top = sum([(at - centre) * value for at, value in enumerate(values)])
    return top * 12 / (count * (count * count - 1))


def _link(changes: list[float], scale: float) -> float:
    """Mean change, each clipped around the middle one: less noise than a median, as robust."""
    middle = sorted(changes)[len(changes) // 2]
    far = CLIPPED_S / scale
    low, high = middle - far, middle + far
    return scale * sum([min(high, max(low, change)) for change in changes]) / len(changes)
