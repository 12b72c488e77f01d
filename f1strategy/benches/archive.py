"""How fast the archive job brings rows from Kafka into Delta, and how far behind it is at 1x."""

import threading
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from f1strategy.benches.machine import machine
from f1strategy.ingest.causal import release
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.replay import Replay
from f1strategy.ingest.simulated import simulate
from f1strategy.lake.commits import commits
from f1strategy.lake.latest import rows as rows_of
from f1strategy.lake.location import Lake
from f1strategy.runtime.archived import drain_archive
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.latency import percentile
from f1strategy.runtime.stack import Stack, StackState
from schemas.tables import RAW

Report = Callable[[str], None]
LIVE_SESSION: Final = 2
FROM_LAP: Final = 5


def measure(*, rows: int, minutes: float, report: Report) -> dict[str, Any]:
    """Rows a second, what commits took, and the lag.

    Nothing but the archive job runs. A row's lag is from its release to the end of its commit.
    Raises what a stack that fails raises.
    """
    with TemporaryDirectory() as folder, Stack(RunFolder(Path(folder)), report) as stack:
        state = stack.up(with_jobs=False)
        report(f"publishing {rows:,} rows")
        _publish(state, rows)
        state = stack.submit(state, ("archive",))
        lake = Lake.at(state.lake)
        drain_archive(state.bootstrap_servers, lake)
        loaded = _load(lake)
        report(f"replaying a race at 1x for {minutes:g} minutes")
        _follow_live(state, minutes)
        drain_archive(state.bootstrap_servers, lake)
        lags_ms = _lags_ms(lake)
        took_ms = sorted(_took_ms(lake))
    return {
        **loaded,
        "commit_p50_ms": percentile(took_ms, 0.5),
        "commit_p99_ms": percentile(took_ms, 0.99),
        "commits": len(took_ms),
        "lag_p50_s": _seconds(percentile(lags_ms, 0.5)),
        "lag_p99_s": _seconds(percentile(lags_ms, 0.99)),
        "lag_rows": len(lags_ms),
        **machine("apache-flink", "deltalake", "kafka-python"),
    }


def _publish(state: StackState, count: int) -> None:
    """Rows of a simulated race, over and over; each time it is another session."""
    race = release(simulate(1))
    with Publisher(state.bootstrap_servers) as publisher:
        for sequence, row in enumerate(islice(cycle(race), count)):
            publisher.publish(
                envelope(
                    row.row,
                    source="bench",
                    endpoint=row.endpoint,
                    session_key=1000 + sequence // len(race),
                    sequence=sequence,
                    ingest_time_ms=time.time_ns() // 1_000_000,
                )
            )


def _load(lake: Lake) -> dict[str, Any]:
    """Rows a second from the first commit to the last: the first batch's own rows do not count."""
    first, *done = commits(lake, RAW)
    took_s = (done[-1].time_ms - first.time_ms) / 1000
    count = sum(one.rows for one in done)
    return {"rows_per_s": round(count / took_s), "rows": count, "load_s": round(took_s, 1)}


def _took_ms(lake: Lake) -> list[float]:
    """What each commit took: the writing as Delta tells it, and from there until its log entry was on disk."""
    log = Path(lake.uri(RAW)) / "_delta_log"
    return [
        one.took_ms
        + max(0.0, (log / f"{one.version:020}.json").stat().st_mtime * 1000 - one.time_ms)
        for one in commits(lake, RAW)
    ]


def _follow_live(state: StackState, minutes: float) -> None:
    race = simulate(1)
    with Publisher(state.bootstrap_servers) as publisher:
        replay = Replay(
            release(race),
            session_key=LIVE_SESSION,
            source="bench",
            publish=publisher.publish,
            clock=SystemClock(),
            speed=1.0,
        )
        replay.control.seek_lap(FROM_LAP)
        thread = threading.Thread(target=replay.run, daemon=True)
        thread.start()
        thread.join(minutes * 60)
        replay.control.stop()
        thread.join()


def _lags_ms(lake: Lake) -> list[float]:
    """Lags of the rows that came at 1x: the first batch holds the laps before, all at once."""
    live = rows_of(lake, RAW, LIVE_SESSION)
    begins, ingests = (live[name].to_pylist() for name in ("archived_time_ms", "ingest_time_ms"))
    first = min(begins)
    # A batch's commit ends with its version: the first one that is not before its beginning.
    ends = [one.time_ms for one in commits(lake, RAW)]
    end_of = {began: min(end for end in ends if end >= began) for began in set(begins)}
    return sorted(
        float(end_of[began] - ingest)
        for began, ingest in zip(begins, ingests, strict=True)
        if began > first
    )


def _seconds(value_ms: float | None) -> float | None:
    return None if value_ms is None else round(value_ms / 1000, 2)
