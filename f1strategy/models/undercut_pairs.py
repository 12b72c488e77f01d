"""Pairs of a finished race in which one car stopped first and the other answered: how it ended.

The outcome is the scorer's (docs/models/undercut.md). More pairs than it scores can be learnt from:
larger gaps, team mates, and pairs in which the car in front stopped first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from f1strategy.models.observed import NEUTRAL, ObservedLap, is_tyre_stop
from f1strategy.models.race import Race, laps_by_driver
from schemas.records import TrackStatus

FIRST_LAP: Final = 3
"""Decisions are taken from the end of this lap on."""
JUDGED_AFTER_LAPS: Final = 3
"""The pair is judged so many laps after the later stop (the scorer's and F1-StratLab's rule)."""
RESPONSE_LAPS: Final = 5
"""The answer comes at most so many laps after the first stop (the scorer's rule)."""
MAX_GAP_S: Final = 3.0
MAX_PLACES: Final = 2
"""An undercut is asked about when the rival is ahead by so much at most (the scorer's rule)."""
LESSON_GAPS_S: Final = (-3.0, 5.0)
"""Gaps that are learnt from; chosen on seasons 2018-2024 (docs/models/undercut.md)."""
NEVER: Final = 10**6


class Outcome(StrEnum):
    """How a pair ended: judged, or why it cannot be."""

    SCORED = "scored"
    SAME_LAP = "same_lap"
    NO_RESPONSE = "no_response"
    NEUTRALISED = "neutralised"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Pair:
    """`first` stopped on the lap after `lap_number`; `delay_laps` later `second` did.

    gap_s: seconds from `second` back to `first` at the end of `lap_number`; negative where `first`
    was in front. first_ahead: who was ahead in the end; None unless the outcome is `SCORED`.
    """

    first: ObservedLap
    second: ObservedLap
    gap_s: float
    delay_laps: int | None
    outcome: Outcome
    first_ahead: bool | None

    @property
    def lap_number(self) -> int:
        """The lap at whose end the stop was decided."""
        return self.first.lap_number

    @property
    def is_undercut(self) -> bool:
        """Whether the scorer asks about it: close behind, of another team."""
        places = self.first.position - self.second.position
        return 0 <= self.gap_s <= MAX_GAP_S and self._is_close(places)

    @property
    def is_overcut(self) -> bool:
        """Whether the second, close behind and of another team, tries to pass by staying out."""
        places = self.second.position - self.first.position
        return 0 < -self.gap_s <= MAX_GAP_S and self._is_close(places)

    def _is_close(self, places: int) -> bool:
        return 1 <= places <= MAX_PLACES and self.first.team != self.second.team


class Drives:
    """Every car's laps and stops of a finished race."""

    def __init__(self, race: Race) -> None:
        self.laps = {
            driver: {lap.lap_number: lap for lap in laps}
            for driver, laps in laps_by_driver(race).items()
        }
        self.stops = {driver: _stops(laps) for driver, laps in self.laps.items()}

    def next_stop(self, driver: str, lap_number: int) -> int:
        """In-lap of the driver's first stop after this lap; `NEVER` without one."""
        return next((stop for stop in self.stops[driver] if stop > lap_number), NEVER)

    def stops_within(self, driver: str, after: int, until: int) -> int:
        """Stops with an in-lap in `after` + 1 … `until`."""
        return sum(after < stop <= until for stop in self.stops[driver])

    def is_dry(self, driver: str, lap_number: int) -> bool:
        """Whether the lap was driven, and on slicks."""
        lap = self.laps[driver].get(lap_number)
        return lap is not None and lap.is_dry

    def is_neutral(self, driver: str, after: int, until: int) -> bool:
        """Whether one of the driver's laps `after` + 1 … `until` was neutralised."""
        laps = self.laps[driver]
        return any(
            (lap := laps.get(number)) is not None and lap.status in NEUTRAL
            for number in range(after + 1, until + 1)
        )


def can_decide(lap: ObservedLap) -> bool:
    """Clear, on slicks, not in the pits, late enough: a lap at whose end a pair is looked at."""
    return (
        lap.status is TrackStatus.GREEN
        and lap.is_dry
        and not lap.is_in_lap
        and lap.lap_number >= FIRST_LAP
    )


def undercut_pairs(race: Race) -> Iterator[Pair]:
    """Every stop's pairs with the cars close ahead, with or without an outcome."""
    return (pair for pair in stop_pairs(race, MAX_GAP_S) if pair.is_undercut)


def overcut_pairs(race: Race) -> Iterator[Pair]:
    """Every stop's pairs with the cars close behind, with or without an outcome."""
    return (pair for pair in stop_pairs(race, MAX_GAP_S) if pair.is_overcut)


def lesson_pairs(race: Race) -> Iterator[Pair]:
    """The judged pairs that are learnt from, whoever was in front and whatever the team."""
    low, high = LESSON_GAPS_S
    for pair in stop_pairs(race, max(-low, high)):
        if pair.outcome is Outcome.SCORED and low <= pair.gap_s <= high:
            yield pair


def stop_pairs(race: Race, max_gap_s: float) -> Iterator[Pair]:
    """Every stop's pairs with all cars within `max_gap_s`, ahead or behind."""
    drives = Drives(race)
    for driver, stops in drives.stops.items():
        for stop in stops:
            first = drives.laps[driver].get(stop - 1)
            if first is None or not can_decide(first):
                continue
            for rival, laps in drives.laps.items():
                second = laps.get(stop - 1)
                if rival == driver or second is None or not can_decide(second):
                    continue
                if abs(first.end_s - second.end_s) <= max_gap_s:
                    yield _judged(drives, first, second)


def _judged(drives: Drives, first: ObservedLap, second: ObservedLap) -> Pair:
    now = first.lap_number
    answer = drives.next_stop(second.driver, now)
    delay = answer - now - 1
    responded = 1 <= delay <= RESPONSE_LAPS
    end = answer + JUDGED_AFTER_LAPS if responded else now + 1 + RESPONSE_LAPS
    drivers = (first.driver, second.driver)
    at_end = [drives.laps[driver].get(end) for driver in drivers]
    one_stop_each = all(drives.stops_within(driver, now, end) == 1 for driver in drivers)
    first_dry = drives.is_dry(first.driver, now + 2)
    outcome, first_ahead = Outcome.UNRESOLVED, None
    if delay == 0:
        outcome = Outcome.SAME_LAP
    elif at_end[0] is None or at_end[1] is None:
        pass
    elif any(drives.is_neutral(driver, now, end) for driver in drivers):
        outcome = Outcome.NEUTRALISED
    elif not responded and first_dry:
        outcome = Outcome.NO_RESPONSE
    elif one_stop_each and first_dry and drives.is_dry(second.driver, answer + 1):
        outcome = Outcome.SCORED
        first_ahead = at_end[0].position < at_end[1].position
    return Pair(
        first,
        second,
        first.end_s - second.end_s,
        delay if 0 <= delay <= RESPONSE_LAPS else None,
        outcome,
        first_ahead,
    )


def _stops(laps: dict[int, ObservedLap]) -> list[int]:
    return [
        number
        for number, lap in laps.items()
        if (after := laps.get(number + 1)) is not None and is_tyre_stop(lap, after)
    ]
