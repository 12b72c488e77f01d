"""Where the runtime finds what was built and where it keeps what it runs."""

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from f1strategy.runtime.errors import NotBuilt

PROJECT_ROOT: Final = Path(__file__).resolve().parents[2]
BROKER_JARS: Final = PROJECT_ROOT / "flink_jobs" / "target" / "broker"
JOB_JARS: Final = PROJECT_ROOT / "flink_jobs" / "target" / "flink"


def default_run_folder() -> Path:
    """$LIVEF1_RUN, else `.run` in the project."""
    return Path(os.environ.get("LIVEF1_RUN", PROJECT_ROOT / ".run"))


def default_lake() -> str:
    """$LIVEF1_LAKE, else `lake` in the default run folder: `f1strategy up` and `demo` write there."""
    return os.environ.get("LIVEF1_LAKE") or str((default_run_folder() / "lake").resolve())


def broker_jars() -> Path:
    """The folder with the broker's jars; raises `NotBuilt`."""
    return _built("the Kafka broker's jars", BROKER_JARS)


def job_jars() -> Path:
    """The folder with the connector's jar and ours; raises `NotBuilt`."""
    return _built("the Flink jobs' jars", JOB_JARS)


def flink_home() -> Path:
    """The Flink that comes inside the apache-flink wheel; raises `NotBuilt`."""
    spec = find_spec("pyflink")
    if spec is None or spec.origin is None:
        raise NotBuilt("the apache-flink package", PROJECT_ROOT / ".venv")
    return Path(spec.origin).parent


def _built(part: str, folder: Path) -> Path:
    if not any(folder.glob("*.jar")):
        raise NotBuilt(part, folder)
    return folder


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One stack's folder: logs, state on disk and `stack.json`, which says what runs."""

    path: Path

    @property
    def state(self) -> Path:
        """What runs: process ids and addresses."""
        return self.path / "stack.json"

    @property
    def logs(self) -> Path:
        """One file per process."""
        return self.path / "logs"

    @property
    def kafka(self) -> Path:
        """The broker's configuration and data."""
        return self.path / "kafka"

    @property
    def lake(self) -> Path:
        """The Delta tables; they stay when the stack ends."""
        return self.path / "lake"

    @property
    def releases(self) -> Path:
        """Code that was deployed, one folder each, and `deployments.json`."""
        return self.path / "releases"

    @property
    def flink(self) -> Path:
        """The cluster's configuration, jars, checkpoints and temporary files."""
        return self.path / "flink"
