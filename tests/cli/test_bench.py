"""The benchmarks print one JSON object with the figures they promise."""

import json

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from f1strategy.benches.what_if import scenarios
from f1strategy.cli.main import app
from f1strategy.strategy.scenario import wrong_with
from tests.schemas.examples import OPTIONS
from tests.strategy.requests import asked


def test_simulate_tells_rates_and_that_both_engines_agree():
    done = CliRunner().invoke(
        app, ["bench", "simulate", "--json", "--races", "50", "--scenarios", "2", "--repeats", "3"]
    )
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert figures["races_per_s_core"] > 0
    assert figures["numpy_races_per_s_core"] > 0
    assert figures["equal_places"] is True
    assert figures["largest_clock_difference_s"] < 1e-6
    assert {"cores", "load_1_min", "numba", "numpy", "laps", "cars"} <= set(figures)


def test_recompute_tells_wall_and_cpu_time():
    done = CliRunner().invoke(app, ["bench", "recompute", "--json", "--repeats", "20"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    for name in ("all", "one"):
        assert 0 < figures[f"{name}_p50_ms"] <= figures[f"{name}_p99_ms"]
        assert figures[f"{name}_cpu_p99_ms"] > 0
    assert (figures["cars"], figures["laps"]) == (20, 56)


def test_every_scenario_that_is_asked_makes_sense():
    car = replace(OPTIONS, lap_number=10, driver_number=4)
    kinds = list(scenarios(car, 16))
    assert len(kinds) == len({repr(kind) for kind in kinds}) >= 10
    assert all(wrong_with(asked(), kind) == () for kind in kinds)


def test_a_recording_that_does_not_exist_is_said(tmp_path):
    done = CliRunner().invoke(app, ["bench", "latency", "--recording", str(tmp_path / "none")])
    assert done.exit_code == 1
    assert "none" in done.output


@pytest.mark.stack
@pytest.mark.slow
def test_what_if_is_measured_through_kafka_and_flink():
    done = CliRunner().invoke(
        app, ["bench", "whatif", "--json", "--requests", "20", "--per-s", "10", "--from-lap", "5"]
    )
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert (figures["answered"], figures["status_ok"]) == (20, 20)
    assert 0 < figures["p50_ms"] <= figures["p95_ms"] <= figures["p99_ms"] < 10_000


def test_without_json_the_figures_are_a_table():
    done = CliRunner().invoke(
        app, ["bench", "simulate", "--races", "10", "--scenarios", "1", "--repeats", "3"]
    )
    assert done.exit_code == 0, done.output
    assert "races_per_s_core" in done.output
