"""The benchmarks print one JSON object with the figures they promise."""

import json

from typer.testing import CliRunner

from f1strategy.cli.main import app


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


def test_without_json_the_figures_are_a_table():
    done = CliRunner().invoke(
        app, ["bench", "simulate", "--races", "10", "--scenarios", "1", "--repeats", "3"]
    )
    assert done.exit_code == 0, done.output
    assert "races_per_s_core" in done.output
