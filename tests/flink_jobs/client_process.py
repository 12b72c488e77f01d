"""Runs a module with PyFlink's JVM beside it, as the runtime starts the process that submits jobs."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from f1strategy.runtime.cluster import client_environment, gather_jars
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.processes import log_tail, start, stop_marked

PATIENCE_S = 240.0


def answer_of(module: str, folder: Path, *arguments: str) -> Any:
    """What `python -m module ARGUMENTS FILE` wrote to the file, as JSON; nothing of it is left running."""
    mark, log, answer = str(folder), folder / "client.log", folder / "answer.json"
    environment = {
        **client_environment(gather_jars(RunFolder(folder))),
        "FLINK_LOG_DIR": str(folder),
    }
    command = [sys.executable, "-m", module, *arguments, str(answer)]
    client = start(module, command, log=log, mark=mark, environment=environment)
    try:
        code = client.process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        code = None
    finally:
        stop_marked(mark)
        client.process.wait()
    if code != 0:
        pytest.fail(f"{module} ended with {code}; its log ends:\n{log_tail(log)}")
    return json.loads(answer.read_text())
