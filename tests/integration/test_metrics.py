"""Every metric of Flink that an alert or a dashboard asks for is exported by the running stack."""

import math
import re
import time
from pathlib import Path

import httpx
import pytest

from api.settings import PROJECT_ROOT
from f1strategy.ingest.progress import follow
from f1strategy.ingest.simulated import simulate
from f1strategy.runtime.race import Race, run_race

pytestmark = [pytest.mark.stack, pytest.mark.slow]

FILES = PROJECT_ROOT / "k8s" / "chart" / "files"
ASKED = "".join(
    path.read_text(encoding="utf-8")
    for path in (FILES / "rules.yml", *FILES.glob("dashboards/*.json"))
)
WANTED = frozenset(re.findall(r"flink_\w+", ASKED))
PORT = re.compile(r"PrometheusReporter HTTP server on port (\d+)")
PATIENCE_S = 60.0


def exported(logs: Path) -> set[str]:
    """Names of all metrics of the JobManager and the TaskManager."""
    names: set[str] = set()
    for process in ("jobmanager", "taskmanager"):
        port = PORT.search((logs / f"{process}.log").read_text(encoding="utf-8"))
        assert port, f"the {process} exports no metrics"
        page = httpx.get(f"http://127.0.0.1:{port[1]}/metrics", trust_env=False, timeout=30).text
        names |= set(re.findall(r"^(\w+)[{ ]", page, re.MULTILINE))
    return names


def test_the_stack_exports_what_the_alerts_ask_for(own_stack):
    assert len(WANTED) >= 12
    race = Race(simulate(61, 5), "simulated", math.inf)
    run_race(race, own_stack.state(), follow, lambda _: None)
    deadline = time.monotonic() + PATIENCE_S
    while missing := WANTED - exported(own_stack.folder.logs):
        assert time.monotonic() < deadline, f"never exported: {sorted(missing)}"
        time.sleep(2)
