"""Races of the lake, as history for the back-test and for reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from f1strategy.lake.errors import NoTable
from f1strategy.lake.latest import latest_of, rows
from f1strategy.lake.location import Lake
from f1strategy.lake.sql import ask, connect
from f1strategy.models.observed import ObservedLap, observed
from f1strategy.models.race import Race
from schemas.records import LapRecord
from schemas.tables import LAPS

CLASSIFIED: Final = "classified"
NO_RESULT: Final = 99
"""Sorts behind every place."""


class NoSession(Exception):
    """A session of which the lake has no completed lap."""

    def __init__(self, session_key: int, root: str) -> None:
        super().__init__(session_key, root)
        self.session_key, self.root = session_key, root

    def __str__(self) -> str:
        return (
            f"no laps of session {self.session_key} in {self.root}: replay or back-fill it, "
            "and see `f1strategy lake ask sessions`"
        )


@dataclass(frozen=True)
class Session:
    """One race of the lake: the latest record of every lap, by driver and lap.

    archived: rows of all revisions; caused by corrections and by laps that grew.
    """

    key: int
    records: tuple[LapRecord, ...]
    archived: int

    @cached_property
    def first(self) -> LapRecord:
        """Any record: what all have in common."""
        return self.records[0]

    @property
    def name(self) -> str:
        """For people, such as `2024 yas-marina`."""
        return f"{self.first.season or 'unknown season,'} {self.first.circuit or 'unknown circuit'}"

    @cached_property
    def total_laps(self) -> int:
        """The distance in force at the end."""
        told = [one.scheduled_laps for one in self.records if one.scheduled_laps is not None]
        return told[-1] if told else max(one.lap_number for one in self.records)

    @cached_property
    def laps(self) -> Mapping[str, tuple[LapRecord, ...]]:
        """Completed laps by driver, in order of the result."""
        found: dict[str, list[LapRecord]] = {}
        for one in self.records:
            if one.is_complete:
                found.setdefault(code(one), []).append(one)
        ordered = sorted(found.values(), key=_result)
        return {code(laps[0]): tuple(laps) for laps in ordered}

    @cached_property
    def results(self) -> Mapping[str, int]:
        """Places by driver: the official ones, else by laps and time at the last line."""
        return {driver: at for at, driver in enumerate(self.laps, 1)}

    @cached_property
    def race(self) -> Race:
        """The same laps as the models see them, in order of the line crossings."""
        seen = [one for one in map(observed, self.records) if one is not None]
        return Race(
            season=self.first.season or 0,
            round=self.key % 1000,
            circuit=self.first.circuit or "",
            total_laps=self.total_laps,
            laps=tuple(sorted(seen, key=_crossing)),
        )


def code(lap: LapRecord) -> str:
    """The driver's letters, the car's number where they are not known."""
    return lap.driver_code or str(lap.driver_number)


def read_session(lake: Lake, session_key: int) -> Session:
    """Raises `NoSession`."""
    try:
        every = rows(lake, LAPS, session_key)
    except NoTable as error:
        raise NoSession(session_key, lake.root) from error
    records = tuple(
        msgspec.convert(row, LapRecord) for row in _known(latest_of(every, LAPS)).to_pylist()
    )
    if not any(one.is_complete for one in records):
        raise NoSession(session_key, lake.root)
    return Session(session_key, records, every.num_rows)


def session_keys(lake: Lake, season: int | None = None) -> list[int]:
    """The races of the lake, earliest first; of a season if given."""
    where = "WHERE season = $session" if season is not None else ""
    found: Sequence[Mapping[str, Any]] = ask(
        connect(lake),
        f"SELECT session_key FROM laps {where} GROUP BY session_key "  # noqa: S608 — no input
        "HAVING bool_or(is_complete) ORDER BY min(lap_end_time_ms), session_key",
        season,
    ).to_pylist()
    return [int(one["session_key"]) for one in found]


def dead_letters(lake: Lake, session_key: int) -> int:
    """Rows of the session that ended on the dead-letter topic."""
    return int(
        ask(
            connect(lake),
            "SELECT count(*) AS n FROM dead_letters WHERE session_key = $session",
            session_key,
        )["n"][0].as_py()
    )


def _known(table: pa.Table) -> pa.Table:
    """Without the columns that are null in every row: a record's defaults stand for them."""
    return table.select([name for name in table.column_names if pc.any(table[name].is_valid())])


def _crossing(lap: ObservedLap) -> tuple[float, int]:
    return lap.end_s, lap.position


def _result(laps: Sequence[LapRecord]) -> tuple[int, int, int]:
    last = laps[-1]
    return last.result_position or NO_RESULT, -last.lap_number, last.lap_end_time_ms or 0
