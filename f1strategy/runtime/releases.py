"""Code that was deployed, kept so that it can be deployed again, and which of it runs."""

import shutil
import time
from pathlib import Path
from typing import Final

import msgspec

from f1strategy.runtime.cluster import folder_of_sources
from f1strategy.runtime.folders import RunFolder

PACKAGES: Final = ("schemas", "f1strategy", "udfs", "flink_jobs")
"""What the jobs and their workers import."""
_NOT_CODE: Final = shutil.ignore_patterns("target", "*.pyc")
"""The compiled simulator in `__pycache__` comes along: it fits as long as its source is the same, and a worker
would take half a minute to compile it anew."""


class Deployment(msgspec.Struct, frozen=True, kw_only=True):
    """One time that a job was started. release: name of its code; None: the code that is installed."""

    job: str
    job_id: str
    release: str | None
    savepoint: str | None
    uids: tuple[str, ...]
    started_time_ms: int
    outcome: str = "running"


class Releases:
    """The releases of one stack, and its deployments, oldest first."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder.releases
        self._file = self._folder / "deployments.json"

    def keep(self, code: Path | None = None) -> str:
        """Copy the code of a project's folder (this one's) aside; the answer is the release's name."""
        source = code or folder_of_sources()
        name = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        while self.path(name).exists():
            name += "+"
        for package in PACKAGES:
            shutil.copytree(source / package, self.path(name) / package, ignore=_NOT_CODE)
        jars = source / "flink_jobs" / "target"
        if jars.is_dir():
            (self.path(name) / "flink_jobs" / "target").symlink_to(jars.resolve())
        return name

    def path(self, name: str) -> Path:
        """Where a release lies."""
        return (self._folder / name).resolve()

    def deployments(self, job: str | None = None) -> list[Deployment]:
        """What was deployed, oldest first."""
        try:
            found = msgspec.json.decode(self._file.read_bytes(), type=list[Deployment])
        except FileNotFoundError:
            return []
        return [one for one in found if job in (None, one.job)]

    def before(self, running: Deployment) -> Deployment | None:
        """What ran before this, until it was stopped for another; never what failed or was taken back."""
        stopped = [one for one in self.deployments(running.job) if one.outcome == "stopped"]
        return next((one for one in reversed(stopped) if one.job_id != running.job_id), None)

    def note(self, deployment: Deployment) -> None:
        """Add one; of the same job id, replace it."""
        others = [one for one in self.deployments() if one.job_id != deployment.job_id]
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode([*others, deployment]))
        draft.replace(self._file)
