"""The call for this lap, with its reason in one sentence."""

from collections.abc import Sequence
from typing import Final

from f1strategy.strategy.request import OptionsRequest
from schemas.records import Call, Plan, Trigger

COVER_WITHIN_S: Final = 3.0
"""A rival this close that pits threatens an undercut (pairs of F1-StratLab's labels)."""
COVER_COST_S: Final = 3.0
"""What answering at once may cost against the best plan."""


def decide(request: OptionsRequest, plans: Sequence[Plan]) -> tuple[Call, str]:
    """BOX, COVER, EXTEND or STAY_OUT, from plans that are ranked; the first is followed."""
    if not plans:
        over = request.laps_to_go == 0 or request.is_out
        return Call.STAY_OUT, "no laps to go" if over else "no plan to compare yet"
    best, now = plans[0], _stopping_now(request, plans)
    place = f"P{best.mean_position:.1f} expected"
    if now is best:
        return Call.BOX, f"box this lap for {best.label}: {place}{_against(request, plans)}"
    threat = _pitting_behind(request)
    if threat is not None and now is not None and _is_cheap(now):
        cost = f"{max(0.0, now.time_to_best_s):.1f} s"
        return Call.COVER, f"cover car {threat}, which has pitted: to answer at once costs {cost}"
    if not best.stops:
        return Call.STAY_OUT, f"to the flag on these tyres: {place}{_against(request, plans)}"
    lap = best.stops[0].lap_number
    if request.trigger is Trigger.NEIGHBOUR_PITTED or (now is not None and now.is_level_with_best):
        cost = "" if now is None else f"; to stop now costs {_costs(now)}"
        return Call.EXTEND, f"extend to lap {lap} for {best.label}: {place}{cost}"
    return Call.STAY_OUT, f"stop on lap {lap} for {best.label}: {place}"


def _stopping_now(request: OptionsRequest, plans: Sequence[Plan]) -> Plan | None:
    this_lap = request.lap_number + 1
    return next(
        (plan for plan in plans if plan.stops and plan.stops[0].lap_number == this_lap), None
    )


def _is_cheap(plan: Plan) -> bool:
    return bool(plan.is_level_with_best) and plan.time_to_best_s <= COVER_COST_S


def _against(request: OptionsRequest, plans: Sequence[Plan]) -> str:
    """What the best plan of the other kind, stopping now or not, would cost."""
    is_now = plans[0] is _stopping_now(request, plans)
    this_lap = request.lap_number + 1
    for plan in plans[1:]:
        stops_now = bool(plan.stops) and plan.stops[0].lap_number == this_lap
        if stops_now != is_now:
            return f"; {plan.label} costs {_costs(plan)}"
    return ""


def _costs(plan: Plan) -> str:
    if plan.is_level_with_best or plan.regret_places is None:
        return f"{plan.time_to_best_s:+.1f} s and no real place"
    return f"{plan.regret_places:.1f} places"


def _pitting_behind(request: OptionsRequest) -> int | None:
    if request.gap_to_leader_s is None:
        return None
    for rival in request.rivals:
        gap_s = rival.gap_to_leader_s - request.gap_to_leader_s
        if rival.is_in_pit and 0 <= gap_s <= COVER_WITHIN_S:
            return rival.driver_number
    return None
