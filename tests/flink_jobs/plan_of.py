"""Writes the stream graphs that the jobs would submit: `python -m tests.flink_jobs.plan_of FILE`.

In a process of its own, because building a graph starts a JVM. Nothing is executed and no broker is
asked; the jobs' own `submit` wires everything, sources and sinks included.
"""

import contextlib
import json
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest import mock

from pyflink.datastream import StreamExecutionEnvironment
from pyflink.java_gateway import get_gateway

from flink_jobs import archive
from flink_jobs.settings import JobSettings
from flink_jobs.submit import JOBS
from schemas.tables import BY_TOPIC

SETTINGS = JobSettings(
    bootstrap_servers="broker.invalid:9092",
    parallelism=2,
    options_parallelism=3,
    max_parallelism=64,
    bundle_time_ms=25,
    bundle_rows=300,
    checkpoint_interval_ms=5000,
    restart_attempts=3,
    archive_interval_ms=4000,
    lake=mkdtemp(),
)


class NotSubmitted(Exception):
    """Ends `submit` where it would start the job."""


def plan_of(job: str) -> dict[str, Any]:
    """The job's operators as the JVM has them, and what Flink understood of the options."""
    plan: dict[str, Any] = {}

    def keep(environment: StreamExecutionEnvironment, name: str) -> None:
        graph = environment._generate_stream_graph(job_name=name)
        plan.update(
            job_name=graph.getJobName(),
            operators=[_described(node) for node in graph.getStreamNodes().toArray()],
            plan=json.loads(graph.getStreamingPlanAsJSON())["nodes"],
            effective=_effective(environment),
        )
        raise NotSubmitted

    with (
        mock.patch.object(StreamExecutionEnvironment, "execute_async", keep),
        mock.patch.object(archive, "topic_ids_of", return_value=dict.fromkeys(BY_TOPIC, "id")),
        contextlib.suppress(NotSubmitted),
    ):
        JOBS[job](SETTINGS, None)
    return plan


def _described(node: Any) -> dict[str, Any]:
    return {
        "name": node.getOperatorName(),
        "uid": node.getTransformationUID(),
        "parallelism": node.getParallelism(),
        "max_parallelism": node.getMaxParallelism(),
    }


def _effective(environment: StreamExecutionEnvironment) -> dict[str, Any]:
    """Options by their Java constants: a misspelt name would be taken and never be read."""
    jvm = get_gateway().jvm
    configuration = environment._j_stream_execution_environment.getConfiguration()
    checkpoints = environment.get_checkpoint_config()
    restarts = jvm.org.apache.flink.configuration.RestartStrategyOptions
    python = jvm.org.apache.flink.python.PythonOptions
    return {
        "python": configuration.get(python.PYTHON_EXECUTABLE),
        "client_python": configuration.get(python.PYTHON_CLIENT_EXECUTABLE),
        "bundle_time_ms": configuration.get(python.MAX_BUNDLE_TIME_MILLS),
        "bundle_rows": configuration.get(python.MAX_BUNDLE_SIZE),
        "checkpoint_interval_ms": checkpoints.get_checkpoint_interval(),
        "checkpoint_pause_ms": checkpoints.get_min_pause_between_checkpoints(),
        "buffer_timeout_ms": environment.get_buffer_timeout(),
        "restart_strategy": configuration.get(restarts.RESTART_STRATEGY),
        "restart_attempts": configuration.get(restarts.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS),
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps({job: plan_of(job) for job in JOBS}))
