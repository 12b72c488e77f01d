"""Plans for the rest of the race: no, one or two further stops over the legal compounds, ranked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from f1strategy.strategy.pace import COLD_TYRES_S, FUEL_S_PER_LAP, WEAR_S_PER_LAP, Pace
from f1strategy.strategy.request import OptionsRequest
from schemas.circuits import (
    DEFAULT_PIT_LOSS_S,
    SC_PIT_LOSS_FACTOR,
    VSC_PIT_LOSS_FACTOR,
    circuit,
)
from schemas.records import SLICKS, Compound, Plan, PlannedStop, TrackStatus

KEPT: Final = 6
"""So many plans are shown."""
DRY: Final = (Compound.SOFT, Compound.MEDIUM, Compound.HARD)
RAIN: Final = (Compound.INTERMEDIATE, Compound.WET)
FACTORS: Final = {TrackStatus.SC: SC_PIT_LOSS_FACTOR, TrackStatus.VSC: VSC_PIT_LOSS_FACTOR}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Stops as laps from now and compounds, with the time to the flag and the loss of the stops."""

    stops: tuple[tuple[int, Compound], ...]
    time_s: float
    pit_loss_s: float


def green_pit_loss_s(request: OptionsRequest) -> float:
    """Loss of a stop under green: the fitted model's, or the circuit's where it is not to be had."""
    return _pit_loss_s(request, TrackStatus.GREEN)


def pit_loss_now_s(request: OptionsRequest) -> float:
    """Loss of a stop on this lap: cheaper behind a Safety Car or under a VSC."""
    return _pit_loss_s(request, request.track_status)


def _pit_loss_s(request: OptionsRequest, status: TrackStatus) -> float:
    assumed = status if status in FACTORS else TrackStatus.GREEN
    for one in request.forecast.pit_losses if request.forecast else ():
        if one.track_status is assumed:
            return one.pit_loss_s
    known = circuit(request.circuit)
    return (known.pit_loss_s if known else DEFAULT_PIT_LOSS_S) * FACTORS.get(assumed, 1.0)


def is_legal(request: OptionsRequest, compounds: tuple[Compound, ...]) -> bool:
    """A dry race asks for two different slicks; wet tyres lift that rule."""
    used = {*request.compounds_used, request.compound, *compounds}
    return not used.isdisjoint(RAIN) or len(used & SLICKS) >= 2


def candidates(request: OptionsRequest, pace: Pace) -> list[Candidate]:
    """The best pit laps for every legal sequence of compounds, fastest first.

    When no sequence is legal any more, to the flag without a stop is what is left.
    """
    found = [one for one in _best(request, pace) if _is_allowed(request, one)]
    if not found:
        found = [next(_best(request, pace))]
    return sorted(found, key=lambda one: (one.time_s, len(one.stops), str(one.stops)))[:KEPT]


def _is_allowed(request: OptionsRequest, candidate: Candidate) -> bool:
    return is_legal(request, tuple(compound for _, compound in candidate.stops))


def _best(request: OptionsRequest, pace: Pace) -> Iterator[Candidate]:
    laps, age = request.laps_to_go, float(request.tyre_age_laps or 0)
    base_s = laps * pace.base_lap_time_s - FUEL_S_PER_LAP * laps * (laps + 1) / 2
    own = pace.degradation_s_per_lap
    yield Candidate((), base_s + float(_wear_s(own, age, laps)), 0.0)
    choice: tuple[Compound, ...] = RAIN if request.is_raining or request.compound in RAIN else DRY
    if request.compound in RAIN and not request.is_raining:
        choice = (*DRY, Compound.INTERMEDIATE)
    green_s = green_pit_loss_s(request)
    first = np.arange(1, laps)
    if not len(first):
        return
    loss_s = np.where(first == 1, pit_loss_now_s(request), green_s)
    for compound in choice:
        wear = WEAR_S_PER_LAP[compound]
        times = base_s + _wear_s(own, age, first) + _wear_s(wear, 0, laps - first) + loss_s
        at = int(np.argmin(times))
        stops = ((int(first[at]), compound),)
        yield Candidate(stops, float(times[at]) + COLD_TYRES_S, float(loss_s[at]))
    yield from _two_stops(laps, base_s + _wear_s(own, age, first) + loss_s, loss_s, choice, green_s)


def _two_stops(
    laps: int,
    until_first_s: NDArray[np.float64],
    loss_s: NDArray[np.float64],
    choice: tuple[Compound, ...],
    green_s: float,
) -> Iterator[Candidate]:
    one, two = np.triu_indices(laps - 1, k=1)
    if not len(one):
        return
    until = until_first_s[one] + green_s
    for middle in choice:
        with_middle = until + _wear_s(WEAR_S_PER_LAP[middle], 0, two - one)
        for last in choice:
            times = with_middle + _wear_s(WEAR_S_PER_LAP[last], 0, laps - two - 1)
            at = int(np.argmin(times))
            stops = ((int(one[at]) + 1, middle), (int(two[at]) + 1, last))
            loss = float(loss_s[one[at]]) + green_s
            yield Candidate(stops, float(times[at]) + 2 * COLD_TYRES_S, loss)


def _wear_s(slope: float, age: float, laps: NDArray[np.int_] | int) -> NDArray[np.float64]:
    """Loss over so many laps of a tyre that is `age` laps old, growing by `slope` a lap."""
    count = np.asarray(laps, dtype=float)
    return np.asarray(slope * (count * age + count * (count + 1) / 2))


def as_plans(request: OptionsRequest, found: list[Candidate]) -> tuple[Plan, ...]:
    """The candidates as records, with ranks, labels and expected places."""
    return tuple(
        Plan(
            rank=rank,
            label=_label(request, one),
            stops=tuple(
                PlannedStop(lap_number=request.lap_number + laps, compound=compound)
                for laps, compound in one.stops
            ),
            remaining_time_s=round(one.time_s, 3),
            time_to_best_s=round(one.time_s - found[0].time_s, 3),
            pit_loss_s=one.pit_loss_s,
            expected_position=expected_position(request, one.pit_loss_s),
        )
        for rank, one in enumerate(found, 1)
    )


def _label(request: OptionsRequest, one: Candidate) -> str:
    compounds = [request.compound or Compound.UNKNOWN, *(compound for _, compound in one.stops)]
    letters = "-".join(
        compound.value[0] if compound != Compound.UNKNOWN else "?" for compound in compounds
    )
    laps = ", ".join(f"L{request.lap_number + stop}" for stop, _ in one.stops)
    return f"{letters} ({laps})" if laps else f"{letters} (to the flag)"


def expected_position(request: OptionsRequest, pit_loss_s: float) -> int:
    """Place at the flag if all keep their pace and rivals still pay for a stop that the rules ask of them."""
    if request.gap_to_leader_s is None:
        return request.position
    green_s = green_pit_loss_s(request)
    ours = request.gap_to_leader_s + pit_loss_s
    ahead = 0
    for rival in request.rivals:
        used = set(rival.compounds_used)
        owes = used.isdisjoint(RAIN) and len(used & SLICKS) < 2
        theirs = rival.gap_to_leader_s + (green_s if owes else 0.0)
        ahead += (theirs, rival.position) < (ours, request.position)
    return 1 + ahead
