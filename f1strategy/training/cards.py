"""The measured part of a model card, written between two marks; the prose around it stays."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from f1strategy.training.measured import Coverage

BEGIN: Final = "<!-- measured: written by `f1strategy models report` -->"
END: Final = "<!-- end of measured -->"


class ScoreRow(msgspec.Struct, frozen=True):
    """One figure of the evaluation: a metric of a task's split beside the baseline's."""

    task: str
    split: str
    n: int
    coverage: float
    status: str
    metric: str
    better: str | None = None
    value: float | None = None
    ci95: tuple[float, float] | None = None
    baseline: float | None = None
    ratio: float | None = None
    ratio_ci95: tuple[float, float] | None = None


class ScoreReport(msgspec.Struct, frozen=True):
    """What the evaluation's `score.py --json` writes."""

    races: tuple[int, ...]
    rows: tuple[ScoreRow, ...]


class BadScore(Exception):
    """A file that is no report of the evaluation; the message says why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path} is no report of the evaluation: {self.reason}"


def read_score(path: Path) -> ScoreReport:
    """The evaluation's report; raises `BadScore`."""
    try:
        report: ScoreReport = msgspec.json.decode(path.read_bytes(), type=ScoreReport)
    except (OSError, msgspec.DecodeError) as error:
        raise BadScore(path, str(error)) from error
    return report


def measured(
    task: str, report: ScoreReport, held: Sequence[Coverage], plot: str, trained: str
) -> str:
    """The block for one card, marks included.

    plot: file name of the calibration plot, beside the card.
    trained: what the models were trained on, in words.
    """
    rows = [row for row in report.rows if row.task == task and row.value is not None]
    races = f"{report.races[0]} to {report.races[-1]}" if report.races else "no race"
    lines = [
        BEGIN,
        "## Measured",
        "",
        f"{trained}; scored on {len(report.races)} races ({races}), 95 % intervals over whole races.",
        "",
        "| split | metric | n | value | baseline | ratio |",
        "|---|---|---|---|---|---|",
        *(_row(row) for row in rows),
    ]
    if held:
        lines += ["", "| 80 % interval of | split | n | holds |", "|---|---|---|---|"]
        lines += [f"| {c.column} | {c.split} | {c.n:,} | {c.share:.1%} |" for c in held]
    return "\n".join([*lines, "", f"![calibration]({plot})", END])


def with_block(card: str, block: str) -> str:
    """The card with its measured block replaced, or added at the end."""
    before, begin, rest = card.partition(BEGIN)
    if not begin:
        return f"{card.rstrip()}\n\n{block}\n"
    _, _, after = rest.partition(END)
    return f"{before}{block}{after}"


def _row(row: ScoreRow) -> str:
    arrow = " ↑" if row.better == "higher" else ""
    cells: list[Any] = [row.split, row.metric + arrow, f"{row.n:,}", _figure(row.value, row.ci95)]
    cells += [_figure(row.baseline, None), _figure(row.ratio, row.ratio_ci95)]
    return f"| {' | '.join(cells)} |"


def _figure(value: float | None, interval: tuple[float, float] | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" + (f" ({interval[0]:.3f}–{interval[1]:.3f})" if interval else "")
