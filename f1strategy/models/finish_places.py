"""How many rivals end ahead, when each does so with its own probability: Poisson's binomial."""

import numpy as np
from numpy.typing import NDArray


def ahead_distribution(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, rivals + 1) probabilities of 0, 1, … cars ahead, from (n, rivals) single ones.

    The rivals are taken to be independent; adds one rival after the other (Poisson 1837).

    >>> ahead_distribution(np.array([[0.5, 0.5]]))
    array([[0.25, 0.5 , 0.25]])
    """
    n, rivals = probability.shape
    found = np.zeros((n, rivals + 1))
    found[:, 0] = 1.0
    for rival in range(rivals):
        one = probability[:, rival : rival + 1]
        found[:, 1:] = found[:, 1:] * (1.0 - one) + found[:, :-1] * one
        found[:, 0] *= 1.0 - one[:, 0]
    return found


def median_place(distribution: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) places that are reached at best with a probability of one half.

    >>> median_place(np.array([[0.2, 0.2, 0.6], [1.0, 0.0, 0.0]]))
    array([3., 1.])
    """
    return np.asarray(1.0 + (distribution.cumsum(axis=1) < 0.5).sum(axis=1))


def share_within(distribution: NDArray[np.float64], places: int) -> NDArray[np.float64]:
    """(n,) probabilities of one of the first places.

    >>> share_within(np.array([[0.2, 0.2, 0.6]]), 2)
    array([0.4])
    """
    return np.asarray(distribution[:, :places].sum(axis=1))
