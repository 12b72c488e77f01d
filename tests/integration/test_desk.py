"""A strategist and a lead at work in a real Chromium, on the real stack, while a race is driven.

`make pictures` keeps the pictures that are taken on the way for the user guide.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.settings import PROJECT_ROOT
from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.recording import load
from f1strategy.ingest.simulated import simulate
from f1strategy.runtime.api_server import start_api
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.stack import StackState
from tests.api import issuing
from tests.integration.driving import Drive

pytestmark = [pytest.mark.stack, pytest.mark.slow]

SCRIPT = PROJECT_ROOT / "dashboard" / "e2e" / "desk.mjs"
SEED, LAPS = 41, 24
REAL, SIMULATED = (14, 16, 18, 20), (8, 10, 12, 15)
"""The laps that the race is driven to: at the start, and then each time the page asks."""
PICTURES = 36
REPORT = "<!doctype html><title>Race report: of the test</title><p>One stop was best.</p>"


class Service:
    """The API, which can be stopped and started again at the same address."""

    def __init__(self, state: StackState, folder: Path) -> None:
        self.state, self.folder = state, RunFolder(folder)
        tokens = issuing.settings(folder / "jwks.json")
        self.settings = {
            "LIVEF1_JWKS": tokens.jwks,
            "LIVEF1_TOKEN_ISSUER": tokens.issuer,
            "LIVEF1_TOKEN_AUDIENCE": tokens.audience,
            "LIVEF1_REPORTS": str(folder),
        }
        self.port = 8000
        self.start()

    def start(self) -> None:
        self.process, self.address = start_api(
            self.folder, self.state, self.settings, port=self.port
        )
        self.port = int(self.address.rsplit(":", 1)[1])

    def stop(self) -> None:
        self.process.process.terminate()
        self.process.process.wait()


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium")
    assert found, "no Chromium: apt-get install chromium"
    return found


@pytest.fixture
def service(running, tmp_path) -> Iterator[Service]:
    service = Service(running, tmp_path)
    yield service
    service.stop()


def token(role: str, subject: str) -> str:
    now_s = int(time.time())
    return issuing.token(role, sub=subject, iat=now_s - 10, exp=now_s + 880)


@pytest.fixture
def drive(running, livef1_data) -> Iterator[Drive]:
    """A real race; for the user guide's pictures, which are published, a simulated one."""
    shown = "LIVEF1_PICTURES" in os.environ
    race = simulate(SEED, LAPS) if shown else load(livef1_data / "recordings" / "2025_abu-dhabi")
    with Publisher(running.bootstrap_servers) as publisher:
        drive = Drive(running, race, publisher)
        yield drive
        drive.end()


@pytest.mark.data
def test_a_strategist_and_a_lead_work_on_a_race(running, service, drive, chromium, tmp_path):
    laps = iter(SIMULATED if "LIVEF1_PICTURES" in os.environ else REAL)
    drive.on(next(laps))
    (tmp_path / f"race-{drive.race.session_key}.html").write_text(REPORT, encoding="utf-8")
    pictures = Path(os.environ.get("LIVEF1_PICTURES") or tmp_path / "pictures").resolve()
    pictures.mkdir(parents=True, exist_ok=True)
    command = [
        "node",
        str(SCRIPT),
        f"{service.address}/#/race/{drive.race.session_key}",
        token("strategist", "ana"),
        token("lead", "lea"),
        chromium,
        str(pictures),
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=SCRIPT.parent, stdin=pipe, stdout=pipe, text=True) as page:
        passed = followed(page, service, drive, laps)
        assert page.wait(30) == 0
    assert passed[-1] == "everything"
    assert len(list(pictures.glob("*.png"))) == PICTURES


def followed(
    page: "subprocess.Popen[str]", service: Service, drive: Drive, laps: Iterator[int]
) -> list[str]:
    """Do what the page asks for until it ends; the steps that it has passed."""
    assert page.stdin is not None
    assert page.stdout is not None
    passed: list[str] = []
    for line in page.stdout:
        told: dict[str, Any] = json.loads(line)
        assert "failed" not in told, f"after {passed}: {told['failed']}"
        if "passed" in told:
            passed.append(told["passed"])
            continue
        match told["step"]:
            case "stop the service":
                service.stop()
            case "start the service, drive on":
                service.start()
                drive.on(next(laps))
            case "drive some laps" | "drive on":
                drive.on(next(laps))
        page.stdin.write("done\n")
        page.stdin.flush()
    return passed
