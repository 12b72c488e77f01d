"""What to do if it happened on this very lap: safety car, VSC, red flag, rain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from f1strategy.simulation.draws import Forced
from f1strategy.simulation.events import SC, VSC
from f1strategy.simulation.race_now import SC_LAPS, CarNow, RaceNow
from f1strategy.simulation.setup import RAIN_BIT
from f1strategy.simulation.tyres import INTER
from f1strategy.strategy.free_air import FreeAir, Stops
from f1strategy.strategy.shortlist import loss_now_s
from f1strategy.strategy.simulated import Simulated, mean_with_interval

IF_FUTURES: Final = 50
WAITS_LAPS: Final = len(SC_LAPS)
"""A car that stays out when the race is neutralised does so until it is green again."""


@dataclass(frozen=True, slots=True)
class Contingency:
    """The better of stopping at once and staying out, if the event came on this lap.

    event: `SC`, `VSC`, `RED` or `RAIN`. place: mean place at the flag of `stops`.
    gain: places that stopping at once wins over staying out, mean and ends of the 95 % interval, paired
    by future; None where there is nothing to choose.
    """

    event: str
    stops: Stops
    place: float
    gain: tuple[float, float, float] | None


def contingencies(
    field: RaceNow, mine: int, stays: Stops, seed: int, futures: int = IF_FUTURES
) -> tuple[Contingency, ...]:
    """For each event that would be one: behind the safety car, neither it nor the VSC can come out.

    stays: the plan that is followed if nobody reacts, its stop not on this lap.
    """
    car = field.cars[mine]
    found = []
    red = Simulated(field, futures, seed, Forced(red_lap=0))
    for event, forced, status in (("SC", Forced(sc_lap=0), SC), ("VSC", Forced(vsc_lap=0), VSC)):
        if field.status in (status, SC):
            continue
        air = FreeAir(field, loss_now_s(replace(field, status=status)))
        now = air.stopping_now(car)
        races = red.where(forced)
        patient = races.waiting(mine, WAITS_LAPS)
        found.append(_better(event, races, patient, mine, now.stops if now else None, stays))
    found.append(_better("RED", red, red, mine, None, stays))
    if field.wetness <= 1.0:
        rain = red.where(Forced(rain_lap=0))
        to_inters = ((0, INTER), *stays) if field.laps > 1 and not car.used & RAIN_BIT else None
        found.append(_better("RAIN", rain, rain, mine, to_inters, stays))
    return tuple(found)


def waiting(car: CarNow) -> CarNow:
    """The car, told to keep its planned stop through the neutralisation that is on."""
    return replace(car, early_from=WAITS_LAPS)


def _better(
    event: str,
    races: Simulated,
    patient: Simulated,
    mine: int,
    now: Stops | None,
    stays: Stops,
) -> Contingency:
    out = patient.places(mine, [stays])[0]
    if now is None:
        return Contingency(event, stays, float(out.mean()), None)
    box = races.places(mine, [now])[0]
    gain = mean_with_interval(_behind(out, box))
    stops, place = (now, box) if gain[0] > 0 else (stays, out)
    return Contingency(event, stops, float(place.mean()), gain)


def _behind(one: NDArray[np.int8], other: NDArray[np.int8]) -> NDArray[np.float64]:
    return one.astype(np.float64) - other.astype(np.float64)


def later(plans: Sequence[Stops]) -> Stops:
    """The first of the plans that does not stop on this lap; without one, to the flag."""
    return next((plan for plan in plans if not plan or plan[0][0] > 0), ())
