"""Scores with intervals: resampled by whole races, because laps of one race are not independent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

Values = NDArray[np.float64]
Metric = Callable[[Values, Values], float]
RESAMPLES: Final = 500
SEED: Final = 2025
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Score:
    """A figure with its 95 % interval, and the baseline's on the same rows where there is one."""

    metric: str
    n: int
    value: float
    low: float
    high: float
    baseline: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None

    @property
    def ratio(self) -> float | None:
        """The figure over the baseline's."""
        return self.value / self.baseline if self.baseline else None


def mae(truth: Values, predicted: Values) -> float:
    """Mean absolute error."""
    return float(np.mean(np.abs(truth - predicted)))


def brier(truth: Values, probability: Values) -> float:
    """Mean squared error of probabilities."""
    return float(np.mean((truth - probability) ** 2))


def roc_auc(truth: Values, probability: Values) -> float:
    """Area under the ROC curve; NaN with one class only."""
    return float(roc_auc_score(truth, probability)) if 0 < truth.mean() < 1 else float("nan")


def pr_auc(truth: Values, probability: Values) -> float:
    """Average precision; NaN without a positive."""
    return float(average_precision_score(truth, probability)) if truth.any() else float("nan")


def within(places: float) -> Metric:
    """Share of predictions at most so far from the truth."""

    def share(truth: Values, predicted: Values) -> float:
        return float(np.mean(np.abs(truth - predicted) <= places))

    return share


def ece(truth: Values, probability: Values) -> float:
    """Expected calibration error over ten equal bins.

    >>> ece(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    0.0
    """
    return sum(
        share * abs(seen - said) for said, seen, share in reliability(truth, probability, BINS)
    )


def reliability(
    truth: Values, probability: Values, bins: int = BINS
) -> list[tuple[float, float, float]]:
    """Per occupied bin: mean probability, observed rate, share of the rows."""
    at = np.clip((probability * bins).astype(int), 0, bins - 1)
    return [
        (float(probability[mask].mean()), float(truth[mask].mean()), float(mask.mean()))
        for number in range(bins)
        if (mask := at == number).any()
    ]


def coverage(truth: Values, low: Values, high: Values) -> float:
    """Share of the truth inside the interval, its ends included."""
    return float(np.mean((truth >= low) & (truth <= high)))


def score(
    name: str,
    metric: Metric,
    races: NDArray[np.int64],
    truth: Values,
    predicted: Values,
    baseline: Values | None = None,
) -> Score:
    """The figure with its interval over resampled races, paired with the baseline's."""
    codes, at = np.unique(races, return_inverse=True)
    rows = [np.flatnonzero(at == number) for number in range(len(codes))]
    rng = np.random.default_rng(SEED)
    values, ratios = [], []
    for _ in range(RESAMPLES):
        drawn = np.concatenate([rows[number] for number in rng.integers(0, len(codes), len(codes))])
        value = metric(truth[drawn], predicted[drawn])
        values.append(value)
        if baseline is not None:
            usual = metric(truth[drawn], baseline[drawn])
            ratios.append(value / usual if usual else np.nan)
    low, high = np.nanpercentile(values, [2.5, 97.5])
    ratio_low, ratio_high = np.nanpercentile(ratios, [2.5, 97.5]) if ratios else (None, None)
    return Score(
        name,
        len(truth),
        metric(truth, predicted),
        float(low),
        float(high),
        None if baseline is None else metric(truth, baseline),
        None if ratio_low is None else float(ratio_low),
        None if ratio_high is None else float(ratio_high),
    )
