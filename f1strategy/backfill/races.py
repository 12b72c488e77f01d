"""Many races into the lake: worked out in several processes, committed by one, once each."""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import pandas as pd

from f1strategy.artifacts.serving import wear_models
from f1strategy.artifacts.store import SHIPPED, load
from f1strategy.backfill.history import as_it_ended, as_it_grew, lap_records
from f1strategy.backfill.lap_rows import recording_of, session_key
from f1strategy.ingest import recording
from f1strategy.lake.batch import Batch
from f1strategy.lake.columns import columns
from f1strategy.lake.location import Lake
from f1strategy.lake.messages import Message, Source
from f1strategy.lake.writer import TableWriter
from f1strategy.models.driver_wear import WearModels
from f1strategy.training.laps_table import BadLapsTable, read_table
from schemas.records import LapRecord, RawEnvelope, Record
from schemas.tables import LAPS, RAW, Table

WORKERS: Final = 2
NEEDED: Final = ("date", "driver_number")
"""Columns of a laps table that models do without."""
PARTITION: Final = 0


@dataclass(frozen=True, slots=True)
class Past:
    """A race that is over: its session, a name for people, and where its rows come from."""

    session_key: int
    name: str
    rows: Path | pd.DataFrame
    """Folder of a recording, or a race's rows of a laps table."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A race that is in the lake now; no rows where it was there before."""

    past: Past
    raw_rows: int
    lap_rows: int


def recordings(folders: Sequence[Path]) -> list[Past]:
    """The races of these recordings. Raises `BadRecording`."""
    found = []
    for folder in folders:
        known = recording.load(folder)
        found.append(Past(known.session_key, known.name, folder))
    return found


def laps(path: Path, seasons: Sequence[int] = ()) -> list[Past]:
    """The races of a laps table, of these seasons if any are given, earliest first.

    Raises `BadLapsTable`.
    """
    table = read_table(path)
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise BadLapsTable(path, f"it lacks the columns {', '.join(missing)}")
    return [
        Past(session_key(season, number), f"{season} round {number}", rows)
        for (season, number), rows in table.groupby(["season", "round"], sort=True)
        if not seasons or season in seasons
    ]


def backfill(
    lake: Lake,
    races: Sequence[Past],
    *,
    workers: int = WORKERS,
    clock: Callable[[], float] = time.time,
) -> Iterator[Filled]:
    """Bring each race in, its raw rows first; one that is there already is left as it is.

    A race's rows are committed with the number of the last one, as the archive does it with Kafka's
    offsets, so a run that was cut short goes on where it ended. Raises what the lake raises.
    """
    writers = {table.name: TableWriter(lake, table) for table in (RAW, LAPS)}
    missing = []
    for race in races:
        if writers[LAPS.name].committed(_source(LAPS, race)) >= 0:
            yield Filled(race, 0, 0)
        else:
            missing.append(race)
    if not missing:
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        now_ms = int(clock() * 1000)
        worked_out = pool.map(_worked_out, missing, [now_ms] * len(missing))
        for race, (raw, lap) in zip(missing, worked_out, strict=True):
            for table, batch in ((RAW, raw), (LAPS, lap)):
                writers[table.name].append(batch)
            yield Filled(race, raw.rows.num_rows, lap.rows.num_rows)


def worked_out(
    past: Past, wear: WearModels, now_ms: int
) -> tuple[Sequence[RawEnvelope], Sequence[LapRecord]]:
    """A race's raw rows and lap records. Raises `BadRecording`, `NoRaceTimes`."""
    if isinstance(past.rows, Path):
        rows = list(as_it_grew(recording.load(past.rows), now_ms))
    else:
        rows = list(as_it_ended(recording_of(past.rows), now_ms))
    return rows, lap_records(rows, wear)


def _worked_out(past: Past, now_ms: int) -> tuple[Batch, Batch]:
    raw, lap = worked_out(past, _wear(), now_ms)
    return _batch(RAW, past, raw, now_ms), _batch(LAPS, past, lap, now_ms)


def _batch(table: Table, past: Past, records: Sequence[Record], now_ms: int) -> Batch:
    placed = [(Message(PARTITION, at, b""), record) for at, record in enumerate(records)]
    source = _source(table, past)
    rows = columns(table, placed, topic_id=source.topic_id, archived_time_ms=now_ms)
    return Batch(rows, {source: len(placed) - 1}, ())


def _source(table: Table, past: Past) -> Source:
    """Stands for a topic that had this race alone, in one partition."""
    return Source(table.topic.name, f"backfill-{past.session_key}", PARTITION)


@lru_cache(maxsize=1)
def _wear() -> WearModels:
    return wear_models(load(SHIPPED))
