"""Draws calibration: said against seen, beside the diagonal where a good model lies."""

from collections.abc import Sequence
from io import BytesIO

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from f1strategy.training.measured import Calibration


def svg(title: str, found: Sequence[Calibration]) -> bytes:
    """One panel a calibration, as SVG; equal figures give equal bytes."""
    with mpl.rc_context({"svg.hashsalt": "livef1", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(3.6 * len(found), 3.6), layout="constrained")
        for place, one in enumerate(found, 1):
            _draw(figure.add_subplot(1, len(found), place), one)
        figure.suptitle(title)
        drawn = BytesIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return drawn.getvalue()


def _draw(axes: Axes, one: Calibration) -> None:
    ends = [0.0, 1.0] if one.is_probability else [min(one.said), max(one.said)]
    axes.plot(ends, ends, color="0.6", linewidth=1, linestyle="--", label="ideal")
    sizes = 12 + 90 * one.weights / one.weights.max()
    axes.plot(one.said, one.seen, color="#1f5fa8", linewidth=1)
    axes.scatter(one.said, one.seen, s=sizes, color="#1f5fa8", alpha=0.8, label="model")
    axes.set_xlabel(f"predicted {one.column}")
    axes.set_ylabel("observed rate" if one.is_probability else "observed mean")
    axes.set_title(f"n = {int(one.weights.sum()):,}; areas: rows", fontsize=8)
    axes.legend(frameon=False, loc="upper left")
    axes.grid(visible=True, linewidth=0.3)
