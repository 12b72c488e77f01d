"""A job made ready to go on where another stops: `python -m flink_jobs.prepare --rest 127.0.0.1:8081 --uids FILE --ids FILE JOB`.

Writes the uids of the job's operators as a JSON list, and waits for one line on standard input, the savepoint. Then it
submits the job from there and writes its id, as `flink_jobs.submit` does. If the input ends without a line, nothing is submitted.

Whoever redeploys a job compares the uids before it stops the one that runs, and starts the new one without waiting for a
JVM and for the graph.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from pyflink.common import Configuration

from f1strategy.lake.errors import LakeError
from flink_jobs.environment import SAVEPOINT
from flink_jobs.settings import BadSetting, JobSettings
from flink_jobs.submit import JOBS


def main(arguments: list[str]) -> int:
    """Parse the arguments, wire the job, tell its uids, wait, submit; 2 for a wrong setting."""
    parser = argparse.ArgumentParser(prog="flink_jobs.prepare", description=__doc__)
    parser.add_argument("--rest", required=True, metavar="HOST:PORT", help="JobManager's REST")
    parser.add_argument("--uids", required=True, type=Path, metavar="FILE", help="uids go there")
    parser.add_argument("--ids", required=True, type=Path, metavar="FILE", help="the id goes there")
    parser.add_argument("job", choices=sorted(JOBS), help="job to make ready")
    asked = parser.parse_args(arguments)
    try:
        environment = JOBS[asked.job](JobSettings.from_environment(os.environ), asked.rest)
    except (BadSetting, LakeError) as error:
        print(error, file=sys.stderr)
        return 2
    graph: Any = environment._generate_stream_graph(clear_transformations=True, job_name=asked.job)
    uids = sorted(str(node.getTransformationUID()) for node in graph.getStreamNodes().toArray())
    _write_whole(asked.uids, uids)
    savepoint = sys.stdin.readline().strip()
    if savepoint:
        flink: Any = environment._j_stream_execution_environment
        restored = Configuration()
        restored.set_string(SAVEPOINT, savepoint)
        flink.configure(restored._j_configuration)
        job_id = flink.executeAsync(graph).getJobID().toHexString()
        _write_whole(asked.ids, {asked.job: job_id})
    return 0


def _write_whole(file: Path, value: Any) -> None:
    """For a reader that waits for the file: it is there once all of it is."""
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(value))
    draft.replace(file)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
