"""How often safety cars came out at each circuit, counted as the model is asked."""

from typing import Any, Final

import msgspec

from f1strategy.models.observed import ObservedLap
from f1strategy.models.race import Race
from schemas.records import TrackStatus

WINDOW_LAPS: Final = 5
"""A safety car is asked for within so many laps of the leader, with as many laps to go at least."""
PRIOR_WINDOWS: Final = 300.0
"""The mean circuit weighs as much as so many laps, about six races (chosen on seasons 2020-2024)."""
USUAL_RATE: Final = 0.07
"""Share of green laps of the leader followed by a safety car within five; seasons 2018-2024."""


class SafetyCarMemory(msgspec.Struct):
    """Per circuit the leader's green laps and how many of them were followed by a safety car."""

    circuits: dict[str, tuple[int, int]] = {}

    def add(self, race: Race) -> None:
        """Learn from a race that is over."""
        asked = windows(race)
        laps, followed = self.circuits.get(race.circuit, (0, 0))
        self.circuits[race.circuit] = (
            laps + len(asked),
            followed + sum(comes for _, comes in asked),
        )

    def factor(self, circuit: str) -> float:
        """Safety cars at the circuit relative to the mean one, shrunk to 1."""
        laps, followed = self.circuits.get(circuit, (0, 0))
        all_laps = sum(one for one, _ in self.circuits.values())
        all_followed = sum(one for _, one in self.circuits.values())
        rate = (all_followed + PRIOR_WINDOWS * USUAL_RATE) / (all_laps + PRIOR_WINDOWS)
        prior = PRIOR_WINDOWS * USUAL_RATE
        return (followed + prior) / (laps * rate + prior)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `msgspec.convert` to this class takes them back."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def windows(race: Race) -> list[tuple[ObservedLap, bool]]:
    """The leader's green laps with five to go, and whether a (virtual) safety car came within five."""
    lead: dict[int, ObservedLap] = {}
    for lap in race.laps:
        if lap.position == 1:
            lead.setdefault(lap.lap_number, lap)
    laps = [lead[number] for number in sorted(lead)]
    neutral = [
        lap.status in (TrackStatus.SC, TrackStatus.VSC)
        or (lap.driver, lap.lap_number) in race.red_after_safety_car
        for lap in laps
    ]
    return [
        (lap, any(neutral[at + 1 : at + 1 + WINDOW_LAPS]))
        for at, lap in enumerate(laps)
        if lap.status is TrackStatus.GREEN and race.total_laps - lap.lap_number >= WINDOW_LAPS
    ]
