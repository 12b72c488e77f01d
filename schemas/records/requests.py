"""`strategy.requests` and `strategy.replies`: questions and acts for the strategy job, its answers by id."""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from schemas.fields import doc
from schemas.records.base import Record
from schemas.records.decision import Act, Verdict
from schemas.records.options import PlannedStop


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is assumed to be otherwise, any of it together; what is not named stays as it is."""

    stops: Annotated[
        tuple[PlannedStop, ...] | None,
        doc("the car's stops still to come instead of the planned ones; empty: to the flag"),
    ] = None
    pace_offset_s: Annotated[
        float | None, doc("every lap of the car takes so much longer, within 10 s")
    ] = None
    degradation_factor: Annotated[
        float | None, doc("the car's tyres wear so many times as fast, 0 to 10")
    ] = None
    pit_loss_s: Annotated[
        float | None, doc("loss of a stop under green, for all cars, 5 to 60 s")
    ] = None
    sc_lap_number: Annotated[int | None, doc("race lap on which the safety car comes out")] = None
    sc_laps: Annotated[int | None, doc("laps behind it, 1 to 20; 4 if not said")] = None
    vsc_lap_number: Annotated[int | None, doc("race lap on which the VSC begins")] = None
    vsc_laps: Annotated[int | None, doc("laps under it, 1 to 20; 2 if not said")] = None
    red_lap_number: Annotated[int | None, doc("race lap on which the race is stopped")] = None
    rain_lap_number: Annotated[int | None, doc("race lap on which a shower begins")] = None
    rain_laps: Annotated[int | None, doc("laps that it lasts, 1 to 100; 15 if not said")] = None
    rival_pits_now: Annotated[
        int | None, doc("number of a car that stops at the end of the lap that is being driven")
    ] = None


class StrategyRequest(Record, frozen=True, kw_only=True):
    """A what-if question about one driver, or an act; it is answered on `strategy.replies` by its id."""

    SCHEMA: ClassVar[str] = "strategy-request"
    VERSION: ClassVar[int] = 2

    schema: Annotated[str, doc("schema name and version of this record")] = "strategy-request/2"
    request_id: Annotated[str, doc("chosen by the asker, unique")]
    session_key: Annotated[int, doc("OpenF1's number of the session")]
    driver_number: Annotated[int, doc("car that is asked about")]
    sent_time_ms: Annotated[int, doc("when it was sent")]
    requested_by: Annotated[str | None, doc("who asks, for the audit")] = None
    scenario: Annotated[Scenario, doc("what is assumed; of no account in an act")] = Scenario()
    act: Annotated[Act | None, doc("a lock or a comment; null: a what-if question")] = None


class ReplyStatus(StrEnum):
    """How a request ended."""

    OK = "OK"
    BAD_REQUEST = "BAD_REQUEST"
    NO_RACE = "NO_RACE"


class FieldError(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field of a request."""

    field: Annotated[str, doc("path of the field, such as scenario.sc_laps")]
    message: Annotated[str, doc("what was found and what was expected")]


class Future(msgspec.Struct, frozen=True, kw_only=True):
    """One car's race as it is expected to end, over all simulated futures."""

    label: Annotated[str, doc("compounds and stops in short")]
    stops: Annotated[tuple[PlannedStop, ...], doc("planned stops")]
    mean_position: Annotated[float, doc("mean place at the flag")]
    position_low: Annotated[int, doc("place of the best tenth of the futures")]
    position_high: Annotated[int, doc("place of the worst tenth of the futures")]
    position_probabilities: Annotated[tuple[float, ...], doc("chance of places 1, 2, ... in turn")]
    win_probability: Annotated[float, doc("chance to win")]
    podium_probability: Annotated[float, doc("chance of places 1 to 3")]
    points_probability: Annotated[float, doc("chance of places 1 to 10")]
    remaining_time_s: Annotated[float, doc("mean time from now to the flag")]


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """The changed beside the unchanged race, in the same futures."""

    unchanged: Annotated[Future, doc("as the race is expected to go on")]
    changed: Annotated[Future, doc("under the scenario")]
    change_places: Annotated[float, doc("mean places lost by the change; negative: places are won")]
    change_low_places: Annotated[float, doc("low end of its 95 % interval, paired by future")]
    change_high_places: Annotated[float, doc("high end of its 95 % interval, paired by future")]
    time_change_s: Annotated[float, doc("mean time lost by the change")]
    time_change_low_s: Annotated[float, doc("low end of its 95 % interval, paired by future")]
    time_change_high_s: Annotated[float, doc("high end of its 95 % interval, paired by future")]
    futures: Annotated[int, doc("simulated futures of each of the two")]


class StrategyReply(Record, frozen=True, kw_only=True):
    """The answer to a request: a result, or what is wrong with which field."""

    SCHEMA: ClassVar[str] = "strategy-reply"
    VERSION: ClassVar[int] = 2

    schema: Annotated[str, doc("schema name and version of this record")] = "strategy-reply/2"
    request_id: Annotated[str, doc("id of the request")]
    session_key: Annotated[int, doc("OpenF1's number of the session")]
    driver_number: Annotated[int, doc("car that was asked about")]
    status: Annotated[
        ReplyStatus,
        doc("OK, BAD_REQUEST with errors, or NO_RACE: nothing of this car's race to go on from"),
    ]
    errors: Annotated[tuple[FieldError, ...], doc("what is wrong, field by field")] = ()
    lap_number: Annotated[int | None, doc("laps the driver had completed")] = None
    field_revision: Annotated[int | None, doc("revision of the field it was computed from")] = None
    what_if: Annotated[WhatIf | None, doc("the result of a question; null unless OK")] = None
    verdict: Annotated[Verdict | None, doc("the word on an act; null for a question")] = None
    compute_ms: Annotated[int | None, doc("how long the answer took")] = None
