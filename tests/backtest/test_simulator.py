"""The back-test foretells from earlier races only, and scores what it said against what came."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from f1strategy.backtest.simulator import SETTINGS, Foretold, figures, foretell
from f1strategy.cli.main import app
from tests.backtest.models import some_models
from tests.backtest.test_grid import ENTRANTS
from tests.models.races import a_race

RACES = [a_race(season=2024, number=number, seed=number) for number in (1, 2, 3)]
RESULTS = {(2024, number): ENTRANTS for number in (1, 2, 3)}


def foretold(races, wanted=3):
    found = foretell(
        races, RESULTS, lambda race: race.round == wanted, some_models(), futures=60, seed=4
    )
    return dict(found)


def test_a_race_is_foretold_in_both_settings():
    found = foretold(RACES)
    assert set(found) == set(SETTINGS)
    for one in found.values():
        assert one.points.sum() == pytest.approx(8.0)
        assert np.abs(one.place - one.result).mean() < 2.5


def test_later_races_change_nothing_and_equal_seeds_say_the_same():
    alone, before_others = foretold(RACES[:2], wanted=2), foretold(RACES, wanted=2)
    for setting in SETTINGS:
        assert (alone[setting].place == before_others[setting].place).all()
        assert (alone[setting].points == before_others[setting].points).all()


def test_figures_are_those_of_a_perfect_and_of_a_turned_order():
    result = np.arange(1.0, 21.0)
    sure = (result <= 10).astype(float), (result <= 3).astype(float)
    perfect = Foretold(2025, 1, result, *sure, result, result, 0.01)
    turned = Foretold(2025, 2, result[::-1], sure[0][::-1], sure[1][::-1], result, result, -0.03)
    best, both = figures([perfect]), figures([perfect, turned])
    assert best.mae_places[0] == 0.0
    assert best.spearman[0] == pytest.approx(1.0)
    assert (best.brier_points[0], best.ece_points) == (0.0, 0.0)
    assert both.mae_places[0] == pytest.approx(5.0)
    assert both.spearman == pytest.approx((0.0, -1.0, 1.0), abs=1e-6)
    assert both.winner_time_error == pytest.approx(0.02)
    assert (both.cars, both.grid_mae_places) == (40, 0.0)


@pytest.mark.data
def test_the_command_scores_a_real_race(livef1_data, monkeypatch):
    monkeypatch.setenv("LIVEF1_DATA", str(livef1_data))
    asked = ["backtest", "simulator", "--season", "2025", "--rounds", "3", "--futures", "60"]
    done = CliRunner().invoke(app, [*asked, "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["honest"]["cars"] == 20
    assert said["honest"]["grid_mae_places"] == pytest.approx(0.9)
    assert said["same_race_pace"]["mae_places"][0] < 3


@pytest.mark.data
@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--rounds", "first"], "no rounds"),
        (["--season", "1999"], "no race of 1999"),
        (["--results", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_foretold_is_said(livef1_data, monkeypatch, options, complaint):
    monkeypatch.setenv("LIVEF1_DATA", str(livef1_data))
    done = CliRunner().invoke(app, ["backtest", "simulator", *options])
    assert done.exit_code == 1
    assert complaint in done.stderr
