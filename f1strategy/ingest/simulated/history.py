"""What happened: every car's laps and stops, in ms since lights out, and race control's spells.

`race` writes it; `rows` tells it as OpenF1 would, and tests compare the lap records with it.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from f1strategy.ingest.simulated.cast import Entrant, GridSlot
from f1strategy.ingest.simulated.neutral import Spell
from f1strategy.ingest.simulated.script import Breakdown, Script, Spin
from f1strategy.ingest.simulated.weather import Sky
from schemas.records import Compound

SECTORS = 3


@dataclass(frozen=True, slots=True)
class Stop:
    """A tyre change: the pass of the pit lane that ended a lap, and the set fitted."""

    entered_ms: int
    left_ms: int
    stationary_s: float
    compound: Compound
    age_laps: int


@dataclass(frozen=True, slots=True)
class Lap:
    """A lap. `sector_ends_ms` has fewer than three where the car stopped on the way."""

    number: int
    start_ms: int
    sector_ends_ms: tuple[int, ...]
    compound: Compound
    tyre_age_laps: int
    is_out_lap: bool
    stop: Stop | None = None

    @property
    def is_complete(self) -> bool:
        """Whether the car crossed the line."""
        return len(self.sector_ends_ms) == SECTORS

    @property
    def end_ms(self) -> int:
        """When the car was last timed on it: at the line, if it got there."""
        return self.sector_ends_ms[-1] if self.sector_ends_ms else self.start_ms

    @property
    def time_ms(self) -> int:
        """Lap time."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class CarHistory:
    """One car's race. `retired_ms`: when it stopped for good."""

    slot: GridSlot
    laps: tuple[Lap, ...]
    compound: Compound
    age_laps: int
    retired_ms: int | None

    @property
    def entrant(self) -> Entrant:
        """Driver and car."""
        return self.slot.entrant

    @property
    def completed(self) -> int:
        """Laps to the line."""
        return sum(lap.is_complete for lap in self.laps)

    @property
    def finish_ms(self) -> int:
        """When it last crossed the line."""
        return max((lap.end_ms for lap in self.laps if lap.is_complete), default=0)

    @property
    def stops(self) -> tuple[tuple[int, Stop], ...]:
        """Stops with their in-laps."""
        return tuple((lap.number, lap.stop) for lap in self.laps if lap.stop)


@dataclass(frozen=True)
class History:
    """The whole race. `blue_flags`: when [s] a car was shown one, and its number."""

    cars: tuple[CarHistory, ...]
    laps: int
    sky: Sky
    script: Script
    spells: tuple[Spell, ...]
    breakdowns: tuple[Breakdown, ...]
    spins: tuple[Spin, ...]
    blue_flags: tuple[tuple[int, int], ...]

    @cached_property
    def line_ms(self) -> tuple[int, ...]:
        """When the first car completed each lap: of lap n at index n - 1."""
        first: dict[int, int] = {}
        for car in self.cars:
            for lap in car.laps:
                if lap.is_complete:
                    first[lap.number] = min(lap.end_ms, first.get(lap.number, lap.end_ms))
        return tuple(first[number] for number in sorted(first))

    @property
    def flag_ms(self) -> int:
        """When the winner saw the chequered flag."""
        return self.line_ms[-1]

    @property
    def end_ms(self) -> int:
        """When the last car took it."""
        return max(car.finish_ms for car in self.cars)

    @property
    def classified(self) -> tuple[CarHistory, ...]:
        """Finishers in order: by laps, then by time."""
        running = (car for car in self.cars if car.retired_ms is None)
        return tuple(sorted(running, key=lambda car: (-car.completed, car.finish_ms)))

    @property
    def retired(self) -> tuple[CarHistory, ...]:
        """The others, the longest runner first."""
        out = (car for car in self.cars if car.retired_ms is not None)
        return tuple(sorted(out, key=lambda car: (-car.completed, car.finish_ms)))

    def leader_lap(self, at_ms: float) -> int:
        """The lap the leader is on at this moment."""
        return min(self.laps, 1 + bisect_right(self.line_ms, at_ms))
