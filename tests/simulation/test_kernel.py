"""The compiled kernel says what the numpy reference says; results are races that could be."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from f1strategy.simulation import reference
from f1strategy.simulation.draws import NEVER, Draws, Forced, Now, draw
from f1strategy.simulation.effects import Effect, without
from f1strategy.simulation.events import GREEN, RED, SC, VSC
from f1strategy.simulation.example import a_track, one_stop, some_cars
from f1strategy.simulation.futures import run
from f1strategy.simulation.setup import BadSetup, Cars, Plans, Track, no_stops

RACES = 400
Case = tuple[Cars, Track, Plans]
Broken = Callable[[Cars, Track, Plans], Case]


def random_case(seed: int) -> tuple[Cars, Track, Plans, Draws]:
    """Cars, track, plans and draws with everything that can happen, from any moment of a race."""
    rng = np.random.default_rng(seed)
    count, laps = int(rng.integers(2, 22)), int(rng.integers(2, 60))
    cars = some_cars(
        count,
        clock_s=rng.uniform(0, 150, count).round(3),
        base_s=rng.normal(90, 1.0, count),
        compound=rng.integers(0, 5, count),
        age_laps=rng.integers(0, 40, count),
        used=rng.integers(1, 16, count),
        retire_hazard=rng.choice([0.0, 0.002, 0.05], count),
        is_running=(rng.random(count) < 0.9).astype(np.int64),
        early_from=rng.choice([0, 20], count),
    )
    track = a_track(
        laps,
        rain_hazard=float(rng.choice([0.0, 0.05])),
        sc_hazard=np.full(laps, 0.05),
        red_share=0.3,
        is_start=int(rng.integers(2)),
        two_compounds=int(rng.integers(2)),
    )
    plans = no_stops(2, count)
    stops = np.sort(rng.integers(0, laps, plans.lap.shape), axis=2)
    plans.lap[:] = np.where(np.arange(4) < rng.integers(0, 5, (2, count, 1)), stops, -1)
    plans.compound[:] = rng.integers(0, 5, plans.compound.shape)
    now = Now(status=int(rng.choice([GREEN, SC, VSC])), wetness=float(rng.choice([1.0, 1.15])))
    return cars, track, plans, draw(cars, track, 60, seed, now)


@pytest.mark.parametrize("seed", range(25))
def test_the_kernel_and_the_reference_tell_the_same_races(seed):
    case = random_case(seed)
    fast, plain = run(*case), run(*case, engine=reference.simulate)
    np.testing.assert_array_equal(fast.places, plain.places)
    np.testing.assert_allclose(fast.clocks_s, plain.clocks_s, rtol=0, atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_every_car_has_a_place_and_the_retired_come_last(seed):
    cars, track, plans, draws = random_case(seed)
    places = run(cars, track, plans, draws).places
    assert (np.sort(places, axis=2) == np.arange(1, places.shape[2] + 1)).all()
    finished = draws.retires >= track.laps
    for race in range(len(finished)):
        ends = places[0, race][finished[race]]
        assert sorted(ends) == list(range(1, len(ends) + 1))


def test_equal_seeds_give_equal_races_and_other_seeds_others():
    cars, track, plans = some_cars(), a_track(), one_stop()
    one, again, other = (run(cars, track, plans, draw(cars, track, 50, seed)) for seed in (1, 1, 2))
    assert one.places.tobytes() == again.places.tobytes()
    assert one.clocks_s.tobytes() == again.clocks_s.tobytes()
    assert one.clocks_s.tobytes() != other.clocks_s.tobytes()


def test_arguments_stay_as_they_were():
    cars, track, plans = some_cars(), a_track(), one_stop()
    draws = draw(cars, track, 50, 1)
    parts: list[Any] = [*cars, *plans, *draws]
    before = [np.copy(part) for part in parts]
    run(cars, track, plans, draws)
    for part, was in zip(parts, before, strict=True):
        np.testing.assert_array_equal(part, was)


def test_scenarios_meet_the_same_luck():
    cars, track = some_cars(), a_track()
    draws = draw(cars, track, RACES, 3)
    both = run(cars, track, one_stop(2), draws)
    np.testing.assert_array_equal(both.clocks_s[0], both.clocks_s[1])


def calm(*kept: Effect, **changes):
    """A field without luck, but for the effects that are kept."""
    off = [effect for effect in Effect if effect not in kept]
    cars, track = without(some_cars(), a_track(), *off)
    return cars, track._replace(start_sd_s=0.0, **changes)


def clocks(cars, track, plans=None, *, races=1, now=None, forced=None):
    draws = draw(cars, track, races, 1, now, forced)
    return run(
        cars, track, no_stops(1, len(cars.clock_s)) if plans is None else plans, draws
    ).clocks_s


def test_without_any_effect_a_race_is_base_pace_times_laps():
    cars, track = calm()
    np.testing.assert_allclose(clocks(cars, track)[0, 0], cars.clock_s + 57 * cars.base_s)


def test_fuel_wear_and_stops_add_up():
    cars, track = calm(Effect.FUEL, Effect.WEAR, Effect.COLD_TYRES)
    got = clocks(cars, track, one_stop(lap=22))[0, 0, 0]
    fuel = track.fuel_s.sum()
    wear = 0.06 * np.arange(23).sum() + 34 * 0.4 + 0.035 * np.arange(34).sum()
    assert got == pytest.approx(57 * 90.0 + fuel + wear + 21.0 + 1.0)


@pytest.mark.parametrize(
    "effect",
    [
        Effect.FUEL,
        Effect.WEAR,
        Effect.COLD_TYRES,
        Effect.SLOW_STOPS,
        Effect.BLUE_FLAGS,
        Effect.SAFETY_CAR,
        Effect.VIRTUAL_SAFETY_CAR,
        Effect.RAIN,
        Effect.TRAFFIC,
        Effect.FOLLOWING,
        Effect.DOUBLE_STACKING,
    ],
)
def test_an_effect_switched_off_makes_the_race_shorter(effect):
    cars, track = some_cars(base_s=90.0 + 0.25 * np.arange(20)), a_track(rain_hazard=0.01)
    track = track._replace(traffic_s=0.8)
    if effect is Effect.DOUBLE_STACKING:
        cars = cars._replace(team=np.zeros(20, dtype=np.int64))
    cars = cars._replace(retire_hazard=np.zeros(20))
    plans = one_stop()
    draws = draw(cars, track, RACES, 5)
    with_it = run(cars, track, plans, draws).clocks_s
    other = without(cars, track, effect)
    draws = draw(*other, RACES, 5)
    assert run(*other, plans, draws).clocks_s.mean() < with_it.mean()


def test_slipstream_makes_a_pursuer_faster():
    cars, track = calm(Effect.SLIPSTREAM, Effect.FOLLOWING, is_start=0)
    cars = cars._replace(base_s=np.full(20, 90.0), clock_s=0.8 * np.arange(20.0))
    got = clocks(
        cars,
        track._replace(laps=1, fuel_s=np.zeros(1), sc_hazard=np.zeros(1), vsc_hazard=np.zeros(1)),
    )[0, 0]
    assert got[0] == pytest.approx(90.0)
    assert got[1] == pytest.approx(90.5)


def test_uncertainty_spreads_the_results():
    for effect in (Effect.PACE_UNCERTAINTY, Effect.LAP_NOISE, Effect.WEAR_UNCERTAINTY):
        cars, track = calm(effect, Effect.WEAR)
        still, stirred = (clocks(*case, races=RACES) for case in (calm(Effect.WEAR), (cars, track)))
        assert still.std(axis=1).max() < 1e-9
        assert stirred.std(axis=1).min() > 0.5


def test_a_stop_spread_needs_stops():
    cars, track = calm(Effect.STOP_SPREAD)
    assert clocks(cars, track, races=RACES).std(axis=1).max() < 1e-9
    assert clocks(cars, track, one_stop(), races=RACES).std(axis=1).min() > 0.3


def test_nobody_passes_where_overtaking_is_off():
    cars, track = calm(Effect.FOLLOWING, Effect.TRAFFIC, is_start=0)
    cars = cars._replace(base_s=90.0 - 0.1 * np.arange(20))
    places = run(cars, track, no_stops(1, 20), draw(cars, track, 50, 1)).places
    assert (places == np.arange(1, 21)).all()
    cars, track = calm(Effect.FOLLOWING, Effect.OVERTAKING, is_start=0)
    cars = cars._replace(base_s=90.0 - 0.1 * np.arange(20))
    passed = run(cars, track, no_stops(1, 20), draw(cars, track, 50, 1)).places.mean(axis=1)[0]
    assert passed[19] < passed[0]


def test_more_pace_advantage_passes_sooner():
    means = []
    for advantage in (0.3, 0.8, 1.6):
        cars, track = calm(Effect.FOLLOWING, Effect.OVERTAKING, is_start=0)
        base = np.full(20, 90.0)
        base[1] -= advantage
        cars = cars._replace(
            base_s=base, clock_s=20.0 * np.arange(20.0) - 19.0 * (np.arange(20) == 1)
        )
        track = track._replace(
            laps=4, fuel_s=np.zeros(4), sc_hazard=np.zeros(4), vsc_hazard=np.zeros(4)
        )
        places = run(cars, track, no_stops(1, 20), draw(cars, track, RACES, 1)).places
        means.append(places[0, :, 1].mean())
    assert means[0] > means[1] > means[2]


def test_the_safety_car_closes_the_field_and_makes_stops_cheap():
    cars, track = calm(Effect.COLD_TYRES, is_start=0)
    cars = cars._replace(clock_s=10.0 * np.arange(20.0))
    forced = Forced(sc_lap=10, sc_laps=8)
    got = clocks(
        cars,
        track._replace(
            laps=18, fuel_s=np.zeros(18), sc_hazard=np.zeros(18), vsc_hazard=np.zeros(18)
        ),
        forced=forced,
    )
    gaps = np.diff(np.sort(got[0, 0]))
    assert np.median(gaps) == pytest.approx(track.sc_gap_s, abs=0.2)
    plans = no_stops(2, 20)
    plans.lap[0, 19, 0], plans.lap[1, 19, 0] = 30, 12
    plans.compound[:, 19, 0] = 2
    green, neutral = clocks(cars, track, plans, forced=Forced(sc_lap=10, sc_laps=4))[:, 0, 19]
    assert neutral < green


def test_the_virtual_safety_car_keeps_the_gaps():
    cars, track = calm(is_start=0)
    cars = cars._replace(base_s=np.full(20, 90.0), clock_s=5.0 * np.arange(20.0))
    got = clocks(cars, track, forced=Forced(vsc_lap=10, vsc_laps=3))[0, 0]
    np.testing.assert_allclose(np.diff(got), 5.0)
    assert got[0] == pytest.approx(54 * 90.0 + 3 * 90.0 * track.vsc_lap_factor)


def test_a_planned_stop_is_taken_early_when_the_race_is_neutralised():
    cars, track = calm(Effect.WEAR, is_start=0)
    plans = one_stop(lap=22)
    got = [
        clocks(
            cars, track._replace(stop_early_laps=laps), plans, forced=Forced(vsc_lap=20, vsc_laps=2)
        )
        for laps in (0, 12)
    ]
    assert got[1].sum() < got[0].sum()


def test_a_car_told_to_wait_keeps_its_stop():
    cars, track = calm(Effect.WEAR, is_start=0)
    plans, forced = one_stop(lap=22), Forced(vsc_lap=20, vsc_laps=2)
    patient = cars._replace(early_from=np.array([25] + 19 * [0]))
    waits = clocks(patient, track, plans, forced=forced)[0, 0]
    takes = clocks(cars, track, plans, forced=forced)[0, 0]
    assert waits[0] > takes[0]
    np.testing.assert_allclose(waits[1:], takes[1:])


def test_a_red_flag_gives_free_tyres():
    cars, track = calm(Effect.WEAR, is_start=0)
    red = clocks(cars, track, forced=Forced(red_lap=28))[0, 0, 0]
    sc = clocks(cars, track, forced=Forced(sc_lap=28, sc_laps=1))[0, 0, 0]
    assert red < sc - 20


def test_the_rule_of_two_compounds_forces_a_stop():
    cars, track = calm(Effect.TWO_COMPOUNDS)
    free = calm()
    assert clocks(cars, track)[0, 0, 0] == pytest.approx(clocks(*free)[0, 0, 0] + track.pit_loss_s)
    rain = cars._replace(used=np.full(20, 8 + 2))
    assert clocks(rain, track)[0, 0, 0] == pytest.approx(clocks(*free)[0, 0, 0])


def test_a_shower_brings_intermediates_and_a_drying_track_slicks():
    cars, track = calm(is_start=0)
    forced = Forced(rain_lap=10, rain_laps=15, rain_ratio=1.16)
    got = clocks(cars, track, forced=forced)[0, 0, 0]
    base = 57 * 90.0
    assert base + 2 * track.pit_loss_s < got < base + 2 * track.pit_loss_s + 30 * 90 * 0.12


def test_a_double_stack_costs_the_second_car():
    cars, track = calm(Effect.DOUBLE_STACKING, is_start=0)
    cars = cars._replace(base_s=np.full(20, 90.0), clock_s=1.0 * np.arange(20.0))
    plans = no_stops(1, 20)
    plans.lap[:, :2, 0], plans.compound[:, :2, 0] = 20, 2
    got = clocks(cars, track, plans)[0, 0]
    assert got[1] - got[0] == pytest.approx(track.stack_s)


def test_retirements_come_as_often_as_the_hazard_says():
    cars, track = some_cars(retire_hazard=np.full(20, 0.01)), a_track()
    retires = draw(cars, track, 2000, 1).retires
    assert (retires < track.laps).mean() == pytest.approx(1 - 0.99**57, abs=0.01)
    cars, track = without(cars, track, Effect.RETIREMENTS)
    assert (draw(cars, track, 100, 1).retires == NEVER).all()


def test_safety_cars_come_as_often_and_last_as_long_as_told():
    cars, track = without(
        some_cars(), a_track(), Effect.RETIREMENTS, Effect.VIRTUAL_SAFETY_CAR, Effect.RED_FLAG
    )
    status = draw(cars, track, 4000, 1).status
    onset = (status == SC) & (np.pad(status, ((0, 0), (1, 0)))[:, :-1] != SC)
    laps = (track.sc_laps * np.arange(1, len(track.sc_laps) + 1)).sum()
    green = (status == GREEN).sum() + onset.sum()
    assert onset.sum() / green == pytest.approx(0.012, rel=0.1)
    assert (status == SC).sum() / onset.sum() == pytest.approx(laps, rel=0.06)
    assert not (status == RED).any()
    assert not (status == VSC).any()


def test_a_race_goes_on_from_the_status_it_has():
    cars, track = some_cars(), a_track()
    assert (draw(cars, track, 50, 1, Now(status=SC)).status[:, 0] == SC).all()
    raining = draw(cars, track, 50, 1, Now(wetness=1.15, is_raining=True)).wetness
    assert (raining[:, 0] >= 1.15).all()


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (lambda c, t, p: (c._replace(base_s=c.base_s[:3]), t, p), "another length than the cars"),
        (lambda c, t, p: (c, t._replace(laps=0), p), "no lap to simulate"),
        (lambda c, t, p: (c, t._replace(fuel_s=t.fuel_s[:4]), p), "another length than the laps"),
        (lambda c, t, p: (c._replace(base_s=c.base_s * np.nan), t, p), "not finite"),
        (
            lambda c, t, p: (c._replace(compound=c.compound + 9), t, p),
            "compound that does not exist",
        ),
        (lambda c, t, p: (c, t, p._replace(lap=p.lap[:, :, :2])), "plans that are not"),
        (lambda c, t, p: (c, t._replace(sc_laps=np.array([0.5])), p), "sum to one"),
        (lambda c, t, p: (c._replace(wear_s=c.wear_s[:, :2]), t, p), "wear that is not"),
    ],
)
def test_what_does_not_belong_together_is_refused(break_it: Broken, says: str):
    cars, track, plans = some_cars(), a_track(), one_stop()
    draws = draw(cars, track, 2, 1)
    broken = break_it(cars, track, plans)
    with pytest.raises(BadSetup, match=says):
        run(*broken, draws)


def test_draws_of_another_race_are_refused():
    cars, track, plans = some_cars(), a_track(), one_stop()
    with pytest.raises(BadSetup, match="draws of another race"):
        run(cars, track, plans, draw(cars, a_track(20), 2, 1))


def test_chances_and_places_agree():
    cars, track, plans = some_cars(), a_track(), one_stop()
    futures = run(cars, track, plans, draw(cars, track, RACES, 1))
    assert futures.chance(20).min() == 1.0
    assert futures.chance(10).sum() == pytest.approx(10.0)
    assert futures.expected_place().sum() == pytest.approx(210.0)
