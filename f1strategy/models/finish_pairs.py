"""One car against one rival: what tells which of them will end ahead. Card: docs/models/finish_position.md."""

from math import isnan, nan
from typing import Final

from f1strategy.models.finish_field import Runner

AGAINST: Final = (
    "ahead_s",
    "places_ahead",
    "is_unseen",
    "pace_less",
    "form_pace_less",
    "form_finish_less",
    "form_first_lap_less",
    "today_less",
    "rival_retires",
    "rival_stops_made",
    "stops_made_less",
    "stops_to_come_less",
    "owes_less",
    "age_less_laps",
    "softness_less",
    "is_mate",
    "projected_s",
    "projected_damped_s",
    "is_rival_in_pits",
    "rival_form_pace",
    "rival_form_finish",
    "pit_loss_s",
)
"""`…_less`: ours less the rival's. Gaps are positive while the rival is ahead."""
RISING: Final = frozenset(
    {
        "ahead_s",
        "places_ahead",
        "pace_less",
        "form_pace_less",
        "form_finish_less",
        "form_first_lap_less",
        "today_less",
        "projected_s",
        "projected_damped_s",
    }
)
"""The more of these, the likelier is the rival to end ahead; the opposite holds of its retirements."""
FALLING: Final = frozenset({"rival_retires"})
FAR_S: Final = 90.0
"""About a lap: gaps beyond it mean the same."""
FARTHEST_S: Final = 200.0
DAMPING: Final = 0.3
"""Share of a pace advantage that traffic leaves."""


def against(
    mine: Runner, others: list[Runner], to_go: int, lap_s: float, pit_loss_s: float
) -> list[list[float]]:
    """The values of `AGAINST` for every other car, in the order given."""
    in_front = sum(one.is_seen and one.ahead_s > 0 for one in others)
    return [
        _against(mine, one, in_front - at - (one.ahead_s <= 0), to_go, lap_s, pit_loss_s)
        for at, one in enumerate(others)
    ]


def _against(
    mine: Runner, rival: Runner, places: int, to_go: int, lap_s: float, pit_loss_s: float
) -> list[float]:
    gain_s = (mine.pace - rival.pace) / 100.0 * lap_s * to_go
    less_stops = mine.stops_to_come - rival.stops_to_come
    # A car that has not ended lap 1 is taken to have as many stops before it as we have.
    after_stops_s = rival.ahead_s + (0.0 if isnan(less_stops) else pit_loss_s * less_stops)
    return [
        _within(rival.ahead_s, FAR_S) if rival.is_seen else nan,
        float(places) if rival.is_seen else nan,
        float(not rival.is_seen),
        mine.pace - rival.pace,
        mine.form.pace - rival.form.pace,
        mine.form.finish - rival.form.finish,
        mine.form.first_lap - rival.form.first_lap,
        mine.today - rival.today,
        rival.form.retired,
        float(rival.stops_made),
        float(mine.stops_made - rival.stops_made),
        less_stops,
        mine.owes - rival.owes,
        mine.age_laps - rival.age_laps,
        mine.softness - rival.softness,
        float(rival.team == mine.team),
        _within(after_stops_s + gain_s, FARTHEST_S),
        _within(after_stops_s + DAMPING * gain_s, FARTHEST_S),
        float(rival.is_in_pits),
        rival.form.pace,
        rival.form.finish,
        pit_loss_s,
    ]


def _within(value: float, most: float) -> float:
    return max(-most, min(most, value))
