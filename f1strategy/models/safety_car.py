"""How likely a (virtual) safety car is within the leader's next five laps. Card: docs/models/safety_car.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from f1strategy.models.artifact import CorruptArtifact, read_json
from f1strategy.models.pit_window_field import WET, lap_seconds
from f1strategy.models.race_view import RaceView
from f1strategy.models.safety_car_memory import SafetyCarMemory

FEATURES: Final = ("circuit_factor", "phase", "is_wet")
META: Final = "safety_car.json"
PHASES: Final = ("midrace", "first_laps", "restart")
RESTART_LAPS: Final = 2
"""The field is bunched for so many laps after a neutralisation (measured, seasons 2018-2024)."""
FIRST_LAPS: Final = 8
"""The hazard is a quarter higher up to this lap (measured, seasons 2018-2024)."""
MOST: Final = 0.6
"""No state of a race made a safety car likelier than this."""


def safety_car_features(view: RaceView, driver: str, memory: SafetyCarMemory) -> list[float]:
    """The values of `FEATURES` right after the newest lap of the leader was added to the view.

    `circuit_factor`: safety cars here relative to the mean circuit; `phase`: index in `PHASES`;
    `is_wet`: 1 when a running car is on wet or intermediate tyres.
    """
    last = view.cars[driver].last
    running = view.running(last.end_s, lap_seconds(view.cars[driver]))
    return [
        memory.factor(view.circuit),
        float(phase(last.lap_number, view.laps_since_neutral(last.end_s))),
        float(any(car.last.compound in WET for car in running)),
    ]


def phase(lap_number: int, laps_since_neutral: int) -> int:
    """Index in `PHASES`; a restart counts before the first laps.

    >>> [PHASES[phase(*at)] for at in ((3, 99), (3, 1), (30, 3))]
    ['first_laps', 'restart', 'midrace']
    """
    if laps_since_neutral <= RESTART_LAPS:
        return 2
    return int(lap_number <= FIRST_LAPS)


class SafetyCarMeta(msgspec.Struct, frozen=True):
    """Rate of a mean circuit, and what the race's phase and wet tyres multiply it by."""

    features: tuple[str, ...]
    rate: float
    phase_factors: tuple[float, float, float]
    wet_factors: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SafetyCarModel:
    """Rate times factors, each shrunk towards one (gamma prior of a Poisson rate)."""

    meta: SafetyCarMeta

    def predict(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) probabilities of (n, 3) rows in order of `FEATURES`."""
        phases = np.asarray(self.meta.phase_factors)[rows[:, 1].astype(int)]
        wet = np.asarray(self.meta.wet_factors)[rows[:, 2].astype(int)]
        return np.asarray(np.minimum(MOST, self.meta.rate * rows[:, 0] * phases * wet))

    def files(self) -> dict[str, bytes]:
        """The artifact."""
        return {META: msgspec.json.encode(self.meta)}


def read_safety_car(files: Mapping[str, bytes]) -> SafetyCarModel:
    """The model from its files; raises `CorruptArtifact`."""
    meta: Any = read_json(files, META, SafetyCarMeta)
    if meta.features != FEATURES:
        raise CorruptArtifact(META, f"made for the features {list(meta.features)}")
    return SafetyCarModel(meta)
