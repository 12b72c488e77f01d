"""Scores of the tasks that the evaluation does not ask for: on the same races, by the same rules."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from f1strategy.training.cards import ScoreRow
from f1strategy.training.collect import answer
from f1strategy.training.laps_table import Race
from f1strategy.training.metrics import Metric, brier, ece, mae, pr_auc, roc_auc, score
from f1strategy.training.task import Task

METRICS: Final[Mapping[str, Metric]] = {
    "roc_auc": roc_auc,
    "pr_auc": pr_auc,
    "brier": brier,
    "ece": ece,
}
VALUE_METRICS: Final[Mapping[str, Metric]] = {"mae_s": mae}
HIGHER_IS_BETTER: Final = ("roc_auc", "pr_auc")
BASELINE: Final = "baseline_"
RACES_PER_SEASON: Final = 100
"""A race's code is its season times this, plus its round."""


def answered(
    task: Task[Any], files: Mapping[str, bytes], races: Sequence[Race], codes: Collection[int]
) -> pd.DataFrame:
    """The model's answers at all the labelled points of the races of these codes.

    races: with all earlier ones, which are the memory. Raises `CorruptArtifact`.
    """
    labels = [found for race in races if race.code in codes and len(found := task.labels(race))]
    keys = pd.concat(labels, ignore_index=True).drop(columns="truth")
    return answer(task, task.read(files), races, keys)


def own_rows(name: str, rows: pd.DataFrame) -> list[ScoreRow]:
    """Figures of a `probability`, or of another answer, beside those of its `baseline_`, with `truth` in the rows."""
    baseline = next(column for column in rows if column.startswith(BASELINE))
    metrics = METRICS if baseline == f"{BASELINE}probability" else VALUE_METRICS
    races = (rows["season"] * RACES_PER_SEASON + rows["round"]).to_numpy(dtype=np.int64)
    truth, said, base = (
        rows[column].to_numpy(dtype=float)
        for column in ("truth", baseline.removeprefix(BASELINE), baseline)
    )
    found = [score(metric, of, races, truth, said, base) for metric, of in metrics.items()]
    return [
        ScoreRow(
            name,
            "all",
            one.n,
            1.0,
            "ok",
            one.metric,
            "higher" if one.metric in HIGHER_IS_BETTER else "lower",
            one.value,
            (one.low, one.high),
            one.baseline,
            one.ratio,
            (
                None
                if one.ratio_low is None or one.ratio_high is None
                else (one.ratio_low, one.ratio_high)
            ),
        )
        for one in found
    ]
