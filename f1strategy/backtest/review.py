"""A race looked back on: stops judged, plans compared, calls counted, forecasts checked."""

import time
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from f1strategy.backtest.calls import Called, CallFigures, call_figures, called
from f1strategy.backtest.chosen import Compared, compared
from f1strategy.backtest.decisions import Decision, decisions
from f1strategy.backtest.forecasts import Forecasts, forecasts, together
from f1strategy.backtest.hindsight import RegretFigures, Regrets, every_fifth, regret_figures
from f1strategy.backtest.sessions import Session
from f1strategy.backtest.stop_verdicts import JudgedStop, Verdict, judged_stops, verdict_counts
from f1strategy.strategy.forecaster import StrategyModels

FUTURES: Final = 100


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One race. compared: every fifth lap of every driver that reached the flag, by lap.

    Without comparisons in the rain: the simulator's hindsight is for dry races.
    """

    session_key: int
    name: str
    season: int | None
    futures: int
    decisions: int
    stops: tuple[JudgedStop, ...]
    compared: tuple[Compared, ...]
    regrets: tuple[Regrets, ...]
    called: Called
    forecasts: Forecasts
    compute_s: float

    def from_the_start(self) -> dict[str, Compared]:
        """Per driver the comparison of the first decision: the strategy of the race as a whole."""
        found: dict[str, Compared] = {}
        for one in self.compared:
            found.setdefault(one.driver, one)
        return found


class SeasonFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Many races together; intervals with whole races resampled."""

    races: int
    verdicts: dict[Verdict, int]
    calls: CallFigures
    regret: RegretFigures
    forecasts: Forecasts


def review(
    session: Session,
    models: StrategyModels,
    futures: int = FUTURES,
    clock: Callable[[], float] = time.monotonic,
) -> Review:
    """Replay the race lap by lap with what was known then, and judge it with what is known now."""
    began_s = clock()
    race = session.race
    told: Sequence[Decision] = list(decisions(race, models, futures))
    stops = judged_stops(race)
    tried = list(every_fifth(race, told, models.race, futures))
    ordered = sorted(tried, key=lambda pair: (pair[0].lap_number, pair[0].driver))
    return Review(
        session_key=session.key,
        name=session.name,
        season=session.first.season,
        futures=futures,
        decisions=len(told),
        stops=tuple(stops),
        compared=tuple(compared(decision, one) for decision, one in ordered),
        regrets=tuple(one.regrets() for _, one in ordered),
        called=called(race, told),
        forecasts=forecasts(race, session.results, told, stops),
        compute_s=round(clock() - began_s, 1),
    )


def season_figures(reviews: Sequence[Review]) -> SeasonFigures:
    """The figures of several races."""
    return SeasonFigures(
        races=len(reviews),
        verdicts=verdict_counts([stop for one in reviews for stop in one.stops]),
        calls=call_figures([one.called for one in reviews]),
        regret=regret_figures([one.regrets for one in reviews]),
        forecasts=together([one.forecasts for one in reviews]),
    )
