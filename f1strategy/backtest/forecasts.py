"""What was said against what came: every probability and every interval of the option sets of a race."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from f1strategy.backtest.decisions import Decision
from f1strategy.backtest.driven import tyre_stops
from f1strategy.backtest.stop_verdicts import JudgedStop, Verdict
from f1strategy.models.race import Race, laps_by_driver
from f1strategy.strategy.plan_records import POINTS_PLACES

BINS: Final = 10
STOP_SOON, POINTS, PODIUM, WIN, UNDERCUT = (
    "stop within 3 laps",
    "points",
    "podium",
    "win",
    "undercut",
)
FINAL_PLACE, REJOIN_PLACE, PIT_LOSS = "final place", "place after the stop", "pit loss"
SOON_LAPS: Final = 3
TRIED: Final = {
    Verdict.UNDERCUT_WON: True,
    Verdict.UNDERCUT_FAILED_PACE: False,
    Verdict.UNDERCUT_FAILED_TRAFFIC: False,
}


class Probability(msgspec.Struct, frozen=True):
    """Forecasts of one kind by tenths: how many, the sum of what was said, how often it came."""

    n: tuple[int, ...] = (0,) * BINS
    said: tuple[float, ...] = (0.0,) * BINS
    seen: tuple[int, ...] = (0,) * BINS
    square_error: float = 0.0

    @property
    def total(self) -> int:
        """All forecasts."""
        return sum(self.n)

    @property
    def brier(self) -> float:
        """Mean squared error of the probabilities."""
        return self.square_error / self.total if self.total else 0.0

    @property
    def calibration_error(self) -> float:
        """Mean distance of said and seen, tenths weighted by their forecasts."""
        apart = (abs(said - seen) for said, seen in zip(self.said, self.seen, strict=True))
        return sum(apart) / self.total if self.total else 0.0


class Coverage(msgspec.Struct, frozen=True):
    """80 % intervals of one kind: how many, and how many held what came."""

    n: int = 0
    held: int = 0

    @property
    def share(self) -> float:
        """Share that held it; 0.8 was meant."""
        return self.held / self.n if self.n else 0.0


class Forecasts(msgspec.Struct, frozen=True):
    """Of a race, or of many."""

    probabilities: dict[str, Probability]
    intervals: dict[str, Coverage]


def forecasts(
    race: Race,
    results: Mapping[str, int],
    decisions: Sequence[Decision],
    stops: Sequence[JudgedStop],
) -> Forecasts:
    """All forecasts of a race. A stop within three laps counts where the car drove those three laps."""
    said: dict[str, list[tuple[float, bool]]] = {
        name: [] for name in (STOP_SOON, POINTS, PODIUM, WIN, UNDERCUT)
    }
    for name, chance, came in _chances(race, results, decisions, stops):
        said[name].append((chance, came))
    held: dict[str, list[bool]] = {name: [] for name in (FINAL_PLACE, REJOIN_PLACE, PIT_LOSS)}
    for name, is_held in _intervals(results, decisions, stops):
        held[name].append(is_held)
    return Forecasts(
        {name: probability(pairs) for name, pairs in said.items()},
        {name: Coverage(len(found), sum(found)) for name, found in held.items()},
    )


def probability(pairs: Iterable[tuple[float, bool]]) -> Probability:
    """Chances with whether it came, by tenths.

    >>> probability([(0.95, True), (1.0, False)]).n[-1]
    2
    """
    n, said, seen, square_error = [0] * BINS, [0.0] * BINS, [0] * BINS, 0.0
    for chance, came in pairs:
        at = min(int(chance * BINS), BINS - 1)
        n[at] += 1
        said[at] += chance
        seen[at] += came
        square_error += (chance - came) ** 2
    return Probability(tuple(n), tuple(said), tuple(seen), square_error)


def together(all_races: Sequence[Forecasts]) -> Forecasts:
    """The forecasts of several races as one."""
    names = dict.fromkeys(name for one in all_races for name in one.probabilities)
    kinds = dict.fromkeys(name for one in all_races for name in one.intervals)
    return Forecasts(
        {name: _sum([one.probabilities[name] for one in all_races]) for name in names},
        {
            name: Coverage(
                sum(one.intervals[name].n for one in all_races),
                sum(one.intervals[name].held for one in all_races),
            )
            for name in kinds
        },
    )


def _sum(parts: Sequence[Probability]) -> Probability:
    return Probability(
        tuple(map(sum, zip(*(one.n for one in parts), strict=True))),
        tuple(map(sum, zip(*(one.said for one in parts), strict=True))),
        tuple(map(sum, zip(*(one.seen for one in parts), strict=True))),
        sum(one.square_error for one in parts),
    )


def _chances(
    race: Race,
    results: Mapping[str, int],
    decisions: Sequence[Decision],
    stops: Sequence[JudgedStop],
) -> Iterator[tuple[str, float, bool]]:
    driven = laps_by_driver(race)
    stop_laps = {
        driver: {stop.lap.lap_number for stop in tyre_stops(laps)}
        for driver, laps in driven.items()
    }
    undercuts = {
        (stop.driver, stop.lap_number - 1): stop for stop in stops if stop.verdict in TRIED
    }
    for one in decisions:
        options, at = one.options, one.lap_number
        soon = options.stop_within_3_laps_probability
        if soon is not None and driven[one.driver][-1].lap_number >= at + SOON_LAPS:
            came = any(at < lap <= at + SOON_LAPS for lap in stop_laps[one.driver])
            yield STOP_SOON, soon, came
        if options.plans and options.plans[0].points_probability is not None:
            best, place = options.plans[0], results[one.driver]
            yield POINTS, best.points_probability or 0.0, place <= POINTS_PLACES
            yield PODIUM, best.podium_probability or 0.0, place <= 3
            yield WIN, best.win_probability or 0.0, place == 1
        stop = undercuts.get((one.driver, at))
        for duel in options.duels if stop is not None else ():
            rival = one.names.get(duel.rival_driver_number)
            if stop is not None and rival == stop.rival and not duel.is_threat:
                yield UNDERCUT, duel.undercut_probability, TRIED[stop.verdict]


def _intervals(
    results: Mapping[str, int], decisions: Sequence[Decision], stops: Sequence[JudgedStop]
) -> Iterator[tuple[str, bool]]:
    made = {(stop.driver, stop.lap_number - 1): stop for stop in stops}
    for one in decisions:
        options = one.options
        for plan in options.plans[:1]:
            if plan.position_low is not None and plan.position_high is not None:
                place = results[one.driver]
                yield FINAL_PLACE, plan.position_low <= place <= plan.position_high
        stop = made.get((one.driver, one.lap_number))
        rejoin = options.rejoin
        if stop is None:
            continue
        if (
            rejoin is not None
            and rejoin.position_low is not None
            and rejoin.position_high is not None
            and stop.place_after is not None
        ):
            is_held = rejoin.position_low <= stop.place_after <= rejoin.position_high
            yield REJOIN_PLACE, is_held
        for loss in options.pit_losses:
            if loss.track_status is options.track_status and stop.loss_s is not None:
                yield PIT_LOSS, loss.pit_loss_low_s <= stop.loss_s <= loss.pit_loss_high_s
