"""Submit jobs to a running cluster: `python -m flink_jobs.submit --rest 127.0.0.1:8081 normalize strategy archive`.

Writes one JSON object, job name to Flink job id. Where Kafka is and how the jobs run comes from the
environment (`flink_jobs.settings`).
"""

import argparse
import json
import os
import sys
from pathlib import Path

from f1strategy.lake.errors import LakeError
from flink_jobs import archive, normalize, strategy
from flink_jobs.environment import submit
from flink_jobs.settings import BadSetting, JobSettings

JOBS = {job.JOB: job.wired for job in (normalize, strategy, archive)}


def main(arguments: list[str]) -> int:
    """Parse the arguments, submit, tell the ids; 2 for a wrong setting."""
    parser = argparse.ArgumentParser(prog="flink_jobs.submit", description=__doc__)
    parser.add_argument("--rest", required=True, metavar="HOST:PORT", help="JobManager's REST")
    parser.add_argument("--ids", type=Path, metavar="FILE", help="write there, not to the terminal")
    parser.add_argument("jobs", nargs="+", choices=sorted(JOBS), help="jobs to submit, in order")
    asked = parser.parse_args(arguments)
    try:
        settings = JobSettings.from_environment(os.environ)
    except BadSetting as error:
        print(error, file=sys.stderr)
        return 2
    try:
        ids = {job: submit(job, JOBS[job](settings, asked.rest)) for job in asked.jobs}
    except (BadSetting, LakeError) as error:
        print(error, file=sys.stderr)
        return 2
    text = json.dumps(ids)
    if asked.ids is None:
        print(text)
    else:
        asked.ids.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
