"""Will a car pass the one right ahead within a lap? Card: docs/models/overtake.md.

A logistic regression: pace advantage, gap, tyres, and how often this circuit has let a car by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from f1strategy.models.lap_time import REFERENCE_LAP_S
from f1strategy.models.logistic import Logistic, read_logistic
from f1strategy.models.observed import SOFTNESS, ObservedLap
from f1strategy.models.overtake_memory import OvertakeMemory
from f1strategy.models.race_view import RaceView

FEATURES: Final = (
    "circuit_log_odds",
    "gap_s",
    "pace_advantage_s",
    "last_lap_advantage_s",
    "age_advantage_laps",
    "softness_advantage",
    "is_first_laps",
)
"""Advantages are positive where the car behind is the faster, on the younger or softer tyre; paces of a
90 s lap. `pace_advantage_s` compares the last five laps, `last_lap_advantage_s` the newest."""
META: Final = "overtake.json"
FIRST_LAPS: Final = 3
"""The field is still bunched, and neither tyres nor paces tell yet."""
MOST_S: Final = 3.0
"""A larger difference in a lap is a mistake or a lapped car, not pace."""
MOST_LAPS: Final = 25.0


def overtake_features(
    view: RaceView, driver: str, rival: str, memory: OvertakeMemory
) -> list[float]:
    """The values of `FEATURES` right after the driver's newest lap was added, its rival ahead of it."""
    car, other = view.cars[driver], view.cars[rival]
    mine, theirs = car.last, other.laps.get(car.newest_lap, other.last)
    own_s, their_s = car.recent_pace_s(), other.recent_pace_s()
    scale = REFERENCE_LAP_S / own_s if own_s else 1.0
    pace_s = nan if own_s is None or their_s is None else scale * (their_s - own_s)
    gap_s = view.gap_s(driver, rival)
    return [
        memory.log_odds(view.circuit),
        nan if gap_s is None else gap_s,
        float(np.clip(pace_s, -MOST_S, MOST_S)),
        float(np.clip(scale * (theirs.lap_time_s - mine.lap_time_s), -MOST_S, MOST_S)),
        float(np.clip(theirs.tyre_age_laps - mine.tyre_age_laps, -MOST_LAPS, MOST_LAPS)),
        _softness(mine) - _softness(theirs),
        float(mine.lap_number <= FIRST_LAPS),
    ]


def _softness(lap: ObservedLap) -> float:
    return SOFTNESS.get(lap.compound, nan)


@dataclass(frozen=True, slots=True)
class OvertakeModel:
    """Probability of being ahead at the next line."""

    regression: Logistic

    def predict(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) probabilities of (n, features) rows; an unknown value counts as the usual one."""
        return self.regression.chances(rows)

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {META: msgspec.json.encode(self.regression)}


def read_overtake(files: Mapping[str, bytes]) -> OvertakeModel:
    """The model from its files; raises `CorruptArtifact`."""
    return OvertakeModel(read_logistic(files, META, FEATURES))
