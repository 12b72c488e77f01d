"""The figures and tables of a race's report, ready to be set: no chart, no HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from f1strategy.backtest.chosen import Compared, Difference
from f1strategy.backtest.report.style import neutral_spells
from f1strategy.backtest.review import Review
from f1strategy.backtest.sessions import Session
from f1strategy.backtest.stop_verdicts import JudgedStop
from schemas.records import Compound, LapRecord

BEST_AND_WORST: Final = 5
DASH: Final = "–"


@dataclass(frozen=True, slots=True)
class Classified:
    """A line of the classification. gap: to the winner, in words."""

    place: int
    driver: str
    team: str
    grid: str
    laps: int
    gap: str
    best_lap_s: float | None
    stops: int
    tyres: str
    status: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on the data: what it is about, and how much of it there is."""

    about: str
    count: int
    of: int

    @property
    def share(self) -> float:
        """Share of all."""
        return self.count / self.of if self.of else 0.0


def classification(session: Session, stops: Sequence[JudgedStop]) -> list[Classified]:
    """Everybody, in order of the result."""
    winner = next(iter(session.laps.values()))
    return [
        Classified(
            place=place,
            driver=driver,
            team=laps[0].team_name or "",
            grid=DASH if laps[0].grid_position is None else str(laps[0].grid_position),
            laps=laps[-1].lap_number,
            gap=_gap(laps, winner),
            best_lap_s=min((lap.lap_time_s for lap in laps if lap.lap_time_s), default=None),
            stops=sum(stop.driver == driver for stop in stops),
            tyres=_tyres(laps),
            status=(laps[-1].result_status or "").upper().replace("CLASSIFIED", ""),
        )
        for place, (driver, laps) in enumerate(session.laps.items(), 1)
    ]


def headline(session: Session, review: Review) -> list[str]:
    """The race in a few sentences."""
    drivers = list(session.laps)
    winner = session.laps[drivers[0]]
    stopped = [sum(stop.driver == driver for stop in review.stops) for driver in drivers]
    said = [
        f"{drivers[0]} won from place {winner[0].grid_position or DASH} on {_tyres(winner)}"
        f"{', ahead of ' + ' and '.join(drivers[1:3]) if len(drivers) > 2 else ''}.",
        f"{len(review.stops)} tyre stops by {len(drivers)} cars, {min(stopped)} to {max(stopped)} a car.",
    ]
    spells = [
        f"{status.value} on laps {first}{f' to {last}' if last > first else ''}"
        for first, last, status in neutral_spells(session)
    ]
    said.append(f"Neutralised: {', '.join(spells)}." if spells else "Green from start to flag.")
    lost = [one for one in review.from_the_start().values() if one.lost is Difference.PLACES]
    if review.compared:
        said.append(
            f"{len(lost)} of {len(review.from_the_start())} strategies lost places against the best "
            "that was possible; the others made no real difference in place."
        )
    return said


def best_and_worst(review: Review) -> tuple[list[Compared], list[Compared]]:
    """Decisions in which the engine's plan won most places over the driven one, and lost most.

    Only real differences, and the first decision of a driver's on a plan: later ones repeat it.
    """
    real = _first_of_each([one for one in review.compared if one.engine_gain is Difference.PLACES])
    ordered = sorted(real, key=lambda one: -one.engine_gain_places[0])
    best = [one for one in ordered if one.engine_gain_places[0] > 0][:BEST_AND_WORST]
    worst = [one for one in reversed(ordered) if one.engine_gain_places[0] < 0][:BEST_AND_WORST]
    return best, worst


def notes(session: Session, review: Review, dead_letters: int) -> list[Note]:
    """What the data lacked, where it lacked anything."""
    laps = [lap for those in session.laps.values() for lap in those]
    n = len(laps)
    found = [
        Note("laps without a time", sum(lap.lap_time_s is None for lap in laps), n),
        Note("lap times from line crossings, not from the feed", _from_line(laps), n),
        Note("laps on an unknown compound", _unknown_tyres(laps), n),
        Note("laps without a place", sum(lap.position is None for lap in laps), n),
        Note("laps deleted by the stewards", sum(lap.is_deleted for lap in laps), n),
        Note("laps that did not end", len(session.records) - n, len(session.records)),
        Note("stops whose loss cannot be told", _no_loss(review.stops), len(review.stops)),
        Note("drivers without a grid place", _no_grid(session.laps), len(session.laps)),
        Note("rows on the dead-letter topic", dead_letters, dead_letters),
    ]
    return [note for note in found if note.count]


def _gap(laps: Sequence[LapRecord], winner: Sequence[LapRecord]) -> str:
    behind = winner[-1].lap_number - laps[-1].lap_number
    if behind > 0:
        return f"+{behind} lap{'s' if behind > 1 else ''}"
    mine, theirs = laps[-1].lap_end_time_ms, winner[-1].lap_end_time_ms
    if mine is None or theirs is None or laps is winner:
        return ""
    return f"+{(mine - theirs) / 1000:.3f} s"


def _tyres(laps: Sequence[LapRecord]) -> str:
    """Letters of the compounds in turn, such as M-H."""
    found: list[tuple[int | None, Compound]] = []
    for lap in laps:
        one = lap.stint_number, lap.compound or Compound.UNKNOWN
        if not found or found[-1] != one:
            found.append(one)
    return "-".join("?" if fitted is Compound.UNKNOWN else fitted.value[0] for _, fitted in found)


def _first_of_each(found: Sequence[Compared]) -> list[Compared]:
    first: dict[tuple[str, str], Compared] = {}
    for one in found:
        first.setdefault((one.driver, one.driven), one)
    return list(first.values())


def _from_line(laps: Sequence[LapRecord]) -> int:
    return sum(lap.lap_time_origin == "line" for lap in laps)


def _unknown_tyres(laps: Sequence[LapRecord]) -> int:
    return sum(lap.compound in (None, Compound.UNKNOWN) for lap in laps)


def _no_loss(stops: Sequence[JudgedStop]) -> int:
    return sum(stop.loss_s is None for stop in stops)


def _no_grid(laps: Mapping[str, Sequence[LapRecord]]) -> int:
    return sum(those[0].grid_position is None for those in laps.values())
