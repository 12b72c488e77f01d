"""The Flink environment of a job: where Python comes from, bundles, checkpoints, restarts."""

import sys

from pyflink.common import Configuration
from pyflink.datastream import StreamExecutionEnvironment

from flink_jobs.settings import JobSettings


def flink_options(settings: JobSettings) -> dict[str, str]:
    """Flink's options that follow from the settings.

    `python.executable` must be this interpreter: workers otherwise start with whatever `python` is
    on the path, and the job restarts for ever without a word.
    """
    return {
        "python.executable": sys.executable,
        "python.client.executable": sys.executable,
        "python.fn-execution.bundle.time": str(settings.bundle_time_ms),
        "python.fn-execution.bundle.size": str(settings.bundle_rows),
        "execution.buffer-timeout.interval": "5 ms",
        "execution.checkpointing.interval": f"{settings.checkpoint_interval_ms} ms",
        "execution.checkpointing.min-pause": f"{settings.checkpoint_interval_ms // 4} ms",
        "execution.checkpointing.externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION",
        "restart-strategy.type": "fixed-delay",
        "restart-strategy.fixed-delay.attempts": str(settings.restart_attempts),
        "restart-strategy.fixed-delay.delay": "1 s",
    }


def stream_environment(
    settings: JobSettings, extra_options: dict[str, str] | None = None
) -> StreamExecutionEnvironment:
    """An execution environment for one job; `extra_options` name the cluster to submit to."""
    configuration = Configuration()
    for key, value in {**flink_options(settings), **(extra_options or {})}.items():
        configuration.set_string(key, value)
    environment = StreamExecutionEnvironment.get_execution_environment(configuration)
    environment.set_parallelism(settings.parallelism)
    environment.set_max_parallelism(settings.max_parallelism)
    return environment
