"""The race in pictures: stints, places, gaps, lap times and tyre wear."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import ceil
from statistics import median
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from f1strategy.backtest.report import style
from f1strategy.backtest.sessions import Session
from schemas.records import SLICKS, Compound, LapRecord

LABEL_LAPS: Final = 3
COLUMNS: Final = 5
SHOWN_SLOWER: Final = 0.07
"""Laps that much slower than the best racing laps are off the lap-time chart: pit laps, safety cars."""
LAPS_OF_GAP: Final = 1.2
LEAST_STINTS: Final = 3


def stints(session: Session) -> Figure:
    """Every driver's tyres, in order of the result."""
    drivers = list(session.laps)
    drawn = style.figure(0.27 * len(drivers) + 1.0)
    with mpl.rc_context(style.SETTINGS):
        axes = drawn.add_subplot()
        style.shade(axes, session)
        for row, driver in enumerate(drivers):
            for first, last in _stints(session.laps[driver]):
                _stint_bar(axes, row, first, last)
            end = session.laps[driver][-1]
            if end.result_status not in (None, "classified"):
                axes.text(
                    end.lap_number + 0.6, row, "out", va="center", fontsize=7, color=style.MUTED
                )
        axes.set_yticks(range(len(drivers)), drivers)
        axes.invert_yaxis()
        axes.set_xlim(0, session.total_laps + 3)
        axes.set_xlabel("lap")
        axes.tick_params(axis="y", length=0)
        _tyre_legend(drawn, session)
    return drawn


def _stint_bar(axes: Axes, row: int, first: LapRecord, last: LapRecord) -> None:
    compound = first.compound or Compound.UNKNOWN
    laps = last.lap_number - first.lap_number + 1
    is_used = (first.tyre_age_laps or 1) > 1
    axes.barh(
        row,
        laps,
        left=first.lap_number - 1,
        height=0.72,
        color=style.COMPOUND[compound],
        edgecolor="white",
        linewidth=0.9,
        hatch="////" if is_used else None,
        zorder=2,
    )
    if laps >= LABEL_LAPS:
        axes.text(
            first.lap_number - 1 + laps / 2,
            row,
            str(laps),
            ha="center",
            va="center",
            fontsize=7.5,
            color=style.ON_COMPOUND.get(compound, "white"),
            fontweight="bold",
            path_effects=[withStroke(linewidth=2.5, foreground=style.COMPOUND[compound])],
            zorder=3,
        )


def places(session: Session) -> Figure:
    """Places at the line, lap by lap, from the grid."""
    colours, lines = style.team_colours(session), style.line_styles(session)
    drawn = style.figure(5.2)
    with mpl.rc_context(style.SETTINGS):
        axes = drawn.add_subplot()
        style.shade(axes, session)
        most = len(session.laps)
        for driver, laps in session.laps.items():
            seen = [(lap.lap_number, lap.position) for lap in laps if lap.position is not None]
            grid = laps[0].grid_position
            if grid is not None:
                seen.insert(0, (0, grid))
                most = max(most, grid)
            if not seen:
                continue
            numbers, at = zip(*seen, strict=True)
            axes.plot(numbers, at, lines[driver], color=colours[driver], linewidth=1.6, zorder=2)
            stops = [(n, place) for n, place in seen if n in _in_laps(laps)]
            if stops:
                axes.plot(
                    *zip(*stops, strict=True), "o", color=colours[driver], markersize=3.5, zorder=3
                )
            axes.annotate(
                driver,
                (numbers[-1], at[-1]),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=7.5,
                color=style.INK,
            )
        axes.set_yticks(range(1, most + 1))
        axes.set_ylim(most + 0.6, 0.4)
        axes.set_xlim(0, session.total_laps + 3)
        axes.set_xlabel("lap (0: the grid); dots: in-laps")
        axes.set_ylabel("place at the line")
        axes.grid(axis="y", linewidth=0.3)
    return drawn


def gaps(session: Session) -> Figure:
    """Seconds behind the leader, from the line crossings."""
    colours, lines = style.team_colours(session), style.line_styles(session)
    lead = _leader_ends_s(session)
    told = {
        driver: [
            (lap.lap_number, lap.lap_end_time_ms / 1000 - lead[lap.lap_number])
            for lap in laps
            if lap.lap_end_time_ms is not None and lap.lap_number in lead
        ]
        for driver, laps in session.laps.items()
    }
    usual_s = median(
        [lap.lap_time_s for laps in session.laps.values() for lap in laps if lap.lap_time_s]
    )
    drawn = style.figure(5.2)
    with mpl.rc_context(style.SETTINGS):
        axes = drawn.add_subplot()
        style.shade(axes, session)
        most_s = LAPS_OF_GAP * usual_s
        shown = {driver: [one for one in seen if one[1] <= most_s] for driver, seen in told.items()}
        most_s = max((gap for seen in shown.values() for _, gap in seen), default=1.0)
        ends = {driver: seen[-1] for driver, seen in shown.items() if seen}
        labels = style.apart({driver: gap for driver, (_, gap) in ends.items()}, most_s / 34)
        for driver, seen in shown.items():
            if not seen:
                continue
            axes.plot(*zip(*seen, strict=True), lines[driver], color=colours[driver], linewidth=1.3)
            axes.annotate(
                driver,
                ends[driver],
                xytext=(session.total_laps * 1.025, labels[driver]),
                va="center",
                fontsize=7.5,
                arrowprops={"arrowstyle": "-", "color": "#c4cad4", "linewidth": 0.6},
            )
        axes.set_xlim(0, session.total_laps * 1.06)
        axes.set_ylim(max([most_s, *labels.values()]) * 1.03, min([-1.0, *labels.values()]) - 1)
        axes.set_xlabel("lap")
        axes.set_ylabel("gap to the leader at the line (s)")
        axes.grid(axis="y", linewidth=0.3)
    return drawn


