"""Writes what was measured into the model cards: figures, coverage and calibration plots."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pandas as pd
from msgspec.structs import replace

from f1strategy.training.calibration_plot import svg
from f1strategy.training.cards import ScoreReport, measured, with_block
from f1strategy.training.laps_table import Race
from f1strategy.training.measured import calibrations, coverages, joined
from f1strategy.training.own_score import answered, own_rows
from f1strategy.training.registry import TASKS

OWN: Final = ("overtake", "stationary_stop")
"""Tasks that the evaluation does not ask for; they are scored here."""


def report_all(
    races: Sequence[Race],
    score: ScoreReport,
    predictions: Path,
    files: Mapping[str, Mapping[str, bytes]],
    cards: Path,
    trained: str,
) -> Iterator[Path]:
    """Update the cards of the tasks that have predictions, and of those the evaluation lacks.

    races: those of the score and all earlier ones; files: the models', for the tasks that are scored
    here. The paths of what was written; raises `CorruptArtifact`.
    """
    scored = [race for race in races if race.code in score.races]
    for task in TASKS:
        path = predictions / f"{task.name}.parquet"
        if path.is_file():
            answers = pd.read_parquet(path)
        elif task.name in OWN and task.name in files:
            answers = answered(task, files[task.name], races, score.races)
        else:
            continue
        rows = joined(task, scored, answers)
        if rows.empty:
            continue
        if task.name in OWN:
            score = replace(score, rows=(*score.rows, *own_rows(task.name, rows)))
        plot, card = cards / f"{task.name}.svg", cards / f"{task.name}.md"
        plot.write_bytes(svg(f"{task.name}: calibration", list(calibrations(rows))))
        text = card.read_text() if card.is_file() else f"# {task.name}\n"
        block = measured(task.name, score, list(coverages(rows)), plot.name, trained)
        card.write_text(with_block(text, block))
        yield card
        yield plot
