"""The regression behind two models: what it answers, and which of its files are refused."""

import math

import msgspec
import numpy as np
import pytest

from f1strategy.models.artifact import CorruptArtifact
from f1strategy.models.logistic import Logistic, read_logistic

FEATURES = ("gap_s", "age_laps")
GOOD = Logistic(FEATURES, usual=(1.0, 10.0), spread=(0.5, 4.0), weights=(-2.0, 1.0), intercept=0.5)


def sigmoid(log_odds):
    return 1 / (1 + math.exp(-log_odds))


@pytest.mark.parametrize(
    ("row", "log_odds"),
    [
        ((1.0, 10.0), 0.5),
        ((1.5, 10.0), 0.5 - 2.0),
        ((1.0, 18.0), 0.5 + 2.0),
        ((math.nan, math.nan), 0.5),
    ],
)
def test_a_feature_counts_by_its_spreads_from_the_usual(row, log_odds):
    assert GOOD.chances(np.array([row])) == pytest.approx([sigmoid(log_odds)])


def test_what_is_farther_than_the_farthest_counts_as_no_farther():
    far, farthest = np.array([[9.0, 10.0]]), np.array([[2.5, 10.0]])
    assert GOOD.chances(far, farthest=3.0) == pytest.approx(GOOD.chances(farthest))
    assert GOOD.chances(far) < GOOD.chances(farthest)


def test_what_was_fitted_is_read_again():
    fitted = Logistic.fitted(
        FEATURES, np.array([1.0, 10.0]), np.array([0.5, 4.0]), np.array([0.5, -2.0, 1.0])
    )
    assert fitted == GOOD
    assert read_logistic({"a.json": msgspec.json.encode(fitted)}, "a.json", FEATURES) == GOOD


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"features": ("gap_s", "place")}, r"made for the features \['gap_s', 'place'\]"),
        ({"weights": (1.0,)}, "not as many weights as features"),
        ({"usual": (1.0, 2.0, 3.0)}, "not as many weights as features"),
        ({"spread": (0.5, 0.0)}, "a spread that is not positive"),
        ({"intercept": "none"}, "Expected `float`"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(change, reason):
    file = msgspec.json.encode({**msgspec.structs.asdict(GOOD), **change})
    with pytest.raises(CorruptArtifact, match=reason):
        read_logistic({"a.json": file}, "a.json", FEATURES)
