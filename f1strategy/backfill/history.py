"""A race's rows and lap records, as the stream would have left them, without a broker."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from f1strategy.ingest.causal import release
from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.row_values import Row
from f1strategy.models.driver_wear import WearModels, with_wear_of_all
from f1strategy.timing.fold import fold
from schemas.records import LapRecord, RawEnvelope

SOURCE = "backfill"


def as_it_grew(recording: Recording, now_ms: int) -> Iterator[RawEnvelope]:
    """Every version of every row, in the order in which it became known."""
    rows = ((row.endpoint, row.row) for row in release(recording))
    return _wrapped(rows, recording.session_key, now_ms)


def as_it_ended(recording: Recording, now_ms: int) -> Iterator[RawEnvelope]:
    """Every row once, in its last version: a table of laps does not tell how its rows grew."""
    info = [("race_info", msgspec.to_builtins(recording.race_info))]
    rows = [(endpoint, row) for endpoint, those in recording.rows.items() for row in those]
    return _wrapped([*info, *rows], recording.session_key, now_ms)


def lap_records(rows: Iterable[RawEnvelope], wear: WearModels) -> Sequence[LapRecord]:
    """The final lap records with the wear of the tyres, by driver and lap, by the stream's own functions."""
    return [record for _, record in sorted(with_wear_of_all(fold(rows), wear).items())]


def _wrapped(
    rows: Iterable[tuple[str, Row]], session_key: int, now_ms: int
) -> Iterator[RawEnvelope]:
    for sequence, (endpoint, row) in enumerate(rows):
        yield envelope(
            row,
            source=SOURCE,
            endpoint=endpoint,
            session_key=session_key,
            sequence=sequence,
            ingest_time_ms=now_ms,
        )
