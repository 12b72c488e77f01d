"""When a simulated team stops and for which tyre: a plan before the race, and chances taken in it."""

from dataclasses import dataclass
from random import Random
from typing import Final

from f1strategy.ingest.simulated.tyres import TYRES, slick_for
from schemas.records import Compound, TrackStatus

S, M, H, INTER = Compound.SOFT, Compound.MEDIUM, Compound.HARD, Compound.INTERMEDIATE


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """Come in at the end of this lap for this compound."""

    lap: int
    compound: Compound


Plan = tuple[PlannedStop, ...]

_TEMPLATES: Final[tuple[tuple[Compound, tuple[tuple[float, Compound], ...], float], ...]] = (
    (M, ((0.43, H),), 9),
    (H, ((0.57, M),), 4),
    (S, ((0.31, H),), 3),
    (M, ((0.28, H), (0.68, M)), 4),
    (S, ((0.22, M), (0.60, H)), 2),
    (M, ((0.33, H), (0.76, S)), 2),
    (H, ((0.38, M), (0.72, M)), 1),
)
"""First compound, stops as shares of the distance, weight. The second compound always differs from
the first, so that the rule of two slicks is kept however the race turns out."""
SPREAD: Final = 0.035
"""Teams differ by a few laps."""
SHORTEST_STINT_LAPS: Final = 7
USED_SOFTS_LAPS: Final = (0, 2, 3, 3)
"""Softs have often done a run in qualifying."""

CHANCE_TO_STOP: Final = {TrackStatus.SC: 0.9, TrackStatus.VSC: 0.5}
"""For a cheap stop, where one is planned anyway."""
CHANCE_TO_STOP_AGAIN: Final = 0.3
WET_ENOUGH: Final = 0.38
DRY_ENOUGH: Final = 0.27
WORTH_A_CHANGE_LAPS: Final = 3
"""With fewer to go everybody stays on the tyres he has."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the pit wall knows at the end of a lap. `nerve` shifts its idea of a wet track."""

    lap: int
    laps: int
    compound: Compound
    age_laps: int
    plan: Plan
    status: TrackStatus
    wetness: float
    nerve: float

    @property
    def to_go(self) -> int:
        """Laps after this one."""
        return self.laps - self.lap


def opening(laps: int, rng: Random) -> tuple[Compound, Plan]:
    """The tyre to start on and the stops to make."""
    first, stops, _ = rng.choices(_TEMPLATES, weights=[weight for *_, weight in _TEMPLATES])[0]
    plan: list[PlannedStop] = []
    for share, compound in stops:
        lap = round((share + rng.gauss(0.0, SPREAD)) * laps)
        earliest = plan[-1].lap + 1 if plan else min(2, laps - 1)
        plan.append(PlannedStop(min(max(lap, earliest), laps - 1), compound))
    return first, tuple(plan[:1] if len(plan) > 1 and plan[0].lap == plan[1].lap else plan)


def age_of_new_set(compound: Compound, rng: Random) -> int:
    """Laps that a set has done before it is fitted."""
    return rng.choice(USED_SOFTS_LAPS) if compound is S else 0


def stop_now(now: Situation, rng: Random) -> Compound | None:
    """The tyre to fit at the end of this lap, None to stay out."""
    if now.to_go < 1 or now.lap < 2:
        return None
    if now.to_go >= WORTH_A_CHANGE_LAPS:
        if now.compound is INTER:
            return slick_for(now.to_go) if now.wetness < DRY_ENOUGH + now.nerve else None
        if now.wetness > WET_ENOUGH + now.nerve:
            return INTER
    if now.plan and now.lap >= now.plan[0].lap:
        return now.plan[0].compound
    return _chance(now, rng)


def _chance(now: Situation, rng: Random) -> Compound | None:
    """A stop that is cheap because the race is neutralised, for tyres that have done their share."""
    is_worth_it = min(now.to_go, now.age_laps) >= SHORTEST_STINT_LAPS and now.wetness == 0
    if now.status not in CHANCE_TO_STOP or not is_worth_it:
        return None
    if now.plan:
        return now.plan[0].compound if rng.random() < CHANCE_TO_STOP[now.status] else None
    is_free = now.status is TrackStatus.SC and now.age_laps > 2 * SHORTEST_STINT_LAPS
    return slick_for(now.to_go) if is_free and rng.random() < CHANCE_TO_STOP_AGAIN else None


def plan_after(now: Situation, fitted: Compound) -> Plan:
    """The stops still to make once this tyre is on: none if it lasts to the flag."""
    if fitted is INTER or TYRES[fitted].life_laps >= now.to_go:
        return ()
    later = now.plan[1:] if now.compound is not INTER else ()
    kept = [stop for stop in later if stop.lap >= now.lap + SHORTEST_STINT_LAPS]
    if kept:
        return tuple(kept)
    lap = now.lap + now.to_go // 2
    return (PlannedStop(lap, slick_for(now.laps - lap)),)
