"""Fits the loss curve: how much slower each clean lap was than the first ones of its stint."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import xgboost
from numpy.typing import NDArray

from f1strategy.models.degradation import (
    FEATURES,
    QUANTILES,
    RISING,
    DegradationMeta,
    DegradationModel,
    Tyre,
    degradation_features,
    margin,
)
from f1strategy.models.lap_time import SLOW, Decomposition, TimedLap, decompose, timed_laps
from f1strategy.models.wear_memory import WearMemory
from f1strategy.training.laps_table import Race

FIRST_LAPS: Final = 3
"""A stint's level is the median of its first so many clean laps."""
SHORTEST_STINT: Final = 6
"""Clean laps that a stint must have to be learnt from."""
FIRST_SEASON: Final = 2019
"""Tyre ages of 2018 agree with the feed on 88 % of the laps only (data notes)."""
TREES: Final = 120
PARAMETERS: Final = {
    "objective": "reg:quantileerror",
    "quantile_alpha": list(QUANTILES),
    "max_depth": 3,
    "eta": 0.05,
    "min_child_weight": 500,
    "subsample": 0.5,
    "colsample_bytree": 0.8,
    "monotone_constraints": RISING,
    "nthread": 2,
}
"""Shallow and slow: 110,000 laps, but only about 140 races to learn circuits from."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A race, its clean laps, and its effects; None where it tells none."""

    race: Race
    timed: list[TimedLap]
    effects: Decomposition | None

    def teach(self, memory: WearMemory) -> None:
        """Let the memory learn from it, if it tells anything."""
        if self.effects is not None:
            memory.learn(self.race.circuit, self.race.season, self.effects)


def explained(races: Iterable[Race]) -> list[Explained]:
    """The races, each decomposed."""
    found = []
    for race in races:
        timed = timed_laps(race)
        found.append(Explained(race, timed, decompose(timed, race.total_laps)))
    return found


def wear_memory(races: Sequence[Explained]) -> WearMemory:
    """What these races, earliest first, teach about tyres."""
    memory = WearMemory()
    for race in races:
        race.teach(memory)
    return memory


def losses(races: Sequence[Explained]) -> pd.DataFrame:
    """A row per clean lap after a stint's first ones: features, season, race, and the loss (s).

    Features know earlier races only; the loss is cleaned of burn and traffic by the race's own
    decomposition, which is hindsight that a label may have.
    """
    memory = WearMemory()
    parts: list[pd.DataFrame] = []
    for one in races:
        if one.effects is not None:
            parts.extend(_race_losses(one.race, one.timed, one.effects, memory))
        one.teach(memory)
    return pd.concat(parts, ignore_index=True)


def _race_losses(
    race: Race, timed: list[TimedLap], found: Decomposition, memory: WearMemory
) -> Iterator[pd.DataFrame]:
    middle_s = float(np.median([one.lap.lap_time_s for one in timed]))
    stints: dict[tuple[str, int], list[TimedLap]] = defaultdict(list)
    for one in timed:
        if one.lap.lap_time_s < SLOW * middle_s and not np.isnan(one.lap.tyre_age_laps):
            stints[one.lap.driver, one.lap.stint_number].append(one)
    for (driver, stint), laps in stints.items():
        if len(laps) < SHORTEST_STINT:
            continue
        parts_s = np.array([found.tyre_part_s(one, race.total_laps) for one in laps])
        first = laps[FIRST_LAPS // 2].lap
        tyre = Tyre(
            race.circuit,
            race.season,
            first.compound,
            first.tyre_age_laps,
            laps[0].lap.lap_number / race.total_laps,
        )
        ages = np.array([one.lap.tyre_age_laps for one in laps[FIRST_LAPS:]])
        rows = pd.DataFrame(degradation_features(tyre, ages, memory), columns=list(FEATURES))
        everything = rows.assign(
            season=race.season,
            race=race.code,
            round=race.round,
            driver=driver,
            stint=stint,
            compound=first.compound.value,
            loss_s=parts_s[FIRST_LAPS:] - np.median(parts_s[:FIRST_LAPS]),
            noise_s=found.noise_s,
        )
        yield everything[everything["since_laps"] > 0]


def fit(rows: pd.DataFrame, seed: int) -> DegradationModel:
    """Fit the quantiles, and the spreads that the stint's filter starts with."""
    rows = rows[rows["season"] >= FIRST_SEASON]
    booster = _booster(rows, seed)
    found = _quantiles(booster, rows)
    rest = rows["loss_s"].to_numpy() - found[:, 1]
    noise_s = float(rows["noise_s"].median())
    return DegradationModel(
        booster,
        DegradationMeta(
            features=FEATURES,
            oldest_laps={
                str(name): float(ages.quantile(0.99))
                for name, ages in rows.groupby("compound")["age_laps"]
            },
            widen_s=_widening(rows, seed),
            slope_sd_s=_slope_spread(rows, rest, noise_s),
            offset_sd_s=noise_s,
            noise_s=noise_s,
        ),
    )


def _booster(rows: pd.DataFrame, seed: int) -> xgboost.Booster:
    features = rows[list(FEATURES)].to_numpy()
    data = xgboost.DMatrix(
        features,
        label=rows["loss_s"],
        base_margin=margin(features),
        feature_names=list(FEATURES),
    )
    return xgboost.train({**PARAMETERS, "seed": seed}, data, TREES)


def _quantiles(booster: xgboost.Booster, rows: pd.DataFrame) -> NDArray[np.float64]:
    features = rows[list(FEATURES)].to_numpy()
    return np.sort(booster.inplace_predict(features, base_margin=margin(features)), axis=1)


def _widening(rows: pd.DataFrame, seed: int) -> float:
    """Seconds to add at either end so that 80 % of unseen seasons' laps fall inside (split conformal)."""
    short: list[NDArray[np.float64]] = []
    for season in sorted(rows["season"].unique())[-3:]:
        seen, unseen = rows[rows["season"] < season], rows[rows["season"] == season]
        if seen.empty:
            continue
        found = _quantiles(_booster(seen, seed), unseen)
        loss_s = unseen["loss_s"].to_numpy()
        short.append(np.maximum(found[:, 0] - loss_s, loss_s - found[:, 2]))
    return float(np.quantile(np.concatenate(short), 0.8)) if short else 0.0


def _slope_spread(rows: pd.DataFrame, rest: NDArray[np.float64], noise_s: float) -> float:
    """Standard deviation (s per lap) of a stint's own slope around the curve, noise taken off."""
    since = rows["since_laps"].to_numpy()
    stints = rows.groupby(["race", "driver", "stint"], sort=False).ngroup().to_numpy()
    squares = np.bincount(stints, since * since)
    slopes = np.bincount(stints, since * rest) / squares
    own = noise_s**2 / squares
    good = squares > 0
    return float(np.sqrt(max(1e-6, np.median(slopes[good] ** 2) / 0.4549 - np.median(own[good]))))
