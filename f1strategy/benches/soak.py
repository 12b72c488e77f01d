"""A stack under load for a long time: whether its processes grow, and whether every checkpoint completes."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

from f1strategy.benches.machine import machine
from f1strategy.benches.running import race_under_way
from f1strategy.ingest.recording import Recording
from f1strategy.runtime.broker import BROKER
from f1strategy.runtime.cluster import JOB_MANAGER, PYTHON_WORKER, TASK_MANAGER
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.nursery import FORKED, NURSERY, STAND_IN
from f1strategy.runtime.processes import memory_by_process
from f1strategy.runtime.stack import StackState

SAMPLE_EVERY_S: Final = 5.0
WARM: Final = 0.25
"""The first quarter of the samples is start-up: caches fill, code is compiled."""
NAMES: Final = {
    FORKED: "worker",
    BROKER: "broker",
    JOB_MANAGER: "jobmanager",
    TASK_MANAGER: "taskmanager",
    NURSERY: "nursery",
    STAND_IN: "stand-in",
    PYTHON_WORKER: "worker",
}
"""What a process is, by a part of its name and command."""

Samples = Sequence[tuple[float, float]]
"""Seconds, and bytes then."""


def measure(
    race: Recording, *, speed: float, minutes: float, from_lap: int, report: Callable[[str], None]
) -> dict[str, Any]:
    """Memory of every process and checkpoints of every job, for so long or until the race is over.

    Raises what a stack that fails raises.
    """
    samples: dict[int, list[tuple[float, float]]] = defaultdict(list)
    names: dict[int, str] = {}
    with race_under_way(race, speed, from_lap, report) as (state, replay):
        report(f"watching {minutes:g} minutes at {speed:g}x")
        before, began = _checkpoints(state), time.monotonic()
        while (now := time.monotonic()) - began < 60 * minutes and not replay.progress.is_over:
            for pid, (command, size) in memory_by_process(state.mark).items():
                names[pid] = _name(command)
                samples[pid].append((now, float(size)))
            time.sleep(SAMPLE_EVERY_S)
        watched_s = time.monotonic() - began
        checkpoints = _since(before, _checkpoints(state))
    whole = max(map(len, samples.values()), default=0)
    slopes = {pid: round(slope_pct_per_10_min(taken), 2) for pid, taken in samples.items()}
    lasting = {pid: taken for pid, taken in samples.items() if len(taken) == whole}
    told = [
        {
            "process": names[pid],
            "mb": round(taken[-1][1] / 2**20),
            "slope_pct_per_10_min": slopes[pid],
        }
        for pid, taken in sorted(lasting.items(), key=lambda one: names[one[0]])
    ]
    return {
        "worst_slope_pct_per_10_min": max(slopes[pid] for pid in lasting),
        "processes": told,
        "ended_meanwhile": len(samples) - len(lasting),
        **checkpoints,
        "minutes": round(watched_s / 60, 1),
        "speed": speed,
        "race": race.name,
        **machine("apache-flink", "kafka-python"),
    }


def slope_pct_per_10_min(samples: Samples) -> float:
    """Least-squares slope of the samples after start-up, in percent of their mean, for ten minutes.

    >>> slope_pct_per_10_min([(60.0 * minute, 100.0 + minute) for minute in range(4)])
    9.8
    """
    kept = samples[int(WARM * len(samples)) :]
    mean_s = sum(s for s, _ in kept) / len(kept)
    mean = sum(size for _, size in kept) / len(kept)
    spread = sum((s - mean_s) ** 2 for s, _ in kept)
    if spread == 0.0:
        return 0.0
    slope = sum((s - mean_s) * (size - mean) for s, size in kept) / spread
    return 100 * slope * 600 / mean


def _name(command: str) -> str:
    program, _, _ = command.partition(" ")
    return next((name for part, name in NAMES.items() if part in command), program)


def _since(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """What was counted while the race was watched: before, jobs ask for checkpoints that no task can begin yet."""
    counted = ("checkpoints", "failed_checkpoints", "restarts")
    return {**now, **{name: now[name] - before[name] for name in counted}}


def _checkpoints(state: StackState) -> dict[str, Any]:
    with FlinkRest(state.flink_rest) as flink:
        told = {name: flink.checkpoints(job_id) for name, job_id in state.jobs.items()}
        restarts = sum(flink.restarts(job_id) for job_id in state.jobs.values())
    return {
        "checkpoints": sum(one.completed for one in told.values()),
        "failed_checkpoints": sum(one.failed for one in told.values()),
        "checkpoint_p99_ms": {name: one.p99_ms for name, one in told.items()},
        "largest_checkpoint_mb": {
            name: round(one.largest_bytes / 2**20, 2) for name, one in told.items()
        },
        "restarts": restarts,
    }
