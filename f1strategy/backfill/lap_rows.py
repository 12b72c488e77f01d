"""A race of a table of laps, told in the rows of the live feed, so that timing reads it as any race."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from f1strategy.backfill.neutral import Seen, spells
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.row_values import Row
from f1strategy.training.laps_table import modern_names, venue
from schemas.openf1 import RaceInfoRow, iso_time

START: Final = time(13, 0, tzinfo=UTC)
"""A table of laps has the race's day and times from the session's begin, but not when that was."""
ROUNDS: Final = 1_000
"""The key of such a race is its season times this, plus its round: no session of the feed has it."""
RED, SC, VSC, VSC_ENDING, YELLOW = "5", "4", "6", "7", "2"
SEVEREST_FIRST: Final = (RED, SC, VSC, YELLOW)
NEUTRAL_S: Final = 1.0
"""A red flag ends with the pit exit opening, and so much later with a clear track."""
MESSAGES: Final[Mapping[str, Row]] = {
    RED: {"flag": "RED", "scope": "Track", "message": "RED FLAG"},
    SC: {"message": "SAFETY CAR DEPLOYED"},
    VSC: {"message": "VIRTUAL SAFETY CAR DEPLOYED"},
    YELLOW: {"flag": "YELLOW", "scope": "Sector", "sector": 1, "message": "YELLOW IN SECTOR 1"},
}
CLEAR: Final[Row] = {"flag": "CLEAR", "scope": "Track", "message": "TRACK CLEAR"}
PIT_EXIT_OPEN: Final[Row] = {"message": "GREEN LIGHT - PIT EXIT OPEN"}


def session_key(season: int, number: int) -> int:
    """The key of a race that has none of the feed's.

    >>> session_key(2019, 7)
    2019007
    """
    return season * ROUNDS + number


def recording_of(laps: pd.DataFrame) -> Recording:
    """One race of a laps table, as a recording of the feed.

    Gaps, weather and results are not in the table, so the rows have none.
    """
    first = laps.iloc[0]
    season, number = int(first["season"]), int(first["round"])
    key = session_key(season, number)
    circuit = venue(str(first["event"]))
    told = _Told(laps, key)
    info = RaceInfoRow(key, season, circuit, str(first["event"]), int(laps["total_laps"].max()))
    rows = {
        "drivers": list(told.drivers()),
        "race_control": list(told.race_control()),
        "stints": list(told.stints()),
        "pit": list(told.passes()),
        "laps": list(told.laps()),
        "position": list(told.positions()),
    }
    return Recording(key, f"{season}_{circuit}", rows, info)


class _Told:
    """The rows of one race."""

    def __init__(self, laps: pd.DataFrame, key: int) -> None:
        first = laps.iloc[0]
        day = datetime.fromisoformat(str(first["date"])[:10]).date()
        self._begin_ms = int(datetime.combine(day, START).timestamp() * 1000)
        self._key = key
        self._names = modern_names(int(first["season"]), set(laps["compound"]))
        ordered = laps.sort_values(["driver_number", "lap_number"])
        self._laps: list[Any] = list(ordered.itertuples(index=False))
        self._cars: dict[int, list[Any]] = {}
        for lap in self._laps:
            self._cars.setdefault(int(lap.driver_number), []).append(lap)

    def drivers(self) -> Iterator[Row]:
        for number, laps in self._cars.items():
            yield self._row(number, name_acronym=laps[0].driver, team_name=laps[0].team)

    def laps(self) -> Iterator[Row]:
        for lap in self._laps:
            yield self._row(
                lap.driver_number,
                lap_number=int(lap.lap_number),
                date_start=self._date(lap.lap_start_time_s),
                lap_duration=_known(lap.lap_time_s),
                duration_sector_1=_known(lap.sector1_s),
                duration_sector_2=_known(lap.sector2_s),
                duration_sector_3=_known(lap.sector3_s),
                st_speed=_known(getattr(lap, "speed_st", None)),
                is_pit_out_lap=not pd.isna(lap.pit_out_time_s),
            )

    def stints(self) -> Iterator[Row]:
        for number, laps in self._cars.items():
            by_stint: dict[int, list[Any]] = {}
            for lap in laps:
                if not pd.isna(lap.stint):
                    by_stint.setdefault(int(lap.stint), []).append(lap)
            for stint, those in sorted(by_stint.items()):
                named = self._names.get(those[0].compound)
                age = those[0].tyre_life
                yield self._row(
                    number,
                    stint_number=stint,
                    lap_start=int(those[0].lap_number),
                    lap_end=int(those[-1].lap_number),
                    compound=named.value if named else _known(those[0].compound),
                    tyre_age_at_start=None if pd.isna(age) else max(0, int(age) - 1),
                )

    def passes(self) -> Iterator[Row]:
        for number, laps in self._cars.items():
            for lap, after in pairwise(laps):
                if pd.isna(lap.pit_in_time_s) or pd.isna(after.pit_out_time_s):
                    continue
                lane_s = round(float(after.pit_out_time_s - lap.pit_in_time_s), 1)
                yield self._row(
                    number,
                    date=self._date(after.pit_out_time_s),
                    lap_number=int(lap.lap_number),
                    pit_duration=lane_s,
                    lane_duration=lane_s,
                )

    def positions(self) -> Iterator[Row]:
        for lap in self._laps:
            date = self._date(lap.lap_end_time_s)
            if date is not None and not pd.isna(lap.position):
                yield self._row(lap.driver_number, date=date, position=int(lap.position))

    def race_control(self) -> Iterator[Row]:
        seen = [
            Seen(
                float(lap.lap_start_time_s),
                float(lap.lap_end_time_s),
                str(lap.track_status).replace(VSC_ENDING, VSC),
            )
            for lap in self._laps
            if not (pd.isna(lap.lap_start_time_s) or pd.isna(lap.lap_end_time_s))
        ]
        found = spells(seen, "".join(SEVEREST_FIRST))
        before = ""
        for at_s in sorted({s for one in found for s in (one.start_s, one.end_s)}):
            active = {one.digit for one in found if one.start_s <= at_s < one.end_s}
            now = next((digit for digit in SEVEREST_FIRST if digit in active), "")
            if now == before:
                continue
            if before == RED:
                yield self._message(at_s, PIT_EXIT_OPEN)
            if before:
                yield self._message(at_s + (NEUTRAL_S if before == RED else 0.0), CLEAR)
            if now:
                yield self._message(at_s, MESSAGES[now])
            before = now

    def _message(self, at_s: float, message: Row) -> Row:
        return {"session_key": self._key, "date": self._date(at_s), **message}

    def _row(self, driver: int, **values: Any) -> Row:
        return {"session_key": self._key, "driver_number": int(driver), **values}

    def _date(self, at_s: float) -> str | None:
        return None if pd.isna(at_s) else iso_time(self._begin_ms + round(1000 * float(at_s)))


def _known(value: Any) -> Any:
    return None if pd.isna(value) else value
