"""The seconds of an undercut: its margin now, its best lap, and how long the other car may take to answer.

    M(n) = sum over n laps of (worn - new) + n * pace - gap

the undercut margin of the domain notes (section 5). The stops cost both the same, and so do the cold
tyres of the out-laps, because both are driven once the other has answered.
"""

from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from f1strategy.simulation.race_now import CarNow, RaceNow, wear_table
from f1strategy.simulation.setup import OLDEST_LAPS, SLICK_COUNT
from f1strategy.simulation.tyres import HARD, MEDIUM
from f1strategy.strategy.request import OptionsRequest
from schemas.records import Duel

LATEST_STOP_LAPS: Final = 6
LATEST_ANSWER_LAPS: Final = 10


@dataclass(frozen=True, slots=True)
class Margin:
    """Expected lead, in seconds, of the car that stops first once the other has answered.

    now_s: stop on this lap, answer a lap later. best_lap: laps from now with the largest such lead.
    answer_laps: the other stays ahead if it answers within so many laps; 0 if it cannot.
    """

    now_s: float
    best_lap: int
    best_s: float
    answer_laps: int


def margin(race: RaceNow, first: CarNow, second: CarNow, gap_s: float) -> Margin | None:
    """`first` stops first, `gap_s` behind `second`; None on wet tyres or too near the flag."""
    if max(first.compound, second.compound) >= SLICK_COUNT or race.laps <= LATEST_STOP_LAPS:
        return None
    table = wear_table(race.wear_s)
    new = HARD if first.compound == MEDIUM else MEDIUM
    pace_s = second.base_s - first.base_s

    def worn_s(car: CarNow, lap: int) -> float:
        return float(table[car.compound, min(car.age_laps + lap, OLDEST_LAPS - 1)])

    def lead_s(stop: int, answer: int) -> float:
        until_s = sum(worn_s(second, lap) - worn_s(first, lap) + pace_s for lap in range(stop + 1))
        after_s = sum(
            worn_s(second, stop + 1 + lap) - float(table[new, lap]) + pace_s
            for lap in range(answer)
        )
        return until_s + after_s - gap_s

    leads = [lead_s(stop, 1) for stop in range(LATEST_STOP_LAPS + 1)]
    best = max(range(len(leads)), key=lambda stop: leads[stop])
    answers = [lead_s(0, answer) <= 0 for answer in range(1, LATEST_ANSWER_LAPS + 1)]
    in_time = answers.index(False) if False in answers else LATEST_ANSWER_LAPS
    return Margin(leads[0], best, leads[best], in_time)


def with_margins(request: OptionsRequest) -> tuple[Duel, ...]:
    """The forecast's duels with their seconds."""
    duels = request.forecast.duels if request.forecast else ()
    race, car = request.race, request.car
    if race is None or car is None:
        return duels
    others = {one.name: one for one in race.cars}
    return tuple(
        _with_margin(request, race, car, others.get(str(one.rival_driver_number)), one)
        for one in duels
    )


def _with_margin(
    request: OptionsRequest, race: RaceNow, car: CarNow, rival: CarNow | None, duel: Duel
) -> Duel:
    if rival is None:
        return duel
    first, second = (rival, car) if duel.is_threat else (car, rival)
    found = margin(race, first, second, duel.gap_s)
    if found is None:
        return duel
    return replace(
        duel,
        margin_s=round(found.now_s, 3),
        best_lap_number=request.lap_number + 1 + found.best_lap,
        best_margin_s=round(found.best_s, 3),
        answer_within_laps=found.answer_laps,
    )
