"""All that the fitted models say of one car at a line crossing: what a stop costs, where it leads, who stops.

What goes into a decision desk by desk; the models themselves do not know one another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from f1strategy.models.artifact import read_json
from f1strategy.models.pit_loss import PitLossModel, read_pit_loss
from f1strategy.models.pit_loss_features import pit_loss_features
from f1strategy.models.pit_loss_memory import PitLossMemory
from f1strategy.models.pit_loss_stops import Regime
from f1strategy.models.pit_window import pit_window_features
from f1strategy.models.pit_window_memory import PitWindowMemory
from f1strategy.models.pit_window_model import PitWindowModel, read_pit_window
from f1strategy.models.race_view import RaceView
from f1strategy.models.rejoin import RejoinModel, read_rejoin, rejoin_features
from f1strategy.models.rejoin_memory import RejoinMemory
from f1strategy.models.undercut import UndercutModel, read_undercut
from f1strategy.models.undercut_memory import UndercutMemory

MEMORY: Final = "memory.json"
DUEL_WITHIN_S: Final = 3.0
"""Gap of an undercut (pairs of the evaluation); the models have seen nothing farther."""

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Span:
    """A value with the ends of its 80 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Duel:
    """One car stops on the next lap, before the other close ahead of it.

    probability: that the car that stops first is ahead once both have stopped. gap_s: between them.
    is_threat: the other car is behind and stops first; else this car does.
    """

    rival: str
    is_threat: bool
    gap_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected of a car from here. Losses in seconds per regime; the place is a whole number."""

    pit_loss_s: Mapping[Regime, Span]
    rejoin_place: Span
    duels: tuple[Duel, ...]
    stop_within_3_laps: float


@dataclass(frozen=True, slots=True)
class OutlookModels:
    """The models that an outlook needs, each with what it remembers of earlier races."""

    pit_loss: PitLossModel
    losses: PitLossMemory
    rejoin: RejoinModel
    rejoins: RejoinMemory
    undercut: UndercutModel
    undercuts: UndercutMemory
    pit_window: PitWindowModel
    window: PitWindowMemory

    def outlook(self, view: RaceView, driver: str) -> Outlook:
        """Right after the driver's newest lap was added to the view; the view stays as it is."""
        regimes = tuple(Regime)
        losses = self.pit_loss.predict(
            np.array(pit_loss_features(view, driver, regimes, self.losses))
        )
        places, _ = rejoin_features(view, driver, self.rejoins)
        low, place, high = self.rejoin.predict(np.array([places]))[0]
        window = pit_window_features(view, driver, self.window)
        return Outlook(
            pit_loss_s={
                one: Span(float(middle), float(least), float(most))
                for one, (least, middle, most) in zip(regimes, losses, strict=True)
            },
            rejoin_place=Span(float(place), float(low), float(high)),
            duels=tuple(self._duels(view, driver)),
            stop_within_3_laps=float(self.pit_window.predict(np.array([window]))[0]),
        )

    def _duels(self, view: RaceView, driver: str) -> list[Duel]:
        car = view.cars[driver]
        lap_s = car.recent_pace_s() or car.last.lap_time_s
        found = []
        for rival in view.running(car.last.end_s, lap_s):
            gap_s = None if rival is car else view.gap_s(driver, rival.driver)
            if gap_s is None or not 0 < abs(gap_s) <= DUEL_WITHIN_S:
                continue
            is_threat = gap_s < 0
            pair = (rival.driver, driver) if is_threat else (driver, rival.driver)
            chance = self.undercut.undercut(view, *pair, self.undercuts)
            found.append(Duel(rival.driver, is_threat, abs(gap_s), chance))
        return sorted(found, key=lambda duel: (duel.is_threat, duel.gap_s, duel.rival))


def read_outlook_models(files: Mapping[str, Mapping[str, bytes]]) -> OutlookModels:
    """The models from the files of their artifacts; raises `CorruptArtifact`."""

    def memory(model: str, kind: type[M]) -> M:
        found: M = read_json(files[model], MEMORY, kind)
        return found

    return OutlookModels(
        pit_loss=read_pit_loss(files["pit_loss"]),
        losses=memory("pit_loss", PitLossMemory),
        rejoin=read_rejoin(files["rejoin_position"]),
        rejoins=memory("rejoin_position", RejoinMemory),
        undercut=read_undercut(files["undercut"]),
        undercuts=memory("undercut", UndercutMemory),
        pit_window=read_pit_window(files["pit_within_3"]),
        window=memory("pit_within_3", PitWindowMemory),
    )
