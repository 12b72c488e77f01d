"""An option set from a request: ranked plans, where the car would rejoin, and the call."""

from f1strategy.strategy.pace import pace
from f1strategy.strategy.plans import FACTORS, as_plans, candidates, pit_loss_now_s
from f1strategy.strategy.request import OptionsRequest
from schemas.records import Call, OptionSet, Plan, RejoinForecast, Trigger

COVER_WITHIN_S = 3.0
"""A rival this close that pits threatens an undercut (pairs of F1-StratLab's labels)."""
COVER_COST_S = 3.0
"""What answering at once may cost against the best plan."""


def option_set(request: OptionsRequest, revision: int) -> OptionSet:
    """Compute the options; deterministic. Plans are empty when the car's race is over."""
    estimate = pace(request)
    over = request.is_out or request.laps_to_go == 0
    forecast = None if over else request.forecast
    plans: tuple[Plan, ...] = ()
    if estimate is not None and not over:
        plans = as_plans(request, candidates(request, estimate))
    call, reason = decide(request, plans)
    return OptionSet(
        session_key=request.session_key,
        driver_number=request.driver_number,
        driver_code=request.driver_code,
        lap_number=request.lap_number,
        revision=revision,
        field_revision=request.field_revision,
        caused_by_ingest_time_ms=request.caused_by_ingest_time_ms,
        event_time_ms=request.event_time_ms,
        trigger=request.trigger,
        track_status=request.track_status,
        laps_to_go=request.laps_to_go,
        position=request.position,
        compound=request.compound,
        tyre_age_laps=request.tyre_age_laps,
        base_lap_time_s=round(estimate.base_lap_time_s, 3) if estimate else None,
        degradation_s_per_lap=round(estimate.degradation_s_per_lap, 4) if estimate else None,
        call=call,
        call_reason=reason,
        plans=plans,
        rejoin=None if over else rejoin(request),
        pit_losses=forecast.pit_losses if forecast else (),
        duels=forecast.duels if forecast else (),
        stop_within_3_laps_probability=(
            forecast.stop_within_3_laps_probability if forecast else None
        ),
    )


def rejoin(request: OptionsRequest) -> RejoinForecast | None:
    """Where the car comes out if it pits now.

    By gaps: `g' = g + loss`, rivals compared at the same lap's line. Under green the fitted model tells
    the place, because it knows that rivals stop too.
    """
    if request.gap_to_leader_s is None:
        return None
    loss_s = pit_loss_now_s(request)
    ours = request.gap_to_leader_s + loss_s
    ahead = [rival for rival in request.rivals if rival.gap_to_leader_s <= ours]
    behind = [rival for rival in request.rivals if rival.gap_to_leader_s > ours]
    next_up = max(ahead, key=lambda rival: rival.gap_to_leader_s, default=None)
    chaser = min(behind, key=lambda rival: rival.gap_to_leader_s, default=None)
    is_green = request.track_status not in FACTORS
    fitted = request.forecast if is_green else None
    return RejoinForecast(
        position=fitted.position if fitted else 1 + len(ahead),
        position_low=fitted.position_low if fitted else None,
        position_high=fitted.position_high if fitted else None,
        pit_loss_s=loss_s,
        ahead_driver_number=next_up.driver_number if next_up else None,
        ahead_gap_s=round(ours - next_up.gap_to_leader_s, 3) if next_up else None,
        behind_driver_number=chaser.driver_number if chaser else None,
        behind_gap_s=round(chaser.gap_to_leader_s - ours, 3) if chaser else None,
    )


def decide(request: OptionsRequest, plans: tuple[Plan, ...]) -> tuple[Call, str]:
    """The call for this lap and why."""
    if not plans:
        return Call.STAY_OUT, "no laps to go" if request.laps_to_go == 0 else "no plan to compare"
    best, this_lap = plans[0], request.lap_number + 1
    stop_now = next(
        (plan for plan in plans if plan.stops and plan.stops[0].lap_number == this_lap), None
    )
    if stop_now is best:
        rival = (
            f"{plans[1].time_to_best_s:.1f} s ahead of {plans[1].label}"
            if len(plans) > 1
            else "only plan"
        )
        return Call.BOX, f"box this lap for {best.label}: {rival}"
    threat = _pitting_behind(request)
    if threat is not None and stop_now is not None and stop_now.time_to_best_s <= COVER_COST_S:
        cost = f"{stop_now.time_to_best_s:.1f} s"
        return Call.COVER, f"car {threat} behind has pitted; answering at once costs {cost}"
    if not best.stops:
        return Call.STAY_OUT, f"to the flag on these tyres; {len(plans) - 1} other plans are slower"
    laps = best.stops[0].lap_number - request.lap_number
    if request.trigger == Trigger.NEIGHBOUR_PITTED:
        return Call.EXTEND, f"a neighbour has pitted; {best.label} still stops in {laps} laps"
    return Call.STAY_OUT, f"{best.label}: the next stop is {laps} laps away"


def _pitting_behind(request: OptionsRequest) -> int | None:
    if request.gap_to_leader_s is None:
        return None
    for rival in request.rivals:
        gap_s = rival.gap_to_leader_s - request.gap_to_leader_s
        if rival.is_in_pit and 0 <= gap_s <= COVER_WITHIN_S:
            return rival.driver_number
    return None
