"""Simulated races look like real ones: pace, stops, places, and what the rules forbid."""

from collections import Counter, defaultdict
from itertools import pairwise
from statistics import mean, median

import pytest

from f1strategy.ingest.simulated.course import PIT_LOSS_S
from f1strategy.ingest.simulated.history import CarHistory, History
from f1strategy.ingest.simulated.neutral import overlaps
from f1strategy.ingest.simulated.order import passings
from schemas.circuits import circuit
from schemas.records import SLICKS, Compound, TrackStatus
from tests.ingest.simulated.races import WET, all_laps, history, is_racing_lap

SEEDS = range(1, 13)
DRY_SEEDS = [seed for seed in SEEDS if history(seed).sky.rain_s is None]


def compounds(car: CarHistory) -> set[Compound]:
    return {lap.compound for lap in car.laps}


@pytest.mark.parametrize("seed", SEEDS)
def test_time_runs_forward_and_laps_follow_each_other(seed):
    for car in history(seed).cars:
        assert [lap.number for lap in car.laps] == list(range(1, len(car.laps) + 1))
        assert car.laps[0].start_ms == 0
        for lap in car.laps:
            assert all(a < b for a, b in pairwise((lap.start_ms, *lap.sector_ends_ms)))
        for lap, following in pairwise(car.laps):
            assert following.start_ms == lap.end_ms
            if lap.stop and following.sector_ends_ms:
                assert lap.stop.entered_ms < lap.end_ms < lap.stop.left_ms
                assert lap.stop.left_ms < following.sector_ends_ms[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_cars_cross_the_line_together(seed):
    moments = Counter(lap.end_ms for _, lap in all_laps(history(seed)) if lap.is_complete)
    assert max(moments.values()) == 1


@pytest.mark.parametrize("seed", DRY_SEEDS)
def test_everybody_classified_uses_two_slicks_and_stops_one_to_three_times(seed):
    for car in history(seed).classified:
        assert len(compounds(car) & SLICKS) >= 2
        assert 1 <= len(car.stops) <= 3


def test_rain_brings_intermediates_and_slicks_again():
    race = history(WET)
    used = [compounds(car) for car in race.classified]
    assert sum(Compound.INTERMEDIATE in tyres for tyres in used) > 15
    assert all(car.laps[-1].compound in SLICKS for car in race.classified)


@pytest.mark.parametrize("seed", DRY_SEEDS)
def test_lap_times_are_those_of_such_a_circuit(seed):
    race = history(seed)
    times = [lap.time_ms / 1000 for _, lap in all_laps(race) if is_racing_lap(race, lap)]
    assert 84 < min(times) < 88
    assert 86 < median(times) < 91
    assert race.flag_ms / 1000 == pytest.approx(57 * 91.5, rel=0.06)


@pytest.mark.parametrize("seed", DRY_SEEDS)
def test_the_field_spreads_and_the_grid_does_not_decide_everything(seed):
    race = history(seed)
    on_the_lead_lap = [car for car in race.classified if car.completed == race.laps]
    assert 40 < (on_the_lead_lap[-1].finish_ms - race.flag_ms) / 1000 < 95
    assert race.classified[0].slot.position <= 10
    moves = [abs(car.slot.position - place) for place, car in enumerate(race.classified, 1)]
    assert 0.5 < mean(moves) < 6


def test_a_stop_under_green_loses_the_circuits_pit_loss():
    known = circuit("simulated")
    assert known is not None
    assert known.pit_loss_s == PIT_LOSS_S
    by_race = [losses_s(history(seed), None) for seed in DRY_SEEDS]
    for losses in by_race:
        assert mean(losses) == pytest.approx(PIT_LOSS_S, abs=3.0)
    assert mean(loss for losses in by_race for loss in losses) == pytest.approx(PIT_LOSS_S, abs=1.0)


def losses_s(race: History, status: TrackStatus | None) -> list[float]:
    """In-lap and out-lap less two usual laps, of stops on which this status and no other was shown."""
    found = []
    for car in race.cars:
        usual = {lap.number: lap.time_ms for lap in car.laps if is_racing_lap(race, lap)}
        for in_lap, out_lap in pairwise(car.laps):
            near = [time_ms for number, time_ms in usual.items() if abs(number - in_lap.number) < 6]
            begin_s, end_s = in_lap.start_ms / 1000, out_lap.end_ms / 1000
            shown = {spell.status for spell in race.spells if overlaps([spell], begin_s, end_s)}
            if in_lap.stop and out_lap.is_complete and len(near) > 3 and shown == {status} - {None}:
                found.append((in_lap.time_ms + out_lap.time_ms - 2 * median(near)) / 1000)
    return found


def test_a_safety_car_draws_the_field_together_and_lets_nobody_past():
    for seed in DRY_SEEDS:
        race = history(seed)
        (spell,) = (one for one in race.spells if one.status is TrackStatus.SC)
        assert gap_s(race, spell.end_s) < 0.75 * gap_s(race, spell.start_s)
        free = set(spell.waved)
        free |= {
            car.entrant.number
            for car in race.cars
            for lap in car.laps
            if lap.stop and spell.start_s - 60 < lap.end_ms / 1000 < spell.end_s
        }
        free |= {car.entrant.number for car in race.retired}
        for one in passings(race):
            if spell.start_s + 120 < one.at_ms / 1000 < spell.end_s:
                assert one.driver_number in free or set(one.passed) <= free, one


def gap_s(race: History, at_s: float) -> float:
    """From the first to the fifteenth car on the lap that ends next, half the field's length."""
    lap = race.leader_lap(1000 * at_s) - 1
    ends = sorted(one.end_ms for _, one in all_laps(race) if one.number == lap and one.is_complete)
    return (ends[14] - ends[0]) / 1000


def test_neutralised_laps_are_slow_and_stops_on_them_are_welcome():
    under_safety_car = 0
    for seed in DRY_SEEDS:
        race = history(seed)
        safety_car = [spell for spell in race.spells if spell.status is TrackStatus.SC]
        behind = [
            lap.time_ms / 1000
            for _, lap in all_laps(race)
            if lap.is_complete
            and lap.stop is None
            and not lap.is_out_lap
            and any(
                s.start_s <= lap.start_ms / 1000 and lap.end_ms / 1000 <= s.end_s
                for s in safety_car
            )
        ]
        assert 1.25 < median(behind) / 88 < 1.75
        under_safety_car += sum(
            overlaps(safety_car, stop.entered_ms / 1000, stop.entered_ms / 1000 + 1)
            for car in race.cars
            for _, stop in car.stops
        )
    assert under_safety_car > 20


def test_standing_at_the_box_takes_two_to_three_seconds_with_a_slow_tail():
    stands = sorted(
        stop.stationary_s for seed in SEEDS for car in history(seed).cars for _, stop in car.stops
    )
    assert stands[0] >= 1.9
    assert 2.2 < median(stands) < 2.8
    assert 0.01 < sum(stand > 5 for stand in stands) / len(stands) < 0.12


def test_two_cars_of_a_team_are_never_at_the_box_together():
    for seed in SEEDS:
        boxes = defaultdict(list)
        for car in history(seed).cars:
            for _, stop in car.stops:
                boxes[car.entrant.team.name].append((stop.left_ms, stop.stationary_s))
        for visits in boxes.values():
            for (earlier_ms, _), (later_ms, stands_s) in pairwise(sorted(visits)):
                assert later_ms - earlier_ms > 1000 * min(stands_s, 1.0)


def test_cars_overtake_on_the_track():
    for seed in DRY_SEEDS:
        race = history(seed)
        stopped = {
            (car.entrant.number, number)
            for car in race.cars
            for lap, _ in car.stops
            for number in (lap, lap + 1)
        }
        by_number = {car.entrant.number: car for car in race.cars}
        fought = 0
        for one in passings(race):
            for other in one.passed:
                laps = [lap for lap in by_number[other].laps if lap.start_ms <= one.at_ms]
                fought += (other, laps[-1].number) not in stopped and laps[-1].is_complete
        assert 15 < fought < 250


def test_the_pace_of_the_teams_differs_but_form_does_too():
    winners = {history(seed).classified[0].entrant.code for seed in SEEDS}
    assert len(winners) >= 3
