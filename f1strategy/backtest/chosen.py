"""What was chosen against what was possible: plans compared in the same futures, with intervals."""

from enum import StrEnum

import msgspec
import numpy as np
from numpy.typing import NDArray

from f1strategy.backtest.by_race import Interval
from f1strategy.backtest.decisions import Decision
from f1strategy.backtest.hindsight import Tried
from f1strategy.strategy.plan_records import label
from f1strategy.strategy.simulated import mean_with_interval


class Difference(StrEnum):
    """What a plan was worth against another; a difference counts where its interval excludes nought."""

    NONE = "no real difference"
    TIME = "time only"
    PLACES = "places"


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A decision: the plan that was driven, the engine's, and the best one in hindsight.

    from_lap: laps completed then. lost_…: driven less best. engine_gain_…: driven less engine, above
    nought where the engine's was better. Places and seconds at the flag, means with 95 % intervals.
    """

    driver: str
    from_lap: int
    driven: str
    engine: str
    best: str
    lost_places: Interval
    lost_s: Interval
    engine_gain_places: Interval
    engine_gain_s: Interval

    @property
    def lost(self) -> Difference:
        """Whether what was driven lost anything against the best; better than it is no loss."""
        return difference(_loss(self.lost_places), _loss(self.lost_s))

    @property
    def engine_gain(self) -> Difference:
        """Whether the engine's plan would have been another result."""
        return difference(self.engine_gain_places, self.engine_gain_s)


def compared(decision: Decision, tried: Tried) -> Compared:
    """The best is picked in half of the futures and compared in the other half, so it is no lucky one."""
    best = _best(tried.places[:, ::2], tried.times_s[:, ::2])
    driven, engine = tried.driven, tried.engine
    places, times_s = tried.places.astype(float), tried.times_s
    compound, at = decision.request.compound, decision.lap_number
    return Compared(
        driver=decision.driver,
        from_lap=at,
        driven=label(compound, at, tried.plans[driven]),
        engine=label(compound, at, tried.plans[engine]),
        best=label(compound, at, tried.plans[best]),
        lost_places=_mean(places[driven, 1::2] - places[best, 1::2]),
        lost_s=_mean(times_s[driven, 1::2] - times_s[best, 1::2]),
        engine_gain_places=_mean(places[driven] - places[engine]),
        engine_gain_s=_mean(times_s[driven] - times_s[engine]),
    )


def difference(places: Interval, seconds: Interval) -> Difference:
    """What kind of difference these intervals are.

    >>> difference((0.4, 0.1, 0.7), (1.0, -1.0, 3.0)).value, difference((0.1, -0.1, 0.3), (0, -1, 1)).value
    ('places', 'no real difference')
    """
    if _is_real(places):
        return Difference.PLACES
    return Difference.TIME if _is_real(seconds) else Difference.NONE


def _loss(interval: Interval) -> Interval:
    return interval if interval[0] > 0 else (0.0, 0.0, 0.0)


def _is_real(interval: Interval) -> bool:
    return interval[1] > 0 or interval[2] < 0


def _best(places: NDArray[np.int8], times_s: NDArray[np.float64]) -> int:
    """Fewest places, and of equal ones the quickest."""
    return int(np.lexsort((times_s.mean(axis=1), places.mean(axis=1)))[0])


def _mean(values: NDArray[np.float64]) -> Interval:
    mean, low, high = mean_with_interval(values)
    return round(mean, 3), round(low, 3), round(high, 3)
