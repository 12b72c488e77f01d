"""Simulated plans in the records' terms: labels, laps of the race, rounded figures."""

from collections.abc import Sequence

from f1strategy.simulation.race_now import RaceNow
from f1strategy.simulation.setup import COMPOUNDS
from f1strategy.strategy.contingency import Contingency as Found
from f1strategy.strategy.free_air import Stops
from f1strategy.strategy.ranking import Ranked
from f1strategy.strategy.request import OptionsRequest
from f1strategy.strategy.shortlist import loss_now_s
from schemas.records import Call, Compound, Contingency, Event, Plan, PlannedStop

PODIUM_PLACES = 3
POINTS_PLACES = 10


def as_plans(request: OptionsRequest, race: RaceNow, ranked: Sequence[Ranked]) -> tuple[Plan, ...]:
    """The plans as records, best first."""
    return tuple(_plan(request, race, rank, one) for rank, one in enumerate(ranked, 1))


def _plan(request: OptionsRequest, race: RaceNow, rank: int, one: Ranked) -> Plan:
    slower_s, regret = one.slower_s, one.regret
    return Plan(
        rank=rank,
        label=label(request.compound, request.lap_number, one.stops),
        stops=stops_of(request.lap_number, one.stops),
        remaining_time_s=round(one.time_s, 3),
        time_to_best_s=round(slower_s[0], 3),
        pit_loss_s=round(pit_loss_s(race, one.stops), 3),
        expected_position=round(one.place),
        time_to_best_low_s=round(slower_s[1], 3),
        time_to_best_high_s=round(slower_s[2], 3),
        mean_position=round(one.place, 2),
        position_low=one.place_low,
        position_high=one.place_high,
        position_probabilities=tuple(round(chance, 4) for chance in one.chances),
        win_probability=chance_within(one.chances, 1),
        podium_probability=chance_within(one.chances, PODIUM_PLACES),
        points_probability=chance_within(one.chances, POINTS_PLACES),
        regret_places=round(regret[0], 3),
        regret_low_places=round(regret[1], 3),
        regret_high_places=round(regret[2], 3),
        is_level_with_best=one.is_level,
    )


def as_contingency(request: OptionsRequest, found: Found) -> Contingency:
    """The answer to an event on this lap as a record."""
    mean, low, high = found.gain or (None, None, None)
    stops_now = bool(found.stops) and found.stops[0][0] == 0
    return Contingency(
        event=Event(found.event),
        call=Call.BOX if stops_now else Call.STAY_OUT,
        label=label(request.compound, request.lap_number, found.stops),
        stops=stops_of(request.lap_number, found.stops),
        mean_position=round(found.place, 2),
        gain_places=None if mean is None else round(mean, 3),
        gain_low_places=None if low is None else round(low, 3),
        gain_high_places=None if high is None else round(high, 3),
    )


def pit_loss_s(race: RaceNow, stops: Stops) -> float:
    """Sum of the expected losses of the stops; one on this lap as the track stands."""
    return sum(loss_now_s(race) if lap == 0 else race.pit_loss_s for lap, _ in stops)


def chance_within(chances: Sequence[float], places: int) -> float:
    """Chance of one of the first so many places."""
    return round(sum(chances[:places]), 4)


def stops_of(lap_number: int, stops: Stops) -> tuple[PlannedStop, ...]:
    """Stops with laps of the race; `lap_number`: laps completed."""
    return tuple(
        PlannedStop(lap_number=lap_number + 1 + lap, compound=COMPOUNDS[compound])
        for lap, compound in stops
    )


def from_now(lap_number: int, stops: Sequence[PlannedStop]) -> Stops:
    """Stops with laps from now; the reverse of `stops_of`.

    >>> from_now(10, stops_of(10, ((2, 0), (9, 1))))
    ((2, 0), (9, 1))
    """
    return tuple(
        (stop.lap_number - lap_number - 1, COMPOUNDS.index(stop.compound)) for stop in stops
    )


def label(compound: Compound | None, lap_number: int, stops: Stops) -> str:
    """Compounds and in-laps in short.

    >>> label(Compound.MEDIUM, 10, ((12, 2),)), label(None, 10, ())
    ('M-H (L23)', '? (to the flag)')
    """
    fitted = None if compound is Compound.UNKNOWN else compound
    letters = "-".join(
        [fitted.value[0] if fitted else "?", *(COMPOUNDS[one].value[0] for _, one in stops)]
    )
    laps = ", ".join(f"L{lap_number + 1 + lap}" for lap, _ in stops)
    return f"{letters} ({laps})" if laps else f"{letters} (to the flag)"
