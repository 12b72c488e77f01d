"""One car's laps, and what the field shows of it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from schemas.records import Compound, FieldCar, LapRecord

RETIRED_AFTER_LAPS: Final = 3
"""A car that the leader has passed the line so often without is shown as out of the race."""
OUT_OF_THE_RACE: Final = frozenset({"dnf", "dns", "dsq"})


class _Known(NamedTuple):
    """What follows from a car's laps."""

    newest: LapRecord
    name: str
    completed: int
    compounds: tuple[Compound, ...]
    best_lap_time_s: float | None


@dataclass(slots=True)
class CarLaps:
    """The newest revision of every lap of one car, and what follows from them, worked out once after each change.

    Laps come in by `put` only; `version` counts them.
    """

    laps: dict[int, LapRecord] = field(default_factory=dict)
    version: int = 0
    _known: _Known | None = None

    def put(self, lap: LapRecord) -> None:
        """Take a lap, or a newer revision of one."""
        self.laps[lap.lap_number] = lap
        self.version += 1
        self._known = None

    @property
    def newest(self) -> LapRecord:
        """The lap with the highest number, running or complete."""
        return self._now().newest

    @property
    def name(self) -> str:
        """What race views call the driver: the code of the newest lap that has one, else the number.

        A feed joined late tells the drivers after their first laps.
        """
        return self._now().name

    @property
    def completed(self) -> int:
        """The highest completed lap, 0 before the first."""
        return self._now().completed

    @property
    def compounds(self) -> tuple[Compound, ...]:
        """Compounds in order of their first use."""
        return self._now().compounds

    @property
    def best_lap_time_s(self) -> float | None:
        """The shortest lap, None before the first with a time."""
        return self._now().best_lap_time_s

    def crossing_ms(self, lap_number: int) -> int | None:
        """When the car crossed the line at the end of this lap."""
        lap = self.laps.get(lap_number)
        return lap.lap_end_time_ms if lap else None

    def _now(self) -> _Known:
        if self._known is None:
            self._known = _known([self.laps[number] for number in sorted(self.laps)])
        return self._known


def _known(laps: Sequence[LapRecord]) -> _Known:
    newest = laps[-1]
    code = next((lap.driver_code for lap in reversed(laps) if lap.driver_code), None)
    fitted = [lap.compound for lap in laps if lap.compound and lap.compound != Compound.UNKNOWN]
    times_s = [lap.lap_time_s for lap in laps if lap.is_complete and lap.lap_time_s]
    return _Known(
        newest=newest,
        name=code or str(newest.driver_number),
        completed=max((lap.lap_number for lap in laps if lap.is_complete), default=0),
        compounds=tuple(dict.fromkeys(fitted)),
        best_lap_time_s=min(times_s, default=None),
    )


def running_order(cars: Mapping[int, CarLaps]) -> list[int]:
    """Car numbers in order of the race: the feed's positions, laps and times where they agree not."""

    def rank(number: int) -> tuple[float, float, float, int]:
        car = cars[number]
        newest, laps = car.newest, car.completed
        end_ms = car.crossing_ms(laps)
        position = newest.position or newest.grid_position or 99
        return (position, -laps, end_ms or 0, number)

    return sorted(cars, key=rank)


def show(
    number: int,
    position: int,
    car: CarLaps,
    ahead: CarLaps | None,
    leader_ends_ms: Sequence[int | None],
) -> FieldCar:
    """The car as the field shows it, behind the one `ahead`; `leader_ends_ms[n - 1]` is the leader's crossing of lap n."""
    newest, laps = car.newest, car.completed
    last = car.laps.get(laps, newest)
    end_ms = car.crossing_ms(laps)
    same_lap_ms = leader_ends_ms[laps - 1] if 0 < laps <= len(leader_ends_ms) else None
    known = None not in (end_ms, same_lap_ms)
    gap_s = max(0.0, (end_ms - same_lap_ms) / 1000) if known else last.gap_to_leader_s  # type: ignore[operator]
    return FieldCar(
        driver_number=number,
        driver_code=newest.driver_code,
        team_name=newest.team_name,
        team_colour=newest.team_colour,
        position=position,
        grid_position=newest.grid_position,
        laps_completed=laps,
        gap_to_leader_s=gap_s,
        interval_s=None if ahead is None else interval_s(car, ahead),
        laps_behind=_laps_behind(laps, end_ms, leader_ends_ms),
        last_lap_time_s=last.lap_time_s,
        best_lap_time_s=car.best_lap_time_s,
        stint_number=newest.stint_number,
        compound=newest.compound,
        tyre_age_laps=(
            last.tyre_age_laps if last.compound == newest.compound else newest.tyre_age_laps
        ),
        compounds_used=car.compounds,
        pit_stops=newest.pit_stops,
        is_in_pit=(newest.is_in_lap if newest.is_complete else newest.is_out_lap),
        is_retired=_is_retired(newest, laps, leader_ends_ms),
        result_position=newest.result_position,
    )


def interval_s(car: CarLaps, ahead: CarLaps) -> float | None:
    """How long after the car ahead of it a car crossed the line that it crossed last.

    None where a crossing is not known, and where the car ahead crossed later: it has come by since, on the track or
    while the other was in the pit lane, and how far away it is shows at the next line.
    """
    mine_ms, theirs_ms = car.crossing_ms(car.completed), ahead.crossing_ms(car.completed)
    if mine_ms is None or theirs_ms is None or theirs_ms > mine_ms:
        return None
    return (mine_ms - theirs_ms) / 1000


def _laps_behind(laps: int, end_ms: int | None, leader_ends_ms: Sequence[int | None]) -> int:
    if end_ms is None:
        return 0
    known = [end for end in leader_ends_ms if end is not None]
    return max(0, bisect_right(known, end_ms) - laps)


def _is_retired(newest: LapRecord, laps: int, leader_ends_ms: Sequence[int | None]) -> bool:
    if newest.result_status is not None:
        return newest.result_status in OUT_OF_THE_RACE
    if newest.is_chequered:
        return False
    since_ms = newest.lap_end_time_ms or newest.lap_start_time_ms
    if since_ms is None:
        return len(leader_ends_ms) - laps > RETIRED_AFTER_LAPS
    missed = sum(1 for end in leader_ends_ms if end is not None and end > since_ms)
    return missed > RETIRED_AFTER_LAPS
