"""`strategy.options`: what one driver can do now, ranked."""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from schemas.fields import doc
from schemas.records.base import Compound, Record, TrackStatus


class Call(StrEnum):
    """What to do this lap."""

    BOX = "BOX"
    STAY_OUT = "STAY_OUT"
    COVER = "COVER"
    EXTEND = "EXTEND"


class Trigger(StrEnum):
    """Why an option set was computed."""

    NEW_LAP = "NEW_LAP"
    TRACK_STATUS = "TRACK_STATUS"
    NEIGHBOUR_PITTED = "NEIGHBOUR_PITTED"
    WEATHER = "WEATHER"
    CORRECTION = "CORRECTION"


class Event(StrEnum):
    """What may happen on this very lap."""

    SC = "SC"
    VSC = "VSC"
    RED = "RED"
    RAIN = "RAIN"


class PlannedStop(msgspec.Struct, frozen=True, kw_only=True):
    """A stop still to come."""

    lap_number: Annotated[int, doc("in-lap: the car pits at the end of this lap")]
    compound: Annotated[Compound, doc("compound fitted at the stop")]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One way to drive the rest of the race."""

    rank: Annotated[int, doc("1 is the best plan")]
    label: Annotated[str, doc("compounds and stops in short, such as M-H (L23)")]
    stops: Annotated[
        tuple[PlannedStop, ...], doc("stops still to come, in order; empty: to the flag")
    ]
    remaining_time_s: Annotated[
        float, doc("expected time from the last line crossing to the flag, stops included")
    ]
    time_to_best_s: Annotated[float, doc("expected time lost against the best plan")]
    pit_loss_s: Annotated[float, doc("sum of the expected losses of its stops")]
    expected_position: Annotated[
        int, doc("expected place at the flag: the mean of the simulated futures, rounded")
    ]
    time_to_best_low_s: Annotated[
        float | None, doc("low end of the 95 % interval of the time lost")
    ] = None
    time_to_best_high_s: Annotated[
        float | None, doc("high end of the 95 % interval of the time lost")
    ] = None
    mean_position: Annotated[float | None, doc("mean place at the flag")] = None
    position_low: Annotated[int | None, doc("place of the best tenth of the futures")] = None
    position_high: Annotated[int | None, doc("place of the worst tenth of the futures")] = None
    position_probabilities: Annotated[
        tuple[float, ...], doc("chance of places 1, 2, ... in turn, to the last that occurs")
    ] = ()
    win_probability: Annotated[float | None, doc("chance to win")] = None
    podium_probability: Annotated[float | None, doc("chance of places 1 to 3")] = None
    points_probability: Annotated[float | None, doc("chance of places 1 to 10")] = None
    regret_places: Annotated[
        float | None, doc("mean places lost against the plan of rank 1, in the same futures")
    ] = None
    regret_low_places: Annotated[
        float | None, doc("low end of the 95 % interval of the places lost")
    ] = None
    regret_high_places: Annotated[
        float | None, doc("high end of the 95 % interval of the places lost")
    ] = None
    is_level_with_best: Annotated[
        bool | None, doc("true: no real difference in place from the best plan")
    ] = None


class Contingency(msgspec.Struct, frozen=True, kw_only=True):
    """What to do if it happened on the lap the car is on."""

    event: Annotated[Event, doc("what is assumed to happen")]
    call: Annotated[Call, doc("BOX: stop at once; STAY_OUT: keep the planned stops")]
    label: Annotated[str, doc("compounds and stops in short of the better plan")]
    stops: Annotated[tuple[PlannedStop, ...], doc("its stops, in order")]
    mean_position: Annotated[float, doc("mean place at the flag with it")]
    gain_places: Annotated[
        float | None, doc("places won by stopping at once over staying out; null: no choice")
    ] = None
    gain_low_places: Annotated[float | None, doc("low end of its 95 % interval")] = None
    gain_high_places: Annotated[float | None, doc("high end of its 95 % interval")] = None


class PitLossForecast(msgspec.Struct, frozen=True, kw_only=True):
    """What a stop on the lap it is on would cost, if the track stood so."""

    track_status: Annotated[TrackStatus, doc("track status that is assumed: GREEN, VSC or SC")]
    pit_loss_s: Annotated[float, doc("expected loss, from earlier races and the stops of today")]
    pit_loss_low_s: Annotated[float, doc("lower end of its 80 % interval")]
    pit_loss_high_s: Annotated[float, doc("upper end of its 80 % interval")]


class Duel(msgspec.Struct, frozen=True, kw_only=True):
    """A car within reach of an undercut: one of the two stops at the end of the lap it is on."""

    rival_driver_number: Annotated[int, doc("the other car")]
    is_threat: Annotated[
        bool,
        doc("true: the rival behind stops first; false: this car stops first, the rival leads"),
    ]
    gap_s: Annotated[float, doc("gap between the two at the last line both have crossed")]
    undercut_probability: Annotated[
        float, doc("that the car that stops first is ahead once both have stopped")
    ]
    margin_s: Annotated[
        float | None,
        doc("expected lead of the car that stops first if the other answers a lap later"),
    ] = None
    best_lap_number: Annotated[
        int | None, doc("in-lap, of the next seven, that gives the car that stops first most")
    ] = None
    best_margin_s: Annotated[float | None, doc("expected lead with a stop on that lap")] = None
    answer_within_laps: Annotated[
        int | None,
        doc("the other car stays ahead if it answers within so many laps; 0: it cannot"),
    ] = None


class RejoinForecast(msgspec.Struct, frozen=True, kw_only=True):
    """Where the car comes out if it pits at the end of the lap it is on."""

    position: Annotated[
        int,
        doc(
            "place at the end of the out-lap, rivals' own stops expected; under SC and VSC by gaps"
        ),
    ]
    position_low: Annotated[int | None, doc("best place of its 80 % interval")] = None
    position_high: Annotated[int | None, doc("worst place of its 80 % interval")] = None
    pit_loss_s: Annotated[float, doc("loss assumed for the stop")]
    ahead_driver_number: Annotated[
        int | None, doc("car it comes out behind by today's gaps; null: it leads")
    ] = None
    ahead_driver_code: Annotated[str | None, doc("its driver's three letters, where known")] = None
    ahead_gap_s: Annotated[float | None, doc("gap to that car")] = None
    behind_driver_number: Annotated[
        int | None, doc("car it comes out ahead of by today's gaps; null: it is last")
    ] = None
    behind_driver_code: Annotated[str | None, doc("its driver's three letters, where known")] = None
    behind_gap_s: Annotated[float | None, doc("gap back to that car")] = None
    traffic_loss_s: Annotated[
        float | None, doc("expected loss behind the car ahead until it is passed or stops")
    ] = None


class OptionSet(Record, frozen=True, kw_only=True):
    """A driver's options at one moment of the race, best first, and the call that follows."""

    SCHEMA: ClassVar[str] = "options"
    VERSION: ClassVar[int] = 3

    schema: Annotated[str, doc("schema name and version of this record")] = "options/3"
    session_key: Annotated[int, doc("OpenF1's number of the session")]
    driver_number: Annotated[int, doc("car number")]
    driver_code: Annotated[str | None, doc("three letters, such as VER")] = None
    lap_number: Annotated[int, doc("laps the driver had completed when this was computed")]
    revision: Annotated[
        int,
        doc("grows with the driver's option sets: 100 times that of the field, and on from there"),
    ]
    field_revision: Annotated[int, doc("revision of the field it was computed from")]
    caused_by_ingest_time_ms: Annotated[
        int, doc("release time of the source row that led to this set; not part of its content")
    ]
    event_time_ms: Annotated[int | None, doc("race time of the newest line crossing it knows")] = (
        None
    )
    trigger: Annotated[Trigger, doc("why it was computed")]
    track_status: Annotated[TrackStatus, doc("track status it assumes for a stop now")]
    laps_to_go: Annotated[int, doc("laps left for this driver")]
    position: Annotated[int, doc("place now")]
    compound: Annotated[Compound | None, doc("tyre compound now fitted")] = None
    tyre_age_laps: Annotated[int | None, doc("laps on this set")] = None
    base_lap_time_s: Annotated[
        float | None, doc("expected time of a lap on a new medium (or wet) tyre with today's fuel")
    ] = None
    degradation_s_per_lap: Annotated[
        float | None, doc("loss per lap of tyre age, from this stint")
    ] = None
    call: Annotated[Call, doc("what to do this lap")]
    call_reason: Annotated[str, doc("why, in one sentence with its numbers")]
    plans: Annotated[
        tuple[Plan, ...], doc("plans, best first; empty when the race is over for the car")
    ] = ()
    rejoin: Annotated[
        RejoinForecast | None, doc("after a stop on this lap; null when there is none")
    ] = None
    pit_losses: Annotated[
        tuple[PitLossForecast, ...],
        doc("a stop on this lap under GREEN, VSC and SC; empty without models"),
    ] = ()
    duels: Annotated[
        tuple[Duel, ...], doc("undercuts under GREEN: chances first, then threats, nearest first")
    ] = ()
    stop_within_3_laps_probability: Annotated[
        float | None, doc("that this car stops within three laps, as its rivals would guess")
    ] = None
    contingencies: Annotated[
        tuple[Contingency, ...],
        doc("if it happened on this lap: SC, VSC, RED, and RAIN in the dry"),
    ] = ()
    futures: Annotated[int | None, doc("simulated futures per plan; null without plans")] = None
    compute_ms: Annotated[
        int | None, doc("how long search and simulation took; not part of its content")
    ] = None
