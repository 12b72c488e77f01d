"""Spares Flink's Python workers the sampling of what they do.

Beam has a thread look at what a bundle is doing, with pauses that grow to a sixth of the time that the bundle has
taken, and the bundle is over only when that thread has woken up once more: 2 ms of every bundle, a twelfth of a long
one. Flink hands on nothing of what it sees.
"""

import importlib
import threading
from typing import Any

from udfs.lean_imports import is_worker


def spare_samples(main: Any) -> None:
    """Have bundles begin and end without that thread, in a process that began with this module if it is a worker."""
    if is_worker(main):
        unsample()


def unsample() -> None:
    """The same whatever the process is. A bundle that has begun with a thread ends without waiting for it."""
    # Workers have imported it already; elsewhere it would take seconds.
    statesampler: Any = importlib.import_module("apache_beam.runners.worker.statesampler")

    def start(sampler: Any) -> None:
        sampler.tracked_thread = threading.current_thread()
        statesampler.set_current_tracker(sampler)
        sampler.started = True

    def stop(sampler: Any) -> None:
        statesampler.set_current_tracker(None)
        sampler.finished = True

    statesampler.StateSampler.start = start
    statesampler.StateSampler.stop = stop
