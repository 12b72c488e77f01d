"""What will go wrong, drawn before the start: who stops when, who spins, what race control answers.

Everything is set by race time, not by lap, because that is what neutralisations belong to.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from f1strategy.ingest.simulated.cast import Entrant
from f1strategy.ingest.simulated.course import TURNS_BY_MARSHAL_SECTOR
from schemas.records import TrackStatus

SHORTEST_NEUTRALISED_RACE: Final = 12
"""Laps below which nothing happens: there is no room for a Safety Car."""
SAFETY_CAR_LAPS: Final = (2, 3, 3, 4)
"""Whole laps the leader follows it, after the one it came out on: 3 to 5 laps in all (median of real
ones: 4)."""
SECOND_FAILURE_CHANCE: Final = 0.6
SHORTEST_RACE_WITH_VSC: Final = 45
"""Laps that leave room for it beside the Safety Car."""
NOTICED_AFTER_S: Final = 5
VSC_S: Final = (45, 150)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A car stops on the track at `at_s`; race control answers at `answer_s` with SC or VSC."""

    at_s: int
    driver_number: int
    marshal_sector: int
    answer: TrackStatus
    answer_s: int

    @property
    def noticed_s(self) -> int:
        """When the flags come out."""
        return self.at_s + NOTICED_AFTER_S

    @property
    def turn(self) -> int:
        """The nearest turn."""
        return TURNS_BY_MARSHAL_SECTOR[self.marshal_sector]


@dataclass(frozen=True, slots=True)
class Spin:
    """A driver loses the car and `lost_s`, and brings out a yellow flag in one sector."""

    at_s: int
    driver_number: int
    marshal_sector: int
    lost_s: float

    @property
    def clear_s(self) -> int:
        """When the sector is clear again."""
        return self.at_s + 4 + round(self.lost_s)


@dataclass(frozen=True, slots=True)
class Script:
    """All of it. `vsc_s`: how long a VSC lasts until the message that it ends."""

    breakdowns: tuple[Breakdown, ...] = ()
    spins: tuple[Spin, ...] = ()
    safety_car_laps: int = 0
    vsc_s: int = 0
    vsc_fade_s: int = 13
    """Green follows 10-15 s after the message."""

    def stops_s(self, driver_number: int) -> float:
        """When a car is to break down; never, if it is not."""
        stops = (one.at_s for one in self.breakdowns if one.driver_number == driver_number)
        return next(stops, math.inf)


def draw_script(field: Sequence[Entrant], laps: int, race_s: float, rng: Random) -> Script:
    """Today's misfortunes. Every race of some length has a Safety Car: it is what a desk wants to see.

    In reality 57 % have one and 35 % a VSC (RaceData, 166 races).
    """
    if laps < SHORTEST_NEUTRALISED_RACE:
        return Script()
    stopping, failing, *spinning = rng.sample([one.number for one in field], 6)
    safety_car_s = rng.uniform(0.32, 0.62) * race_s
    breakdowns = [_breakdown(safety_car_s, stopping, TrackStatus.SC, rng)]
    # Far enough from the Safety Car that the two never meet.
    room = [(0.08, 0.26), (0.86, 0.93)] if safety_car_s > 0.5 * race_s else [(0.74, 0.92)]
    earliest, latest = rng.choice(room)
    if rng.random() < SECOND_FAILURE_CHANCE and laps >= SHORTEST_RACE_WITH_VSC:
        vsc_at_s = rng.uniform(earliest, latest) * race_s
        breakdowns.append(_breakdown(vsc_at_s, failing, TrackStatus.VSC, rng))
    spins = (
        Spin(
            at_s=round(rng.uniform(0.06, 0.95) * race_s),
            driver_number=number,
            marshal_sector=rng.choice(tuple(TURNS_BY_MARSHAL_SECTOR)),
            lost_s=rng.uniform(5.0, 22.0),
        )
        for number in spinning[: rng.randint(1, 4)]
    )
    return Script(
        breakdowns=tuple(sorted(breakdowns, key=lambda one: one.at_s)),
        spins=tuple(sorted(spins, key=lambda one: one.at_s)),
        safety_car_laps=rng.choice(SAFETY_CAR_LAPS),
        vsc_s=rng.randint(*VSC_S),
        vsc_fade_s=rng.randint(11, 15),
    )


def _breakdown(at_s: float, driver: int, answer: TrackStatus, rng: Random) -> Breakdown:
    stops_s = round(at_s)
    return Breakdown(
        at_s=stops_s,
        driver_number=driver,
        marshal_sector=rng.choice(tuple(TURNS_BY_MARSHAL_SECTOR)),
        answer=answer,
        answer_s=stops_s + rng.randint(18, 42),
    )
