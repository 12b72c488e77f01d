"""`intervals`: the gaps of every car, at the line and every few seconds in between."""

from collections.abc import Iterator
from random import Random
from typing import Final, TypeAlias

from f1strategy.ingest.simulated.history import CarHistory, History
from f1strategy.ingest.simulated.order import Passing, Trace, passings
from f1strategy.ingest.simulated.rows.frame import Frame, Row

EVERY_MS: Final = (2_600, 5_400)
"""The feed's pace: 4.27 s in the median (StratLab)."""
QUIET_BEFORE_LINE_MS: Final = 1_000

Event: TypeAlias = tuple[int, int, Passing | int]
"""When; what first, of two at one moment; a change of places, or the car whose gaps are told."""


def intervals(history: History, frame: Frame, rng: Random) -> list[Row]:
    """Rows in order of time.

    As in the feed, the leader has zeros, once a lap; a car that is lapped is told so once and has no
    gap to the leader from then on.
    """
    board = _Board(history)
    changes = ((passing.at_ms, 0, passing) for passing in passings(history))
    events: list[Event] = [*changes, *_samples(history, rng)]
    rows = []
    for at_ms, _, happened in sorted(events, key=lambda event: event[:2]):
        if isinstance(happened, Passing):
            board.move(happened)
        elif (gaps := board.gaps(happened, at_ms)) is not None:
            to_leader, to_next = gaps
            rows.append(
                frame.row(
                    date=frame.date(at_ms),
                    driver_number=happened,
                    gap_to_leader=to_leader,
                    interval=to_next,
                )
            )
    return rows


def _samples(history: History, rng: Random) -> Iterator[tuple[int, int, int]]:
    for car in history.cars:
        until_ms = car.finish_ms if car.retired_ms is None else car.retired_ms
        for lap in car.laps:
            end_ms = lap.end_ms if lap.is_complete else until_ms
            at_ms = lap.start_ms + rng.randint(*EVERY_MS)
            while at_ms < end_ms - QUIET_BEFORE_LINE_MS:
                yield at_ms, 1, car.entrant.number
                at_ms += rng.randint(*EVERY_MS)
            if lap.is_complete:
                yield end_ms, 1, car.entrant.number


Gap: TypeAlias = float | str | None
"""Seconds, laps in words, or nothing."""


class _Board:
    """The running order now, and what the feed has said of lapped cars."""

    def __init__(self, history: History) -> None:
        grid = sorted(history.cars, key=lambda car: car.slot.position)
        self.order = [car.entrant.number for car in grid]
        self._traces = {car.entrant.number: Trace(car) for car in grid}
        self._line_ms = {car.entrant.number: _crossings(car) for car in grid}
        self._retired_ms = {car.entrant.number: car.retired_ms for car in history.retired}
        self._told_laps: dict[int, int] = {}

    def move(self, passing: Passing) -> None:
        """Give the car its new place."""
        self.order.remove(passing.driver_number)
        self.order.insert(passing.position - 1, passing.driver_number)

    def gaps(self, number: int, at_ms: int) -> tuple[Gap, Gap] | None:
        """Gap to the leader and to the car ahead; None where the feed says nothing."""
        ahead = [one for one in self.order[: self.order.index(number)] if self._runs(one, at_ms)]
        if not ahead:
            return (0.0, 0.0) if at_ms in self._line_ms[number] else None
        progress = self._traces[number].progress(at_ms)
        leader, next_up = self._traces[ahead[0]], self._traces[ahead[-1]]
        return self._to_leader(number, leader, progress, at_ms), _gap(next_up, progress, at_ms)

    def _to_leader(self, number: int, leader: Trace, progress: float, at_ms: int) -> Gap:
        laps = leader.laps_ahead(progress, at_ms)
        was_told = self._told_laps.get(number, 0) == laps
        self._told_laps[number] = laps
        return None if laps and was_told else _gap(leader, progress, at_ms)

    def _runs(self, number: int, at_ms: int) -> bool:
        retired_ms = self._retired_ms.get(number)
        return retired_ms is None or at_ms < retired_ms


def _crossings(car: CarHistory) -> frozenset[int]:
    return frozenset(lap.end_ms for lap in car.laps if lap.is_complete)


def _gap(ahead: Trace, progress: float, at_ms: int) -> Gap:
    if laps := ahead.laps_ahead(progress, at_ms):
        return f"+{laps} LAP" if laps == 1 else f"+{laps} LAPS"
    passed_ms = ahead.passed_ms(progress)
    # A car alongside may lead by position before the next loop says so.
    return None if passed_ms is None else max(0.0, round((at_ms - passed_ms) / 1000, 3))
