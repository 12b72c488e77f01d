"""Tables of historical laps: read, check, and turn into races of observed laps."""

from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import Any, Final

import pandas as pd

from f1strategy.models.observed import ObservedLap
from f1strategy.models.race import Race
from schemas.circuits import circuit
from schemas.records import SLICKS, Compound, TrackStatus

__all__ = ["BadLapsTable", "Race", "joined", "races", "read_races", "read_table", "venue"]

COLUMNS: Final = (
    "season",
    "round",
    "event",
    "driver",
    "team",
    "lap_number",
    "total_laps",
    "lap_time_s",
    "sector1_s",
    "sector2_s",
    "sector3_s",
    "compound",
    "tyre_life",
    "stint",
    "pit_in_time_s",
    "pit_out_time_s",
    "position",
    "track_status",
    "lap_start_time_s",
    "lap_end_time_s",
    "is_accurate",
)
"""What a laps table must hold; times in seconds of the session, one row a driver and lap."""
SOFTEST_FIRST: Final = (
    "HYPERSOFT",
    "ULTRASOFT",
    "SUPERSOFT",
    "SOFT",
    "MEDIUM",
    "HARD",
    "SUPERHARD",
)
"""The compounds of 2018, of which three were nominated for a race."""
SEASON_OF_MANY_NAMES: Final = 2018
STATUS: Final = {
    "1": TrackStatus.GREEN,
    "2": TrackStatus.YELLOW,
    "4": TrackStatus.SC,
    "5": TrackStatus.RED,
    "6": TrackStatus.VSC,
    "7": TrackStatus.VSC,
}
SEVERITY: Final = {status: rank for rank, status in enumerate(TrackStatus)}
SAME_VENUE: Final = {
    "Brazilian": "interlagos",
    "Mexican": "mexico-city",
    "Styrian": "spielberg",
    "70th Anniversary": "silverstone",
    "French": "paul-ricard",
    "German": "hockenheim",
    "Russian": "sochi",
    "Portuguese": "portimao",
    "Turkish": "istanbul",
    "São Paulo": "interlagos",
}


