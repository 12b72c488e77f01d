"""Means over what many races gave, with intervals.

Races are resampled whole, for what happens in one of them is not independent.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

RESAMPLES: Final = 2000
SEED: Final = 2025
Interval = tuple[float, float, float]
"""Mean and ends of its 95 % interval."""


def mean_of_races(values: Sequence[float]) -> Interval:
    """Of one figure a race, races counting equally."""
    return ratio_by_race([[value] for value in values])


def ratio_by_race(values: Sequence[Sequence[float]]) -> Interval:
    """Of all figures of all races, each figure counting equally; zeros where there is none."""
    sums = np.array([float(sum(some)) for some in values])
    counts = np.array([len(some) for some in values])
    if counts.sum() == 0:
        return 0.0, 0.0, 0.0
    rng = np.random.default_rng(SEED)
    drawn = rng.integers(0, len(values), (RESAMPLES, len(values)))
    told = counts[drawn].sum(axis=1)
    means = sums[drawn].sum(axis=1)[told > 0] / told[told > 0]
    low, high = np.percentile(means, [2.5, 97.5])
    return round(float(sums.sum() / counts.sum()), 4), round(float(low), 4), round(float(high), 4)
