"""What the rest of the field does: shocks that hit everybody, how stints trend, the team-mate."""

from math import isnan, nan
from statistics import median
from typing import Final

from f1strategy.models.pace_own import FAR_OFF_S, Reference
from f1strategy.models.pace_traffic import GONE_LAPS
from f1strategy.models.race_view import CarView, RaceView

FIELD: Final = (
    "field_surprise_s",
    "field_recent_surprise_s",
    "field_earlier_surprise_s",
    "field_trend_s_per_lap",
    "same_compound_trend_s_per_lap",
    "field_change_s",
    "next_lap_change_s",
    "against_field_change_s",
    "against_field_recent_s",
    "mate_surprise_s",
    "mate_pace_s",
    "mate_older_laps",
    "field_slow_share",
)
TREND_APART_LAPS: Final = 5
"""A field trend compares three clean laps with the three before the last five."""


def field(view: RaceView, car: CarView, compared: Reference) -> list[float]:
    """The values of `FIELD`, seconds of a 90 s lap."""
    now_s, lap_s, scale = car.last.end_s, compared.lap_time_s, compared.scale
    surprises: list[tuple[float, float]] = []
    earlier, trends, same = [], [], []
    mate_surprise = mate_pace = mate_older = nan
    others = slow = 0
    for other in view.cars.values():
        last = other.last
        if other is car or now_s - last.end_s > GONE_LAPS * lap_s:
            continue
        others += 1
        slow += not last.is_clean
        times = [lap.lap_time_s for lap in other.clean[-9:]]
        surprise = _surprise(times, -1, scale)
        if not isnan(surprise) and other.clean[-1] is last:
            surprises.append((last.end_s, surprise))
            before = _surprise(times, -2, scale)
            if not isnan(before):
                earlier.append(before)
        trend = _trend(times, scale)
        if not isnan(trend):
            trends.append(trend)
            if last.compound is car.last.compound:
                same.append(trend)
        if other.team == car.team and times:
            mate_surprise = surprise
            mate_pace = compared.off_s(median(times[-3:]))
            mate_older = last.tyre_age_laps - car.last.tyre_age_laps
    recent = [one for end_s, one in surprises if now_s - end_s < lap_s / 3]
    number = car.newest_lap
    return [
        _mean([one for _, one in surprises]),
        _mean(recent),
        _mean(earlier),
        median(trends) if trends else nan,
        median(same) if len(same) > 1 else nan,
        _median_change(view, number, scale),
        _median_change(view, number + 1, scale),
        *_against_field(view, compared),
        mate_surprise,
        mate_pace,
        mate_older,
        slow / others if others else nan,
    ]


def _surprise(times: list[float], at: int, scale: float) -> float:
    """A clean lap (from the end) against the median of up to five before it; NaN below two."""
    before = times[:at][-5:]
    if len(before) < 2:
        return nan
    return min(FAR_OFF_S, max(-FAR_OFF_S, scale * (times[at] - median(before))))


def _trend(times: list[float], scale: float) -> float:
    if len(times) < TREND_APART_LAPS + 2:
        return nan
    late = times[-3:]
    soon = times[:-TREND_APART_LAPS][-3:]
    return scale * (median(late) - median(soon)) / TREND_APART_LAPS


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else nan


def _median_change(view: RaceView, number: int, scale: float) -> float:
    changes = view.changes.get(number, [])
    return scale * median(changes) if len(changes) > 1 else nan


def _against_field(view: RaceView, compared: Reference) -> list[float]:
    """What the car lost to the field since its stint began, and of late (seconds a lap)."""
    gaps = []
    for lap in compared.laps[:4] + compared.laps[4:][-6:]:
        times = view.clean_times.get(lap.lap_number, [])
        if len(times) > 4:
            gaps.append(compared.scale * (lap.lap_time_s - median(times)))
    if len(gaps) < 6:
        return [nan, nan]
    return [median(gaps[-3:]) - median(gaps[:3]), gaps[-1] - median(gaps[-5:-1])]