class BadLapsTable(Exception):
    """A file that is no table of laps; the message says why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path} is no table of laps: {self.reason}"


def read_table(path: Path) -> pd.DataFrame:
    """The laps table in a Parquet file; raises `BadLapsTable`."""
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise BadLapsTable(path, str(error).splitlines()[0]) from error
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise BadLapsTable(path, f"it lacks the columns {', '.join(missing)}")
    return table


def read_races(path: Path) -> list[Race]:
    """All races of a laps table, earliest first; raises `BadLapsTable`."""
    return list(races(read_table(path)))


def joined(laps: pd.DataFrame, history: pd.DataFrame | None) -> pd.DataFrame:
    """Both tables; where a race is in both, its rows of `laps` count."""
    if history is None:
        return laps
    known = set(zip(laps["season"], laps["round"], strict=True))
    new = [race not in known for race in zip(history["season"], history["round"], strict=True)]
    return pd.concat([laps, history[new]], ignore_index=True)


def races(table: pd.DataFrame) -> Iterator[Race]:
    """The races of a laps table, earliest first."""
    for (season, number), rows in table.groupby(["season", "round"], sort=True):
        yield _race(int(season), int(number), rows)


def venue(event: str) -> str:
    """The circuit key of an event's name, such as `Monaco Grand Prix`.

    >>> venue("Abu Dhabi Grand Prix"), venue("Brazilian Grand Prix"), venue("Moon Grand Prix")
    ('yas-marina', 'interlagos', 'moon')
    """
    name = event.removesuffix(" Grand Prix")
    known = circuit(name) or circuit(name.lower().replace(" ", "-"))
    return SAME_VENUE.get(name) or (known.key if known else name.lower().replace(" ", "-"))


def _race(season: int, number: int, rows: pd.DataFrame) -> Race:
    names = modern_names(season, set(rows["compound"]))
    ordered = rows.sort_values(["lap_end_time_s", "position", "driver"])
    return Race(
        season=season,
        round=number,
        circuit=venue(str(rows["event"].iloc[0])),
        total_laps=int(rows["total_laps"].max()),
        laps=tuple(_lap(row, names) for row in ordered.itertuples(index=False)),
        red_after_safety_car=_red_after_safety_car(rows),
        lane_time_s=_lane_times(rows),
    )


def _red_after_safety_car(rows: pd.DataFrame) -> frozenset[tuple[str, int]]:
    seen = rows["track_status"].astype(str)
    both = rows[seen.str.contains("5") & seen.str.contains("[467]")]
    return frozenset(zip(both["driver"], both["lap_number"].astype(int), strict=True))


def _lane_times(rows: pd.DataFrame) -> dict[tuple[str, int], float]:
    """Pit exit less pit entry; the exit is told with the lap after."""
    into = rows[["driver", "lap_number", "pit_in_time_s"]].dropna()
    out = rows[["driver", "lap_number", "pit_out_time_s"]].dropna()
    both = into.merge(out.assign(lap_number=out["lap_number"] - 1), on=["driver", "lap_number"])
    seconds = both["pit_out_time_s"] - both["pit_in_time_s"]
    keys = zip(both["driver"], both["lap_number"].astype(int), strict=True)
    return dict(zip(keys, seconds.astype(float), strict=True))


def modern_names(season: int, used: set[str]) -> dict[str, Compound]:
    """Today's names of the compounds of a race of 2018, when seven slicks had names; else nothing.

    >>> modern_names(2018, {"ULTRASOFT", "SOFT", "SUPERSOFT"})["ULTRASOFT"]
    <Compound.SOFT: 'SOFT'>
    """
    if season != SEASON_OF_MANY_NAMES:
        return {}
    slicks = [name for name in SOFTEST_FIRST if name in used]
    modern = [Compound.SOFT, Compound.MEDIUM, Compound.HARD]
    if len(slicks) < 3:
        modern = modern[3 - len(slicks) :]
    return {name: modern[min(rank, len(modern) - 1)] for rank, name in enumerate(slicks)}


def _lap(r: Any, names: dict[str, Compound]) -> ObservedLap:
    raw = str(r.track_status)
    seen = [STATUS[digit] for digit in raw if digit in STATUS] or [TrackStatus.GREEN]
    in_lap = not isnan(r.pit_in_time_s)
    out_lap = not isnan(r.pit_out_time_s) and r.lap_number > 1
    compound = names.get(r.compound) or (
        Compound(r.compound) if r.compound in Compound.__members__ else Compound.UNKNOWN
    )
    lap_time_s = float(r.lap_time_s)
    timed = not isnan(lap_time_s)
    if not timed and r.lap_number > 1:
        lap_time_s = float(r.lap_end_time_s - r.lap_start_time_s)
    worst = max(seen, key=SEVERITY.__getitem__)
    return ObservedLap(
        driver=r.driver,
        team=r.team,
        lap_number=int(r.lap_number),
        end_s=float(r.lap_end_time_s),
        lap_time_s=lap_time_s,
        sectors_s=(float(r.sector1_s), float(r.sector2_s), float(r.sector3_s)),
        compound=compound,
        tyre_age_laps=float(r.tyre_life),
        stint_number=int(r.stint) if not pd.isna(r.stint) else 1,
        is_in_lap=in_lap,
        is_out_lap=out_lap,
        position=int(r.position) if not pd.isna(r.position) else 20,
        status=worst,
        status_end=seen[-1],
        is_clean=(
            timed
            and worst is TrackStatus.GREEN
            and compound in SLICKS
            and not in_lap
            and not out_lap
            and r.lap_number > 1
            and bool(r.is_accurate)
        ),
    )
