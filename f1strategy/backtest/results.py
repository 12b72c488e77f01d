"""Grids and results of past races, from a folder of Ergast's tables."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

TABLES: Final = ("races", "results", "drivers", "constructors")


class BadResults(Exception):
    """A folder without the tables, or tables that lack a column; the message says which."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(folder, reason)
        self.folder, self.reason = folder, reason

    def __str__(self) -> str:
        return f"{self.folder}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Entrant:
    """A car of a race.

    grid: place on the grid; cars from the pit lane come after the others. position: in the result,
    the retired included. time_s: of the winner, None for the others.
    """

    driver: str
    team: str
    grid: int
    position: int
    time_s: float | None


def read_results(folder: Path) -> dict[tuple[int, int], tuple[Entrant, ...]]:
    """Entrants by season and round, in order of the grid; raises `BadResults`."""
    try:
        races, results, drivers, teams = (pd.read_csv(folder / f"{name}.csv") for name in TABLES)
        names = drivers[["driverId", "code"]]
        named = results.merge(names, on="driverId").merge(
            teams[["constructorId", "name"]], on="constructorId"
        )
        named = named.merge(races[["raceId", "year", "round"]], on="raceId")
    except (OSError, KeyError, ValueError) as error:
        raise BadResults(folder, str(error)) from error
    found = {}
    for (season, number), rows in named.groupby(["year", "round"]):
        found[int(season), int(number)] = tuple(_entrants(rows))
    return found


def _entrants(rows: pd.DataFrame) -> list[Entrant]:
    slots = rows["grid"].where(rows["grid"] > 0, 99)
    ordered = rows.iloc[slots.argsort(kind="stable")].rename(columns={"name": "team"})
    return [
        Entrant(
            driver=str(row.code),
            team=str(row.team),
            grid=at,
            position=int(row.positionOrder),
            time_s=_number(row.milliseconds, 1000) if row.positionOrder == 1 else None,
        )
        for at, row in enumerate(ordered.itertuples(), 1)
    ]


def _number(text: object, per: float) -> float | None:
    try:
        return float(str(text)) / per
    except ValueError:
        return None
