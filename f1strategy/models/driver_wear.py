"""A driver's tyres lap by lap: the loss curve of earlier races, bent by today's clean laps.

A pure function of the driver's lap records, so that a corrected lap corrects what follows from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import sqrt
from typing import Any, Final

import msgspec

from f1strategy.models.artifact import read_json
from f1strategy.models.degradation import (
    OLDEST_LAPS,
    DegradationModel,
    LossCurve,
    Tyre,
    read_degradation,
)
from f1strategy.models.lap_time import fuel_corrected_s
from f1strategy.models.stint_filter import Z_80, FilterParameters, StintState, start, update
from f1strategy.models.wear_memory import WearMemory
from schemas.records import SLICKS, Compound, LapRecord

CURVES_AT_HAND: Final = 512
"""Curves kept: one per set of tyres of every car of many sessions."""
USUAL_LAPS: Final = 57
"""Race distance assumed where none is known."""


@dataclass(frozen=True, slots=True)
class LapWear:
    """What a lap tells of the tyre after it; None where it tells nothing (wet tyres, no clean lap).

    Slopes in seconds per lap of age with the ends of their 80 % interval; `tyre_loss_s` is how much
    slower the tyre has become since the stint began.
    """

    fuel_corrected_lap_time_s: float | None = None
    degradation_s_per_lap: float | None = None
    degradation_low_s_per_lap: float | None = None
    degradation_high_s_per_lap: float | None = None
    tyre_loss_s: float | None = None


NOTHING: Final = LapWear()


class WearModels:
    """The loss curve, what circuits are known for, and the filter's parameters."""

    def __init__(
        self, degradation: DegradationModel, memory: WearMemory, parameters: FilterParameters
    ) -> None:
        self.degradation, self.memory, self.parameters = degradation, memory, parameters
        self.curve = lru_cache(CURVES_AT_HAND)(self._curve)

    def _curve(self, tyre: Tyre) -> LossCurve:
        return self.degradation.curve(tyre, self.memory)


def read_wear_models(files: Mapping[str, bytes]) -> WearModels:
    """The models from the `degradation` artifact's files; raises `CorruptArtifact`."""
    memory: Any = read_json(files, "memory.json", WearMemory)
    parameters: Any = read_json(files, "filter.json", FilterParameters)
    return WearModels(read_degradation(files), memory, parameters)


def with_wear(laps: Iterable[LapRecord], models: WearModels) -> list[LapRecord]:
    """The driver's laps, in order, with the wear fields filled in."""
    ordered = sorted(laps, key=lambda lap: lap.lap_number)
    found = wear_by_lap(ordered, models)
    return [msgspec.structs.replace(lap, **fields_of(found[lap.lap_number])) for lap in ordered]


def with_wear_of_all(
    records: Mapping[tuple[int, int, int], LapRecord], models: WearModels
) -> dict[tuple[int, int, int], LapRecord]:
    """Records by session, driver and lap (as `timing.fold` gives them) with the wear filled in."""
    by_driver: dict[tuple[int, int], list[LapRecord]] = {}
    for (session, driver, _), lap in records.items():
        by_driver.setdefault((session, driver), []).append(lap)
    return {
        (session, driver, lap.lap_number): lap
        for (session, driver), laps in by_driver.items()
        for lap in with_wear(laps, models)
    }


def without_wear(lap: LapRecord) -> LapRecord:
    """The lap as timing alone knows it."""
    return msgspec.structs.replace(lap, **fields_of(NOTHING))


def wear_by_lap(laps: Iterable[LapRecord], models: WearModels) -> dict[int, LapWear]:
    """Per lap number what is known after it, from laps in order of their number."""
    found: dict[int, LapWear] = {}
    stint: StintWear | None = None
    for lap in laps:
        stint, found[lap.lap_number] = after_lap(stint, lap, models)
    return found


def after_lap(
    stint: "StintWear | None", lap: LapRecord, models: WearModels
) -> "tuple[StintWear | None, LapWear]":
    """The stint after one more lap, and what the lap tells; no stint on tyres that tell nothing."""
    if stint is None or not stint.holds(lap):
        stint = StintWear.begin(lap, models)
    return (None, NOTHING) if stint is None else stint.take(lap)


@dataclass(frozen=True, slots=True)
class StintWear:
    """The stint that is being driven; `state` is None before its first clean lap."""

    number: int
    compound: Compound
    tyre: Tyre
    laps: int
    curve: LossCurve = field(compare=False)
    parameters: FilterParameters = field(compare=False)
    state: StintState | None = None

    @classmethod
    def begin(cls, lap: LapRecord, models: WearModels) -> "StintWear | None":
        """The stint that this lap opens; None on tyres of which nothing is known."""
        if lap.compound not in SLICKS or lap.stint_number is None or lap.tyre_age_laps is None:
            return None
        laps = lap.scheduled_laps or USUAL_LAPS
        tyre = Tyre(
            lap.circuit or "",
            lap.season or 0,
            lap.compound,
            float(lap.tyre_age_laps),
            round(min(1.0, lap.lap_number / laps), 3),
        )
        curve = models.curve(tyre)
        return cls(lap.stint_number, lap.compound, tyre, laps, curve, models.parameters)

    def holds(self, lap: LapRecord) -> bool:
        """Whether the lap is of this stint."""
        return lap.stint_number == self.number and lap.compound == self.compound

    def take(self, lap: LapRecord) -> "tuple[StintWear, LapWear]":
        """The stint and the estimate after this lap; a lap that is not clean leaves the stint as it was."""
        age = min(float(OLDEST_LAPS), float(lap.tyre_age_laps or self.tyre.age_laps))
        since = max(0.0, age - self.tyre.age_laps)
        curve_s = float(self.curve.expected_s[round(age)])
        corrected_s, after = None, self
        if lap.lap_time_s is not None:
            progress = min(1.0, lap.lap_number / self.laps)
            corrected_s = fuel_corrected_s(lap.lap_time_s, progress)
            if lap.is_clean:
                after = self._observed(corrected_s - curve_s, since, lap.lap_number)
        if after.state is None:
            return after, LapWear(_rounded(corrected_s))
        slope = self.curve.slope_s_per_lap(age) + after.state.slope_s_per_lap
        half = Z_80 * sqrt(after.state.slope_var)
        return after, LapWear(
            _rounded(corrected_s),
            _rounded(slope, 4),
            _rounded(slope - half, 4),
            _rounded(slope + half, 4),
            _rounded(curve_s + after.state.slope_s_per_lap * since),
        )

    def _observed(self, observed_s: float, since: float, lap_number: int) -> "StintWear":
        before = self.state or start(observed_s, lap_number, self.parameters)
        return replace(self, state=update(before, since, lap_number, observed_s, self.parameters))


def _rounded(value: float | None, digits: int = 3) -> float | None:
    return None if value is None else round(value, digits)


def fields_of(wear: LapWear) -> dict[str, float | None]:
    """The wear fields of a lap record."""
    return {name: getattr(wear, name) for name in LapWear.__slots__}
