"""The notebooks run on real races, from the first cell to the last, and every chart says what it shows."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from f1strategy.backfill.races import backfill, laps, recordings
from f1strategy.lake.location import SETTING, Lake

pytestmark = [pytest.mark.data, pytest.mark.slow]

NOTEBOOKS = Path(__file__).parents[2] / "docs" / "notebooks"
SEASON = 2024
CHARTS = {"race": 5, "season": 5}
DESCRIBED = "application/x-axes+json"
DESCRIBE = f"""
import matplotlib.pyplot as _plt
from IPython.display import publish_display_data as _publish

def _describe():
    for _number in _plt.get_fignums():
        _axes = _plt.figure(_number).axes
        _publish({{"{DESCRIBED}": [
            dict(title=one.get_title(), x=one.get_xlabel(), y=one.get_ylabel(),
                 drawn=len(one.lines) + len(one.patches) + len(one.collections))
            for one in _axes]}})

_show = _plt.show
_plt.show = lambda *a, **k: (_describe(), _show(*a, **k))
"""
"""Runs before the first cell: every chart tells of its axes when it is shown."""


@pytest.fixture(scope="module")
def lake(tmp_path_factory, livef1_data):
    """A season of laps, and a race as it was recorded: the newest of it."""
    found = Lake.at(tmp_path_factory.mktemp("lake"))
    races = [
        *laps(livef1_data / "laps" / "laps.parquet", [SEASON]),
        *recordings([livef1_data / "recordings" / "2025_abu-dhabi"]),
    ]
    assert len(list(backfill(found, races))) == len(races) > 20
    return found


def run(name, lake, monkeypatch, **environment):
    """The notebook's outputs in order, after running it in a process of its own."""
    for key, value in {SETTING: lake.root, **environment}.items():
        monkeypatch.setenv(key, value)
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    assert all(not cell.outputs for cell in notebook.cells if cell.cell_type == "code")
    notebook.cells.insert(0, nbformat.v4.new_code_cell(DESCRIBE))
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": NOTEBOOKS}}).execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [output for cell in code for output in cell.outputs]


def check_charts(outputs, count):
    told = [output for output in outputs if output.output_type == "stream"]
    assert told == [], "warnings or prints"
    shown = [output.data for output in outputs if "data" in output]
    described = [one for data in shown for one in data.get(DESCRIBED, [])]
    pictures = [data for data in shown if "image/png" in data]
    assert len(pictures) == len(described) == count
    for chart in described:
        assert chart["title"], chart
        assert chart["x"], chart
        assert chart["y"], chart
        assert chart["drawn"] >= 1, chart
    units = json.dumps(described)
    assert all(f"({unit})" in units for unit in ("s",))


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("race", {"LIVEF1_SESSION": ""}),
        ("race", {"LIVEF1_SESSION": "2024001"}),
        ("season", {"LIVEF1_SEASON": "2024"}),
    ],
)
def test_it_runs_and_its_charts_have_titles_axes_and_units(name, environment, lake, monkeypatch):
    check_charts(run(name, lake, monkeypatch, **environment), CHARTS[name])
