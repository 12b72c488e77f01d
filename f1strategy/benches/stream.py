"""Rows a second through the normalize job beside a plain loop, and many races at once through all jobs."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any, Final

from f1strategy.benches.high_rate import high_rate_rows, mixed
from f1strategy.benches.machine import machine
from f1strategy.benches.plain_fold import fold_topic
from f1strategy.benches.yardstick import yardstick_ms
from f1strategy.ingest.causal import TimedRow, release
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.envelope import envelope
from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.replay import Replay
from f1strategy.runtime.broker import BROKER
from f1strategy.runtime.drain import drain, end_offsets
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.latency import LatencyWatch
from f1strategy.runtime.processes import cpu_s
from f1strategy.runtime.stack import Stack, StackState
from f1strategy.runtime.waiting import wait_until
from schemas.openf1 import HIGH_RATE
from schemas.topics import NORMALIZED, RAW

Report = Callable[[str], None]
FIRST_SESSION: Final = 5_000_000
PATIENCE_S: Final = 900.0
FROM_LAP: Final = 4
WARM: Final = 0.1
"""The first tenth of the rows is read while workers still load the models, and does not count."""


def measure(
    race: Recording, *, races: int, seconds: float, livetiming: Path | None, report: Report
) -> dict[str, Any]:
    """Throughput with the races one after the other and all at once, and of one race with `car_data` and `location`
    in it; then all races at once at 10x for so long.

    Raises what a stack that fails raises, and `FileNotFoundError` where the feed's folder lacks a stream.
    """
    rows = release(race)
    mix = {} if livetiming is None else _mix(mixed(rows, high_rate_rows(livetiming)), report)
    one_by_one = _normalize(rows, races, interleaved=False, report=report)
    at_once = _normalize(rows, races, interleaved=True, report=report)
    return {
        **at_once,
        "one_by_one_rows_per_s": one_by_one["rows_per_s"],
        "one_by_one_cpu_s_per_100k_rows": one_by_one["cpu_s_per_100k_rows"],
        "one_by_one_yardstick_ms": one_by_one["yardstick_ms"],
        "cpu_growth_with_races_pct": round(100 * (_cost(at_once) / _cost(one_by_one) - 1), 1),
        **mix,
        **_live(rows, races, seconds, report),
        "race": race.name,
        **machine("apache-flink", "kafka-python"),
    }


def _cost(told: dict[str, Any]) -> float:
    """CPU time of a row in yardsticks of its own minutes: the machine may be slower by half in the next ones."""
    return float(told["cpu_s_per_100k_rows"] / told["yardstick_ms"])


def _mix(rows: list[TimedRow], report: Report) -> dict[str, Any]:
    """The same of one race whose rows are for the most part high-rate ones."""
    told = _normalize(rows, 1, interleaved=True, report=report)
    high = sum(row.endpoint in HIGH_RATE for row in rows)
    return {
        "mix_rows_per_s": told["rows_per_s"],
        "mix_plain_rows_per_s": told["plain_rows_per_s"],
        "mix_cpu_s_per_100k_rows": told["cpu_s_per_100k_rows"],
        "mix_rows": told["rows"],
        "mix_high_rate_share": round(high / len(rows), 3),
    }


def _normalize(
    released: list[TimedRow], races: int, *, interleaved: bool, report: Report
) -> dict[str, Any]:
    """Rows that wait in Kafka through the normalize job, and through a plain loop."""
    with _stack(report) as (stack, state):
        order = "at once" if interleaved else "one after the other"
        report(f"publishing {races} races, {order}")
        rows = _publish(state, released, races, interleaved=interleaved)
        plain = fold_topic(state.bootstrap_servers)
        report(f"plain loop: {rows / plain.took_s:,.0f} rows/s")
        submitted = stack.submit(state, ("normalize",))
        figures = _watched(submitted, rows)
        _await_writing(submitted)
        laps = sum(end_offsets(state.bootstrap_servers, NORMALIZED).values())
    report(f"normalize: {figures['rows_per_s']:,} rows/s")
    return {
        **figures,
        "rows": rows,
        "races": races,
        "lap_records": laps,
        "plain_rows_per_s": round(rows / plain.took_s),
        "plain_lap_records": plain.laps,
        "plain_cpu_s_per_100k_rows": round(100_000 * plain.cpu_s / rows, 2),
    }


def _await_writing(state: StackState) -> None:
    """Wait until the job has written what follows from everything that it read."""
    read_ms = time.time_ns() // 1_000_000
    with FlinkRest(state.flink_rest) as flink:
        wait_until(
            lambda: flink.last_checkpoint_start_ms(state.jobs["normalize"]) > read_ms,
            what="a checkpoint after the last row",
            hint="see the jobs in Flink",
            timeout_s=PATIENCE_S,
        )


def _watched(state: StackState, rows: int) -> dict[str, Any]:
    """Rows and CPU time between the first tenth and the last row."""
    samples: list[tuple[float, int, float]] = []
    yardsticks: list[float] = []

    def is_read() -> bool:
        with FlinkRest(state.flink_rest) as flink:
            last = flink.last_read_offsets(state.jobs["normalize"], RAW.name)
        read = sum(offset + 1 for offset in last.values())
        samples.append((time.monotonic(), read, cpu_s(state.mark, without=BROKER)))
        yardsticks.append(yardstick_ms())
        return read >= rows

    wait_until(
        is_read,
        what="all rows read",
        hint="see the jobs in Flink",
        timeout_s=PATIENCE_S,
        every_s=1.0,
    )
    began = next(one for one in samples if one[1] >= WARM * rows)
    ended = next(one for one in samples if one[1] >= rows)
    read = ended[1] - began[1]
    return {
        "rows_per_s": round(read / (ended[0] - began[0])) if read else None,
        "cpu_s_per_100k_rows": round(100_000 * (ended[2] - began[2]) / read, 2) if read else None,
        "yardstick_ms": round(fmean(yardsticks), 2),
    }


def _publish(state: StackState, rows: list[TimedRow], races: int, *, interleaved: bool) -> int:
    """The same race as so many sessions, either row by row of all or one whole race after the other."""
    order = (
        ((number, row) for row in enumerate(rows) for number in range(races))
        if interleaved
        else ((number, row) for number in range(races) for row in enumerate(rows))
    )
    with Publisher(state.bootstrap_servers) as publisher:
        for number, (sequence, row) in order:
            publisher.publish(
                envelope(
                    row.row,
                    source="bench",
                    endpoint=row.endpoint,
                    session_key=FIRST_SESSION + number,
                    sequence=sequence,
                    ingest_time_ms=time.time_ns() // 1_000_000,
                )
            )
    return races * len(rows)


def _live(rows: list[TimedRow], races: int, seconds: float, report: Report) -> dict[str, Any]:
    """All jobs, all races at ten times their speed: how old an option set is when it arrives."""
    with _stack(report) as (stack, bare), Publisher(bare.bootstrap_servers) as publisher:
        state = stack.submit(bare)
        replays = [
            Replay(
                rows,
                session_key=FIRST_SESSION + number,
                source="bench",
                publish=publisher.publish,
                clock=SystemClock(),
                speed=10.0,
            )
            for number in range(races)
        ]
        threads = [threading.Thread(target=replay.run, daemon=True) for replay in replays]
        for replay, thread in zip(replays, threads, strict=True):
            replay.control.seek_lap(FROM_LAP)
            thread.start()
        try:
            report(f"{races} races at 10x from lap {FROM_LAP}, for {seconds:g} s")
            drain(state.bootstrap_servers, state.flink_rest, state.jobs, patience_s=PATIENCE_S)
            before_s = cpu_s(state.mark)
            with LatencyWatch(state.bootstrap_servers) as watch:
                time.sleep(seconds)
            used_s = cpu_s(state.mark) - before_s
        finally:
            for replay in replays:
                replay.control.stop()
            for thread in threads:
                thread.join()
    latency = watch.latency_ms()
    return {
        "live_races": races,
        "live_seconds": seconds,
        "p50_ms": latency.p50,
        "p95_ms": latency.p95,
        "p99_ms": latency.p99,
        "option_sets": watch.seen,
        "live_cores_used": round(used_s / seconds, 2),
    }


@contextmanager
def _stack(report: Report) -> Iterator[tuple[Stack, StackState]]:
    with TemporaryDirectory() as folder, Stack(RunFolder(Path(folder)), report) as stack:
        yield stack, stack.up(with_jobs=False)
