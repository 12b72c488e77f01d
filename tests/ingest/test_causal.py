"""A race is released as it was known: row by row on a small one, as properties on any."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from f1strategy.ingest.causal import release
from f1strategy.ingest.errors import NoRaceTimes
from f1strategy.ingest.recording import load
from tests.ingest import causality
from tests.ingest.races import LIGHTS_OUT_MS, at, lap, pit, recording, row, small_race, stint


def seconds(released, endpoint, **fields):
    """Release times, in seconds after lights out, of an endpoint's rows with these fields."""
    return [
        (one.release_time_ms - LIGHTS_OUT_MS) / 1000
        for one in released
        if one.endpoint == endpoint
        and all(one.row.get(name) == value for name, value in fields.items())
    ]


def test_the_small_race_keeps_every_promise():
    race = recording()
    causality.check(race, release(race))


def test_what_is_known_beforehand_comes_an_hour_before_the_start_in_a_fixed_order():
    first = release(recording())[:5]
    assert [one.endpoint for one in first] == [
        "race_info",
        "drivers",
        "drivers",
        "starting_grid",
        "starting_grid",
    ]
    assert {one.release_time_ms for one in first} == {LIGHTS_OUT_MS - 3_600_000}


def test_what_is_known_beforehand_comes_before_rows_that_are_older_than_an_hour():
    rows = small_race()
    rows["weather"].append(row(date=at(-5000), rainfall=0))
    released = release(recording(rows))
    assert released[0].endpoint == "race_info"
    assert (released[0].release_time_ms - LIGHTS_OUT_MS) / 1000 == -5000


def test_dated_rows_come_at_their_date():
    released = release(recording())
    assert seconds(released, "intervals") == [100.25]
    assert seconds(released, "pit") == [110]
    assert seconds(released, "weather") == [-600, 60]


def test_the_result_comes_when_the_last_car_is_home_and_the_flag_is_out():
    released = release(recording())
    assert seconds(released, "session_result") == [292, 292]  # car 1: 202 s + 90 s


@pytest.mark.parametrize("date", [None, "soon", 12, "2099-01-01T00:00:00+00:00", {}])
def test_a_row_without_a_believable_date_is_carried_when_the_race_is_over(date):
    rows = small_race()
    rows["intervals"].append(row(driver_number=1, date=date, interval=0.5))
    race = recording(rows)
    released = release(race)
    assert seconds(released, "intervals", date=date) == [292]
    causality.check_complete(race, released)


def test_rows_of_one_moment_keep_the_order_of_the_recording():
    rows = small_race()
    rows["intervals"] = [row(driver_number=n, date=at(50), interval=0.5) for n in (4, 1, 4)]
    released = release(recording(rows))
    assert [one.driver_number for one in released if one.endpoint == "intervals"] == [4, 1, 4]


def test_a_race_whose_laps_never_begin_is_refused():
    rows = {"laps": [lap(1, 1, None), lap(1, 2, None)]}
    with pytest.raises(NoRaceTimes, match="none of the 2 laps says when it began"):
        release(recording(rows))


def test_the_same_recording_is_released_the_same_way():
    assert release(recording()) == release(recording())


durations = st.one_of(st.none(), st.integers(20_000, 60_000).map(lambda ms: ms / 1000))


@st.composite
def races(draw):
    """Races with the feed's faults: nulls, missing laps, corrections, wrong dates, stints of any kind."""
    rows: dict[str, list[Any]] = {
        "laps": [],
        "stints": [],
        "pit": [],
        "position": [],
        "session_result": [],
    }
    for driver in draw(st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True)):
        start_s, number = 0.0, 0
        for number in range(1, draw(st.integers(1, 6)) + 1):
            sectors = draw(st.tuples(durations, durations, durations))
            shown_s = draw(st.sampled_from([start_s, start_s + 0.2, start_s, None]))
            one = lap(driver, number, shown_s, sectors)
            if draw(st.integers(0, 9)) == 0:
                one["date_start"] = draw(st.sampled_from(["never", "1970-01-01T00:00:00+00:00"]))
            if draw(st.integers(0, 5)):
                rows["laps"].append(one)
            if draw(st.integers(0, 9)) == 0:
                rows["laps"].append({**one, "st_speed": 299})
            start_s += sum(sector or 30.0 for sector in sectors)
        rows["session_result"].append(row(driver_number=driver, number_of_laps=number))
        lap_numbers = st.one_of(st.none(), st.integers(0, number + 1))
        for count in range(1, draw(st.integers(0, 4)) + 1):
            rows["stints"].append(stint(driver, count, draw(lap_numbers), draw(lap_numbers)))
        for left_s in draw(st.lists(st.floats(0, start_s + 600), max_size=3)):
            rows["pit"].append(pit(driver, draw(lap_numbers), left_s))
    rows["laps"].append(lap(100, 1, 0.0))  # at least one lap that says when it began
    return recording(rows)


@settings(max_examples=150, deadline=None)
@given(races())
def test_no_race_however_faulty_tells_anything_early_or_loses_a_row(race):
    causality.check(race, release(race))


@pytest.mark.data
def test_every_real_race_is_released_without_hindsight_and_without_loss(livef1_data):
    folders = sorted(path for path in (livef1_data / "recordings").iterdir() if path.is_dir())
    assert len(folders) >= 10
    for folder in folders:
        race = load(folder)
        released = release(race)
        causality.check(race, released)
        assert not race.malformed, folder.name
