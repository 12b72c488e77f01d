"""What earlier races say about a rejoin: what a stop costs here, and when cars stop."""

from typing import Any

import msgspec

from f1strategy.models.pit_loss_features import seen_losses_s, shrunk_shift_s
from f1strategy.models.pit_loss_memory import PitLossMemory
from f1strategy.models.pit_window_memory import PitWindowMemory
from f1strategy.models.race import Race
from f1strategy.models.race_view import RaceView


class RejoinMemory(msgspec.Struct):
    """Pit losses and stop hazards."""

    losses: PitLossMemory = msgspec.field(default_factory=PitLossMemory)
    window: PitWindowMemory = msgspec.field(default_factory=PitWindowMemory)

    def add(self, race: Race) -> None:
        """Learn from a race that is over."""
        self.losses.add(race)
        self.window.add(race)

    def loss_s(self, view: RaceView) -> float:
        """Expected green loss of a stop now: the circuit's, shifted by what today's stops have cost."""
        green_s = self.losses.green_s(view.circuit, view.season)
        seen = [loss_s - green_s for loss_s in seen_losses_s(view)]
        return green_s + shrunk_shift_s(seen)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `msgspec.convert` to this class takes them back."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain
