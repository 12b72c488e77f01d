"""What the review found, in pictures: plans against the best, said against seen, regret by race."""

from collections.abc import Mapping, Sequence
from typing import Final

import matplotlib as mpl
from matplotlib.figure import Figure

from f1strategy.backtest.by_race import Interval, mean_of_races
from f1strategy.backtest.chosen import Compared, Difference
from f1strategy.backtest.forecasts import Forecasts
from f1strategy.backtest.report import style
from f1strategy.backtest.review import Review

LEAST: Final = 30
"""So many forecasts make a calibration worth drawing."""
LEAST_IN_BIN: Final = 5
REAL: Final = "#b42318"
LEVEL: Final = "#98a2b3"


def against_best(found: Mapping[str, Compared]) -> Figure:
    """Places that each driven strategy lost against the best one in hindsight, from the start."""
    rows = sorted(found.items(), key=lambda one: one[1].lost_places[0])
    drawn = style.figure(0.25 * len(rows) + 0.9)
    with mpl.rc_context(style.SETTINGS):
        axes = drawn.add_subplot()
        axes.axvline(0, color=style.MUTED, linewidth=0.8)
        for row, (_, one) in enumerate(rows):
            colour = REAL if one.lost is Difference.PLACES else LEVEL
            mean, low, high = one.lost_places
            axes.plot([low, high], [row, row], color=colour, linewidth=2, solid_capstyle="round")
            axes.plot(mean, row, "o", color=colour, markersize=5)
        axes.set_yticks(range(len(rows)), [driver for driver, _ in rows])
        axes.set_ylim(-0.7, len(rows) - 0.3)
        axes.set_xlabel(
            "places lost by the strategy that was driven, mean and 95 % interval; red: a real difference"
        )
        axes.grid(axis="x", linewidth=0.3)
    return drawn


def calibration(found: Forecasts) -> Figure | None:
    """Chances said and how often it came; None without enough forecasts of any kind."""
    told = {name: one for name, one in found.probabilities.items() if one.total >= LEAST}
    if not told:
        return None
    drawn = style.figure(2.6)
    with mpl.rc_context(style.SETTINGS):
        panels = drawn.subplots(1, len(told), sharex=True, sharey=True, squeeze=False)[0]
        for axes, (name, one) in zip(panels, told.items(), strict=True):
            bins = [
                (said / n, seen / n, n)
                for n, said, seen in zip(one.n, one.said, one.seen, strict=True)
                if n >= LEAST_IN_BIN
            ]
            axes.plot([0, 1], [0, 1], color=LEVEL, linewidth=0.9, linestyle="--")
            said_s, seen_s, sizes = zip(*bins, strict=True)
            axes.plot(said_s, seen_s, color=style.ACCENT, linewidth=1)
            most = max(sizes)
            axes.scatter(said_s, seen_s, s=[10 + 70 * n / most for n in sizes], color=style.ACCENT)
            axes.set_title(f"{name}\nn = {one.total:,}", fontsize=8.5, loc="left")
            axes.set_aspect("equal")
            axes.set_xlim(-0.03, 1.03)
            axes.set_ylim(-0.03, 1.03)
            axes.grid(linewidth=0.3)
        panels[0].set_ylabel("share that came")
        drawn.supxlabel("chance said", fontsize=9)
    return drawn


def gain_by_race(reviews: Sequence[Review]) -> Figure | None:
    """Mean places a decision by which the engine's plan beat the driven one, race by race."""
    told = [(one.name, _gain(one)) for one in reviews if one.regrets]
    if not told:
        return None
    drawn = style.figure(0.26 * len(told) + 1.1)
    with mpl.rc_context(style.SETTINGS):
        axes = drawn.add_subplot()
        axes.barh(range(len(told)), [gain for _, gain in told], color=style.ACCENT, height=0.62)
        axes.axvline(0, color=style.MUTED, linewidth=0.8)
        mean, low, high = mean_of_races([gain for _, gain in told])
        axes.axvspan(low, high, color=LEVEL, alpha=0.25, linewidth=0)
        axes.axvline(mean, color=style.INK, linewidth=1, linestyle="--")
        axes.set_yticks(range(len(told)), [name for name, _ in told])
        axes.invert_yaxis()
        axes.set_xlabel(
            f"places a decision won by the engine's plan over the driven one\n"
            f"dashed: mean of the races, {_text((mean, low, high))}; grey: its 95 % interval"
        )
        axes.grid(axis="x", linewidth=0.3)
    return drawn


def _gain(one: Review) -> float:
    gains = [regret.driven_places - regret.engine_places for regret in one.regrets]
    return sum(gains) / len(gains)


def _text(interval: Interval) -> str:
    return "{:+.2f} ({:+.2f} to {:+.2f})".format(*interval)
