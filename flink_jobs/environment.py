"""The Flink environment of a job: where Python comes from, bundles, checkpoints, restarts."""

import sys
from typing import Final

from pyflink.common import Configuration
from pyflink.datastream import StreamExecutionEnvironment
from pyflink.java_gateway import get_gateway

from flink_jobs.settings import JobSettings

SAVEPOINT: Final = "execution.state-recovery.path"
"""Flink's option for what a job's state begins with."""


def flink_options(settings: JobSettings) -> dict[str, str]:
    """Flink's options that follow from the settings.

    `python.executable` must be told: workers otherwise start with whatever `python` is on the path, and the job
    restarts for ever without a word.
    """
    optional = {
        SAVEPOINT: settings.savepoint,
        "python.pythonpath": settings.release,
    }
    return {
        **{key: value for key, value in optional.items() if value},
        "python.executable": settings.worker_python or sys.executable,
        "python.client.executable": sys.executable,
        "python.fn-execution.bundle.time": str(settings.bundle_time_ms),
        "python.fn-execution.bundle.size": str(settings.bundle_rows),
        # A worker keeps what it writes, for reads that no operator does: a thousand values of every map.
        "python.map-state.read-cache-size": "1",
        # For the small cluster of a plain Python process, where the options have slots of their own.
        "taskmanager.numberOfTaskSlots": str(settings.parallelism + settings.options_parallelism),
        "execution.buffer-timeout.interval": "5 ms",
        "execution.checkpointing.interval": f"{settings.checkpoint_interval_ms} ms",
        "execution.checkpointing.min-pause": f"{settings.checkpoint_interval_ms // 4} ms",
        "execution.checkpointing.externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION",
        "restart-strategy.type": "exponential-delay",
        "restart-strategy.exponential-delay.initial-backoff": "1 s",
        "restart-strategy.exponential-delay.backoff-multiplier": "1.5",
        "restart-strategy.exponential-delay.max-backoff": "5 s",
        "restart-strategy.exponential-delay.reset-backoff-threshold": "1 min",
        "restart-strategy.exponential-delay.attempts-before-reset-backoff": str(
            settings.restart_attempts
        ),
    }


def stream_environment(
    settings: JobSettings, cluster: str | None = None
) -> StreamExecutionEnvironment:
    """An execution environment for one job, sent to the `cluster` whose REST is at that host:port.

    Without one the surroundings decide: `flink run` or the operator name their own cluster, and a
    plain Python process gets a small one inside itself.
    """
    configuration = Configuration()
    for key, value in flink_options(settings).items():
        configuration.set_string(key, value)
    environment = (
        StreamExecutionEnvironment.get_execution_environment(configuration)
        if cluster is None
        else _remote_environment(configuration, cluster)
    )
    environment.set_parallelism(settings.parallelism)
    environment.set_max_parallelism(settings.max_parallelism)
    return environment


def submit(job: str, wired: StreamExecutionEnvironment) -> str:
    """Start a wired job under this name; the answer is Flink's id of it."""
    return str(wired.execute_async(job).get_job_id())


def _remote_environment(configuration: Configuration, cluster: str) -> StreamExecutionEnvironment:
    """The Java class itself: its factory method ignores the target and starts a local cluster."""
    host, _, port = cluster.rpartition(":")
    configuration.set_string("execution.target", "remote")
    configuration.set_string("rest.address", host)
    configuration.set_string("rest.port", port)
    streaming = get_gateway().jvm.org.apache.flink.streaming.api.environment
    return StreamExecutionEnvironment(
        streaming.StreamExecutionEnvironment(configuration._j_configuration)
    )
