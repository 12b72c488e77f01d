"""What a demo run did, in numbers: the content of `--summary out.json`."""

from collections import Counter
from collections.abc import Mapping

import msgspec

from f1strategy.runtime.latency import LatencyMs
from schemas import codec
from schemas.records import LapRecord


class LapRecords(msgspec.Struct, frozen=True, kw_only=True):
    """Final lap records: how many in all, and by car number."""

    total: int
    revisions: int
    per_driver: dict[str, int]


class OptionSets(msgspec.Struct, frozen=True, kw_only=True):
    """Option sets: how many were published, and how many driver-laps have one."""

    published: int
    driver_laps: int


class Archived(msgspec.Struct, frozen=True, kw_only=True):
    """What the lake holds of the session, as rows by table, and in how many files."""

    lake: str
    wait_s: float
    rows: dict[str, int]
    files: int


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One run. Times are wall time; start-up ends when all jobs run."""

    race: str
    session_key: int
    speed: float | str
    raw_rows: int
    dead_letters: int
    lap_records: LapRecords
    option_sets: OptionSets
    latency_ms: LatencyMs
    track_status_latency_ms: LatencyMs
    archived: Archived
    start_up_s: float
    race_s: float
    wall_time_s: float
    peak_memory_mib: float


def lap_records(latest: Mapping[bytes, bytes]) -> LapRecords:
    """Count the final lap records, by driver and in revisions."""
    laps = [codec.decode(value, LapRecord) for value in latest.values()]
    per_driver = Counter(lap.driver_number for lap in laps)
    return LapRecords(
        total=len(laps),
        revisions=sum(lap.revision for lap in laps),
        per_driver={str(number): count for number, count in sorted(per_driver.items())},
    )
