"""Writes the stream graphs of the jobs: `python -m tests.flink_jobs.plan_of FILE`.

In a process of its own, because building a graph starts a JVM. Nothing is executed and no broker is
asked; the jobs' own `wired` wires everything, sources and sinks included.
"""

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


def plan_of(job: str) -> dict[str, Any]:
    """The job's operators as the JVM has them, and what Flink understood of the options."""
    with mock.patch.object(archive, "topic_ids_of", return_value=dict.fromkeys(BY_TOPIC, "id")):
        environment = JOBS[job](SETTINGS, None)
    graph: Any = environment._generate_stream_graph(job_name=job)
    return {
        "operators": [_described(node) for node in graph.getStreamNodes().toArray()],
        "plan": json.loads(graph.getStreamingPlanAsJSON())["nodes"],
        "effective": _effective(environment),
    }


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
