"""How fast the car could go: its gap to the field now, over this race, and in earlier races."""

from math import nan
from statistics import median
from typing import Final

from f1strategy.models.pace_memory import PaceMemory
from f1strategy.models.pace_own import Reference
from f1strategy.models.pace_traffic import GONE_LAPS, pace_of
from f1strategy.models.race_view import CarView, RaceView

FORM: Final = (
    "field_pace_s",
    "fastest_pace_s",
    "gap_minus_race_gap_s",
    "gap_minus_best_gap_s",
    "gap_minus_form_s",
    "train_ahead",
    "train_head_pace_s",
    "pace_rank",
)
TRAIN_S: Final = 1.8
"""Cars closer than this follow one another (Pitwall-H: time is lost within 1.6 s)."""
RACE_LAPS: Final = 25
"""How far back the gaps to the field count."""
FEWEST_TIMES: Final = 6
FEWEST_LAPS: Final = 5


def form(view: RaceView, car: CarView, compared: Reference, memory: PaceMemory) -> list[float]:
    """The values of `FORM`: gaps are positive where the car is slower than the middle of the field."""
    now_s = car.last.end_s
    paces = [
        compared.off_s(pace_of(other))
        for other in view.cars.values()
        if other is not car
        and now_s - other.last.end_s < GONE_LAPS * compared.lap_time_s
        and other.clean
    ]
    field_s = median(paces) if paces else nan
    race_s, best_s = _gaps_in_this_race(view, car, compared)
    length, head_s = _train(view, car, compared)
    return [
        field_s,
        min(paces) if paces else nan,
        -field_s - race_s,
        -field_s - best_s,
        -field_s - memory.form_s(car.driver, car.team),
        float(length),
        head_s,
        float(sum(pace_s < 0 for pace_s in paces)),
    ]


def _gaps_in_this_race(view: RaceView, car: CarView, compared: Reference) -> tuple[float, float]:
    """Median and lower fifth of the car's gaps to the field's median clean lap; NaN for few laps."""
    gaps_s = []
    for number in range(max(2, car.newest_lap - RACE_LAPS), car.newest_lap + 1):
        lap = car.laps.get(number)
        if lap is None or not lap.is_clean:
            continue
        times_s = view.clean_times[number]
        if len(times_s) >= FEWEST_TIMES:
            gaps_s.append(compared.scale * (lap.lap_time_s - median(times_s)))
    if len(gaps_s) < FEWEST_LAPS:
        return nan, nan
    gaps_s.sort()
    return gaps_s[len(gaps_s) // 2], gaps_s[len(gaps_s) // 5]


def _train(view: RaceView, car: CarView, compared: Reference) -> tuple[int, float]:
    """How many cars in a row run close ahead, and the pace of the first of them; NaN without any."""
    line = [one for one in view.crossings[car.newest_lap] if one[0] <= car.last.end_s]
    at = len(line) - 1
    while at > 0 and line[at][1] != car.driver:
        at -= 1
    length = 0
    while at > 0 and line[at][0] - line[at - 1][0] < TRAIN_S:
        at -= 1
        length += 1
    return length, compared.off_s(pace_of(view.cars[line[at][1]])) if length else nan
