"""Cars that meet: overtaking, following, blue flags and the queue behind the Safety Car."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Final

from f1strategy.ingest.simulated.physics import PASS_REACH_S, dirty_air_s, pass_chance
from f1strategy.ingest.simulated.runner import Runner

FOLLOWING_S: Final = (0.5, 0.95)
"""Gap at the line of a car that could not get by; TUM's least is 0.5 s."""
QUEUE_S: Final = (0.9, 1.9)
"""Behind the Safety Car neighbours are 1.48 s apart in the median (StratLab)."""
RESTART_S: Final = (0.5, 1.1)
JUST_AHEAD_S: Final = (0.25, 0.7)
DUEL_S: Final = 0.3
"""A duel costs the attacker this much, and as much the car that was passed (TUM)."""
BLUE_FLAG_S: Final = 1.1
LAPPING_S: Final = 0.3
"""Letting a leader by, and getting by a lapped car. Of a plausible size; no source counts them."""
LEAST_GAP_S: Final = 0.09


def ahead_on_track(car: Runner, field: Iterable[Runner]) -> list[Runner]:
    """Cars that began their lap before, nearest first."""
    others = (
        other
        for other in field
        if other is not car
        and other.retired_s is None
        and other.began_s <= car.rejoin_s < other.end_s
    )
    return sorted(others, key=lambda other: (-other.began_s, -other.end_s))


def air_s(car: Runner, ahead: Sequence[Runner]) -> float:
    """Time lost to the dirty air of the car directly ahead."""
    return dirty_air_s(car.rejoin_s - ahead[0].began_s) if ahead else 0.0


def queue_up(
    end_s: float, ahead: Sequence[Runner], gap_s: tuple[float, float], rng: Random
) -> float:
    """When the car ends its lap if nobody may overtake, not even a car on its way to the pit lane."""
    for other in ahead:
        end_s = max(end_s, other.end_s + rng.uniform(*gap_s))
    return end_s


def fight(
    car: Runner, clean_s: float, end_s: float, ahead: Sequence[Runner], rng: Random
) -> tuple[float, list[Runner]]:
    """When the car ends its lap under green, and the lapped cars that were waved aside for it.

    `clean_s` is its lap time alone on the track, `end_s` when it would end the lap unhindered. Cars
    that were passed pay on their next lap: theirs is driven already. A car that turns into the pit lane
    is in nobody's way.
    """
    waved: list[Runner] = []
    for other in ahead:
        if other.is_pitting or end_s >= other.end_s + FOLLOWING_S[0]:
            continue
        if car.next_lap > other.lap and end_s < other.end_s:
            end_s = min(end_s + LAPPING_S, other.end_s - LEAST_GAP_S)
            other.owed_s += BLUE_FLAG_S
            waved.append(other)
        elif _passes(other, clean_s, end_s, rng):
            end_s = min(end_s + DUEL_S, other.end_s - rng.uniform(*JUST_AHEAD_S))
            other.owed_s += DUEL_S
        else:
            end_s = other.end_s + rng.uniform(*FOLLOWING_S)
    return end_s, waved


def _passes(other: Runner, clean_s: float, end_s: float, rng: Random) -> bool:
    advantage_s = (other.end_s - other.began_s) - clean_s
    is_in_reach = end_s < other.end_s + PASS_REACH_S
    return is_in_reach and rng.random() < pass_chance(advantage_s)


def apart(end_s: float, ahead: Iterable[Runner]) -> float:
    """The first moment from `end_s` on at which no car ahead crosses the line."""
    for line_s in sorted(other.line_s for other in ahead):
        if abs(end_s - line_s) < LEAST_GAP_S:
            end_s = line_s + LEAST_GAP_S
    return end_s
