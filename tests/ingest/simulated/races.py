"""Simulated races, each driven once, with the lap records that follow from their rows."""

from functools import cache

from f1strategy.ingest.causal import release
from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.simulated.grand_prix import DEFAULT_LAPS, drive, tell
from f1strategy.ingest.simulated.history import CarHistory, History, Lap
from f1strategy.ingest.simulated.neutral import overlaps
from f1strategy.timing.fold import fold
from schemas.openf1 import ROW_BY_ENDPOINT
from schemas.records import LapRecord, RawEnvelope

DRY, WET = 1, 4
"""Seeds: the default race, and one with a shower."""


@cache
def history(seed: int = DRY, laps: int = DEFAULT_LAPS) -> History:
    return drive(seed, laps)


@cache
def recording(seed: int = DRY, laps: int = DEFAULT_LAPS) -> Recording:
    return tell(history(seed, laps), seed)


@cache
def envelopes(seed: int = DRY, laps: int = DEFAULT_LAPS) -> tuple[RawEnvelope, ...]:
    """The race as a replay publishes it."""
    told = recording(seed, laps)
    return tuple(
        envelope(
            row.row,
            source="simulated",
            endpoint=row.endpoint,
            session_key=told.session_key,
            sequence=sequence,
            ingest_time_ms=row.release_time_ms,
        )
        for sequence, row in enumerate(release(told))
    )


@cache
def records(seed: int = DRY, laps: int = DEFAULT_LAPS) -> dict[tuple[int, int], LapRecord]:
    """Lap records by driver and lap."""
    rows = (one for one in envelopes(seed, laps) if one.endpoint in ROW_BY_ENDPOINT)
    return {(driver, lap): record for (_, driver, lap), record in fold(rows).items()}


def all_laps(race: History) -> list[tuple[CarHistory, Lap]]:
    return [(car, lap) for car in race.cars for lap in car.laps]


def is_racing_lap(race: History, lap: Lap) -> bool:
    """Complete, green, on the track from line to line, not the first."""
    return (
        lap.is_complete
        and lap.number > 1
        and not lap.is_out_lap
        and lap.stop is None
        and not overlaps(race.spells, lap.start_ms / 1000, lap.end_ms / 1000)
    )
