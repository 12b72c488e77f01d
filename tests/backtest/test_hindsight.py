"""Past races followed by the desk's own code, and plans judged in the race as it became known."""

import json
from dataclasses import replace

import pytest
from msgspec.structs import replace as changed
from typer.testing import CliRunner

from f1strategy.artifacts import store
from f1strategy.backtest.calls import called
from f1strategy.backtest.decisions import decisions
from f1strategy.backtest.hindsight import Hindsight, every_fifth, regret_figures
from f1strategy.cli.main import app
from f1strategy.models.race import Race
from f1strategy.strategy.forecaster import read_strategy_models
from f1strategy.training.laps_table import races, read_table
from schemas.records import PlannedStop, TrackStatus

FUTURES = 10
pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def models():
    return read_strategy_models(store.load(store.SHIPPED))


@pytest.fixture(scope="module")
def race(livef1_data) -> Race:
    """Suzuka 2025: dry, green to the flag. Its first twenty laps are followed, all are known afterwards."""
    table = read_table(livef1_data / "laps" / "laps.parquet")
    (found,) = races(table[(table["season"] == 2025) & (table["round"] == 3)])
    return found


@pytest.fixture(scope="module")
def followed(race, models):
    early = tuple(lap for lap in race.laps if lap.lap_number <= 20)
    return list(decisions(replace(race, laps=early), models, FUTURES))


def test_every_lap_of_every_driver_is_decided_once(race, followed):
    decided = [(one.driver, one.lap_number) for one in followed]
    assert len(set(decided)) == len(decided)
    driven = {(lap.driver, lap.lap_number) for lap in race.laps if lap.lap_number <= 20}
    assert set(decided) == driven
    assert all(one.options.lap_number == one.lap_number for one in followed)


def test_calls_do_not_flip_on_noise(race, followed):
    flips = called(race, followed).flips
    assert len(flips) == 20
    assert max(flips.values()) <= 3


def regrets(afterwards, decision):
    tried = afterwards.tried(decision)
    assert tried is not None
    return tried.regrets()


def test_nothing_is_known_before_it_happened(race, models, followed):
    later = tuple(
        replace(lap, lap_time_s=lap.lap_time_s + 5.0) if lap.lap_number > 20 else lap
        for lap in race.laps
    )
    early = tuple(lap for lap in later if lap.lap_number <= 20)
    again = list(decisions(replace(race, laps=early), models, FUTURES))
    assert [one.options for one in again] == [one.options for one in followed]


def test_no_plan_beats_the_best_and_a_bad_one_is_regretted(race, models, followed):
    found = [tried.regrets() for _, tried in every_fifth(race, followed, models.race, 40)]
    assert len(found) > 50
    assert all(
        min(one.engine_places, one.driven_places, one.engine_s, one.driven_s) >= 0 for one in found
    )
    afterwards = Hindsight(race, models.race, 40, 1)
    decision = next(one for one in followed if one.driver == "NOR" and one.lap_number == 10)
    plan = decision.options.plans[0]
    thrice = tuple(
        PlannedStop(lap_number=lap, compound=plan.stops[0].compound) for lap in (12, 14, 16)
    )
    silly = replace(
        decision, options=changed(decision.options, plans=(changed(plan, stops=thrice),))
    )
    usual, regretted = regrets(afterwards, decision), regrets(afterwards, silly)
    assert regretted.engine_s > usual.engine_s + 20.0
    assert regretted.driven_s == pytest.approx(usual.driven_s, abs=1.0)


def test_races_in_the_rain_and_under_rules_of_their_own_are_left_out(race, models, followed):
    wet = replace(race, laps=(replace(race.laps[0], compound="INTERMEDIATE"), *race.laps[1:]))
    for other in (wet, replace(race, circuit="monaco")):
        assert list(every_fifth(other, followed, models.race, FUTURES)) == []


def test_the_figures_pair_engine_and_driver(race, models, followed):
    some = [tried.regrets() for _, tried in every_fifth(race, followed, models.race, FUTURES)]
    figures = regret_figures([some, []])
    assert (figures.races, figures.decisions) == (1, len(some))
    gain = figures.driven_places[0] - figures.engine_places[0]
    assert figures.gain_places[0] == pytest.approx(gain, abs=2e-4)
    assert regret_figures([[]]).decisions == 0


def test_a_safety_car_that_came_is_in_the_race_as_it_is_known(race, models, followed):
    sc = replace(
        race,
        laps=tuple(
            replace(lap, status=TrackStatus.SC) if 30 <= lap.lap_number <= 33 else lap
            for lap in race.laps
        ),
    )
    decision = next(one for one in followed if one.driver == "NOR" and one.lap_number == 10)
    calm, neutral = (regrets(Hindsight(one, models.race, 40, 1), decision) for one in (race, sc))
    assert calm != neutral


def test_the_command_scores_calls_and_plans(livef1_data, monkeypatch):
    monkeypatch.setenv("LIVEF1_DATA", str(livef1_data))
    rounds = ["--season", "2025", "--rounds", "5", "--futures", "10"]
    done = CliRunner().invoke(app, ["backtest", "calls", *rounds, "--json"])
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["calls"]["races"], said["calls"]["stops"]) == (1, 19)
    assert said["published"]["within_1"] == 0.343
    assert said["regret"]["decisions"] > 100


def test_calls_of_a_season_without_laps_are_refused(livef1_data, monkeypatch):
    monkeypatch.setenv("LIVEF1_DATA", str(livef1_data))
    done = CliRunner().invoke(app, ["backtest", "calls", "--season", "1999"])
    assert done.exit_code == 1
    assert "no race of 1999" in done.output
