"""A car while the race runs: the state that `race` drives from lap to lap."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from f1strategy.ingest.simulated.cast import GridSlot
from f1strategy.ingest.simulated.history import CarHistory, Lap
from f1strategy.ingest.simulated.pits import PitVisit
from f1strategy.ingest.simulated.strategy import Plan
from schemas.records import Compound


@dataclass(slots=True, eq=False)
class Runner:
    """One car. Times in seconds since lights out.

    Of its latest lap, `began_s` is when it crossed the line on the track to begin it, `end_s` when it ends
    it on the track and `line_s` when it crosses the line, which is later in the pit lane. `rejoin_s` is
    when it begins the next: at `line_s`, or after a stop by what the rest of the pit lane costs. Cars
    meet in the order in which they begin their laps.
    """

    slot: GridSlot
    plan: Plan
    first_compound: Compound
    first_age_laps: int
    nerve: float
    fuel_laps: float
    compound: Compound
    age_laps: int
    wear_laps: float
    began_s: float = 0.0
    end_s: float = 0.0
    line_s: float = 0.0
    rejoin_s: float = 0.0
    owed_s: float = 0.0
    is_pitting: bool = False
    is_out_lap: bool = False
    retired_s: float | None = None
    laps: list[Lap] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Car number."""
        return self.slot.entrant.number

    @property
    def lap(self) -> int:
        """The lap it is on: its times are settled when it begins."""
        return len(self.laps)

    @property
    def next_lap(self) -> int:
        """The lap it begins next."""
        return len(self.laps) + 1

    def record(self, ends_s: Sequence[float], wear: float, visit: PitVisit | None = None) -> None:
        """Settle the lap that begins: when its sectors end, and the stop at its end.

        `wear`: fuel and rubber used, as a share of a racing lap's. A car with fewer than three
        sector ends does not get to the line.
        """
        self.age_laps += 1
        self.wear_laps += wear
        self.fuel_laps -= wear
        ends_ms = tuple(round(1000 * at_s) for at_s in ends_s)
        self.laps.append(
            Lap(
                number=self.next_lap,
                start_ms=round(1000 * self.line_s),
                sector_ends_ms=ends_ms,
                compound=self.compound,
                tyre_age_laps=self.age_laps,
                is_out_lap=self.is_out_lap,
                stop=visit.stop if visit else None,
            )
        )
        self.began_s = self.rejoin_s
        self.line_s = self.rejoin_s = self.end_s = self.laps[-1].end_ms / 1000
        self.is_pitting = self.is_out_lap = visit is not None
        if visit:
            self.end_s -= visit.in_lap_loss_s
            self.rejoin_s += visit.out_lap_loss_s
            self.compound = visit.stop.compound
            self.age_laps = visit.stop.age_laps
            self.wear_laps = float(visit.stop.age_laps)

    def history(self) -> CarHistory:
        """What is kept when the race is over."""
        return CarHistory(
            slot=self.slot,
            laps=tuple(self.laps),
            compound=self.first_compound,
            age_laps=self.first_age_laps,
            retired_ms=None if self.retired_s is None else round(self.retired_s * 1000),
        )
