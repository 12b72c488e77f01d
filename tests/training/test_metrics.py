"""Scores and their intervals on numbers that can be checked by hand."""

import numpy as np
import pytest

from f1strategy.training import metrics

TRUTH = np.array([0.0, 0.0, 1.0, 1.0])


def test_scores_of_a_hand_written_case():
    said = np.array([0.1, 0.4, 0.35, 0.8])
    assert metrics.roc_auc(TRUTH, said) == pytest.approx(0.75)
    assert metrics.pr_auc(TRUTH, said) == pytest.approx(0.5 * 1.0 + 0.5 * 2 / 3)
    assert metrics.brier(TRUTH, said) == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)
    assert metrics.mae(np.array([1.0, 2.0]), np.array([2.0, 0.0])) == 1.5
    assert metrics.within(1)(np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, 5.0])) == pytest.approx(
        2 / 3
    )
    assert metrics.coverage(TRUTH, np.zeros(4), np.full(4, 0.5)) == 0.5


def test_calibration_error_is_the_distance_from_the_diagonal():
    truth = np.array([1.0, 0.0, 1.0, 0.0])
    assert metrics.ece(truth, np.full(4, 0.5)) == 0.0
    assert metrics.ece(truth, np.full(4, 0.9)) == pytest.approx(0.4)
    assert metrics.reliability(truth, np.array([0.05, 0.05, 1.0, 1.0])) == [
        (0.05, 0.5, 0.5),
        (1.0, 0.5, 0.5),
    ]


def test_one_class_only_has_no_ranking():
    assert np.isnan(metrics.roc_auc(np.ones(3), np.arange(3.0)))
    assert np.isnan(metrics.pr_auc(np.zeros(3), np.arange(3.0)))


def test_the_interval_is_drawn_over_whole_races():
    rng = np.random.default_rng(1)
    races = np.repeat(np.arange(10), 100)
    truth = np.repeat(rng.normal(0, 1, 10), 100)
    zero = np.zeros(1000)
    by_race = metrics.score("mae_s", metrics.mae, races, truth, zero)
    by_lap = metrics.score("mae_s", metrics.mae, np.arange(1000), truth, zero)
    assert by_race.n == 1000
    assert by_race.low <= by_race.value <= by_race.high
    assert by_race.high - by_race.low > 3 * (by_lap.high - by_lap.low)


def test_the_ratio_is_paired_with_the_baseline():
    races = np.repeat(np.arange(10), 10)
    truth = np.repeat(np.arange(10.0), 10)
    half = metrics.score("mae_s", metrics.mae, races, truth, truth + 1.0, truth + 2.0)
    assert half.ratio == half.ratio_low == half.ratio_high == 0.5
    assert metrics.score("mae_s", metrics.mae, races, truth, truth + 1.0).ratio is None


def test_the_same_rows_give_the_same_interval():
    races, truth = np.arange(20), np.linspace(0, 1, 20)
    one, other = (metrics.score("mae_s", metrics.mae, races, truth, truth**2.0) for _ in range(2))
    assert one == other
