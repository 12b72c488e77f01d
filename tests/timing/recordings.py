"""Real races as envelopes, straight from the recorded answers of OpenF1."""

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from schemas.openf1 import ROW_BY_ENDPOINT, time_ms
from schemas.records import RawEnvelope

RACES = {
    "2023_dutch": 9149,
    "2023_singapore": 9165,
    "2024_australian": 9488,
    "2024_british": 9558,
    "2024_canadian": 9531,
    "2024_miami": 9507,
    "2024_qatar": 9655,
    "2025_abu-dhabi": 9839,
    "2025_australian": 9693,
    "2025_bahrain": 10014,
}


def answer(data: Path, race: str, endpoint: str) -> list[dict[str, Any]]:
    """The rows of one endpoint."""
    with gzip.open(data / "recordings" / race / f"{endpoint}.json.gz") as file:
        rows: list[dict[str, Any]] = json.load(file)
    return rows


@cache
def envelopes(data: Path, race: str) -> tuple[RawEnvelope, ...]:
    """All rows that make lap records, by date; rows without a date come first."""
    endpoints = [endpoint for endpoint in ROW_BY_ENDPOINT if endpoint != "race_info"]
    rows = [(endpoint, row) for endpoint in endpoints for row in answer(data, race, endpoint)]
    return tuple(
        RawEnvelope(
            source="recording",
            endpoint=endpoint,
            session_key=RACES[race],
            driver_number=row.get("driver_number"),
            ingest_time_ms=sequence,
            sequence=sequence,
            event_id="",
            payload=msgspec.Raw(msgspec.json.encode(row)),
        )
        for sequence, (endpoint, row) in enumerate(sorted(rows, key=_moment))
    )


def _moment(item: tuple[str, dict[str, Any]]) -> int:
    _, row = item
    text = row.get("date") or row.get("date_start")
    return time_ms(text) if text else 0
