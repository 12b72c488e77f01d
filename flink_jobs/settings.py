"""Settings of the jobs: read once from the environment where a job starts, then passed down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from f1strategy.artifacts.store import SHIPPED

TEXTS: Final = ("lake", "models", "savepoint", "release", "worker_python")


class BadSetting(ValueError):
    """An environment variable that cannot be used."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(name, value, expected)
        self.name, self.value, self.expected = name, value, expected

    def __str__(self) -> str:
        return f"{self.name}={self.value!r}: expected {self.expected}"


@dataclass(frozen=True, slots=True)
class JobSettings:
    """How a job runs. Each field is read from `LIVEF1_<FIELD>`, in capitals."""

    bootstrap_servers: str
    """Kafka, as host:port, several separated by commas."""
    parallelism: int = 1
    """Subtasks of every other operator; sessions or drivers spread over them by their keys."""
    options_parallelism: int = 2
    """Subtasks of the operator that simulates, over which the drivers spread; each has a Python worker."""
    max_parallelism: int = 128
    """Upper bound of the parallelism; cannot change once a savepoint exists."""
    bundle_time_ms: int = 10
    """How long a Python worker waits for more rows. The default of Flink, 1000, would be the latency."""
    bundle_rows: int = 1000
    """Rows after which a bundle ends earlier. A checkpoint waits for the running bundle."""
    batch_time_ms: int = 4
    """How long a raw row waits for others to go to Python with."""
    batch_catch_up_ms: int = 100
    """How much longer where a hundred have come in that time: a stream that is caught up with. Again, ten times at
    most, where a thousand came in this time."""
    batch_rows: int = 2500
    """Raw rows of one session after which all go earlier; twenty times as many of all sessions. A checkpoint waits for
    `bundle_rows` such batches at most."""
    checkpoint_interval_ms: int = 2000
    """Distance of checkpoints; offsets are committed with them, which tells when a stream is drained."""
    restart_attempts: int = 60
    """Restarts in a row before the job fails for good, some five minutes of them: a broken environment must not
    restart for ever. A minute without one begins a new row."""
    futures: int = 100
    """Simulated futures per plan."""
    throttle_ms: int = 100
    """Corrections that follow an option set within so long are answered together."""
    models: str = str(SHIPPED)
    """Folder of the fitted models, on every machine of the cluster; looked at again once a minute."""
    lake: str = ""
    """Where the archive job writes its tables: a folder, or a URL such as s3://bucket/lake."""
    savepoint: str = ""
    """Savepoint or checkpoint to start from; without one a job begins with empty state."""
    release: str = ""
    """Folder with the code that the Python workers run; without one, what they find installed."""
    worker_python: str = ""
    """What Python workers are started with; without one, the Python that submits the job."""
    archive_interval_ms: int = 5000
    """Age at which rows are committed to their table: the archive's lag, and its number of commits."""
    archive_rows: int = 20_000
    """Rows of one topic at which they are committed earlier."""
    archive_bytes: int = 8 * 1024 * 1024
    """The same in bytes of their values; they are held in the JVM until then."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings; raises `BadSetting` for a missing server or a number that is none."""
        servers = environ.get("LIVEF1_BOOTSTRAP_SERVERS", "")
        if not servers:
            raise BadSetting("LIVEF1_BOOTSTRAP_SERVERS", servers, "host:port of a Kafka broker")
        numbers: dict[str, Any] = {
            field: _positive(environ, f"LIVEF1_{field.upper()}")
            for field in cls.__slots__
            if field not in ("bootstrap_servers", *TEXTS) and f"LIVEF1_{field.upper()}" in environ
        }
        texts = {
            field: environ[f"LIVEF1_{field.upper()}"]
            for field in TEXTS
            if f"LIVEF1_{field.upper()}" in environ
        }
        return cls(bootstrap_servers=servers, **{**texts, **numbers})


def _positive(environ: Mapping[str, str], name: str) -> int:
    value = environ[name]
    if not value.isdecimal() or int(value) == 0:
        raise BadSetting(name, value, "a positive whole number")
    return int(value)
