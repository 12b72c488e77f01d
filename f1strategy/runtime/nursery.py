"""Where the cluster's Python workers come from: a nursery forks them, as Linux can."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil

from f1strategy.runtime.cluster import PYTHON_WORKER, client_environment, folder_of_sources
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.processes import GONE, Program, marked

NURSERY: Final = "udfs.nursery"
STAND_IN: Final = "nursed.py"
FORKED: Final = "python-worker"
"""What the system calls a worker that was forked."""


def program(folder: RunFolder) -> Program:
    """The nursery, and beside it the `python` that Flink starts; workers that come before it is ready start alone."""
    where, script = folder.flink.resolve(), python(folder)
    client = folder_of_sources() / "udfs" / STAND_IN
    # -I -S: what stands in for a worker needs none of what it would look for at its start.
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -IS "{client}" "{where}" "$@"\n')
    script.chmod(0o755)
    return Program(
        name="nursery",
        command=[sys.executable, "-m", NURSERY, str(where)],
        log=str(folder.logs / "nursery.log"),
        environment=client_environment(folder.flink / "lib"),
    )


def python(folder: RunFolder) -> Path:
    """What Flink takes for its Python."""
    return folder.flink.resolve() / "python"


def workers(mark: str) -> Iterator[psutil.Process]:
    """The processes of a stack that run operators: those that were forked, and those that started alone."""
    for process in marked(mark):
        with contextlib.suppress(*GONE):
            command = process.cmdline()
            is_alone = PYTHON_WORKER in command and not any(STAND_IN in part for part in command)
            if is_alone or process.name() == FORKED:
                yield process
