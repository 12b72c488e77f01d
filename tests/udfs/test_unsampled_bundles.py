"""A worker's bundle ends when its work is done: no thread that samples it is waited for."""

import subprocess
import sys

import pytest

from udfs.lean_imports import WORKER

BUNDLES = """
import sys, threading, time
from types import SimpleNamespace
from apache_beam.runners.worker import statesampler
from apache_beam.utils.counters import CounterFactory
sys.modules["__main__"].__spec__ = SimpleNamespace(name="{main}")
import udfs
sampler = statesampler.StateSampler("bundle", CounterFactory())
told = []
for _ in range(2):
    sampler.start()
    told.append(statesampler.get_current_tracker() is sampler)
    threads = threading.active_count()
    time.sleep(0.02)
    sampler.stop_if_still_running()
    told.append(statesampler.get_current_tracker() is None)
    told.append((sampler.started, sampler.finished))
    sampler.reset()
print(threads, all(told))
"""


def threads_of_a_bundle(main: str) -> list[str]:
    code = BUNDLES.format(main=main)
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return told.stdout.split()


@pytest.mark.parametrize(("main", "threads"), [(WORKER, "1"), ("anything.else", "2")])
def test_a_bundle_of_a_worker_has_no_thread_of_its_own(main, threads):
    assert threads_of_a_bundle(main) == [threads, "True"]
