"""Passes of the pit lane, each given to the lap on which the car came in."""

from typing import NamedTuple

from f1strategy.timing.bounds import LapBounds
from f1strategy.timing.tables import Series
from f1strategy.timing.track_status import TrackTimeline
from schemas.openf1 import PitRow


class PitPass(NamedTuple):
    """One pass of the pit lane: a stop, a drive-through, a stay under a red flag."""

    lane_time_s: float | None
    stationary_time_s: float | None
    is_under_red: bool
    is_in_convoy: bool


def passes_by_lap(
    rows: Series[PitRow], bounds: dict[int, LapBounds], track: TrackTimeline
) -> dict[int, PitPass]:
    """The pass that ended each in-lap; of several given to one lap the last.

    A row's `lap_number` may be carried over from another car's message, so the lap follows from
    time where lap times allow: the finish line crosses the pit lane, so a car leaves the lane on
    the lap after its in-lap (all 490 passes of the recordings). The moment it came in would not do:
    in 82 of the 101 passes at Zandvoort it lies behind the line.
    """
    passes: dict[int, PitPass] = {}
    for left_ms, row in zip(rows.times_ms, rows.samples, strict=True):
        in_lap = _in_lap(left_ms, row.lap_number, bounds, track)
        if in_lap is not None:
            passes[in_lap] = _pass(left_ms, row, track)
    return passes


def _in_lap(
    left_ms: int, by_feed: int | None, bounds: dict[int, LapBounds], track: TrackTimeline
) -> int | None:
    begun = [number for number, lap in bounds.items() if _starts_by(lap, left_ms)]
    if not begun:
        return by_feed if 1 not in bounds or bounds[1].start_ms is None else None
    number = max(begun)
    end_ms = bounds[number].end_ms
    if end_ms is None or left_ms < end_ms:
        return number - 1 or None
    if number < max(bounds):
        return by_feed
    # In the pit lane after the flag: the race is over for this car.
    return None if track.is_flagged(end_ms) else number


def _starts_by(lap: LapBounds, moment_ms: int) -> bool:
    return lap.start_ms is not None and lap.start_ms <= moment_ms


def _pass(left_ms: int, row: PitRow, track: TrackTimeline) -> PitPass:
    lane_time_s = row.lane_duration if row.lane_duration is not None else row.pit_duration
    entered_ms = left_ms - round(1000 * (lane_time_s or 0.0))
    return PitPass(
        lane_time_s,
        row.stop_duration,
        is_under_red=track.is_red(entered_ms, left_ms),
        is_in_convoy=track.is_convoy(left_ms),
    )
