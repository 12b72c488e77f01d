"""The features of a car's future lap times, read from a race view. Card: docs/models/stint_pace.md."""

from math import isnan, nan
from statistics import median
from typing import Final

from f1strategy.models.observed import SOFTNESS
from f1strategy.models.pace_field import FIELD, field
from f1strategy.models.pace_form import FORM, form
from f1strategy.models.pace_memory import PaceMemory
from f1strategy.models.pace_own import OWN, Reference, own, reference
from f1strategy.models.pace_traffic import TRAFFIC, traffic
from f1strategy.models.pace_trend import TREND, trend
from f1strategy.models.race_view import CarView, RaceView

CONTEXT: Final = (
    "tyre_age_laps",
    "softness",
    "stint_laps",
    "stops_made",
    "laps_to_go",
    "progress",
    "position",
    "laps_since_neutral",
    "circuit_trend_s_per_lap",
)
AHEAD: Final = ("horizon_laps", "expected_change_s", "others_change_s", "others_changes")
FEATURES: Final = ("reference_s", *OWN, *CONTEXT, *TRAFFIC, *FIELD, *FORM, *TREND, *AHEAD)
"""`reference_s` is in seconds; every other time in seconds of a 90 s lap against it."""
LONG_AGO_LAPS: Final = 30
SIMILAR_AGES: Final = (-2, -1, 0, 1, 2)


def pace_features(
    view: RaceView, driver: str, memory: PaceMemory, horizon_laps: int
) -> list[float]:
    """The values of `FEATURES` right after the driver's newest lap was added to the view.

    For the lap `horizon_laps` later on the same tyre. All NaN while no clean lap of anybody is known.
    """
    return pace_features_ahead(view, driver, memory, [horizon_laps])[0]


def pace_features_ahead(
    view: RaceView, driver: str, memory: PaceMemory, horizons_laps: list[int]
) -> list[list[float]]:
    """As `pace_features` for several horizons; what they share is read once."""
    car = view.cars[driver]
    compared = reference(view, car)
    if compared is None:
        return [[nan] * len(FEATURES) for _ in horizons_laps]
    wear = memory.wear_s_per_lap(view.circuit, car.last.compound, view.season)
    burn = memory.burn_s_per_lap(view.circuit, view.total_laps)
    shared = [
        compared.lap_time_s,
        *own(car, compared),
        *_context(view, car, memory),
        *traffic(view, car, compared),
        *field(view, car, compared),
        *form(view, car, compared, memory),
        *trend(view, compared, wear - burn),
    ]
    return [
        [*shared, float(laps), laps * (wear - burn), *_others(view, car, compared, laps)]
        for laps in horizons_laps
    ]


def _context(view: RaceView, car: CarView, memory: PaceMemory) -> list[float]:
    last = car.last
    return [
        last.tyre_age_laps,
        SOFTNESS.get(last.compound, nan),
        float(last.lap_number - car.stint_start_lap + 1),
        float(len(car.stop_laps)),
        float(view.total_laps - last.lap_number),
        last.lap_number / view.total_laps,
        float(last.position),
        float(min(LONG_AGO_LAPS, view.laps_since_neutral(last.end_s))),
        memory.trend_s(view.circuit),
    ]


def _others(view: RaceView, car: CarView, compared: Reference, laps: int) -> list[float]:
    """What the same step of tyre age has cost others on this compound today, and how many saw it."""
    age, compound = car.last.tyre_age_laps, car.last.compound
    if isnan(age):
        return [nan, 0.0]
    found: list[float] = []
    for other in view.cars.values():
        starts = [1, *[number + 1 for number in other.stop_laps]]
        changes = []
        for start in starts:
            first = other.laps.get(start)
            if first is None or first.compound is not compound or isnan(first.tyre_age_laps):
                continue
            at = start + int(age - first.tyre_age_laps)
            for shift in SIMILAR_AGES:
                one, later = other.laps.get(at + shift), other.laps.get(at + shift + laps)
                if (
                    one is not None
                    and later is not None
                    and one.is_clean
                    and later.is_clean
                    and one.stint_number == later.stint_number
                ):
                    changes.append(later.lap_time_s - one.lap_time_s)
        if len(changes) > 1:
            found.append(compared.scale * median(changes))
    return [median(found) if found else nan, float(len(found))]
