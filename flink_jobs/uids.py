"""Which operators a job would have: `python -m flink_jobs.uids FILE JOB` writes their uids as a JSON list.

Nothing is executed and no broker is asked. A redeployment compares them with those of the job that
runs, before it stops that.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from pyflink.datastream import StreamExecutionEnvironment

from flink_jobs import archive
from flink_jobs.settings import JobSettings
from flink_jobs.submit import JOBS
from schemas.tables import BY_TOPIC


class _Built(Exception):
    """Ends `submit` where it would start the job."""

    def __init__(self, uids: list[str]) -> None:
        super().__init__()
        self.uids = uids


def _keep(environment: StreamExecutionEnvironment, name: str) -> None:
    nodes: Any = environment._generate_stream_graph(job_name=name).getStreamNodes().toArray()
    raise _Built(sorted(str(node.getTransformationUID()) for node in nodes))


def _no_ids(settings: JobSettings) -> dict[str, str]:  # noqa: ARG001
    return dict.fromkeys(BY_TOPIC, "not asked")


def uids_of(job: str, settings: JobSettings) -> list[str]:
    """Uids of all operators, in order of the alphabet. For a process of its own: it starts a JVM."""
    StreamExecutionEnvironment.execute_async = _keep
    archive.topic_ids_of = _no_ids
    try:
        JOBS[job](settings, None)
    except _Built as built:
        return built.uids
    raise AssertionError(job)


if __name__ == "__main__":
    file, job_name = sys.argv[1:]
    found = uids_of(job_name, JobSettings.from_environment(os.environ))
    Path(file).write_text(json.dumps(found))
