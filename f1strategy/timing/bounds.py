"""When each lap began and ended, and how its time is known."""

from typing import NamedTuple

from f1strategy.timing.tables import TimedLap


class LapBounds(NamedTuple):
    """A lap in race time. `origin` is "timed" or "line" as in the lap record."""

    start_ms: int | None
    end_ms: int | None
    is_complete: bool
    lap_time_s: float | None
    origin: str | None


def lap_bounds(laps: dict[int, TimedLap]) -> dict[int, LapBounds]:
    """Bounds of every lap that has a row.

    A lap begins where the feed says, else where the lap before ended by its own time. It ends
    after its time, else where the next lap begins; if that is no later, its time is not known. It is complete once it is timed or any later
    lap exists: the feed may lose laps, but a car drives them in order.
    """
    newest = max(laps, default=0)
    return {number: _bounds(laps, number, is_newest=number == newest) for number in laps}


def bounds_around(
    before: dict[int, LapBounds], laps: dict[int, TimedLap], number: int
) -> dict[int, LapBounds]:
    """The bounds once the row of one lap has changed: its own, its neighbours', and those of the newest lap
    then and now; the others stay what they were.
    """
    newest = max(laps)
    near = {number - 1, number, number + 1, newest, max(before, default=newest)} & laps.keys()
    return {**before, **{one: _bounds(laps, one, is_newest=one == newest) for one in near}}


def _bounds(laps: dict[int, TimedLap], number: int, *, is_newest: bool) -> LapBounds:
    lap, following = laps[number], laps.get(number + 1)
    start_ms = lap.start_ms if lap.start_ms is not None else _end_by_time(laps.get(number - 1))
    next_start_ms = None if following is None else following.start_ms
    lap_time_s, origin = lap.row.lap_duration, "timed"
    end_ms = next_start_ms
    if lap_time_s is not None:
        if start_ms is not None:
            end_ms = start_ms + round(lap_time_s * 1000)
    elif start_ms is not None and next_start_ms is not None and start_ms < next_start_ms:
        lap_time_s, origin = (next_start_ms - start_ms) / 1000, "line"
    return LapBounds(
        start_ms,
        end_ms,
        is_complete=lap_time_s is not None or not is_newest,
        lap_time_s=lap_time_s,
        origin=None if lap_time_s is None else origin,
    )


def _end_by_time(lap: TimedLap | None) -> int | None:
    if lap is None or lap.start_ms is None or lap.row.lap_duration is None:
        return None
    return lap.start_ms + round(lap.row.lap_duration * 1000)
