"""Property: final records do not depend on order, duplicates, delays or restarts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from f1strategy.timing.fold import fold
from tests.timing.builders import (
    grid,
    interval,
    lap,
    message,
    of_car,
    of_session,
    pit,
    position,
    stint,
    weather,
    yellow,
)
from tests.timing.normalizing import Normalizing, contents

cars = st.sampled_from([4, 44])
moments = st.integers(0, 60).map(lambda tens: tens * 10.0)
sequences = st.integers(1, 3)
lap_numbers = st.integers(1, 6)
ages = st.none() | st.integers(0, 4)
compounds = st.sampled_from([None, "UNKNOWN", "SOFT", "HARD", "INTERMEDIATE"])
gaps = st.sampled_from([None, 0.0, 1.5, 20.25, "+1 LAP"])
texts = st.sampled_from(
    [
        "SAFETY CAR DEPLOYED",
        "SAFETY CAR IN THIS LAP",
        "SAFETY CAR THROUGH THE PIT LANE",
        "VIRTUAL SAFETY CAR DEPLOYED",
        "VIRTUAL SAFETY CAR ENDING",
        "TRACK CLEAR",
        "RED FLAG",
        "RACE WILL RESUME AT 17:05",
        "GREEN LIGHT - PIT EXIT OPEN",
        "CHEQUERED FLAG",
        "CAR 44 (HAM) TIME 1:30.000 DELETED - TRACK LIMITS AT TURN 1 LAP 2 17:00:00",
        "CAR 44 (HAM) TIME 1:30.000 WILL BE REINSTATED",
        "WAVED BLUE FLAG FOR CAR 44 (HAM)",
    ]
)

rows = st.one_of(
    st.builds(
        lap,
        lap_numbers,
        st.none() | moments,
        st.none() | st.sampled_from([80.0, 90.0]),
        car=cars,
        sequence=sequences,
        is_pit_out_lap=st.booleans(),
    ),
    st.builds(
        stint,
        st.integers(1, 3),
        st.none() | lap_numbers,
        st.none() | lap_numbers,
        compounds,
        ages,
        car=cars,
        sequence=sequences,
    ),
    st.builds(
        pit,
        moments,
        st.none() | lap_numbers,
        st.none() | st.just(22.0),
        car=cars,
        sequence=sequences,
    ),
    st.builds(interval, moments, gaps, gaps, car=cars, sequence=sequences),
    st.builds(position, moments, st.integers(1, 3), car=cars, sequence=sequences),
    st.builds(message, moments, texts),
    st.builds(yellow, moments, st.integers(1, 2), st.sampled_from(["YELLOW", "CLEAR"])),
    st.builds(weather, moments, st.sampled_from([20.0, 25.0]), st.sampled_from([0, 1])),
    st.builds(grid, st.integers(1, 20), st.sampled_from([8990, 8996])),
    st.builds(of_session, st.just("race_info"), sequences, scheduled_laps=st.just(6)),
    st.builds(
        of_car,
        st.just("session_result"),
        cars,
        sequences,
        position=st.integers(1, 3),
        dnf=st.booleans(),
    ),
)


@st.composite
def arrivals(draw):
    """Rows, and an arrival in which each comes at least once."""
    sent = draw(st.lists(rows, min_size=1, max_size=40))
    again = draw(st.lists(st.sampled_from(sent), max_size=10))
    return sent, draw(st.permutations(sent + again))


@settings(deadline=None, max_examples=150)
@given(arrivals())
def test_shuffled_and_duplicated_rows_give_the_oracles_records(arrival):
    sent, arrived = arrival
    assert contents(Normalizing().take(arrived).laps) == contents(fold(sent))


@settings(deadline=None, max_examples=100)
@given(arrivals(), st.integers(0, 50))
def test_a_restart_in_between_gives_the_same_records_and_revisions(arrival, stop):
    _, arrived = arrival
    restarted = Normalizing().take(arrived[:stop]).restored().take(arrived[stop:])
    assert restarted.laps == Normalizing().take(arrived).laps


@settings(deadline=None, max_examples=60)
@given(arrivals())
def test_after_every_row_the_records_are_the_oracles(arrival):
    _, arrived = arrival
    normalizing = Normalizing()
    for count, row in enumerate(arrived, start=1):
        normalizing.apply(row)
        assert contents(normalizing.laps) == contents(fold(arrived[:count]))
