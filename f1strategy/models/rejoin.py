"""Where a car comes out if it stops on the next lap under green. Card: docs/models/rejoin_position.md.

One question a rival: will it be ahead when the car ends its out-lap? Its gap, the loss of the stop, and
what tells whether it stops itself go into one booster; the number of rivals ahead is the sum of all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Any, Final

import msgspec
import numpy as np
import xgboost
from numpy.typing import NDArray

from f1strategy.models.artifact import CorruptArtifact, booster_bytes, read_booster, read_json
from f1strategy.models.finish_places import ahead_distribution, median_place
from f1strategy.models.observed import SOFTNESS
from f1strategy.models.pit_window_memory import StopTables
from f1strategy.models.race_view import CarView, RaceView
from f1strategy.models.rejoin_memory import RejoinMemory

AGAINST: Final = (
    "margin_s",
    "gap_s",
    "pit_loss_s",
    "hazard_at_age",
    "hazard_at_lap",
    "tyre_age_laps",
    "age_less_laps",
    "softness",
    "stops_less",
    "stops_made",
    "owes_compound",
    "is_in_pits",
    "is_mate",
    "pace_less_s",
    "laps_to_go",
    "laps_since_neutral",
    "laps_behind",
    "cars_between",
    "just_stopped_share",
)
"""Of one rival; `…_less`: the rival's less ours. Gaps are positive while the rival is ahead; the margin is
what is left of that after our stop, if the rival does not stop."""
RISING: Final = frozenset({"margin_s"})
MOST_RIVALS: Final = 23
FEATURES: Final = tuple(f"{name}_{at}" for at in range(MOST_RIVALS) for name in AGAINST)
BOOSTER: Final = "rejoin.ubj"
META: Final = "rejoin.json"
FAR_S: Final = 80.0
"""Beyond it a rival's place is certain either way."""
JUST_LAPS: Final = 3
LONG_AGO_LAPS: Final = 20

Values = NDArray[np.float64]


def rejoin_features(
    view: RaceView, driver: str, memory: RejoinMemory
) -> tuple[list[float], list[str]]:
    """The values of `FEATURES` right after the driver's newest lap was added; NaN for no rival.

    Also the rivals' names, in the order of their features.
    """
    car = view.cars[driver]
    loss_s = memory.loss_s(view)
    lap_s = car.recent_pace_s() or car.last.lap_time_s
    around = [
        (gap_s, rival)
        for rival in view.running(car.last.end_s, lap_s)
        if rival is not car and (gap_s := view.gap_s(driver, rival.driver)) is not None
    ]
    around.sort(key=lambda one: one[0])
    just = [_has_just_stopped(rival) for _, rival in around]
    share = sum(just) / len(just) if just else 0.0
    tables = memory.window.tables(view.circuit)
    to_go = float(view.total_laps - car.last.lap_number)
    neutral = float(min(LONG_AGO_LAPS, view.laps_since_neutral(car.last.end_s)))
    found: list[float] = []
    for gap_s, rival in around[:MOST_RIVALS]:
        between = sum(min(0.0, gap_s) < other_s < max(0.0, gap_s) for other_s, _ in around)
        behind = float(car.last.lap_number - rival.newest_lap)
        found += _against(car, rival, gap_s, loss_s, tables)
        found += (to_go, neutral, behind, float(between), share)
    names = [rival.driver for _, rival in around[:MOST_RIVALS]]
    return found + [nan] * (len(FEATURES) - len(found)), names


def _against(
    car: CarView, rival: CarView, gap_s: float, loss_s: float, tables: StopTables
) -> list[float]:
    last, mine = rival.last, car.last
    stops = len(rival.stop_laps)
    own_pace_s, pace_s = car.recent_pace_s(), rival.recent_pace_s()
    return [
        _near(gap_s + loss_s),
        _near(gap_s),
        loss_s,
        tables.hazard_at_age(last.compound, last.tyre_age_laps),
        tables.hazard_at_lap(stops, last.lap_number),
        last.tyre_age_laps,
        last.tyre_age_laps - mine.tyre_age_laps,
        SOFTNESS.get(last.compound, nan),
        float(stops - len(car.stop_laps)),
        float(stops),
        float(len(rival.compounds) < 2),
        float(last.is_in_lap or last.is_out_lap),
        float(rival.team == car.team),
        pace_s - own_pace_s if pace_s is not None and own_pace_s is not None else nan,
    ]


def _near(gap_s: float) -> float:
    return max(min(gap_s, FAR_S), -FAR_S)


def _has_just_stopped(rival: CarView) -> bool:
    return bool(rival.stop_laps) and rival.newest_lap - rival.stop_laps[-1] <= JUST_LAPS


class RejoinMeta(msgspec.Struct, frozen=True):
    """`tail`: probability beyond either end of the 80 % interval.

    More than a tenth, because an interval of whole places holds both of its ends.
    """

    features: tuple[str, ...]
    tail: float


@dataclass(frozen=True, slots=True)
class RejoinModel:
    """The place at the end of the out-lap."""

    booster: xgboost.Booster
    meta: RejoinMeta

    def predict(self, rows: Values) -> Values:
        """(n, 3) places: the median between the ends of the 80 % interval, of (n, features) rows."""
        distribution = ahead_distribution(ahead_chances(self.booster, rows))
        middle = median_place(distribution)
        low, high = place_interval(distribution, self.meta.tail)
        return np.column_stack([np.minimum(low, middle), middle, np.maximum(high, middle)])

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {BOOSTER: booster_bytes(self.booster), META: msgspec.json.encode(self.meta)}


def rival_rows(rows: Values) -> tuple[Values, NDArray[np.bool_]]:
    """(pairs, `AGAINST`) of all rivals there are, and the (n, rivals) mask of where they were."""
    rivals = rows.reshape(len(rows), MOST_RIVALS, len(AGAINST))
    mask = ~np.isnan(rivals[:, :, AGAINST.index("gap_s")])
    return np.ascontiguousarray(rivals[mask]), mask


def ahead_chances(booster: xgboost.Booster, rows: Values) -> Values:
    """(n, rivals) chances that the rival is ahead then; 0 for a rival there is not."""
    pairs, mask = rival_rows(rows)
    found = np.zeros(mask.shape)
    if len(pairs):
        found[mask] = booster.inplace_predict(pairs)
    return found


def place_interval(distribution: Values, tail: float) -> tuple[Values, Values]:
    """Best and worst of the places between the two tails, (n,) each, of (n, places) probabilities."""
    reached = distribution.cumsum(axis=1)
    low, high = (1.0 + (reached < share - 1e-12).sum(axis=1) for share in (tail, 1 - tail))
    return low, high


def read_rejoin(files: Mapping[str, bytes]) -> RejoinModel:
    """The model from its files; raises `CorruptArtifact`."""
    meta: Any = read_json(files, META, RejoinMeta)
    if meta.features != AGAINST:
        raise CorruptArtifact(META, f"made for the features {list(meta.features)}")
    return RejoinModel(read_booster(files, BOOSTER, AGAINST), meta)
