"""How race time follows real time: speed, pause and jumps, as a value."""

import math
from dataclasses import dataclass, replace
from typing import Self

from f1strategy.ingest.errors import BadSpeed


@dataclass(frozen=True, slots=True)
class Pace:
    """Race time stood at `race_ms` when the clock showed `elapsed_ms`; since then it has run at
    `speed`, or not at all.

    >>> Pace(race_ms=5_000, elapsed_ms=0, speed=10).race_time_ms(elapsed_ms=200.0)
    7000.0
    """

    race_ms: float
    elapsed_ms: float
    speed: float
    is_paused: bool = False

    def __post_init__(self) -> None:
        if not self.speed > 0:
            raise BadSpeed(self.speed)

    def race_time_ms(self, elapsed_ms: float) -> float:
        """Race time when the clock shows `elapsed_ms`; endless at endless speed."""
        if self.is_paused:
            return self.race_ms
        if math.isinf(self.speed):
            return math.inf
        return self.race_ms + (elapsed_ms - self.elapsed_ms) * self.speed

    def due_in_ms(self, race_ms: float, elapsed_ms: float) -> float | None:
        """Real time to wait until race time is `race_ms`; None while paused before it.

        >>> Pace(race_ms=0, elapsed_ms=0, speed=10).due_in_ms(7_000, elapsed_ms=200)
        500.0
        """
        # From where the race is now: a rounded sum may leave no wait, yet the moment not reached.
        remaining_ms = race_ms - self.race_time_ms(elapsed_ms)
        if remaining_ms <= 0:
            return 0.0
        return None if self.is_paused else remaining_ms / self.speed

    def paused(self, at_race_ms: float, elapsed_ms: float) -> Self:
        """Stand still. `at_race_ms`: how far the race has come, for endless speed knows no time."""
        if self.is_paused:
            return self
        now_ms = self.race_time_ms(elapsed_ms)
        stands_ms = at_race_ms if math.isinf(now_ms) else now_ms
        return replace(self, race_ms=stands_ms, elapsed_ms=elapsed_ms, is_paused=True)

    def resumed(self, elapsed_ms: float) -> Self:
        """Run again from where it stood."""
        return replace(self, elapsed_ms=elapsed_ms, is_paused=False) if self.is_paused else self

    def at_speed(self, speed: float, at_race_ms: float, elapsed_ms: float) -> Self:
        """Run, or later resume, at another speed. Raises `BadSpeed`."""
        still = self.paused(at_race_ms, elapsed_ms)
        return replace(still, speed=speed, is_paused=self.is_paused)

    def jumped(self, race_ms: float, elapsed_ms: float) -> Self:
        """Race time is `race_ms` now; paused or not stays as it is."""
        return replace(self, race_ms=race_ms, elapsed_ms=elapsed_ms)
