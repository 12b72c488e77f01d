"""The call for this lap, with its reason in one sentence.

Staying out can be taken back, a stop cannot. So a call to stop needs evidence the first time: that to wait
costs time, and that it is a lap on which teams stop. Once made it stands as long as the plan is the best.
"""

from collections.abc import Sequence
from typing import Final

from f1strategy.models.observed import NEUTRAL
from f1strategy.strategy.request import OptionsRequest
from schemas.records import Call, Plan, Trigger

COVER_WITHIN_S: Final = 3.0
"""A rival this close that pits threatens an undercut (pairs of F1-StratLab's labels)."""
COVER_COST_S: Final = 1.0
"""What answering at once may cost against the best plan."""
WAIT_COSTS_S: Final = 1.0
"""So much, at the low end of its interval, is lost by the best plan that does not stop on this lap."""
STOPS_WITHIN_3: Final = 0.15
"""Chance that teams stop here within three laps. Both were chosen on the races of 2024, rounds 1-15, for
calls within a lap of the stop: 42 % of those called, 27 % without (docs/models/simulator.md)."""

STOPPING: Final = frozenset({Call.BOX, Call.COVER})


def decide(
    request: OptionsRequest, plans: Sequence[Plan], before: Call | None = None
) -> tuple[Call, str]:
    """BOX, COVER, EXTEND or STAY_OUT, from plans that are ranked; the first is followed.

    before: the call of the lap before, on the same tyres.
    """
    if not plans:
        over = request.laps_to_go == 0 or request.is_out
        return Call.STAY_OUT, "no laps to go" if over else "no plan to compare yet"
    best, now, later = plans[0], _stopping_now(request, plans), _waiting(request, plans)
    place = f"P{best.mean_position:.1f} expected"
    if now is best and (later is None or before in STOPPING or _is_evident(request, later)):
        return Call.BOX, f"box this lap for {best.label}: {place}{_against(later)}"
    threat = _pitting_behind(request)
    if threat is not None and now is not None and _is_cheap(now) and _is_usual(request):
        cost = f"{max(0.0, now.time_to_best_s):.1f} s"
        rival = request.called(threat)
        return Call.COVER, f"cover {rival}, which has pitted: to answer at once costs {cost}"
    return _staying_out(request, best, now, later)


def _staying_out(
    request: OptionsRequest, best: Plan, now: Plan | None, later: Plan | None
) -> tuple[Call, str]:
    place = f"P{best.mean_position:.1f} expected"
    if now is best and later is not None:
        return Call.EXTEND, _extend(later, f"to wait costs {_costs(later)}")
    if not best.stops:
        return Call.STAY_OUT, f"to the flag on these tyres: {place}{_against(now)}"
    if request.trigger is Trigger.NEIGHBOUR_PITTED or (now is not None and now.is_level_with_best):
        return Call.EXTEND, _extend(best, f"to stop now costs {_costs(now)}" if now else "")
    return Call.STAY_OUT, f"stop on lap {best.stops[0].lap_number} for {best.label}: {place}"


def _extend(plan: Plan, why: str) -> str:
    until = f"lap {plan.stops[0].lap_number}" if plan.stops else "the flag"
    told = f"extend to {until} for {plan.label}: P{plan.mean_position:.1f} expected"
    return f"{told}; {why}" if why else told


def _stopping_now(request: OptionsRequest, plans: Sequence[Plan]) -> Plan | None:
    return next((plan for plan in plans if _is_now(request, plan)), None)


def _waiting(request: OptionsRequest, plans: Sequence[Plan]) -> Plan | None:
    """The quickest of those that do not stop on this lap."""
    waiting = [plan for plan in plans if not _is_now(request, plan)]
    return min(waiting, key=lambda plan: plan.time_to_best_s, default=None)


def _is_now(request: OptionsRequest, plan: Plan) -> bool:
    return bool(plan.stops) and plan.stops[0].lap_number == request.lap_number + 1


def _is_evident(request: OptionsRequest, later: Plan) -> bool:
    """Behind the safety car nothing is waited for: the cheap stop goes when the track does."""
    if request.track_status in NEUTRAL:
        return True
    costs_s = later.time_to_best_low_s
    return costs_s is not None and costs_s >= WAIT_COSTS_S and _is_usual(request)


def _is_usual(request: OptionsRequest) -> bool:
    """Whether teams stop at such a moment; a wet race has no usual moment."""
    forecast, race = request.forecast, request.race
    is_wet = race is not None and (race.wetness > 1.0 or race.is_raining)
    if forecast is None or is_wet or request.track_status in NEUTRAL:
        return True
    return forecast.stop_within_3_laps_probability >= STOPS_WITHIN_3


def _is_cheap(plan: Plan) -> bool:
    return bool(plan.is_level_with_best) and plan.time_to_best_s <= COVER_COST_S


def _against(other: Plan | None) -> str:
    """What the best plan of the other kind, stopping now or not, would cost."""
    return f"; {other.label} costs {_costs(other)}" if other else ""


def _costs(plan: Plan) -> str:
    if plan.is_level_with_best or plan.regret_places is None:
        return f"{plan.time_to_best_s:+z.1f} s and no real place"
    return f"{plan.regret_places:.1f} places"


def _pitting_behind(request: OptionsRequest) -> int | None:
    if request.gap_to_leader_s is None:
        return None
    for rival in request.rivals:
        gap_s = rival.gap_to_leader_s - request.gap_to_leader_s
        if rival.is_in_pit and 0 <= gap_s <= COVER_WITHIN_S:
            return rival.driver_number
    return None
