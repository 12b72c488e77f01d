"""What a set of tyres costs per lap, and how long it is good for."""

from dataclasses import dataclass
from typing import Final

from schemas.records import Compound


@dataclass(frozen=True, slots=True)
class Tyre:
    """`offset_s`: a new set against a new medium; `wear_s`: growth per lap; `life_laps`: a long stint."""

    offset_s: float
    wear_s: float
    life_laps: int


TYRES: Final = {
    Compound.SOFT: Tyre(-0.40, 0.110, 22),
    Compound.MEDIUM: Tyre(0.00, 0.072, 34),
    Compound.HARD: Tyre(0.30, 0.046, 50),
    Compound.INTERMEDIATE: Tyre(4.50, 0.050, 35),
}
"""Linear wear, as in all 121 TUM race files, whose per-race medians are 0.01-0.19 s/lap. Medium and hard
lose 1.08 and 0.69 s in 15 laps (Pitwall-H measured 1.26 and 0.73). The soft wears faster and starts quicker
than measured stints show, or nobody would choose the medium. Over 57 laps the best plans
with one stop (M 25 H) and with two (S 18 M 39 S) are 1.4 s apart."""

SLICK_IN_THE_WET_S: Final = 16.0
INTERMEDIATE_IN_THE_WET_S: Final = 3.0
"""Loss per lap on a soaked track. Invented, so that both tyres are equal at a wetness of about 0.35."""


def loss_s(compound: Compound, wear_laps: float, wetness: float) -> float:
    """Lap time lost against a new medium on a dry track; `wetness` from 0 (dry) to 1 (soaked).

    >>> loss_s(Compound.MEDIUM, 10, 0.0), loss_s(Compound.HARD, 10, 0.0)
    (0.72, 0.76)
    """
    tyre = TYRES[compound]
    in_the_wet_s = (
        INTERMEDIATE_IN_THE_WET_S if compound is Compound.INTERMEDIATE else SLICK_IN_THE_WET_S
    )
    return tyre.offset_s + tyre.wear_s * wear_laps + in_the_wet_s * wetness


def slick_for(laps: int) -> Compound:
    """The softest slick that lasts so many laps.

    >>> slick_for(12), slick_for(30), slick_for(70)
    (<Compound.SOFT: 'SOFT'>, <Compound.MEDIUM: 'MEDIUM'>, <Compound.HARD: 'HARD'>)
    """
    if laps <= TYRES[Compound.SOFT].life_laps:
        return Compound.SOFT
    return Compound.MEDIUM if laps <= TYRES[Compound.MEDIUM].life_laps else Compound.HARD
