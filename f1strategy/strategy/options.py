"""An option set from a request: plans simulated and ranked, rejoin, undercuts, the call."""

from zlib import crc32

from f1strategy.strategy.call import decide
from f1strategy.strategy.duels import with_margins
from f1strategy.strategy.free_air import Stops
from f1strategy.strategy.plan_records import as_contingency, as_plans
from f1strategy.strategy.ranking import FUTURES, Outcome, outcome
from f1strategy.strategy.rejoin import rejoin
from f1strategy.strategy.request import OptionsRequest
from schemas.records import Call, OptionSet


def simulated(
    request: OptionsRequest, incumbent: Stops | None = None, futures: int = FUTURES
) -> Outcome | None:
    """Search and simulation for a request; None when the car's race is over or not known.

    All drivers of a lap meet the same futures.
    """
    if request.is_out or request.laps_to_go == 0 or request.race is None or request.car is None:
        return None
    return outcome(request.race, request.car.name, seed_of(request), incumbent, futures)


def seed_of(request: OptionsRequest) -> int:
    """The seed of a session's lap."""
    return crc32(f"{request.session_key}:{request.lap_number}".encode())


def option_set(
    request: OptionsRequest, found: Outcome | None, revision: int, before: Call | None = None
) -> OptionSet:
    """The record; deterministic. Plans are empty when the car's race is over.

    before: the call of the lap before, on the same tyres.
    """
    over = request.is_out or request.laps_to_go == 0
    forecast = None if over else request.forecast
    plans = as_plans(request, request.race, found.ranked) if found and request.race else ()
    call, reason = decide(request, plans, before)
    car = request.car
    base_s = (
        car.base_s + request.race.fuel_s_per_lap * (request.race.laps - 1)
        if car and request.race
        else None
    )
    now = next(
        (
            (one.stops[0][1] for one in found.ranked if one.stops and one.stops[0][0] == 0)
            if found
            else iter(())
        ),
        None,
    )
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
        base_lap_time_s=None if base_s is None else round(base_s, 3),
        degradation_s_per_lap=request.degradation_s_per_lap,
        call=call,
        call_reason=reason,
        plans=plans,
        rejoin=None if over else rejoin(request, now),
        pit_losses=forecast.pit_losses if forecast else (),
        duels=with_margins(request) if forecast else (),
        stop_within_3_laps_probability=(
            forecast.stop_within_3_laps_probability if forecast else None
        ),
        contingencies=tuple(
            as_contingency(request, one) for one in (found.contingencies if found else ())
        ),
        futures=found.futures if found else None,
    )
