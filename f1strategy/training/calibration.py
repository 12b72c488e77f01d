"""Calibration on races that a model was not fitted on: whole seasons are left out in turn."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

FOLDS: Final = 3
NEWTON_STEPS: Final = 50
RIDGE: Final = 1e-6
"""Keeps Newton's method away from infinity where the classes are separable."""


def unseen_seasons(
    seasons: NDArray[np.int64],
) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Masks (seen, unseen): every third season is unseen together; one alone is its own past."""
    found = np.unique(seasons)
    for fold in range(min(FOLDS, len(found))):
        unseen = np.isin(seasons, found[fold::FOLDS])
        yield (~unseen if not unseen.all() else unseen), unseen


def platt(margin: NDArray[np.float64], truth: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and intercept of the log-odds that make these margins likeliest (Platt 1999).

    >>> slope, intercept = platt(np.array([-1.0, -1.0, 1.0, 1.0]), np.array([0.0, 1.0, 0.0, 1.0]))
    >>> round(slope, 3), round(intercept, 3)
    (0.0, 0.0)
    """
    slope, intercept = logistic(np.column_stack([margin, np.ones(len(margin))]), truth)
    return slope, intercept


def logistic(design: NDArray[np.float64], truth: NDArray[np.float64]) -> tuple[float, ...]:
    """Weights of the columns that make the truth likeliest.

    >>> [round(one, 2) for one in logistic(np.ones((4, 1)), np.array([1.0, 1.0, 1.0, 0.0]))]
    [1.1]
    """
    none = np.zeros(design.shape[1])
    return tuple(float(one) for one in likeliest(design, truth, none, none + RIDGE, RIDGE))


def likeliest(
    design: NDArray[np.float64],
    truth: NDArray[np.float64],
    centre: NDArray[np.float64],
    precision: NDArray[np.float64],
    smallest_step: float,
) -> NDArray[np.float64]:
    """Weights of a logistic regression with a normal prior around `centre`, by Newton's method."""
    weights = centre.copy()
    for _ in range(NEWTON_STEPS):
        p = 1.0 / (1.0 + np.exp(-(design @ weights)))
        slope = design.T @ (p - truth) + precision * (weights - centre)
        curvature = (design * (p * (1.0 - p))[:, None]).T @ design + np.diag(precision)
        step = np.linalg.solve(curvature, slope)
        weights = weights - step
        if np.abs(step).max() < smallest_step:
            break
    return weights


def spread_ends(
    truth: NDArray[np.float64],
    position: NDArray[np.float64],
    spread: NDArray[np.float64],
    share: float,
) -> tuple[float, float]:
    """How many spreads below and above the position hold this share of the truth, tails alike.

    Conformal prediction with normalised residuals (Papadopoulos et al. 2002).

    >>> spread_ends(np.arange(11.0), np.full(11, 5.0), np.full(11, 2.0), 0.8)
    (-2.0, 2.0)
    """
    residual = (truth - position) / spread
    low, high = np.quantile(residual, [(1.0 - share) / 2.0, (1.0 + share) / 2.0])
    return float(low), float(high)
