"""The strategy room has an answer for every driver on every lap of a simulated race."""

import pytest

from f1strategy.artifacts.store import SHIPPED, load
from f1strategy.strategy.desk import OptionDesk
from f1strategy.strategy.field import FieldTable
from f1strategy.strategy.forecaster import read_strategy_models
from schemas.records import LapRecord, OptionSet, TrackStatus
from tests.ingest.simulated.races import history, recording, records

LAPS = 24


@pytest.fixture(scope="module")
def answers() -> dict[tuple[int, int], OptionSet]:
    """The last option set by driver and lap, from the final lap records in order of time."""
    session_key = recording(laps=LAPS).session_key
    table = FieldTable(session_key, read_strategy_models(load(SHIPPED)))
    desks: dict[int, OptionDesk] = {}
    answered = {}
    for lap in sorted(records(laps=LAPS).values(), key=_moment):
        for request in table.apply(lap).requests:
            number = request.driver_number
            desk = desks.setdefault(number, OptionDesk(session_key, number, futures=10))
            if (options := desk.apply(request).options) is not None:
                answered[number, options.lap_number] = options
    return answered


def _moment(lap: LapRecord) -> tuple[int, int]:
    return lap.lap_end_time_ms or lap.lap_start_time_ms or 0, lap.driver_number


def test_every_completed_lap_is_answered(answers):
    race = history(laps=LAPS)
    completed = {
        (car.entrant.number, lap.number) for car in race.cars for lap in car.laps if lap.is_complete
    }
    assert set(answers) == completed


def test_plans_are_offered_until_the_flag_and_the_safety_car_is_seen(answers):
    with_plans = [options for options in answers.values() if options.plans]
    assert len(with_plans) > 0.9 * len(answers)
    assert all(80 < options.base_lap_time_s < 150 for options in with_plans)
    assert {options.track_status for options in answers.values()} >= {
        TrackStatus.GREEN,
        TrackStatus.SC,
    }
