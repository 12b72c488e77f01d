"""Model cards: what was measured, written between two marks, with a plot that is the same each time."""

import json

import numpy as np
import pandas as pd
import pytest

from f1strategy.training import cards, measured, report
from f1strategy.training.calibration_plot import svg
from f1strategy.training.own_score import own_rows
from tests.models.races import a_race
from tests.training.test_collect import TASK

RACE = a_race(laps=10, stops=(5,))
SCORE = {
    "races": [202401],
    "rows": [
        {
            "task": "echo",
            "split": "all",
            "n": 8,
            "coverage": 1.0,
            "status": "ok",
            "metric": "mae_s",
            "better": "lower",
            "value": 0.5,
            "ci95": [0.4, 0.6],
            "baseline": 1.0,
            "ratio": 0.5,
            "ratio_ci95": [0.45, 0.55],
        },
        {"task": "other", "split": "all", "n": 3, "coverage": 0.0, "status": "FAIL", "metric": "-"},
    ],
}


def answers(**columns):
    keys = TASK.labels(RACE)
    return keys.drop(columns="truth").assign(**columns), keys["truth"].to_numpy()


@pytest.fixture
def score(tmp_path):
    path = tmp_path / "score.json"
    path.write_text(json.dumps(SCORE))
    return path


def test_predictions_meet_the_truth_of_their_keys_only():
    found, truth = answers(end_s=1.0)
    rows = measured.joined(TASK, [RACE], found.iloc[::-1].iloc[:5].assign(lap_number=3))
    assert len(rows) == 5
    assert set(rows["truth"]) <= set(truth)
    assert measured.joined(TASK, [RACE], found.assign(season=1999)).empty


def test_an_interval_holds_what_lies_between_its_ends_by_split():
    rows = pd.DataFrame(
        {
            "regime": ["green", "green", "sc", "sc"],
            "loss": 1.0,
            "loss_low": 0.0,
            "loss_high": 2.0,
            "truth": [0.0, 2.1, 1.0, 2.0],
        }
    )
    assert list(measured.coverages(rows)) == [
        measured.Coverage("loss", "regime=green", 2, 0.5),
        measured.Coverage("loss", "regime=sc", 2, 1.0),
    ]
    assert list(measured.coverages(rows.drop(columns="loss_low"))) == []


def test_calibration_compares_what_was_said_with_what_was_seen():
    rows = pd.DataFrame({"probability": [0.1, 0.1, 0.9, 0.9], "truth": [0.0, 0.0, 1.0, 0.0]})
    (one,) = measured.calibrations(rows)
    assert one.is_probability
    assert (list(one.said), list(one.seen), list(one.weights)) == ([0.1, 0.9], [0.0, 0.5], [2, 2])


def test_places_become_points_and_values_are_binned_by_what_was_said():
    places = np.arange(1.0, 21.0)
    rows = pd.DataFrame(
        {
            "expected_position": places,
            "expected_position_low": places - 1,
            "expected_position_high": places + 1,
            "p_points": (places <= 10).astype(float),
            "truth": places,
        }
    )
    points, position = measured.calibrations(rows)
    assert (points.column, list(points.seen)) == ("p_points", [0.0, 1.0])
    assert list(position.said) == list(position.seen)
    assert not position.is_probability


def test_the_plot_has_axes_and_is_the_same_each_time():
    rows = pd.DataFrame({"probability": [0.1, 0.9], "truth": [0.0, 1.0]})
    drawn = [svg("echo", list(measured.calibrations(rows))) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert b"predicted probability" in drawn[0]
    assert b"observed rate" in drawn[0]


def test_the_measured_block_is_replaced_and_the_prose_stays(score):
    block = cards.measured("echo", cards.read_score(score), [], "echo.svg", "Trained on 3 races")
    card = cards.with_block("# Echo\n\nProse.\n", block)
    assert "| all | mae_s | 8 | 0.500 (0.400–0.600) | 1.000 | 0.500 (0.450–0.550) |" in card
    assert "other" not in card
    again = cards.with_block(card + "\nMore prose.\n", block.replace("3 races", "4 races"))
    assert again.count(cards.BEGIN) == 1
    assert "4 races" in again
    assert "3 races" not in again
    assert again.startswith("# Echo\n\nProse.")
    assert again.endswith("More prose.\n")


def test_all_cards_with_predictions_are_written(score, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "TASKS", (TASK,))
    found, truth = answers()
    found.assign(value=truth, value_low=truth - 1, value_high=truth + 1).to_parquet(
        tmp_path / "echo.parquet"
    )
    said = cards.read_score(score)
    written = list(report.report_all([RACE], said, tmp_path, {}, tmp_path, "Trained on 3 races"))
    assert [path.name for path in written] == ["echo.md", "echo.svg"]
    assert "| value | all | 8 | 100.0% |" in written[0].read_text()


def test_a_task_that_the_evaluation_lacks_is_scored_beside_its_own_baseline():
    rows = pd.DataFrame(
        {
            "season": 2024,
            "round": [1, 1, 2, 2],
            "truth": [0.0, 1.0, 0.0, 1.0],
            "probability": [0.1, 0.9, 0.2, 0.6],
            "baseline_probability": 0.4,
        }
    )
    found = {row.metric: row for row in own_rows("overtake", rows)}
    assert found["roc_auc"].value == 1.0
    assert found["brier"].value == pytest.approx((0.01 + 0.01 + 0.04 + 0.16) / 4)
    assert found["brier"].baseline == pytest.approx(0.26)
    assert found["brier"].ratio_ci95 is not None
    assert {row.n for row in found.values()} == {4}


@pytest.mark.parametrize("content", ["{", "[]", '{"races": [1]}'])
def test_a_file_that_is_no_report_says_so(tmp_path, content):
    (tmp_path / "score.json").write_text(content)
    with pytest.raises(cards.BadScore, match="no report of the evaluation"):
        cards.read_score(tmp_path / "score.json")
    with pytest.raises(cards.BadScore):
        cards.read_score(tmp_path / "absent.json")
