"""The parts of the simulated race by hand-made cases."""

import pickle
from random import Random

import pytest

from f1strategy.ingest.simulated import BadRaceLength
from f1strategy.ingest.simulated.cast import TEAMS, Entrant, GridSlot, entrants, qualify
from f1strategy.ingest.simulated.course import drive_through_loss_s
from f1strategy.ingest.simulated.neutral import CATCHING_UP, Spell, arrival_s, overlaps
from f1strategy.ingest.simulated.pits import PitLane
from f1strategy.ingest.simulated.runner import Runner
from f1strategy.ingest.simulated.strategy import (
    PlannedStop,
    Situation,
    opening,
    plan_after,
    stop_now,
)
from f1strategy.ingest.simulated.traffic import ahead_on_track, apart, fight, queue_up
from f1strategy.ingest.simulated.tyres import loss_s
from f1strategy.ingest.simulated.weather import Sky
from schemas.records import SLICKS, Compound, TrackStatus

S, M, H, INTER = Compound.SOFT, Compound.MEDIUM, Compound.HARD, Compound.INTERMEDIATE


def runner(number: int, began_s: float, lap_s: float, laps: int = 1) -> Runner:
    """A car that has settled `laps` laps, the last of them begun at `began_s`."""
    entrant = Entrant(number, "A", "B", f"C{number:02}", TEAMS[0], 0.0, 0.2)
    car = Runner(
        slot=GridSlot(number, entrant, 85.0),
        plan=(),
        first_compound=M,
        first_age_laps=0,
        nerve=0.0,
        fuel_laps=50.0,
        compound=M,
        age_laps=0,
        wear_laps=0.0,
    )
    for _ in range(laps):
        car.rejoin_s = car.line_s = began_s
        thirds = [began_s + lap_s * part / 3 for part in (1, 2, 3)]
        car.record(thirds, wear=1.0)
    return car


def attacker(rejoin_s: float, laps: int = 0) -> Runner:
    car = runner(99, 0.0, 1.0, laps)
    car.rejoin_s = rejoin_s
    return car


def situation(**changes) -> Situation:
    usual = {
        "lap": 20,
        "laps": 57,
        "compound": M,
        "age_laps": 20,
        "plan": (PlannedStop(24, H),),
        "status": TrackStatus.GREEN,
        "wetness": 0.0,
        "nerve": 0.0,
    }
    return Situation(**{**usual, **changes})


class Lucky(Random):
    """Every chance is taken."""

    def random(self):
        return 0.0


class Unlucky(Random):
    """No chance is."""

    def random(self):
        return 0.999_999


def test_an_error_survives_pickling():
    error = pickle.loads(pickle.dumps(BadRaceLength(2, 3, 100)))  # noqa: S301 (our own bytes)
    assert str(error) == "cannot simulate 2 laps; expected 3 to 100"


def test_a_lap_across_a_neutralisation_takes_longer_by_its_share():
    spells = [Spell(TrackStatus.VSC, 100.0, 170.0)]
    assert arrival_s(spells, 0.0, 90.0, CATCHING_UP) == 90.0
    assert arrival_s(spells, 50.0, 90.0, CATCHING_UP) == pytest.approx(156.0)
    assert arrival_s(spells, 50.0, 200.0, CATCHING_UP) == pytest.approx(50 + 50 + 70 + 100)
    assert arrival_s(spells, 200.0, 90.0, CATCHING_UP) == 290.0
    assert overlaps(spells, 50.0, 101.0)
    assert not overlaps(spells, 170.0, 200.0)


def test_a_safety_car_without_an_end_slows_for_good():
    assert arrival_s([Spell(TrackStatus.SC, 10.0)], 10.0, 100.0, 1.6) == pytest.approx(170.0)


def test_a_car_that_cannot_pass_follows_and_one_that_can_ends_ahead():
    ahead = [runner(1, began_s=10.0, lap_s=90.0)]
    end_s, waved = fight(attacker(11.0), 88.0, 99.5, ahead, Unlucky(1))
    assert 100.5 <= end_s <= 101.0
    assert waved == []
    end_s, _ = fight(attacker(11.0), 88.0, 99.5, ahead, Lucky(1))
    assert end_s < 100.0
    assert ahead[0].owed_s > 0


def test_a_leader_passes_a_lapped_car_which_pays_for_it():
    lapped = runner(1, began_s=10.0, lap_s=90.0)
    end_s, waved = fight(attacker(11.0, laps=1), 88.0, 99.0, [lapped], Unlucky(1))
    assert waved == [lapped]
    assert end_s < 100.0
    assert lapped.owed_s > 1.0


def test_nobody_passes_behind_the_safety_car():
    ahead = [runner(1, 10.0, 140.0), runner(2, 9.0, 138.0)]
    assert queue_up(120.0, ahead, (1.0, 1.5), Random(1)) >= 151.0


def test_only_running_cars_that_began_the_lap_before_are_ahead_nearest_first():
    far, near, stopped, behind = (
        runner(number, began_s, 90.0) for number, began_s in enumerate((8.0, 10.0, 11.0, 13.0), 1)
    )
    stopped.retired_s = 50.0
    car = attacker(12.0)
    assert ahead_on_track(car, [car, stopped, behind, far, near]) == [near, far]


