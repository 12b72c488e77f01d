"""Who is in the way: the car ahead in the race, backmarkers on the road, leaders coming to lap us."""

from math import isnan, nan
from typing import Final

from f1strategy.models.pace_own import Reference
from f1strategy.models.race_view import CarView, RaceView

FAR_S: Final = 30.0
"""Gaps beyond this all mean free air."""
NEAR_S: Final = 8.0
"""A car within this can matter on the next lap."""
GONE_LAPS: Final = 1.6
"""A car that has not crossed the line for so many laps is not on the road any more."""

TRAFFIC: Final = (
    "gap_ahead_s",
    "gap_ahead_change_s",
    "gap_ahead_change_3_s",
    "ahead_last_s",
    "ahead_pace_s",
    "ahead_older_laps",
    "second_gap_s",
    "ahead_stopping",
    "gap_behind_s",
    "gap_behind_change_s",
    "behind_pace_s",
    "backmarker_gap_s",
    "backmarker_pace_s",
    "backmarkers_near",
    "lapper_gap_s",
    "lapper_pace_s",
    "lappers_near",
    "just_lapped_by",
    "just_passed",
    "places_gained",
    "places_gained_3",
)


def traffic(view: RaceView, car: CarView, compared: Reference) -> list[float]:
    """The values of `TRAFFIC`: gaps in seconds, paces against our reference in 90 s lap seconds."""
    return [
        *_ahead(view, car, compared),
        *_behind(view, car, compared),
        *_road(view, car, compared),
        *_places(car),
    ]


def pace_of(car: CarView) -> float:
    """The car's level: middle of its last three clean laps of the stint; NaN without any (s)."""
    times = sorted([lap.lap_time_s for lap in car.clean[-3:]])
    return times[len(times) // 2] if times else nan


def _ahead(view: RaceView, car: CarView, compared: Reference) -> list[float]:
    last = car.last
    number, now_s = last.lap_number, last.end_s
    line = [one for one in view.crossings[number] if one[1] != car.driver and one[0] <= now_s]
    staying = [one for one in line if not view.cars[one[1]].laps[number].is_in_lap]
    stopping = float(len(line) > 0 and (not staying or staying[-1] != line[-1]))
    if not staying:
        return [FAR_S, nan, nan, nan, nan, nan, FAR_S, stopping]
    end_s, driver = staying[-1]
    ahead = view.cars[driver]
    gap_s = now_s - end_s
    there = ahead.laps[number]
    return [
        min(FAR_S, gap_s),
        _gap_change(car, ahead, 1, gap_s),
        _gap_change(car, ahead, 3, gap_s),
        compared.off_s(there.lap_time_s) if there.is_clean else nan,
        compared.off_s(pace_of(ahead)),
        last.tyre_age_laps - there.tyre_age_laps,
        min(FAR_S, end_s - staying[-2][0]) if len(staying) > 1 else FAR_S,
        stopping,
    ]


def _gap_change(behind: CarView, ahead: CarView, laps: int, gap_s: float) -> float:
    before = behind.newest_lap - laps
    mine, theirs = behind.laps.get(before), ahead.laps.get(before)
    if mine is None or theirs is None:
        return nan
    return gap_s - (mine.end_s - theirs.end_s)


def _behind(view: RaceView, car: CarView, compared: Reference) -> list[float]:
    before = car.laps.get(car.newest_lap - 1)
    line = view.crossings.get(car.newest_lap - 1, [])
    if before is None:
        return [nan, nan, nan]
    at = next((i for i, one in enumerate(line) if one[1] == car.driver), len(line))
    if at + 1 >= len(line):
        return [FAR_S, nan, nan]
    end_s, driver = line[at + 1]
    behind = view.cars[driver]
    gap_s = end_s - before.end_s
    earlier, mine = behind.laps.get(car.newest_lap - 2), car.laps.get(car.newest_lap - 2)
    change = gap_s - (earlier.end_s - mine.end_s) if earlier and mine else nan
    return [min(FAR_S, gap_s), change, compared.off_s(pace_of(behind))]


def _road(view: RaceView, car: CarView, compared: Reference) -> list[float]:
    """Backmarkers ahead and lappers behind on the road, and whether one has just gone by."""
    now_s, number, lap_s = car.last.end_s, car.newest_lap, compared.lap_time_s
    slower, faster = [], []
    just_lapped = just_passed = 0
    before = car.laps.get(number - 1)
    for other in view.cars.values():
        if other is car:
            continue
        last = other.last
        since_s = now_s - last.end_s
        if since_s > GONE_LAPS * lap_s or last.is_in_lap:
            continue
        if other.newest_lap < number and since_s < 0.5 * lap_s:
            slower.append((since_s, other))
        elif other.newest_lap >= number:
            pace_s = pace_of(other)
            coming_s = (pace_s if not isnan(pace_s) else lap_s) - since_s
            if coming_s < 0.5 * lap_s:
                faster.append((coming_s, other))
        if before is not None:
            down = number - other.newest_lap
            # It was this many laps down (negative: up) when we began the lap we have just ended.
            then = number - 1 - _laps_at(other, before.end_s)
            just_lapped += then > down and down < 0
            just_passed += then < down and down > 0
    return [
        *_nearest(slower, compared),
        *_nearest(faster, compared),
        float(just_lapped),
        float(just_passed),
    ]


def _laps_at(car: CarView, moment_s: float) -> int:
    number = car.newest_lap
    while number in car.laps and car.laps[number].end_s > moment_s:
        number -= 1
    return number


def _nearest(cars: list[tuple[float, CarView]], compared: Reference) -> list[float]:
    if not cars:
        return [FAR_S, nan, 0.0]
    gap_s, car = min(cars, key=lambda one: one[0])
    return [
        min(FAR_S, gap_s),
        compared.off_s(pace_of(car)) if gap_s < FAR_S else nan,
        float(sum(gap_s < NEAR_S for gap_s, _ in cars)),
    ]


def _places(car: CarView) -> list[float]:
    found = []
    for laps in (1, 3):
        before = car.laps.get(car.newest_lap - laps)
        found.append(float(before.position - car.last.position) if before else nan)
    return found
