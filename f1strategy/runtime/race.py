"""One race through a running stack: replayed, drained, counted."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from f1strategy.ingest.causal import release
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.remote_control import remote_control
from f1strategy.ingest.replay import Replay
from f1strategy.lake.location import Lake
from f1strategy.runtime.archived import drain_archive, finish_session
from f1strategy.runtime.drain import drain, end_offsets
from f1strategy.runtime.dump import dump
from f1strategy.runtime.latency import LatencyMs, LatencyWatch
from f1strategy.runtime.stack import StackState
from f1strategy.runtime.summary import Archived, OptionSets, Summary, lap_records
from f1strategy.runtime.topic_reader import latest_by_key
from schemas.records import Trigger
from schemas.topics import DEAD_LETTERS, NORMALIZED, OPTIONS, RAW, TOPICS

Follow = Callable[[Replay], None]
"""Runs a replay to its end, showing it to whoever watches."""


@dataclass(frozen=True, slots=True)
class Race:
    """What is replayed: a recording, who delivered it, and how fast (`math.inf`: at once)."""

    recording: Recording
    source: str
    speed: float


@dataclass(frozen=True, slots=True)
class Ran:
    """How a race went: wall time from the first row to the last answer, and the answers' latency."""

    race_s: float
    latency_ms: LatencyMs
    track_status_latency_ms: LatencyMs


def run_race(race: Race, state: StackState, follow: Follow, report: Callable[[str], None]) -> Ran:
    """Replay the race into the stack and wait until the jobs have answered everything.

    Raises what publishing, draining or a failed job raises.
    """
    rows = release(race.recording)
    report(f"replaying {race.recording.name}: {len(rows):,} rows")
    with (
        LatencyWatch(state.bootstrap_servers) as latency,
        Publisher(state.bootstrap_servers) as publisher,
    ):
        for letter in race.recording.dead_letters:
            publisher.publish_dead_letter(letter)
        began = time.monotonic()
        session_key = race.recording.session_key
        replay = Replay(
            rows,
            session_key=session_key,
            source=race.source,
            publish=publisher.publish,
            clock=SystemClock(),
            speed=race.speed,
        )
        with remote_control(replay, session_key, state.bootstrap_servers):
            follow(replay)
        publisher.flush()
        report("waiting for the jobs to answer the last rows")
        drain(state.bootstrap_servers, state.flink_rest, state.jobs)
        race_s = time.monotonic() - began
    return Ran(race_s, latency.latency_ms(), latency.latency_after_ms(Trigger.TRACK_STATUS))


def archive(race: Race, state: StackState, report: Callable[[str], None]) -> Archived:
    """Wait until the race is in the lake, and merge its small files there."""
    report("waiting until the last rows are in the lake")
    lake, began = Lake.at(state.lake), time.monotonic()
    drain_archive(state.bootstrap_servers, lake)
    wait_s = time.monotonic() - began
    tables = finish_session(lake, race.recording.session_key)
    return Archived(
        lake=state.lake,
        wait_s=wait_s,
        rows={table.table: table.rows for table in tables},
        files=sum(table.files for table in tables),
    )


def summarize(
    race: Race,
    state: StackState,
    ran: Ran,
    archived: Archived,
    *,
    start_up_s: float,
    wall_time_s: float,
    peak_bytes: int,
) -> Summary:
    """Count what the topics hold now; call it when the streams are drained."""
    servers = state.bootstrap_servers
    laps = latest_by_key(servers, NORMALIZED)
    return Summary(
        race=race.recording.name,
        session_key=race.recording.session_key,
        speed="max" if math.isinf(race.speed) else race.speed,
        raw_rows=sum(end_offsets(servers, RAW).values()),
        dead_letters=sum(end_offsets(servers, DEAD_LETTERS).values()),
        lap_records=lap_records(laps),
        option_sets=OptionSets(
            published=sum(end_offsets(servers, OPTIONS).values()),
            driver_laps=len(latest_by_key(servers, OPTIONS)),
        ),
        latency_ms=ran.latency_ms,
        track_status_latency_ms=ran.track_status_latency_ms,
        archived=archived,
        start_up_s=start_up_s,
        race_s=ran.race_s,
        wall_time_s=wall_time_s,
        peak_memory_mib=peak_bytes / 2**20,
    )


def dump_topics(state: StackState, folder: Path) -> list[Path]:
    """Write the latest value of every key of every topic, one file each."""
    servers = state.bootstrap_servers
    return dump({topic: latest_by_key(servers, topic) for topic in TOPICS}, folder)
