"""The pit lane: how long a car stands, waits for its team-mate, and what the pass costs."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from f1strategy.ingest.simulated.course import (
    IN_LAP_SHARE,
    LANE_AFTER_LINE_S,
    LANE_BEFORE_LINE_S,
    LANE_TO_BOX_S,
    drive_through_loss_s,
)
from f1strategy.ingest.simulated.history import Stop
from schemas.records import Compound, TrackStatus

QUICKEST_STOP_S: Final = 1.9
"""Least standstill (TUM); teams add 0.4 to 1.4 s to it."""
SLOW_STOP_CHANCE: Final = 0.03
SLOW_STOP_S: Final = 6.0
"""Mean of the slow tail: Pitwall-H has 2 % of stops with about 6 s more, exponential."""


@dataclass(frozen=True, slots=True)
class PitVisit:
    """A stop with what it costs before and after the line [s]."""

    stop: Stop
    in_lap_loss_s: float
    out_lap_loss_s: float


@dataclass(slots=True)
class PitLane:
    """The boxes: one a team, so a second car of the team may have to wait."""

    _free_s: dict[str, float] = field(default_factory=dict)

    def visit(
        self,
        team: str,
        end_s: float,
        status: TrackStatus,
        compound: Compound,
        age_laps: int,
        rng: Random,
    ) -> PitVisit:
        """Serve a car that would end its lap at `end_s` on the track."""
        loss_s = in_lap_loss_s(status)
        line_s = end_s + loss_s
        at_box_s = line_s + LANE_TO_BOX_S
        wait_s = max(0.0, self._free_s.get(team, 0.0) - at_box_s)
        stationary_s = round(wait_s + standstill_s(rng), 1)
        self._free_s[team] = at_box_s + stationary_s + 1.0
        stop = Stop(
            entered_ms=round(1000 * (line_s - LANE_BEFORE_LINE_S)),
            left_ms=round(1000 * (line_s + LANE_AFTER_LINE_S + stationary_s)),
            stationary_s=stationary_s,
            compound=compound,
            age_laps=age_laps,
        )
        return PitVisit(stop, loss_s, out_lap_loss_s(status) + stationary_s)


def standstill_s(rng: Random) -> float:
    """How long the car stands while its tyres are changed."""
    slow_s = rng.expovariate(1 / SLOW_STOP_S) if rng.random() < SLOW_STOP_CHANCE else 0.0
    return QUICKEST_STOP_S + rng.uniform(0.1, 0.4) + rng.expovariate(1 / 0.35) + slow_s


def in_lap_loss_s(status: TrackStatus) -> float:
    """Lost on the way in, before the line."""
    return IN_LAP_SHARE * drive_through_loss_s(status)


def out_lap_loss_s(status: TrackStatus) -> float:
    """Lost after the line without the standstill."""
    return (1 - IN_LAP_SHARE) * drive_through_loss_s(status)
