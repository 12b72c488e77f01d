"""Every alert has its two cases, its section in the runbook, and metrics that the API really has.

That Flink has the others is tested on the running stack: tests/integration/test_metrics.py.
"""

import json
import re

import pytest

from api.metrics import ApiMetrics
from api.settings import PROJECT_ROOT
from schemas.topics_file import FILE, topics_json

RULES = (PROJECT_ROOT / "k8s" / "chart" / "files" / "rules.yml").read_text(encoding="utf-8")
CASES = (PROJECT_ROOT / "k8s" / "monitoring" / "rules_test.yml").read_text(encoding="utf-8")
RUNBOOK = (PROJECT_ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
DASHBOARDS = sorted((PROJECT_ROOT / "k8s" / "chart" / "files" / "dashboards").glob("*.json"))
ALERTS = re.findall(r"- alert: (\w+)", RULES)


def test_there_are_at_least_twenty_and_none_twice():
    assert len(ALERTS) >= 20
    assert len(set(ALERTS)) == len(ALERTS)


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not(alert):
    assert re.search(rf"name: {alert} fires\n", CASES)
    assert re.search(rf"name: {alert} is silent\n", CASES)


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_has_a_section_in_the_runbook(alert):
    assert f"\n## {alert}\n" in RUNBOOK
    assert f"runbook_url: docs/runbook.md#{alert.lower()}\n" in RULES


def test_the_metrics_of_the_api_are_its_own():
    metrics = ApiMetrics().registry.collect()
    known = {one.name + suffix for one in metrics for suffix in ("", "_total", "_bucket", "_count")}
    shown = "".join(path.read_text(encoding="utf-8") for path in DASHBOARDS)
    asked = set(re.findall(r"livef1_api_\w+", RULES + shown))
    assert asked
    assert asked <= known


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_takes_its_source_from_a_variable_and_names_units(path):
    board = json.loads(path.read_text(encoding="utf-8"))
    assert board["templating"]["list"][0]["type"] == "datasource"
    assert board["panels"]
    for panel in board["panels"]:
        assert panel["datasource"]["uid"] == "${datasource}"
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert panel["targets"]


def test_there_are_five_dashboards():
    assert len(DASHBOARDS) == 5


def test_the_charts_topics_are_those_of_the_project():
    assert FILE.read_text(encoding="utf-8") == topics_json(), "run `make docs`"
