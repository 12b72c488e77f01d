"""Race control's side of the race: when a neutralisation ends, and who may pass the Safety Car."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from f1strategy.ingest.simulated.neutral import Spell
from f1strategy.ingest.simulated.runner import Runner
from f1strategy.ingest.simulated.script import Script
from schemas.records import TrackStatus

ANNOUNCED_S: Final = (76, 80)
"""From "Safety Car in this lap" to green at the line (twelve real ones: 71 to 109 s)."""
WAVED_ON_LAP: Final = 2
"""Lapped cars may pass the Safety Car once the leader has begun its second lap behind it."""
WAVED_AFTER_S: Final = 20


@dataclass(slots=True)
class RaceControl:
    """Knows from the start when it neutralises the race; when a Safety Car comes in depends on the leader."""

    script: Script
    laps: int
    rng: Random
    spells: list[Spell] = field(init=False)

    def __post_init__(self) -> None:
        self.spells = [
            _spell(one.answer, one.answer_s, self.script) for one in self.script.breakdowns
        ]

    def lead(self, spell: Spell, leader: Runner, cars: Sequence[Runner], line_s: float) -> None:
        """The leader begins a lap in this spell and will end it at `line_s`.

        On the last of the script's laps the end is announced; a race whose last lap it is ends
        behind the Safety Car.
        """
        if spell.status is not TrackStatus.SC or leader.next_lap == self.laps:
            return
        spell.laps += 1
        if spell.laps == self.script.safety_car_laps:
            spell.end_s = float(int(line_s))
            spell.ending_s = spell.end_s - self.rng.randint(*ANNOUNCED_S)
        elif spell.laps == WAVED_ON_LAP:
            running = (car for car in cars if car.retired_s is None)
            spell.waved = tuple(car.number for car in running if car.lap < leader.lap)
            spell.waved_s = float(int(leader.rejoin_s) + WAVED_AFTER_S) if spell.waved else None


def _spell(status: TrackStatus, start_s: int, script: Script) -> Spell:
    if status is TrackStatus.SC:
        return Spell(status, float(start_s))
    ending_s = float(start_s + script.vsc_s)
    return Spell(status, float(start_s), ending_s + script.vsc_fade_s, ending_s)


def was_waved(car: Runner, spell: Spell | None) -> bool:
    """Whether the car was told that it may pass the Safety Car."""
    if spell is None or spell.waved_s is None:
        return False
    return car.number in spell.waved and car.rejoin_s >= spell.waved_s
