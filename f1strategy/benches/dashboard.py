"""How the dashboard feels in a real browser while a race goes on."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from f1strategy.benches.machine import machine
from f1strategy.benches.running import race_under_way
from f1strategy.ingest.recording import Recording
from f1strategy.runtime.api_server import start_api
from f1strategy.runtime.errors import RuntimeFailure
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.processes import give_way

PROJECT: Final = Path(__file__).resolve().parents[2]
SCRIPT: Final = PROJECT / "dashboard" / "e2e" / "measure.mjs"
EXTRA_S: Final = 120.0
"""What the browser may take beyond the time that it watches."""


class NoBrowser(RuntimeFailure):
    """Chromium or Node is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"no {self.name} on this machine: `f1strategy doctor` says how to get it"


class BrowserFailed(RuntimeFailure):
    """The page could not be watched."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"the page could not be watched: {self.reason.strip()[-2000:]}"


def measure(
    race: Recording, *, speed: float, from_lap: int, seconds: float, report: Callable[[str], None]
) -> dict[str, Any]:
    """Paint, long tasks and memory of the page. Raises `NoBrowser`, and what a stack that fails raises."""
    browser, node = _found("chromium"), _found("node")
    with (
        race_under_way(race, speed, from_lap, report) as (state, _),
        TemporaryDirectory() as folder,
    ):
        # A desk's browser does not share its processor with the jobs.
        give_way(state.mark)
        started, address = start_api(RunFolder(Path(folder)), state)
        try:
            report(f"watching the page at {address} for {seconds:g} s")
            command = [node, str(SCRIPT), address, str(race.session_key), str(seconds), browser]
            done = subprocess.run(  # noqa: S603 — our own script
                command,
                cwd=SCRIPT.parent,
                capture_output=True,
                check=False,
                text=True,
                timeout=seconds + EXTRA_S,
            )
        finally:
            started.process.terminate()
            started.process.wait()
    if done.returncode != 0:
        raise BrowserFailed(done.stderr)
    figures: dict[str, Any] = json.loads(done.stdout)
    return {**figures, "speed": speed, "race": race.name, **machine("ariadne", "uvicorn")}


def _found(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoBrowser(name)
    return found
