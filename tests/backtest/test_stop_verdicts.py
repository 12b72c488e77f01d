"""Stops judged afterwards, on hand-written duels."""

from dataclasses import replace

import pytest

from f1strategy.backtest.stop_verdicts import Verdict, judged_stops, verdict_counts
from f1strategy.models.race import Race
from schemas.records import Compound, TrackStatus
from tests.models.races import a_lap

LAPS = 30
LOSS_S = 20.0


def a_duel(ahead, behind, gap_s=2.0, end_gap_s=None, **other) -> Race:
    """Two cars that stop on these laps; from both stops on the second is `end_gap_s` behind."""
    told = []
    settled = max(ahead, behind)
    for driver, stop, late_s in (("AAA", ahead, 0.0), ("BAA", behind, gap_s)):
        for lap in range(1, LAPS + 1):
            end_s = 90.0 * lap + late_s + (LOSS_S if lap > stop else 0.0)
            if driver == "BAA" and lap > settled and end_gap_s is not None:
                end_s = 90.0 * lap + LOSS_S + end_gap_s
            told.append(
                a_lap(
                    driver,
                    lap,
                    end_s,
                    position=1 if driver == "AAA" else 2,
                    is_in_lap=lap == stop,
                    is_out_lap=lap == stop + 1,
                    stint_number=1 + (lap > stop),
                    tyre_age_laps=float(lap - stop if lap > stop else lap),
                    compound=Compound.HARD if lap > stop else Compound.MEDIUM,
                )
            )
    laps = tuple(sorted((replace(lap, **other) for lap in told), key=lambda lap: lap.end_s))
    return Race(2024, 1, "monza", LAPS, laps)


def verdicts(race: Race) -> dict[str, Verdict]:
    return {stop.driver: stop.verdict for stop in judged_stops(race)}


@pytest.mark.parametrize(
    ("ahead", "behind", "end_gap_s", "of_ahead", "of_behind"),
    [
        (16, 14, -1.0, Verdict.COVER_TOO_LATE, Verdict.UNDERCUT_WON),
        (16, 14, 1.0, Verdict.COVER_HELD, Verdict.UNDERCUT_FAILED_PACE),
        (14, 18, -1.0, Verdict.FREE_STOP, Verdict.OVERCUT_WON),
        (14, 18, 1.0, Verdict.FREE_STOP, Verdict.OVERCUT_FAILED),
        (8, 22, 1.0, Verdict.FREE_STOP, Verdict.FREE_STOP),
    ],
)
def test_two_stops_of_a_duel_are_judged_from_both_sides(
    ahead, behind, end_gap_s, of_ahead, of_behind
):
    found = verdicts(a_duel(ahead, behind, end_gap_s=end_gap_s))
    assert found == {"AAA": of_ahead, "BAA": of_behind}


def test_an_undercut_behind_a_third_car_failed_for_traffic():
    race = a_duel(18, 14, end_gap_s=1.0)
    slow = tuple(
        a_lap("CAA", lap.lap_number - 1, lap.end_s - 0.8, position=3)
        for lap in race.laps
        if lap.driver == "BAA" and lap.lap_number > 1
    )
    laps = tuple(sorted((*race.laps, *slow), key=lambda lap: lap.end_s))
    assert verdicts(replace(race, laps=laps))["BAA"] is Verdict.UNDERCUT_FAILED_TRAFFIC


def test_a_car_that_was_not_near_has_its_own_strategy_or_loses_nothing():
    far = a_duel(16, 14, gap_s=12.0)
    assert verdicts(far)["BAA"] is Verdict.FREE_STOP
    lost = tuple(
        replace(lap, position=9) if lap.lap_number > 14 and lap.driver == "BAA" else lap
        for lap in far.laps
    )
    found = {stop.driver: stop for stop in judged_stops(replace(far, laps=lost))}
    assert found["BAA"].verdict is Verdict.OWN_STRATEGY
    assert (found["BAA"].place_before, found["BAA"].place_after) == (2, 9)


@pytest.mark.parametrize("status", [TrackStatus.VSC, TrackStatus.SC, TrackStatus.RED])
def test_stops_under_a_neutralised_track_are_no_duels(status):
    found = verdicts(a_duel(16, 14, status=status, status_end=status))
    assert set(found.values()) == {Verdict.NEUTRALISED}


def test_rain_the_first_laps_and_a_car_that_stops_for_good_are_told_apart():
    race = a_duel(16, 2)
    wet = tuple(
        replace(lap, compound=Compound.INTERMEDIATE) if lap.compound is Compound.HARD else lap
        for lap in race.laps
    )
    assert set(verdicts(replace(race, laps=wet)).values()) == {
        Verdict.WEATHER,
        Verdict.OPENING_LAPS,
    }
    retired = a_duel(16, 14, end_gap_s=-1.0)
    early = tuple(lap for lap in retired.laps if lap.driver == "AAA" or lap.lap_number <= 17)
    assert verdicts(replace(retired, laps=early))["BAA"] is Verdict.UNRESOLVED


def test_the_loss_is_that_of_the_pit_loss_model_and_counts_leave_out_what_did_not_occur():
    stops = judged_stops(a_duel(16, 14, lap_time_s=90.0))
    assert all(stop.loss_s == pytest.approx(0.0) for stop in stops)
    assert sum(verdict_counts(stops).values()) == 2
    assert Verdict.WEATHER not in verdict_counts(stops)
