"""How the charts look: colours of tyres and teams, track status behind the laps, SVG on white."""

import base64
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from f1strategy.backtest.sessions import Session
from f1strategy.models.observed import NEUTRAL
from schemas.records import Compound, TrackStatus

WIDTH_IN: Final = 10.0
INK: Final = "#1b2330"
MUTED: Final = "#667085"
ACCENT: Final = "#0b5cad"
COMPOUND: Final[Mapping[Compound, str]] = {
    Compound.SOFT: "#d8232a",
    Compound.MEDIUM: "#eab308",
    Compound.HARD: "#8b93a1",
    Compound.INTERMEDIATE: "#2e9f46",
    Compound.WET: "#1f6fc1",
    Compound.UNKNOWN: "#d5d8de",
}
ON_COMPOUND: Final[Mapping[Compound, str]] = {
    Compound.MEDIUM: INK,
    Compound.UNKNOWN: INK,
}
"""Text on these; white on the others."""
TRACK: Final[Mapping[TrackStatus, str]] = {
    TrackStatus.VSC: "#fdecc8",
    TrackStatus.SC: "#fbd38d",
    TrackStatus.RED: "#f5b5b5",
}
SETTINGS: Final = {
    "svg.hashsalt": "livef1",
    "svg.fonttype": "path",
    "font.size": 9,
    "axes.edgecolor": "#c4cad4",
    "axes.labelcolor": INK,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "text.color": INK,
}


def figure(height_in: float, width_in: float = WIDTH_IN) -> Figure:
    """An empty figure of the report's width."""
    with mpl.rc_context(SETTINGS):
        return Figure(figsize=(width_in, height_in), layout="constrained")


def as_image(drawn: Figure) -> str:
    """The figure as the address of an image: SVG in base64. Equal figures give equal text."""
    with mpl.rc_context(SETTINGS):
        buffer = BytesIO()
        drawn.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def neutral_spells(session: Session) -> Iterator[tuple[int, int, TrackStatus]]:
    """First and last lap of every SC, VSC or red flag, as the leader met them."""
    led: dict[int, TrackStatus] = {}
    for lap in session.race.laps:
        led.setdefault(lap.lap_number, lap.status)
    begin = 0
    for number in range(1, max(led) + 2):
        status, before = led.get(number), led.get(number - 1)
        if status is before:
            continue
        if before in NEUTRAL and before is not None:
            yield begin, number - 1, before
        begin = number


def shade(axes: Axes, session: Session, *, is_named: bool = True) -> None:
    """Colour the laps under SC, VSC and red flag, behind everything else."""
    for first, last, status in neutral_spells(session):
        axes.axvspan(first - 1, last, color=TRACK[status], linewidth=0, zorder=0)
        if is_named:
            axes.annotate(
                status.value,
                ((first - 1 + last) / 2, 1.0),
                xycoords=("data", "axes fraction"),
                xytext=(0, 2),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=7,
                color=MUTED,
            )


def team_colours(session: Session) -> Mapping[str, str]:
    """By driver; a plain colour cycle where the feed tells none."""
    cycle = mpl.color_sequences["tab20"]
    return {
        driver: (
            f"#{laps[0].team_colour}" if laps[0].team_colour else mpl.colors.to_hex(cycle[at % 20])
        )
        for at, (driver, laps) in enumerate(session.laps.items())
    }


def line_styles(session: Session) -> Mapping[str, str]:
    """The second driver of a team is dashed."""
    seen: set[str] = set()
    found = {}
    for driver, laps in session.laps.items():
        team = laps[0].team_name or driver
        found[driver] = "--" if team in seen else "-"
        seen.add(team)
    return found


def apart(wanted: Mapping[str, float], least: float) -> dict[str, float]:
    """Places for labels on an axis, each near where it belongs and so far from the next.

    >>> apart({"a": 1.0, "b": 1.1, "c": 9.0}, 1.0)
    {'a': 0.55, 'b': 1.55, 'c': 9.0}
    """
    groups: list[tuple[float, list[str]]] = []
    for name, at in sorted(wanted.items(), key=lambda one: one[1]):
        groups.append((at, [name]))
        while len(groups) > 1 and _overlap(groups[-2], groups[-1], least):
            (one, names), (other, others) = groups[-2:]
            weight = len(names) + len(others)
            middle = (one * len(names) + other * len(others)) / weight
            groups[-2:] = [(middle, names + others)]
    return {
        name: round(middle + (at - (len(names) - 1) / 2) * least, 6)
        for middle, names in groups
        for at, name in enumerate(names)
    }


def _overlap(one: tuple[float, list[str]], other: tuple[float, list[str]], least: float) -> bool:
    needed = least * (len(one[1]) + len(other[1])) / 2
    return other[0] - one[0] < needed - 1e-9
