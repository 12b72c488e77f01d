"""Every real stop, judged afterwards: what it was for, and whether it came off.

The pairs are those of undercut research: the other car within 3 s at the last line before the first
of the two stopped, its answer within five laps, settled three laps after the answer (StratLab; the kinds
of failure are those of POLI).
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from f1strategy.backtest.driven import TyreStop, tyre_stops
from f1strategy.models import pit_loss_stops
from f1strategy.models.observed import NEUTRAL, ObservedLap
from f1strategy.models.race import Race, laps_by_driver
from schemas.records import SLICKS, Compound

NEAR_S: Final = 3.0
ANSWER_LAPS: Final = 5
COVER_LAPS: Final = 3
"""Who stops so soon after a rival from behind answers him."""
SETTLED_LAPS: Final = 3
TRAFFIC_S: Final = 1.5
OPENING_LAPS: Final = 2


class Verdict(StrEnum):
    """What a stop was, seen from the flag."""

    UNDERCUT_WON = "undercut won"
    UNDERCUT_FAILED_PACE = "undercut failed: pace"
    UNDERCUT_FAILED_TRAFFIC = "undercut failed: traffic"
    COVER_HELD = "cover held"
    COVER_TOO_LATE = "cover too late"
    OVERCUT_WON = "overcut won"
    OVERCUT_FAILED = "overcut failed"
    FREE_STOP = "free stop"
    OWN_STRATEGY = "own strategy"
    NEUTRALISED = "under SC, VSC or red"
    WEATHER = "weather"
    OPENING_LAPS = "opening laps"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class JudgedStop:
    """A tyre stop and its verdict.

    lap_number: the in-lap. loss_s: what it cost, by the definition of the pit loss model, None where
    that cannot be told. place_before: at the last line before the in-lap; place_after: at the end of
    the out-lap, None where the car did not get there. rival: whom it was about, gap_s to him then.
    """

    driver: str
    lap_number: int
    compound: Compound
    tyre_age_laps: float
    fitted: Compound
    loss_s: float | None
    place_before: int
    place_after: int | None
    verdict: Verdict
    rival: str | None = None
    gap_s: float | None = None


def judged_stops(race: Race) -> list[JudgedStop]:
    """All of a race, by lap and driver."""
    found = list(_Judge(race).stops())
    return sorted(found, key=lambda stop: (stop.lap_number, stop.driver))


class _Judge:
    def __init__(self, race: Race) -> None:
        by_driver = laps_by_driver(race)
        self._laps = {
            driver: {lap.lap_number: lap for lap in laps} for driver, laps in by_driver.items()
        }
        self._stops = {driver: tyre_stops(laps) for driver, laps in by_driver.items()}
        self._crossings = sorted((lap.end_s, lap.driver) for lap in race.laps)
        self._losses_s: Mapping[tuple[str, int], float] = {
            (stop.in_lap.driver, stop.in_lap.lap_number): stop.loss_s
            for stop in pit_loss_stops.tyre_stops(race)
        }

    def stops(self) -> Iterator[JudgedStop]:
        for driver, stops in self._stops.items():
            for stop in stops:
                number = stop.lap.lap_number
                before = self._laps[driver].get(number - 1, stop.lap)
                after = self._laps[driver].get(number + 1)
                verdict, rival, gap_s = self._verdict(stop, before, after)
                yield JudgedStop(
                    driver=driver,
                    lap_number=number,
                    compound=stop.lap.compound,
                    tyre_age_laps=stop.lap.tyre_age_laps,
                    fitted=stop.fitted,
                    loss_s=self._losses_s.get((driver, number)),
                    place_before=before.position,
                    place_after=after.position if after else None,
                    verdict=verdict,
                    rival=rival,
                    gap_s=gap_s,
                )

    def _verdict(
        self, stop: TyreStop, before: ObservedLap, after: ObservedLap | None
    ) -> tuple[Verdict, str | None, float | None]:
        lap = stop.lap
        plain = _without_a_duel(stop, after)
        if plain is not None or after is None:
            return plain or Verdict.UNRESOLVED, None, None
        duel = self._cover(lap) or self._undercut(lap, before) or self._overcut(lap)
        if duel is not None:
            return duel
        lost = after.position > before.position
        return Verdict.OWN_STRATEGY if lost else Verdict.FREE_STOP, None, None

    def _cover(self, lap: ObservedLap) -> tuple[Verdict, str, float] | None:
        """The nearest car behind had just stopped."""
        tried = [
            (gap_s, rival)
            for rival, first in self._stopped_before(lap, COVER_LAPS)
            if (gap_s := self._gap_s(rival, lap.driver, first - 1)) is not None
            and 0 < gap_s <= NEAR_S
        ]
        if not tried:
            return None
        gap_s, rival = min(tried)
        return self._settled(
            lap.driver, rival, lap.lap_number, gap_s, Verdict.COVER_HELD, Verdict.COVER_TOO_LATE
        )

    def _overcut(self, lap: ObservedLap) -> tuple[Verdict, str, float] | None:
        """The nearest car ahead had stopped before."""
        tried = [
            (gap_s, rival)
            for rival, first in self._stopped_before(lap, ANSWER_LAPS)
            if (gap_s := self._gap_s(lap.driver, rival, first - 1)) is not None
            and 0 < gap_s <= NEAR_S
        ]
        if not tried:
            return None
        gap_s, rival = min(tried)
        return self._settled(
            lap.driver, rival, lap.lap_number, gap_s, Verdict.OVERCUT_WON, Verdict.OVERCUT_FAILED
        )

    def _undercut(self, lap: ObservedLap, before: ObservedLap) -> tuple[Verdict, str, float] | None:
        """The nearest car ahead answers later."""
        tried = [
            (gap_s, rival, stop.lap.lap_number)
            for rival, stops in self._stops.items()
            for stop in stops
            if 0 < stop.lap.lap_number - lap.lap_number <= ANSWER_LAPS
            and (gap_s := self._gap_s(lap.driver, rival, before.lap_number)) is not None
            and 0 < gap_s <= NEAR_S
        ]
        if not tried:
            return None
        gap_s, rival, answer = min(tried)
        failed = (
            Verdict.UNDERCUT_FAILED_TRAFFIC
            if self._was_held_up(lap.driver, rival, lap.lap_number + 2, answer)
            else Verdict.UNDERCUT_FAILED_PACE
        )
        return self._settled(lap.driver, rival, answer, gap_s, Verdict.UNDERCUT_WON, failed)

    def _settled(
        self, driver: str, rival: str, last_stop: int, gap_s: float, won: Verdict, lost: Verdict
    ) -> tuple[Verdict, str, float]:
        at = last_stop + SETTLED_LAPS
        behind_s = self._gap_s(driver, rival, at)
        statuses = {
            lap.status
            for number in range(last_stop - 1, at + 1)
            if (lap := self._laps[driver].get(number)) is not None
        }
        if behind_s is None or statuses & NEUTRAL:
            return Verdict.UNRESOLVED, rival, gap_s
        return (won if behind_s < 0 else lost), rival, gap_s

    def _stopped_before(self, lap: ObservedLap, laps: int) -> Iterator[tuple[str, int]]:
        """Cars that stopped up to so many laps earlier, with their in-laps."""
        for rival, stops in self._stops.items():
            for stop in stops:
                if 0 < lap.lap_number - stop.lap.lap_number <= laps:
                    yield rival, stop.lap.lap_number

    def _gap_s(self, behind: str, ahead: str, lap_number: int) -> float | None:
        mine = self._laps[behind].get(lap_number)
        theirs = self._laps[ahead].get(lap_number)
        return None if mine is None or theirs is None else mine.end_s - theirs.end_s

    def _was_held_up(self, driver: str, rival: str, first: int, last: int) -> bool:
        """Close behind a third car on half of these laps or more."""
        laps = [self._laps[driver][n] for n in range(first, last + 1) if n in self._laps[driver]]
        held = [self._is_close_behind(lap, rival) for lap in laps]
        return bool(held) and 2 * sum(held) >= len(held)

    def _is_close_behind(self, lap: ObservedLap, rival: str) -> bool:
        at = bisect_left(self._crossings, (lap.end_s, lap.driver))
        first = bisect_left(self._crossings, (lap.end_s - TRAFFIC_S, ""))
        return any(other not in (lap.driver, rival) for _, other in self._crossings[first:at])


def _without_a_duel(stop: TyreStop, after: ObservedLap | None) -> Verdict | None:
    lap = stop.lap
    if lap.lap_number <= OPENING_LAPS:
        return Verdict.OPENING_LAPS
    if _weather(lap.compound) != _weather(stop.fitted):
        return Verdict.WEATHER
    if lap.status_end in NEUTRAL or (lap.status in NEUTRAL and after is None):
        return Verdict.NEUTRALISED
    return None


def _weather(compound: Compound) -> str:
    if compound is Compound.UNKNOWN:
        return ""
    return "dry" if compound in SLICKS else compound.value


def verdict_counts(stops: Sequence[JudgedStop]) -> dict[Verdict, int]:
    """How many of each, in the order of the verdicts; those that did not occur are left out."""
    counts = {verdict: sum(stop.verdict is verdict for stop in stops) for verdict in Verdict}
    return {verdict: count for verdict, count in counts.items() if count}
