"""The undercut model over rolling seasons: each season answered from the seasons before it only.

Forty pairs a year are too few to judge by, so all years are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from f1strategy.models.race import Race
from f1strategy.training.collect import chosen, collect, lessons, until
from f1strategy.training.metrics import Score, Values, brier, ece, pr_auc, roc_auc, score
from f1strategy.training.task import Rows
from f1strategy.training.undercut import OVERCUTS, TASK, fit, predict

FIRST_SEASON_RATE: Final = 0.37
"""What the first season gets, with nothing before it: the scorer's rate without history."""
LAST_RACE: Final = 202511
"""Round 11 of 2025: the last race that models may be judged by before acceptance."""
SEED: Final = 2025
METRICS: Final = (("roc_auc", roc_auc), ("pr_auc", pr_auc), ("brier", brier), ("ece", ece))


@dataclass(frozen=True, slots=True)
class RollingResult:
    """Figures with intervals over resampled races, each as (ROC-AUC, PR-AUC, Brier, ECE).

    every: all seasons, the first with the baseline's rate. answered: without the first season.
    latest: the last season. overcut: the same model asked by the car behind that stays out when the
    one ahead, by as much at most, stops first; all seasons but the first. The baseline of every
    figure is the success rate of the seasons before, as in the scorer.
    """

    every: tuple[Score, ...]
    answered: tuple[Score, ...]
    latest: tuple[Score, ...]
    overcut: tuple[Score, ...]
    success_rate: float
    seasons: tuple[int, ...]


def rolling(races: Sequence[Race], last_race: int = LAST_RACE, seed: int = SEED) -> RollingResult:
    """Answer every season up to `last_race` by a model of the seasons before it.

    The races come earliest first, two seasons at least. Memory goes on within a season, as at
    serving; weights do not.
    """
    past = [race for race in races if race.code <= last_race]
    asked, stayed = (_judged(collect(task, past)) for task in (TASK, OVERCUTS))
    learnt = _judged(lessons(TASK, past)[0])
    seasons = asked.keys["season"].to_numpy()
    first, last = int(seasons.min()), int(seasons.max())
    answers, rates = _answers(asked, learnt, seed)
    stayed_answers, stayed_rates = _answers(stayed, learnt, seed)
    # The rows tell of the car that stops first; here the other one asks.
    stayed = Rows(stayed.keys, stayed.features, 1.0 - stayed.truth)
    later = stayed.keys["season"].to_numpy() > first
    return RollingResult(
        every=_scores(asked, answers, rates, seasons >= first),
        answered=_scores(asked, answers, rates, seasons > first),
        latest=_scores(asked, answers, rates, seasons == last),
        overcut=_scores(stayed, 1.0 - stayed_answers, 1.0 - stayed_rates, later),
        success_rate=float(asked.truth.mean()),
        seasons=tuple(int(season) for season in np.unique(seasons)),
    )


def _judged(rows: Rows) -> Rows:
    return chosen(rows, ~np.isnan(rows.truth))


def _answers(asked: Rows, learnt: Rows, seed: int) -> tuple[Values, Values]:
    """The model's probabilities, and the success rate of the seasons before."""
    seasons = asked.keys["season"].to_numpy()
    answers = np.full(len(seasons), FIRST_SEASON_RATE)
    rates = answers.copy()
    for season in np.unique(seasons)[1:]:
        mine = seasons == season
        model = fit(until(learnt, int(season) - 1), seed)
        now = chosen(asked, mine)
        answers[mine] = predict(model, now.features, now.keys)["probability"].to_numpy()
        rates[mine] = asked.truth[seasons < season].mean()
    return answers, rates


def _scores(
    rows: Rows, answers: Values, rates: Values, mask: NDArray[np.bool_]
) -> tuple[Score, ...]:
    keys = rows.keys[mask]
    races = (keys["season"] * 100 + keys["round"]).to_numpy()
    truth, answered = rows.truth[mask], answers[mask]
    return tuple(
        # Only the Brier score of a constant says anything.
        score(name, metric, races, truth, answered, rates[mask] if name == "brier" else None)
        for name, metric in METRICS
    )
