"""Charts and tables set as one self-contained page; the same page as PDF."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any, Final

import jinja2

from f1strategy.backtest.by_race import Interval
from f1strategy.backtest.calls import Called, CallFigures, call_figures
from f1strategy.backtest.report import facts, race_charts, review_charts, style
from f1strategy.backtest.review import Review, season_figures
from f1strategy.backtest.sessions import Session

NOT_DRY: Final = (
    "Not compared: the simulator's hindsight is for races that were dry throughout and had no rule of "
    "their own, and for drivers that reached the flag."
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, its heading, and what it shows."""

    title: str
    caption: str
    image: str


def race_page(session: Session, review: Review, dead_letters: int, version: str) -> str:
    """The report on a race as HTML."""
    best, worst = facts.best_and_worst(review)
    strategies = list(review.from_the_start().values())
    calibration = review_charts.calibration(review.forecasts)
    return (
        _environment()
        .get_template("race.html.j2")
        .render(
            title=f"Race report: {session.name}",
            subtitle=f"Session {session.key}, {session.total_laps} laps, {len(session.laps)} drivers. "
            f"The engine's view: {review.decisions:,} decisions replayed with what was known then.",
            footer=_footer(version),
            headline=facts.headline(session, review),
            classified=facts.classification(session, review.stops),
            race_charts=_race_charts(session),
            stops=review.stops,
            colours=style.COMPOUND,
            on_colours=style.ON_COMPOUND,
            strategies=strategies,
            against_best=(
                style.as_image(review_charts.against_best(review.from_the_start()))
                if strategies
                else None
            ),
            why_no_strategies=NOT_DRY,
            futures=review.futures,
            best=best,
            worst=worst,
            calls=_race_calls(review.called),
            calibration=calibration and style.as_image(calibration),
            probabilities=review.forecasts.probabilities.items(),
            intervals=review.forecasts.intervals.items(),
            notes=facts.notes(session, review, dead_letters),
        )
    )


def season_page(
    title: str, reviews: Sequence[Review], winners: Mapping[int, str], version: str
) -> str:
    """The report on many races as HTML; winners by session."""
    figures = season_figures(reviews)
    gain, calibration = (
        review_charts.gain_by_race(reviews),
        review_charts.calibration(figures.forecasts),
    )
    regret = figures.regret
    headline = [
        f"{figures.races} races, {sum(figures.verdicts.values()):,} tyre stops.",
        (
            f"A driven plan lost {_told(regret.driven_places)} places against the best in hindsight, the engine's "
            f"{_told(regret.engine_places)}: {_told(regret.gain_places)} in its favour, over {regret.decisions:,} "
            f"decisions of {regret.races} dry races."
            if regret.decisions
            else "No dry race to compare plans in."
        ),
    ]
    return (
        _environment()
        .get_template("season.html.j2")
        .render(
            title=title,
            subtitle="Every decision replayed with what was known then, and judged with what is known now. "
            "Intervals: 95 %, whole races resampled.",
            footer=_footer(version),
            headline=headline,
            races=[_race_line(one, winners.get(one.session_key, facts.DASH)) for one in reviews],
            verdicts=figures.verdicts.items(),
            all_stops=max(1, sum(figures.verdicts.values())),
            gain=gain and style.as_image(gain),
            calls=_season_calls(figures.calls),
            calibration=calibration and style.as_image(calibration),
            probabilities=figures.forecasts.probabilities.items(),
            intervals=figures.forecasts.intervals.items(),
        )
    )


def write(page: str, into: Path, name: str) -> tuple[Path, Path]:
    """The page as NAME.html and NAME.pdf in the folder, which is made; returns both files."""
    import weasyprint  # noqa: PLC0415 (it needs the Pango libraries)

    into.mkdir(parents=True, exist_ok=True)
    html, pdf = into / f"{name}.html", into / f"{name}.pdf"
    html.write_text(page, encoding="utf-8")
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    weasyprint.HTML(string=page).write_pdf(pdf)
    return html, pdf


def _race_charts(session: Session) -> list[Chart]:
    shaded = "Shaded: VSC, safety car, red flag."
    found = [
        (
            "Stints",
            f"Laps on each set, in order of the result. {shaded}",
            race_charts.stints(session),
        ),
        (
            "Places",
            f"The second car of a team is dashed. {shaded}",
            race_charts.places(session),
        ),
        (
            "Gaps",
            f"Cars more than a lap behind leave the picture. {shaded}",
            race_charts.gaps(session),
        ),
        (
            "Lap times",
            f"One scale for all; pit laps and laps behind the safety car lie above it. {shaded}",
            race_charts.lap_times(session),
        ),
        (
            "Tyre wear",
            "Thin: a stint; black: the median at that age of at least three. From fuel-corrected lap times.",
            race_charts.wear(session),
        ),
    ]
    return [
        Chart(title, caption, style.as_image(drawn))
        for title, caption, drawn in found
        if drawn is not None
    ]


def _race_calls(one: Called) -> str:
    said = [stop for stop in one.stops if stop.called_lap is not None]
    near = sum(stop.is_within(2) for stop in said)
    flips = list(one.flips.values())
    return (
        f"{len(said)} of {len(one.stops)} stops were called before they were made, {near} of them at most two laps "
        f"early. The call changed {sum(flips) / max(1, len(flips)):.1f} times a driver within a stint, "
        f"{max(flips, default=0)} times at most."
    )


def _season_calls(one: CallFigures) -> str:
    return (
        f"{_told(one.coverage, '{:.0%}')} of {one.stops:,} stops were called before they were made; of those, "
        f"{_told(one.within_1, '{:.0%}')} within a lap and {_told(one.within_2, '{:.0%}')} within two. In calm races the "
        f"call changed {_told(one.flips_per_driver)} times a driver within a stint."
    )


def _race_line(one: Review, winner: str) -> dict[str, Any]:
    calls, n = call_figures([one.called]), len(one.regrets)
    return {
        "name": one.name,
        "winner": winner,
        "stops": len(one.stops),
        "called": f"{calls.coverage[0]:.0%}",
        "compared": n,
        "driven_places": sum(r.driven_places for r in one.regrets) / n if n else None,
        "engine_places": sum(r.engine_places for r in one.regrets) / n if n else None,
    }


def _footer(version: str) -> str:
    return f"LiveF1Strategy {version}. Unofficial; not associated with Formula 1 or the FIA."


def _told(interval: Interval, form: str = "{:.2f}") -> str:
    mean, low, high = (form.format(value) for value in interval)
    return f"{mean} ({low} to {high})"


def _interval(value: Interval, digits: int = 2) -> str:
    mean, low, high = (f"{one:+.{digits}f}" for one in value)
    return f"{mean} ({low} to {high})"


def _seconds(value: float | None, digits: int = 3) -> str:
    return facts.DASH if value is None or isnan(value) else f"{value:.{digits}f}"


def _whole(value: float | None) -> str:
    return facts.DASH if value is None or isnan(value) else f"{value:.0f}"


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("f1strategy.backtest.report"),
        autoescape=jinja2.select_autoescape(("html", "html.j2")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    environment.filters.update(interval=_interval, seconds=_seconds, whole=_whole)
    return environment
