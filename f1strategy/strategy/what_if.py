"""What-if: the changed beside the unchanged race, simulated in the same futures."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from f1strategy.strategy.free_air import FreeAir, Stops
from f1strategy.strategy.options import seed_of
from f1strategy.strategy.plan_records import (
    PODIUM_PLACES,
    POINTS_PLACES,
    chance_within,
    from_now,
    label,
    stops_of,
)
from f1strategy.strategy.request import OptionsRequest
from f1strategy.strategy.scenario import changed, forced, wrong_with
from f1strategy.strategy.shortlist import with_rival_plans
from f1strategy.strategy.simulated import Simulated, mean_with_interval
from schemas.records import (
    FieldError,
    Future,
    OptionSet,
    ReplyStatus,
    StrategyReply,
    StrategyRequest,
    WhatIf,
)

WHAT_IF_FUTURES: Final = 200


def answer(
    asked: StrategyRequest, situation: OptionsRequest | None, options: OptionSet | None
) -> StrategyReply:
    """The reply: a result, or what is wrong with which field.

    situation: the car's newest request, options: its newest set, whose first plan is the unchanged race's.
    """
    if situation is None or situation.race is None or situation.car is None:
        about = "no lap of this car yet" if situation is None else "its race is over"
        error = FieldError(field="driver_number", message=f"car {asked.driver_number}: {about}")
        return _reply(asked, situation, ReplyStatus.NO_RACE, (error,))
    errors = wrong_with(situation, asked.scenario)
    if errors:
        return _reply(asked, situation, ReplyStatus.BAD_REQUEST, errors)
    return _reply(asked, situation, ReplyStatus.OK, (), what_if(asked, situation, options))


def what_if(
    asked: StrategyRequest, situation: OptionsRequest, options: OptionSet | None
) -> WhatIf | None:
    """Both races of a scenario that makes sense; equal arguments, equal answers."""
    race, car = situation.race, situation.car
    if race is None or car is None:
        return None
    mine = race.cars.index(car)
    plans = options.plans if options and options.lap_number == situation.lap_number else ()
    planned = (
        from_now(situation.lap_number, plans[0].stops)
        if plans
        else FreeAir(race).plans(car)[0].stops
    )
    stops = asked.scenario.stops
    other = planned if stops is None else from_now(situation.lap_number, stops)
    field, seed = with_rival_plans(race, car.name), seed_of(situation)
    before = Simulated(field, WHAT_IF_FUTURES, seed).run(mine, [planned])
    after = Simulated(
        changed(field, situation, asked.scenario),
        WHAT_IF_FUTURES,
        seed,
        forced(situation, asked.scenario),
    ).run(mine, [other])
    was, now = before.places[0, :, mine], after.places[0, :, mine]
    was_s, now_s = before.clocks_s[0, :, mine], after.clocks_s[0, :, mine]
    places = mean_with_interval(now.astype(np.float64) - was)
    seconds = mean_with_interval(now_s - was_s)
    return WhatIf(
        unchanged=_future(situation, planned, was, was_s),
        changed=_future(situation, other, now, now_s),
        change_places=round(places[0], 3),
        change_low_places=round(places[1], 3),
        change_high_places=round(places[2], 3),
        time_change_s=round(seconds[0], 3),
        time_change_low_s=round(seconds[1], 3),
        time_change_high_s=round(seconds[2], 3),
        futures=WHAT_IF_FUTURES,
    )


def _future(
    situation: OptionsRequest,
    stops: Stops,
    places: NDArray[np.int8],
    clocks_s: NDArray[np.float64],
) -> Future:
    chances = (np.bincount(places)[1:] / len(places)).tolist()
    return Future(
        label=label(situation.compound, situation.lap_number, stops),
        stops=stops_of(situation.lap_number, stops),
        mean_position=round(float(places.mean()), 2),
        position_low=int(np.percentile(places, 10, method="lower")),
        position_high=int(np.percentile(places, 90, method="higher")),
        position_probabilities=tuple(round(chance, 4) for chance in chances),
        win_probability=chance_within(chances, 1),
        podium_probability=chance_within(chances, PODIUM_PLACES),
        points_probability=chance_within(chances, POINTS_PLACES),
        remaining_time_s=round(float(clocks_s.mean()), 3),
    )


def _reply(
    asked: StrategyRequest,
    situation: OptionsRequest | None,
    status: ReplyStatus,
    errors: tuple[FieldError, ...],
    result: WhatIf | None = None,
) -> StrategyReply:
    return StrategyReply(
        request_id=asked.request_id,
        session_key=asked.session_key,
        driver_number=asked.driver_number,
        status=status,
        errors=errors,
        lap_number=situation.lap_number if situation else None,
        field_revision=situation.field_revision if situation else None,
        what_if=result,
    )
