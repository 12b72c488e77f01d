"""From a released row to the option set in a consumer's hands, while a race runs at its speed or faster."""

import time
from typing import Any

import msgspec

from f1strategy.benches.machine import machine
from f1strategy.benches.running import Report, race_under_way
from f1strategy.ingest.recording import Recording
from f1strategy.runtime.latency import LatencyWatch
from schemas.records import Trigger

EVERY_S = 0.5


def measure(
    race: Recording, *, speed: float, from_lap: int, minutes: float, report: Report
) -> dict[str, Any]:
    """Milliseconds, of all option sets, of those for a driver's new lap, and of those that a new track
    status asked of every driver.

    It ends after so many minutes, or with the race. Raises what a stack that fails raises.
    """
    with race_under_way(race, speed, from_lap, report) as (state, replay):
        begin_s, first_lap = time.monotonic(), replay.progress.leader_lap
        with LatencyWatch(state.bootstrap_servers) as watch:
            report(f"watching {minutes:g} minutes at {speed:g}x from lap {first_lap}")
            while time.monotonic() - begin_s < 60 * minutes and not replay.progress.is_over:
                time.sleep(EVERY_S)
        last_lap, seen = replay.progress.leader_lap, watch.seen
    return {
        **{f"{name}_ms": value for name, value in _told(watch.latency_ms()).items()},
        **_after(watch, "lap", Trigger.NEW_LAP),
        **_after(watch, "status", Trigger.TRACK_STATUS),
        "option_sets": seen,
        "race": race.name,
        "speed": speed,
        "laps": [first_lap, last_lap],
        "minutes": minutes,
        **machine("apache-flink", "kafka-python", "numba"),
    }


def _after(watch: LatencyWatch, what: str, trigger: Trigger) -> dict[str, Any]:
    told = _told(watch.latency_after_ms(trigger))
    return {
        **{f"{what}_{name}_ms": value for name, value in told.items()},
        f"{what}_option_sets": watch.seen_after(trigger),
    }


def _told(latency: msgspec.Struct) -> dict[str, Any]:
    told: dict[str, float | None] = msgspec.to_builtins(latency)
    return {name: None if value is None else round(value, 1) for name, value in told.items()}
