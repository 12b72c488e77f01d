"""Writes what was measured into the model cards: figures, coverage and calibration plots."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from f1strategy.training.calibration_plot import svg
from f1strategy.training.cards import ScoreReport, measured, with_block
from f1strategy.training.laps_table import Race
from f1strategy.training.measured import calibrations, coverages, joined
from f1strategy.training.registry import TASKS


def report_all(
    races: Sequence[Race], score: ScoreReport, predictions: Path, cards: Path, trained: str
) -> Iterator[Path]:
    """Update the cards of the tasks that have predictions; the paths of what was written.

    races: those of the score, for the truth behind the plots.
    """
    for task in TASKS:
        answers = predictions / f"{task.name}.parquet"
        if not answers.is_file():
            continue
        rows = joined(task, races, pd.read_parquet(answers))
        if rows.empty:
            continue
        plot, card = cards / f"{task.name}.svg", cards / f"{task.name}.md"
        plot.write_bytes(svg(f"{task.name}: calibration", list(calibrations(rows))))
        text = card.read_text() if card.is_file() else f"# {task.name}\n"
        block = measured(task.name, score, list(coverages(rows)), plot.name, trained)
        card.write_text(with_block(text, block))
        yield card
        yield plot
