"""Option sets carry what the shipped models say, and serving says what training would."""

from dataclasses import replace

import pandas as pd
import pytest

from f1strategy.artifacts.store import SHIPPED, load
from f1strategy.backtest.records import as_record, driver_numbers
from f1strategy.models.artifact import CorruptArtifact
from f1strategy.models.observed import ObservedLap
from f1strategy.models.outlook import MEMORY, read_outlook_models
from f1strategy.models.race import Race
from f1strategy.strategy.car import CarLaps
from f1strategy.strategy.field import FieldTable
from f1strategy.strategy.forecaster import Forecaster, read_strategy_models
from f1strategy.strategy.options import option_set, simulated
from f1strategy.strategy.request import Forecast
from f1strategy.training import pit_loss, pit_within_3, rejoin_position, undercut
from f1strategy.training.laps_table import races, read_table
from schemas.circuits import circuit
from schemas.records import TrackStatus

FILES = load(SHIPPED)
STRATEGY = read_strategy_models(FILES)
MODELS = STRATEGY.outlook
EVERY = 40
"""Asked once in so many laps: enough of every phase of the race."""


@pytest.fixture(scope="module")
def race(livef1_data) -> Race:
    """Spielberg 2024, its crossings to the millisecond, as the stream has them."""
    table = read_table(livef1_data / "laps" / "laps.parquet")
    (found,) = races(table[(table["season"] == 2024) & (table["round"] == 11)])
    return replace(found, laps=tuple(replace(lap, end_s=round(lap.end_s, 3)) for lap in found.laps))


@pytest.fixture(scope="module")
def forecasts(race) -> list[tuple[ObservedLap, Forecast]]:
    """What the desk would have been told through the race, at some of its laps."""
    numbers = driver_numbers(race)
    cars: dict[int, CarLaps] = {}
    forecaster, found = Forecaster(STRATEGY), []
    for at, lap in enumerate(race.laps):
        record = as_record(race, lap, numbers)
        cars.setdefault(record.driver_number, CarLaps()).put(record)
        if at % EVERY == 0:
            forecast = forecaster.at(cars, record)
            assert forecast is not None
            found.append((lap, forecast))
    return found


def points(race: Race, laps: list[ObservedLap]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "season": race.season,
            "round": race.round,
            "driver": [lap.driver for lap in laps],
            "lap_number": [lap.lap_number for lap in laps],
        }
    )


@pytest.mark.data
def test_serving_says_what_training_would(race, forecasts):
    laps = [lap for lap, _ in forecasts]
    keys = points(race, laps)
    for regime, at in (("green", 0), ("vsc", 1), ("sc", 2)):
        asked = keys.assign(regime=regime)
        said = pit_loss.predict(
            MODELS.pit_loss, pit_loss.features(race, MODELS.losses, asked), asked
        )
        served = [forecast.pit_losses[at] for _, forecast in forecasts]
        assert [one.pit_loss_s for one in served] == pytest.approx(said["pit_loss_s"], abs=6e-4)
        assert {one.track_status.value.lower() for one in served} == {regime}
    places = rejoin_position.predict(
        MODELS.rejoin, rejoin_position.features(race, MODELS.rejoins, keys), keys
    )
    assert [forecast.position for _, forecast in forecasts] == places["position"].tolist()
    stops = pit_within_3.predict(
        MODELS.pit_window, pit_within_3.features(race, MODELS.window, keys), keys
    )
    served = [forecast.stop_within_3_laps_probability for _, forecast in forecasts]
    assert served == pytest.approx(stops["probability"], abs=6e-5)


@pytest.mark.data
def test_undercuts_of_the_desk_are_those_of_the_evaluation(race):
    asked = undercut.labels(race)
    assert len(asked)
    said = undercut.predict(
        MODELS.undercut, undercut.features(race, MODELS.undercuts, asked), asked
    )
    numbers = driver_numbers(race)
    cars: dict[int, CarLaps] = {}
    wanted = {
        (row.driver, row.lap_number): (numbers[row.rival], chance)
        for row, chance in zip(asked.itertuples(), said["probability"], strict=True)
    }
    forecaster = Forecaster(STRATEGY)
    compared = 0
    for lap in race.laps:
        record = as_record(race, lap, numbers)
        cars.setdefault(record.driver_number, CarLaps()).put(record)
        if (lap.driver, lap.lap_number) in wanted:
            rival, chance = wanted[lap.driver, lap.lap_number]
            forecast = forecaster.at(cars, record)
            assert forecast is not None
            duels = [one for one in forecast.duels if one.rival_driver_number == rival]
            if duels and not duels[0].is_threat:
                assert duels[0].undercut_probability == pytest.approx(chance, abs=6e-5)
                compared += 1
    assert compared >= len(asked) / 2


@pytest.mark.data
def test_an_option_set_is_priced_by_the_models(race):
    numbers = driver_numbers(race)
    with_models, without = FieldTable(9, STRATEGY), FieldTable(9)
    seen = planned = 0
    for lap in race.laps[:400]:
        record = as_record(race, lap, numbers)
        plain = without.apply(record).requests
        for asked, other in zip(with_models.apply(record).requests, plain, strict=True):
            options = option_set(asked, simulated(asked, futures=5), 1)
            old = option_set(other, simulated(other), 1)
            assert asked.forecast is not None
            assert options.rejoin is not None
            assert old.rejoin is not None
            assert old.pit_losses == ()
            assert old.plans == ()
            if options.track_status is TrackStatus.GREEN:
                green = options.pit_losses[0]
                assert options.rejoin.pit_loss_s == green.pit_loss_s
                assert green.pit_loss_low_s <= green.pit_loss_s <= green.pit_loss_high_s
                low, high = options.rejoin.position_low, options.rejoin.position_high
                assert low is not None
                assert high is not None
                assert low <= options.rejoin.position <= high
                for plan in options.plans:
                    stops = len(plan.stops)
                    assert plan.pit_loss_s == pytest.approx(stops * green.pit_loss_s)
                    planned += stops
                known = circuit(race.circuit)
                assert known is not None
                assert old.rejoin.pit_loss_s == known.pit_loss_s
                seen += 1
    assert seen > 300
    assert planned > seen


@pytest.mark.data
def test_circuits_of_the_feed_are_those_that_the_models_remember(race):
    assert MODELS.losses.races(race.circuit) > 0


def test_a_memory_that_is_missing_or_damaged_is_refused():
    for model in ("pit_loss", "rejoin_position", "undercut", "pit_within_3"):
        for damaged in (b"noise", None):
            files = {name: dict(content) for name, content in FILES.items()}
            del files[model][MEMORY]
            if damaged is not None:
                files[model][MEMORY] = damaged
            with pytest.raises(CorruptArtifact):
                read_outlook_models(files)
