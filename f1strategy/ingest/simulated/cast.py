"""Who races: twenty invented drivers of ten invented teams, and how fast each is today."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Team:
    """A team. `pace_s`: what its car loses to the best car per lap, on an average day."""

    name: str
    colour: str
    pace_s: float


TEAMS: Final = (
    Team("Aurora Racing", "1F6FEB", 0.00),
    Team("Scuderia Vento", "D7263D", 0.15),
    Team("Northstar GP", "2EC4B6", 0.32),
    Team("Meridian Motorsport", "FF9F1C", 0.52),
    Team("Halcyon", "0B6E4F", 0.85),
    Team("Atelier Blanc", "E8E8E8", 1.10),
    Team("Kestrel", "5F0F40", 1.35),
    Team("Polaris Engineering", "3D5A80", 1.65),
    Team("Tempesta", "9EF01A", 2.10),
    Team("Obsidian F1", "6C757D", 2.65),
)
"""From best to worst 2.65 s a lap: enough for the last cars to be lapped, as in most real races."""

_DRIVERS: Final = (
    (7, "Elias", "Lindqvist", "LIN"),
    (19, "Mateo", "Arregui", "ARR"),
    (28, "Giulia", "Ferrante", "FER"),
    (36, "Tomasz", "Wolny", "WOL"),
    (9, "Callum", "Strathmore", "STM"),
    (51, "Ines", "Valadares", "VAL"),
    (17, "Henrik", "Aaltonen", "AAL"),
    (64, "Yuto", "Kanzaki", "KAN"),
    (21, "Noor", "Haddadi", "HDI"),
    (83, "Pieter", "Vandersteen", "VDS"),
    (11, "Amelie", "Rousselin", "ROU"),
    (46, "Diego", "Quintanar", "QUI"),
    (33, "Stefan", "Brugger", "BRU"),
    (72, "Rafael", "Montavo", "MTV"),
    (25, "Aoife", "Kinsella", "KIN"),
    (58, "Luca", "Bernasco", "BER"),
    (13, "Viktor", "Dragan", "DRA"),
    (90, "Samir", "Okonjo", "OKO"),
    (39, "Jonas", "Eriksholm", "ERI"),
    (67, "Bruno", "Cavalheiro", "CAV"),
)
"""Number, first name, last name, code; two in a row share a team."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """A driver with a car. `pace_s`: loss to the best per lap today; `noise_s`: spread of laps."""

    number: int
    first_name: str
    last_name: str
    code: str
    team: Team
    pace_s: float
    noise_s: float

    @property
    def label(self) -> str:
        """How race control names the car.

        >>> Entrant(7, "Elias", "Lindqvist", "LIN", TEAMS[0], 0.0, 0.2).label
        '7 (LIN)'
        """
        return f"{self.number} ({self.code})"


@dataclass(frozen=True, slots=True)
class GridSlot:
    """A place on the grid and the qualifying time that earned it [s]."""

    position: int
    entrant: Entrant
    qualifying_s: float


def entrants(rng: Random) -> tuple[Entrant, ...]:
    """Today's field: team form and driver form vary around the teams' usual pace.

    Spread of lap times: smaller than the 0.46-0.85 s of TUM's race files, because traffic, tyres
    and mistakes are simulated apart.
    """
    form = {team: rng.gauss(0.0, 0.10) for team in TEAMS}
    return tuple(
        Entrant(
            number=number,
            first_name=first,
            last_name=last,
            code=code,
            team=(team := TEAMS[index // 2]),
            pace_s=max(0.0, team.pace_s + form[team] + rng.gauss(0.0, 0.12)),
            noise_s=rng.uniform(0.14, 0.30),
        )
        for index, (number, first, last, code) in enumerate(_DRIVERS)
    )


def qualify(field: Sequence[Entrant], pole_s: float, rng: Random) -> tuple[GridSlot, ...]:
    """The grid: today's pace and a good or bad lap."""
    times = [(round(pole_s + 0.8 * one.pace_s + rng.gauss(0.15, 0.16), 3), one) for one in field]
    ranked = sorted(times, key=lambda timed: (timed[0], timed[1].number))
    return tuple(GridSlot(place, one, time_s) for place, (time_s, one) in enumerate(ranked, 1))