def lap_times(session: Session) -> Figure:
    """Every racing lap, a panel a driver, on one scale."""
    drivers = list(session.laps)
    rows = ceil(len(drivers) / COLUMNS)
    times = sorted(
        lap.lap_time_s
        for laps in session.laps.values()
        for lap in laps
        if lap.lap_time_s is not None and not (lap.is_in_lap or lap.is_out_lap)
    )
    low_s = times[0]
    high_s = max(low_s * (1 + SHOWN_SLOWER), times[int(0.85 * len(times))])
    drawn = style.figure(1.45 * rows + 0.5)
    with mpl.rc_context(style.SETTINGS):
        panels = drawn.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False)
        for at, axes in enumerate(panels.flat):
            if at >= len(drivers):
                axes.set_axis_off()
                continue
            style.shade(axes, session, is_named=False)
            _lap_points(axes, session.laps[drivers[at]])
            axes.set_title(drivers[at], loc="left", fontsize=8.5, pad=2)
            axes.grid(axis="y", linewidth=0.3)
        panels[0][0].set_ylim(low_s - 0.3, high_s)
        panels[0][0].set_xlim(0, session.total_laps + 1)
        for axes in panels[-1]:
            axes.set_xlabel("lap")
        drawn.supylabel("lap time (s)", fontsize=9)
        _tyre_legend(drawn, session, hatch=False)
    return drawn


def _lap_points(axes: Axes, laps: Sequence[LapRecord]) -> None:
    for compound, colour in style.COMPOUND.items():
        seen = [
            (lap.lap_number, lap.lap_time_s)
            for lap in laps
            if lap.lap_time_s is not None and (lap.compound or Compound.UNKNOWN) is compound
        ]
        if seen:
            axes.plot(*zip(*seen, strict=True), ".", color=colour, markersize=3.2, zorder=2)


def wear(session: Session) -> Figure | None:
    """How slicks wore: loss since the stint began, a thin line a stint; None without slicks."""
    worn = _worn(session)
    if not worn:
        return None
    drawn = style.figure(3.3)
    with mpl.rc_context(style.SETTINGS):
        panels = drawn.subplots(1, len(worn), sharex=True, sharey=True, squeeze=False)[0]
        for axes, (compound, stints_seen) in zip(panels, worn.items(), strict=True):
            colour = style.COMPOUND[compound]
            by_age: dict[int, list[float]] = {}
            for seen in stints_seen:
                axes.plot(*zip(*seen, strict=True), color=colour, linewidth=0.8, alpha=0.45)
                for age, loss_s in seen:
                    by_age.setdefault(age, []).append(loss_s)
            middle = [
                (age, median(all_s))
                for age, all_s in sorted(by_age.items())
                if len(all_s) >= LEAST_STINTS
            ]
            if middle:
                axes.plot(*zip(*middle, strict=True), color=style.INK, linewidth=1.8)
            axes.set_title(f"{compound.value.lower()}, stints: {len(stints_seen)}", loc="left")
            axes.set_xlabel("tyre age (laps)")
            axes.grid(linewidth=0.3)
        panels[0].set_ylabel("loss since the stint began,\nfuel apart (s a lap)")
    return drawn


def _worn(session: Session) -> Mapping[Compound, list[list[tuple[int, float]]]]:
    found: dict[Compound, list[list[tuple[int, float]]]] = {}
    for compound in (one for one in Compound if one in SLICKS):
        stints_seen = [
            [
                (lap.tyre_age_laps, lap.tyre_loss_s)
                for lap in those
                if lap.tyre_age_laps is not None and lap.tyre_loss_s is not None
            ]
            for laps in session.laps.values()
            for _, group in groupby(laps, key=lambda lap: lap.stint_number)
            if (those := list(group))[0].compound is compound
        ]
        stints_seen = [seen for seen in stints_seen if len(seen) >= LABEL_LAPS]
        if stints_seen:
            found[compound] = stints_seen
    return found


def _stints(laps: Sequence[LapRecord]) -> list[tuple[LapRecord, LapRecord]]:
    groups = [list(group) for _, group in groupby(laps, key=lambda lap: lap.stint_number)]
    return [(those[0], those[-1]) for those in groups]


def _in_laps(laps: Sequence[LapRecord]) -> set[int]:
    return {lap.lap_number for lap in laps if lap.is_in_lap and not lap.is_chequered}


def _leader_ends_s(session: Session) -> Mapping[int, float]:
    found: dict[int, float] = {}
    for lap in session.race.laps:
        found.setdefault(lap.lap_number, lap.end_s)
    return found


def _tyre_legend(drawn: Figure, session: Session, *, hatch: bool = True) -> None:
    seen = {lap.compound or Compound.UNKNOWN for laps in session.laps.values() for lap in laps}
    keys = [
        Patch(color=colour, label=compound.value.lower())
        for compound, colour in style.COMPOUND.items()
        if compound in seen
    ]
    if hatch:
        keys.append(Patch(facecolor="white", edgecolor=style.MUTED, hatch="////", label="used set"))
    drawn.legend(
        handles=keys, loc="outside lower center", ncols=len(keys), frameon=False, fontsize=8
    )