def test_a_car_that_pits_is_in_nobodys_way_but_behind_the_safety_car_nobody_passes_it():
    pitting = runner(1, 10.0, 90.0)
    pitting.is_pitting = True
    assert fight(attacker(11.0), 88.0, 99.5, [pitting], Unlucky(1)) == (99.5, [])
    assert queue_up(99.5, [pitting], (1.0, 1.5), Random(1)) >= 101.0


def test_crossings_are_kept_apart():
    assert apart(100.01, [runner(1, 10.0, 90.0), runner(2, 10.05, 90.0)]) > 100.13
    assert apart(105.0, [runner(1, 10.0, 90.0)]) == 105.0


def test_the_second_car_of_a_team_waits_at_the_box():
    lane, rng = PitLane(), Random(1)
    first = lane.visit("Kestrel", 100.0, TrackStatus.SC, H, 0, rng).stop
    second = lane.visit("Kestrel", 100.5, TrackStatus.SC, H, 0, rng).stop
    other = lane.visit("Halcyon", 100.5, TrackStatus.SC, H, 0, rng).stop
    assert second.left_ms > first.left_ms
    assert second.stationary_s > first.stationary_s + 1
    assert other.stationary_s < second.stationary_s


def test_a_stop_is_cheaper_when_the_track_is_slow():
    green, vsc, sc = (
        drive_through_loss_s(status)
        for status in (TrackStatus.GREEN, TrackStatus.VSC, TrackStatus.SC)
    )
    assert green > vsc > sc > 0


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("laps", [3, 20, 57])
def test_every_opening_plan_keeps_the_rule_of_two_compounds(seed, laps):
    first, plan = opening(laps, Random(seed))
    assert first in SLICKS
    assert plan[0].compound != first
    stops = [stop.lap for stop in plan]
    assert stops == sorted(set(stops))
    assert all(1 < stop < laps for stop in stops)


def test_the_plan_decides_under_green():
    assert stop_now(situation(), Lucky(1)) is None
    assert stop_now(situation(lap=24), Unlucky(1)) is H
    assert stop_now(situation(lap=57), Lucky(1)) is None


def test_a_safety_car_brings_a_planned_stop_forward_but_not_on_new_tyres():
    assert stop_now(situation(status=TrackStatus.SC), Lucky(1)) is H
    assert stop_now(situation(status=TrackStatus.SC), Unlucky(1)) is None
    assert stop_now(situation(status=TrackStatus.SC, age_laps=3), Lucky(1)) is None


def test_a_wet_track_asks_for_intermediates_and_a_dry_one_for_slicks():
    assert stop_now(situation(wetness=0.6), Unlucky(1)) is INTER
    assert stop_now(situation(wetness=0.6, compound=INTER), Lucky(1)) is None
    assert stop_now(situation(wetness=0.1, compound=INTER), Lucky(1)) is H
    assert stop_now(situation(wetness=0.1, compound=INTER, lap=40), Lucky(1)) is S


def test_tyres_that_last_to_the_flag_end_the_plan():
    long_plan = (PlannedStop(20, H), PlannedStop(40, M))
    assert plan_after(situation(plan=long_plan), H) == ()
    assert plan_after(situation(plan=long_plan), S) == (PlannedStop(40, M),)
    assert plan_after(situation(plan=long_plan[:1]), S) == (PlannedStop(38, S),)


def test_wear_never_makes_a_tyre_faster_and_the_wet_decides_which_is_better():
    for compound in (*SLICKS, INTER):
        losses = [loss_s(compound, age, 0.0) for age in range(40)]
        assert losses == sorted(losses)
    assert loss_s(INTER, 0, 0.0) > loss_s(S, 20, 0.0)
    assert loss_s(INTER, 0, 0.6) < loss_s(S, 0, 0.6)


def test_the_track_wets_while_it_rains_and_dries_afterwards():
    sky = Sky(25.0, 38.0, 50.0, 2.0, 0.0, (1000.0, 1600.0), 0.8)
    assert sky.wetness(999.0) == 0.0
    assert 0 < sky.wetness(1100.0) < sky.wetness(1200.0) == 0.8 == sky.wetness(1600.0)
    assert 0 < sky.wetness(1900.0) < 0.8
    assert sky.wetness(3000.0) == 0.0
    assert [sky.is_raining(at_s) for at_s in (999, 1000, 1599, 1600)] == [False, True, True, False]


def test_the_cast_is_twenty_drivers_of_ten_teams_and_the_grid_is_ordered_by_time():
    field = entrants(Random(1))
    assert len({one.number for one in field}) == len({one.code for one in field}) == 20
    assert len({one.team.name for one in field}) == 10
    grid = qualify(field, 84.0, Random(2))
    assert [slot.position for slot in grid] == list(range(1, 21))
    assert [slot.qualifying_s for slot in grid] == sorted(slot.qualifying_s for slot in grid)
