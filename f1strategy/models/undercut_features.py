"""What decides an undercut, as known when both cars have ended the lap before the first one's stop.

The physics margin of the domain notes (section 5), in seconds at the moment when it is judged:

    M = tyres - gap - stop - traffic + pace

`first` stops on the next lap; `second` answers n laps later, which nobody knows yet: n is averaged
over. The cold tyres of both out-laps cancel, because both are driven when the pair is judged. The
terms are features of their own: the model's prior weighs them as the margin does, the data may differ.
"""

from dataclasses import astuple, dataclass
from math import isnan, log, nan
from typing import Final

from f1strategy.models.lap_time import REFERENCE_LAP_S
from f1strategy.models.race_view import CarView, RaceView
from f1strategy.models.undercut_memory import UndercutMemory, tyre_gain_s
from schemas.records import Compound

CLIP_CLOSING_S: Final = 1.5
"""A larger change of the gap in a lap is a mistake or a lapped car, not pace."""
ROOM_S: Final = (0.3, 20.0)
"""Gaps to the car ahead at the rejoin are told apart in this range, by their logarithm."""
HELD_UP_WITHIN_S: Final = 1.8
HELD_UP_LAPS: Final = 15
"""A car follows another within so many seconds (Pitwall-H: lap time is lost within 1.6 s); laps are
counted up to so many."""
OLDEST: Final = 2.0
"""Tyres gain no more when changed at more than twice the usual age: their times are then known."""
IN_RACE_STOPS: Final = 4.0
"""Earlier races' gain by fresh tyres weighs as much as so many of today's stops."""
LAST_PLACE: Final = 20
SOFTNESS: Final = {Compound.SOFT: 1.0, Compound.MEDIUM: 0.0, Compound.HARD: -1.0}


@dataclass(frozen=True, slots=True)
class UndercutFeatures:
    """A pair's features; seconds of this circuit unless said otherwise.

    gap_s: from `second` back to `first` at the newest line both have crossed; negative where
    `first` is in front. tyres_s: what fresh tyres are expected to gain until the answer. stop_s: how
    much longer the stops of `first`'s team take. rejoin_room: logarithm of the seconds to the next
    car on the road where `first` comes out. closing_s, form_s: how much faster `first` was in the
    newest lap, and its team in the latest races, of a 90 s lap. held_up: logarithm of one plus the
    laps that `first` has been stuck behind any car. place: of `first`, in tens. Softness of the
    tyres that are on: 1 soft, 0 medium, -1 hard.
    """

    gap_s: float
    tyres_s: float
    stop_s: float
    rejoin_room: float
    closing_s: float
    form_s: float
    held_up: float
    place: float
    softness: float
    rival_softness: float


FEATURES: Final = tuple(UndercutFeatures.__dataclass_fields__)


def undercut_features(
    view: RaceView, first: str, second: str, memory: UndercutMemory
) -> list[float]:
    """The values of `FEATURES`; NaN throughout where the cars have no lap in common."""
    x, y = view.cars.get(first), view.cars.get(second)
    gap_s = None if x is None or y is None else view.gap_s(first, second)
    if x is None or y is None or gap_s is None:
        return [nan] * len(FEATURES)
    return list(
        astuple(
            UndercutFeatures(
                gap_s=gap_s,
                tyres_s=_tyres_s(view, x, y, memory),
                stop_s=memory.stops.team_s(x.team) - memory.stops.team_s(y.team),
                rejoin_room=log(
                    min(ROOM_S[1], max(ROOM_S[0], rejoin_room_s(view, x, second, memory)))
                ),
                closing_s=_closing_s(x, y),
                form_s=memory.form_s(y.team) - memory.form_s(x.team),
                held_up=log(1.0 + _held_up_laps(view, x)),
                place=min(LAST_PLACE, x.last.position) / 10.0,
                softness=SOFTNESS.get(x.last.compound, 0.0),
                rival_softness=SOFTNESS.get(y.last.compound, 0.0),
            )
        )
    )


def fresh_gain_s(view: RaceView, memory: UndercutMemory) -> float:
    """What new tyres gain a 90 s lap: today's stops so far, with earlier races as their prior."""
    today = [
        gain_s
        for car in view.cars.values()
        for stop in car.stop_laps
        if not isnan(gain_s := tyre_gain_s(car.laps, stop, view.total_laps))
    ]
    prior = memory.fresh_gain_s(view.circuit)
    return (sum(today) + IN_RACE_STOPS * prior) / (len(today) + IN_RACE_STOPS)


def rejoin_room_s(view: RaceView, x: CarView, second: str, memory: UndercutMemory) -> float:
    """Seconds to the next car on the road where `x` comes out of its stop, lapped cars included."""
    lap_s = lap_seconds(x)
    loss_s = memory.stops.green_s(view.circuit, view.season)
    rooms = [
        (gap_s + loss_s) % lap_s
        for car in view.running(x.last.end_s, lap_s)
        if car.driver not in (x.driver, second)
        and (gap_s := view.gap_s(x.driver, car.driver)) is not None
    ]
    return min(rooms, default=lap_s)


def lap_seconds(car: CarView) -> float:
    """What a lap takes this car now; the reference lap before it has driven one."""
    pace_s = car.recent_pace_s()
    if pace_s is None or isnan(pace_s):
        pace_s = car.last.lap_time_s
    return REFERENCE_LAP_S if isnan(pace_s) or pace_s <= 0 else pace_s


def _tyres_s(view: RaceView, x: CarView, y: CarView, memory: UndercutMemory) -> float:
    """Laps until the answer, as long as it takes on average, times what a lap gains.

    In proportion to the age of the rival's tyres: those are the ones to be beaten.
    """
    usual_age = memory.usual_age_laps(view.circuit, y.last.compound.value)
    age = usual_age if isnan(y.last.tyre_age_laps) else y.last.tyre_age_laps
    laps = sum((n + 1) * share for n, share in enumerate(memory.delays(age >= usual_age)))
    worn = min(OLDEST, age / max(1.0, usual_age))
    return laps * fresh_gain_s(view, memory) * worn * lap_seconds(x) / REFERENCE_LAP_S


def _closing_s(x: CarView, y: CarView) -> float:
    """By how much `x` was faster than `y` in the newest lap both have ended, of a 90 s lap."""
    at = min(x.newest_lap, y.newest_lap)
    found = [car.laps.get(number) for car in (x, y) for number in (at - 1, at)]
    before, now, rival_before, rival_now = (nan if lap is None else lap.end_s for lap in found)
    faster_s = (rival_now - rival_before) - (now - before)
    if isnan(faster_s):
        return 0.0
    faster_s *= REFERENCE_LAP_S / lap_seconds(x)
    return min(CLIP_CLOSING_S, max(-CLIP_CLOSING_S, faster_s))


def _held_up_laps(view: RaceView, x: CarView) -> int:
    """Racing laps in a row, up to the newest, that `x` ended close behind a car on the same lap."""
    for count in range(HELD_UP_LAPS):
        lap = x.laps.get(x.newest_lap - count)
        if lap is None or not lap.is_racing:
            return count
        earlier = [end_s for end_s, _ in view.crossings[lap.lap_number] if end_s < lap.end_s]
        if not earlier or lap.end_s - max(earlier) > HELD_UP_WITHIN_S:
            return count
    return HELD_UP_LAPS
