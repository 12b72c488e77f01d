"""The oracle: the lap records that follow from a set of envelopes, by full recomputation."""

from collections.abc import Iterable

from f1strategy.timing.laps import lap_records
from f1strategy.timing.rows import MalformedRow, ParsedRow, parse
from f1strategy.timing.tables import Tables
from schemas.openf1 import ROW_BY_ENDPOINT, SESSION_WIDE
from schemas.records import LapRecord, RawEnvelope


def fold(envelopes: Iterable[RawEnvelope]) -> dict[tuple[int, int, int], LapRecord]:
    """Final records by session, driver and lap, whatever the order and number of deliveries.

    What the normalize job sends to the dead letters is left out here. `revision` is 1 and
    `caused_by_ingest_time_ms` the newest release time: they are no content.
    """
    wide: dict[int, list[ParsedRow]] = {}
    own: dict[tuple[int, int], list[ParsedRow]] = {}
    newest_ms = 0
    for envelope in envelopes:
        if envelope.endpoint not in ROW_BY_ENDPOINT:
            continue
        try:
            parsed = parse(envelope)
        except MalformedRow:
            continue
        newest_ms = max(newest_ms, envelope.ingest_time_ms)
        if parsed.endpoint in SESSION_WIDE:
            wide.setdefault(envelope.session_key, []).append(parsed)
        else:
            driver: int = parsed.row.driver_number  # type: ignore[union-attr, assignment]
            own.setdefault((envelope.session_key, driver), []).append(parsed)
    records: dict[tuple[int, int, int], LapRecord] = {}
    for (session_key, driver), rows in sorted(own.items()):
        tables = Tables()
        for parsed in (*wide.get(session_key, ()), *rows):
            tables.put(parsed)
        laps = lap_records(tables, session_key, driver, caused_by_ingest_time_ms=newest_ms)
        records |= {(session_key, driver, number): lap for number, lap in laps.items()}
    return records
