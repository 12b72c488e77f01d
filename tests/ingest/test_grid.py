"""Of a sprint weekend's two grids, the one is chosen from which the race was started."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.ingest.grid import race_grid
from tests.ingest.races import at, row

LOW, HIGH = 5, 9


def grid(key, *drivers):
    return [
        {"session_key": key, "driver_number": driver, "position": place}
        for place, driver in enumerate(drivers, start=1)
    ]


def shown(*drivers, second=-3_000):
    return [
        row(driver_number=driver, date=at(second), position=place)
        for place, driver in enumerate(drivers, start=1)
    ]


def test_a_single_grid_is_the_races():
    assert race_grid(grid(LOW, 4, 1, 44), shown(44, 1, 4)) == grid(LOW, 4, 1, 44)


def test_no_grid_is_none():
    assert race_grid([], shown(4, 1)) == []


@pytest.mark.parametrize(("race", "sprint"), [(LOW, HIGH), (HIGH, LOW)])
def test_on_a_sprint_weekend_the_first_positions_decide_and_not_the_keys(race, sprint):
    rows = [*grid(sprint, 1, 4, 44), *grid(race, 4, 1, 44)]
    assert race_grid(rows, shown(4, 1, 44)) == grid(race, 4, 1, 44)


def test_later_positions_do_not_count():
    rows = [*grid(LOW, 4, 1, 44), *grid(HIGH, 1, 4, 44)]
    positions = [*shown(4, 1, 44), *shown(1, 4, 44, second=60)]
    assert race_grid(rows, positions) == grid(LOW, 4, 1, 44)


def test_a_grid_need_not_agree_in_every_place():
    """A car that starts from the pit lane is shown elsewhere."""
    rows = [*grid(LOW, 4, 1, 44, 16), *grid(HIGH, 16, 44, 1, 4)]
    assert race_grid(rows, shown(4, 1, 16, 44)) == grid(LOW, 4, 1, 44, 16)


@pytest.mark.parametrize(
    "positions",
    [
        [],
        [row(driver_number=4, date=at(0), position=None)],
        [row(driver_number=None, date=at(0), position=None)],
        shown(77),
    ],
)
def test_with_nobody_to_ask_it_is_the_highest_key(positions):
    rows = [*grid(HIGH, 1, 4), *grid(LOW, 4, 1)]
    assert race_grid(rows, positions) == grid(HIGH, 1, 4)


def test_null_places_agree_with_nothing():
    """Cars without a place, on the grid or on the track, are no argument for a grid."""
    nowhere = [{"session_key": HIGH, "driver_number": n, "position": None} for n in (4, 1)]
    unknown = [{"session_key": HIGH, "driver_number": None, "position": None}]
    positions = [*shown(4), row(driver_number=1, date=at(0), position=None)]
    assert race_grid([*nowhere, *unknown, *grid(LOW, 4, 1)], positions) == grid(LOW, 4, 1)


def test_rows_that_name_no_session_are_a_grid_of_their_own():
    nameless: list[dict[str, Any]] = [
        {"driver_number": 4, "position": 1},
        {"session_key": None, "driver_number": 1},
    ]
    assert race_grid(nameless, []) == nameless
    assert race_grid([*nameless, *grid(LOW, 1, 4)], []) == grid(LOW, 1, 4)


@given(st.permutations([1, 4, 16, 44, 63]), st.permutations([1, 4, 16, 44, 63]), st.booleans())
def test_the_grid_that_the_cars_stood_on_always_wins(race, sprint, race_is_first):
    rows = [*grid(LOW, *race), *grid(HIGH, *sprint)]
    if not race_is_first:
        rows.reverse()
    chosen = race_grid(rows, shown(*race))
    order = [one["driver_number"] for one in sorted(chosen, key=lambda one: one["position"])]
    assert order == list(race)
