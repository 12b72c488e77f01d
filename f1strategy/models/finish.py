"""What a car knows of where it will finish, at any line crossing. Card: docs/models/finish_position.md."""

from math import nan
from typing import Final

from f1strategy.models.finish_field import Runner, place, runners
from f1strategy.models.finish_memory import FinishMemory
from f1strategy.models.finish_pairs import AGAINST, DAMPING, against
from f1strategy.models.pit_window_field import lap_seconds
from f1strategy.models.race_view import RaceView

OWN: Final = (
    "laps_to_go",
    "progress",
    "position",
    "running",
    "out",
    "position_lap_1",
    "gap_leader_s",
    "gap_ahead_s",
    "gap_behind_s",
    "place_gaps",
    "place_stops",
    "place_owed",
    "place_level",
    "place_pace",
    "place_pace_damped",
    "place_form",
    "place_finish_form",
    "place_today",
    "form_pace",
    "form_finish",
    "form_first_lap",
    "form_retired",
    "today",
    "pace",
    "stops_made",
    "stops_to_come",
    "owes_compound",
    "stops_to_come_less_field",
    "age_laps",
    "age_less_field_laps",
    "wet_share",
    "circuit_moved",
    "circuit_retired",
    "retired_ahead",
    "laps_since_neutral",
    "better_behind",
    "worse_ahead",
    "mate_ahead_s",
)
"""`place_…`: expected places from the gaps alone, with stops to come, with pace, from form alone."""
MOST_RIVALS: Final = 21
"""Twenty-two cars start in 2026; the table of history has no bigger field."""
FEATURES: Final = (*OWN, *(f"{name}_{rival}" for rival in range(MOST_RIVALS) for name in AGAINST))
"""Our own values, then those against each rival; NaN for rivals that there are not."""
FAR_S: Final = 60.0
LONG_AGO_LAPS: Final = 20
PACE_SCALE: Final = 0.35
"""Percent of a lap: the spread of a driver's pace from race to race."""
FINISH_SCALE: Final = 0.12
SCALE_S: Final = 2.0
SCALE_S_PER_LAP: Final = 0.4
"""How far projected gaps are off: at the flag, and per lap to go (chosen on seasons 2021-2024)."""


def finish_features(
    view: RaceView, driver: str, memory: FinishMemory
) -> tuple[list[float], list[str]]:
    """The values of `FEATURES` right after the driver's newest lap was added, and the rivals' names."""
    mine, others = runners(view, driver, memory)
    others = others[:MOST_RIVALS]
    car = view.cars[driver]
    to_go, lap_s = view.total_laps - car.newest_lap, lap_seconds(car)
    pit_loss_s = memory.pit_loss_s(view.circuit)
    own = _own(view, mine, others, memory, _places(mine, others, to_go, lap_s, pit_loss_s))
    rivals = [value for one in against(mine, others, to_go, lap_s, pit_loss_s) for value in one]
    missing = len(FEATURES) - len(own) - len(rivals)
    return [*own, *rivals, *([nan] * missing)], [one.driver for one in others]


def _own(
    view: RaceView, mine: Runner, entrants: list[Runner], memory: FinishMemory, places: list[float]
) -> list[float]:
    car = view.cars[mine.driver]
    others = [one for one in entrants if one.is_seen]
    last, first = car.last, car.laps.get(1)
    to_go = view.total_laps - last.lap_number
    moved, retired = memory.circuit(view.circuit)
    ahead = [one for one in others if one.ahead_s > 0]
    behind = [one for one in entrants if one.ahead_s <= 0]
    return [
        float(to_go),
        last.lap_number / view.total_laps,
        float(last.position),
        float(len(entrants) + 1),
        float(len(view.cars) - len(others) - 1),
        float(first.position) if first else nan,
        max((one.ahead_s for one in ahead), default=0.0),
        min(FAR_S, min((one.ahead_s for one in ahead), default=FAR_S)),
        min(FAR_S, min((-one.ahead_s for one in behind), default=FAR_S)),
        *places,
        *mine.form,
        mine.today,
        mine.pace,
        *_stops(mine, others),
        sum(one.is_wet for one in (mine, *others)) / (len(others) + 1),
        moved,
        retired,
        sum(one.form.retired for one in ahead) * to_go / view.total_laps,
        float(min(LONG_AGO_LAPS, view.laps_since_neutral(last.end_s))),
        float(sum(one.form.pace < mine.form.pace for one in behind)),
        float(sum(one.form.pace > mine.form.pace for one in ahead)),
        _mate(mine, others),
    ]


def _places(
    mine: Runner, entrants: list[Runner], to_go: int, lap_s: float, pit_loss_s: float
) -> list[float]:
    others = [one for one in entrants if one.is_seen]
    now = [r.ahead_s for r in others]
    stops = [r.ahead_s - pit_loss_s * (r.stops_to_come - mine.stops_to_come) for r in others]
    gain_s = [(mine.pace - r.pace) / 100.0 * lap_s * to_go for r in others]
    scale_s = SCALE_S + SCALE_S_PER_LAP * to_go
    owed = [r.ahead_s - pit_loss_s * (r.owes - mine.owes) for r in others]
    level = [r.ahead_s + pit_loss_s * (r.stops_made - mine.stops_made) for r in others]
    return [
        place(now, scale_s),
        place(stops, scale_s),
        place(owed, scale_s),
        place(level, scale_s),
        place([gap + gain for gap, gain in zip(stops, gain_s, strict=True)], scale_s),
        place([gap + DAMPING * gain for gap, gain in zip(stops, gain_s, strict=True)], scale_s),
        place([mine.form.pace - r.form.pace for r in entrants], PACE_SCALE),
        place([mine.form.finish - r.form.finish for r in entrants], FINISH_SCALE),
        place([mine.pace - r.pace for r in entrants], PACE_SCALE),
    ]


def _stops(mine: Runner, others: list[Runner]) -> list[float]:
    cars = len(others) or 1
    return [
        float(mine.stops_made),
        mine.stops_to_come,
        mine.owes,
        mine.stops_to_come - sum(one.stops_to_come for one in others) / cars,
        mine.age_laps,
        mine.age_laps - sum(one.age_laps for one in others) / cars,
    ]


def _mate(mine: Runner, others: list[Runner]) -> float:
    mate = next((one for one in others if one.team == mine.team), None)
    return max(-FAR_S, min(FAR_S, mate.ahead_s)) if mate else nan
