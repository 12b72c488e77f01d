"""Standing times from lane times: what is told of a race, a team and a slow stop."""

from dataclasses import replace

import pytest

from f1strategy.models.race import Race
from f1strategy.models.stationary_memory import (
    PRIOR_STOPS,
    QUICKEST_S,
    STACKED_WITHIN_S,
    StationaryMemory,
    standing_times,
)
from schemas.records import TrackStatus
from tests.models.races import a_lap

LANE_S = 20.0
"""Time through the lane of these races, standing for `QUICKEST_S` included."""


def stop(driver: str, team: str, at_s: float, lane_s: float, *, status=TrackStatus.GREEN):
    """Three laps of a driver that stops on lap 10, and the lane time."""
    laps = [
        a_lap(
            driver,
            number,
            team=team,
            end_s=at_s + 90.0 * (number - 10),
            is_in_lap=number == 10,
            is_out_lap=number == 11,
            stint_number=1 + (number > 10),
            status=status,
        )
        for number in (9, 10, 11)
    ]
    return laps, {(driver, 10): lane_s}


def race(*stops) -> Race:
    laps = sorted((one for those, _ in stops for one in those), key=lambda one: one.end_s)
    lanes = {key: lane_s for _, those in stops for key, lane_s in those.items()}
    return Race(2024, 1, "monza", 53, tuple(laps), lane_time_s=lanes)


def quick(count: int = 3):
    return [stop(f"Q{n}", f"quick {n}", 1000.0 + 100 * n, LANE_S) for n in range(count)]


def test_the_quickest_stops_tell_the_time_through_the_lane():
    found = {
        one.driver: seconds
        for one, seconds in standing_times(race(*quick(), stop("SLO", "a", 2000, LANE_S + 1.5)))
    }
    assert found["Q0"] == pytest.approx(QUICKEST_S)
    assert found["SLO"] == pytest.approx(QUICKEST_S + 1.5)


def test_the_lap_before_the_in_lap_is_named():
    assert {one.lap_number for one, _ in standing_times(race(*quick()))} == {9}


@pytest.mark.parametrize(
    "other",
    [
        stop("CAR", "a", 2000.0, LANE_S + 40.0),
        stop("CAR", "a", 2000.0, LANE_S, status=TrackStatus.SC),
        stop("CAR", "quick 2", 1200.0 + STACKED_WITHIN_S - 1, LANE_S + 5),
    ],
    ids=["a repair", "behind the safety car", "waiting for the team mate"],
)
def test_what_is_no_ordinary_stop_is_left_out(other):
    assert "CAR" not in {one.driver for one, _ in standing_times(race(*quick(), other))}


def test_without_three_stops_nothing_is_known():
    assert list(standing_times(race(*quick(2)))) == []


def test_without_lane_times_nothing_is_known():
    assert list(standing_times(replace(race(*quick()), lane_time_s={}))) == []


def test_a_slower_team_is_told_by_so_much_shrunk_to_the_field():
    memory = StationaryMemory()
    lags = [stop(f"S{n}", "slow", 3000.0 + 100 * n, LANE_S + 1.0) for n in range(3)]
    memory.add(race(*quick(7), *lags))
    usual_s = 3 * 1.0 / (10 + PRIOR_STOPS)
    assert memory.shift_s("slow", 2024) == pytest.approx(3 / (3 + PRIOR_STOPS) - usual_s)
    assert memory.shift_s("nobody", 2024) == pytest.approx(-usual_s)


def test_a_slow_stop_counts_as_a_chance_and_not_as_the_team_s_pace():
    memory = StationaryMemory()
    memory.add(race(*quick(7), stop("SLO", "a", 5000.0, LANE_S + 12.0)))
    assert memory.shift_s("a", 2024) == pytest.approx(0.0)
    assert memory.slow_chance("a", 2024) > memory.slow_chance("quick 1", 2024)
    assert memory.slow_s(2024) > 8


def test_older_seasons_weigh_less():
    memory = StationaryMemory()
    lags = [stop(f"S{n}", "slow", 3000.0 + 100 * n, LANE_S + 1.0) for n in range(3)]
    memory.add(race(*quick(7), *lags))
    assert memory.shift_s("slow", 2026) < memory.shift_s("slow", 2024)
