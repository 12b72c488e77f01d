"""Submits the Flink jobs to the embedded cluster, in a process of their own.

PyFlink starts a JVM in the process that submits; the command line stays free of it.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from f1strategy.runtime import nursery
from f1strategy.runtime.cluster import client_environment
from f1strategy.runtime.errors import JobFailed
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.processes import start
from f1strategy.runtime.waiting import wait_until

JOBS: Final = ("normalize", "strategy", "archive")
SUBTASKS: Final = {"LIVEF1_PARALLELISM": "1", "LIVEF1_OPTIONS_PARALLELISM": "2"}
"""Settings of the jobs that say how many slots they take, and what they are when nothing is said: subtasks of every
job, and those of the options, which have slots of their own."""
SUBMIT_PATIENCE_S: Final = 180.0


def submit_jobs(
    folder: RunFolder,
    *,
    bootstrap_servers: str,
    rest: str,
    lake: str,
    mark: str,
    jobs: Sequence[str] = JOBS,
    release: Path | None = None,
    savepoint: str | None = None,
) -> dict[str, str]:
    """Submit the jobs and wait until all their tasks run; the answer is name to Flink job id.

    release: folder with the code that is submitted and that the workers run; without one, this code.
    savepoint: what the job's state begins with; for one job. Such a job may not be restarted: broken code,
    which may fail faster than all tasks are seen to run, would be restarted for ever.

    Raises `JobFailed` with the reason, `NotReady` when it takes too long.
    """
    settings = {
        **client_settings(folder, bootstrap_servers, lake, release),
        "LIVEF1_SAVEPOINT": savepoint or "",
    }
    ids = _submit(folder, rest, settings, mark, jobs)
    await_running(folder, rest, ids, is_restored=savepoint is not None)
    return ids


def client_settings(
    folder: RunFolder, bootstrap_servers: str, lake: str, release: Path | None
) -> dict[str, str]:
    """The environment of a process that wires and submits a release's jobs; it starts with empty state."""
    return {
        **client_environment(folder.flink / "lib"),
        "FLINK_LOG_DIR": str(folder.logs),
        "LIVEF1_BOOTSTRAP_SERVERS": bootstrap_servers,
        "LIVEF1_LAKE": lake,
        "LIVEF1_SAVEPOINT": "",
        "LIVEF1_WORKER_PYTHON": str(nursery.python(folder)),
        **code_of(release),
    }


def await_running(
    folder: RunFolder, rest: str, ids: Mapping[str, str], *, is_restored: bool
) -> None:
    """Wait until all tasks of these jobs run. Restored ones may not be restarted meanwhile: see `submit_jobs`.

    Raises `JobFailed` with the reason, `NotReady` when it takes too long.
    """
    with FlinkRest(rest) as flink:

        def watch() -> None:
            if is_restored:
                for job_id in ids.values():
                    flink.refuse_restarts(job_id)

        wait_until(
            lambda: all(flink.job(job_id).is_running for job_id in ids.values()),
            what="jobs running",
            hint=f"see {folder.logs / 'taskmanager.log'}",
            timeout_s=SUBMIT_PATIENCE_S,
            watch=watch,
        )


def slots_taken(environ: Mapping[str, str]) -> int:
    """Slots that all jobs take together, by their settings; raises `JobFailed` where one is no number."""
    subtasks = [_positive(name, environ.get(name, default)) for name, default in SUBTASKS.items()]
    return len(JOBS) * subtasks[0] + subtasks[1]


def _positive(name: str, value: str) -> int:
    if not value.isdecimal() or int(value) == 0:
        reason = f"{name}={value!r}: expected a positive whole number"
        raise JobFailed(", ".join(JOBS), "not submitted", reason)
    return int(value)


def code_of(release: Path | None) -> dict[str, str]:
    """The variables with which a process runs a release's code, and its workers too."""
    if release is None:
        return {}
    return {"LIVEF1_RELEASE": str(release), "PYTHONPATH": str(release)}


def _submit(
    folder: RunFolder, rest: str, settings: Mapping[str, str], mark: str, jobs: Sequence[str]
) -> dict[str, str]:
    log, answer = folder.logs / "submit.log", folder.path / "submitted.json"
    answer.unlink(missing_ok=True)
    submit = [sys.executable, "-m", "flink_jobs.submit", "--rest", rest, "--ids", str(answer)]
    started = start("submit", [*submit, *jobs], log=log, mark=mark, environment=settings)
    if started.ended(SUBMIT_PATIENCE_S) != 0:
        raise JobFailed(", ".join(jobs), "not submitted", started.last_words())
    return _read_ids(answer)


def _read_ids(answer: Path) -> dict[str, str]:
    ids: dict[str, str] = json.loads(answer.read_text())
    return ids
