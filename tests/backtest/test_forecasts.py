"""What was said against what came."""

import pytest

from f1strategy.backtest.forecasts import Coverage, Forecasts, probability, together


def test_chances_are_counted_by_tenths():
    found = probability([(0.05, False), (0.08, True), (1.0, True)])
    assert (found.n[0], found.n[9], found.total) == (2, 1, 3)
    assert found.brier == pytest.approx((0.05**2 + 0.92**2) / 3)
    assert found.calibration_error == pytest.approx(abs(0.13 - 1) / 3)
    assert probability([]).brier == probability([]).calibration_error == 0.0


def test_races_together_are_all_their_forecasts():
    pairs = [(0.1, False), (0.4, True), (0.45, False), (0.9, True)]
    parts = [
        Forecasts({"win": probability(some)}, {"loss": Coverage(2, 1)})
        for some in (pairs[:1], pairs[1:])
    ]
    both = together(parts)
    assert both.probabilities["win"].n == probability(pairs).n
    assert both.probabilities["win"].brier == pytest.approx(probability(pairs).brier)
    assert (both.intervals["loss"].n, both.intervals["loss"].share) == (4, 0.5)
