"""A lap's row grows as the lap is driven; what corrects it later comes later."""

import pytest

from f1strategy.ingest.grown_laps import grown_laps
from f1strategy.ingest.race_times import race_times
from tests.ingest.races import LIGHTS_OUT_MS, at, lap, row

RACE_END_S = 1_000
FLAG = row(date=at(RACE_END_S), flag="CHEQUERED")
FIRST_LAP = lap(1, 1, 0.0)
"""Another car's: lights go out at 0 s."""

SECTOR_1 = {"duration_sector_1", "segments_sector_1", "i1_speed"}
SECTOR_2 = {"duration_sector_2", "segments_sector_2", "i2_speed"}
LINE = {"duration_sector_3", "segments_sector_3", "st_speed", "lap_duration"}
START = {"meeting_key", "session_key", "driver_number", "lap_number", "date_start"} | {
    "is_pit_out_lap"
}


def grown(*laps, driver=4):
    """A driver's versions in the order in which they are given, with seconds after lights out."""
    rows = [FIRST_LAP, *laps]
    return [
        ((ms - LIGHTS_OUT_MS) / 1000, version)
        for ms, version in grown_laps(rows, race_times(rows, [FLAG]))
        if version.get("driver_number") == driver
    ]


def moments(*laps, **options):
    return [second for second, _ in grown(*laps, **options)]


def told(version):
    return {name for name, value in version.items() if value is not None}


def test_a_lap_is_told_in_four_steps():
    versions = grown(lap(4, 2, 90.0))
    assert [second for second, _ in versions] == [90, 120, 151, 180]
    assert [told(version) for _, version in versions] == [
        START,
        START | SECTOR_1,
        START | SECTOR_1 | SECTOR_2,
        START | SECTOR_1 | SECTOR_2 | LINE,
    ]


def test_what_is_not_yet_known_is_null_and_not_absent():
    complete = lap(4, 2, 90.0)
    for _, version in grown(complete):
        assert list(version) == list(complete)


def test_the_last_step_is_the_row_itself():
    complete = lap(4, 2, 90.0)
    assert grown(complete)[-1][1] == complete


def test_a_field_that_nobody_knows_waits_for_the_line():
    versions = grown(lap(4, 2, 90.0, top_speed_next_year=350))
    assert [version["top_speed_next_year"] for _, version in versions] == [None, None, None, 350]


def test_steps_that_tell_nothing_new_are_not_told():
    """Without sector times, segments and speeds there is a beginning and an end."""
    bare = {
        "driver_number": 4,
        "lap_number": 2,
        "session_key": 7,
        "date_start": at(90),
        "lap_duration": 90.0,
    }
    versions = grown(bare)
    assert [second for second, _ in versions] == [90, 180]
    assert versions[0][1] == {**bare, "lap_duration": None}


def test_a_first_lap_without_a_start_begins_at_lights_out():
    """Pitfall 2. Its start stays null: the row never says it."""
    versions = grown(lap(4, 1, None, (None, 31.0, 29.0)), lap(4, 2, 93.0))[:4]
    assert [(second, version["duration_sector_2"]) for second, version in versions] == [
        (0, None),
        (33, None),
        (64, 31.0),
        (93, 31.0),
    ]
    assert {version["date_start"] for _, version in versions} == {None}


def test_a_lap_without_its_time_ends_when_the_next_begins():
    """Pitfalls 2 and 4: the time comes late or never; the sectors tell what they can."""
    assert moments(lap(4, 2, 90.0, (30.0, None, 29.0)), lap(4, 3, 180.5))[:4] == [
        90,
        120,
        151.5,
        180.5,
    ]


def test_a_lap_that_was_never_finished_is_complete_when_the_race_is_over():
    assert moments(lap(4, 2, 90.0, (30.0, 31.0, None))) == [90, 120, 151, RACE_END_S]
    assert moments(lap(4, 2, 90.0, (30.0, None, None))) == [90, 120, RACE_END_S]


def test_a_lap_of_which_nothing_is_known_comes_once_when_the_race_is_over():
    """Pitfall 1: the lap before is missing, and so is the start."""
    unknown = lap(4, 5, None, (None, None, None))
    assert grown(unknown) == [(RACE_END_S, unknown)]


def test_a_lap_whose_start_nobody_knows_comes_whole_at_its_end():
    late = lap(4, 5, None, (30.0, None, 30.0))
    assert grown(late, lap(4, 6, 500.0))[0] == (500, late)


def test_a_start_that_is_hours_off_is_no_start():
    """Pitfall 18. The row keeps its date; it is only not believed."""
    versions = grown(lap(4, 1, 0.0), lap(4, 2, 90_000.0), lap(4, 3, 180.0))
    second_lap = [(second, one) for second, one in versions if one["lap_number"] == 2]
    assert [second for second, _ in second_lap] == [90, 120, 151, 180]
    assert second_lap[-1][1]["date_start"] == at(90_000)


def test_sectors_longer_than_the_lap_do_not_turn_time_back():
    assert moments({**lap(4, 2, 90.0), "lap_duration": 50.0}) == [90, 120, 151, 151]


def test_a_correction_comes_whole_after_what_it_corrects():
    corrected = {**lap(4, 2, 90.0), "st_speed": 299}
    versions = grown(lap(4, 2, 90.0), lap(4, 3, 180.0), corrected)
    assert versions[-1] == (180, corrected)
    assert [second for second, _ in versions[:4]] == [90, 120, 151, 180]


def test_a_correction_that_makes_the_lap_longer_waits_for_that_end():
    longer = lap(4, 2, 90.0, (30.0, 31.0, 49.0))
    assert grown(lap(4, 2, 90.0), longer)[-1] == (200, longer)


def test_corrections_keep_their_order():
    longer, shorter = lap(4, 2, 90.0, (30.0, 31.0, 49.0)), lap(4, 2, 90.0, (30.0, 31.0, 19.0))
    assert grown(lap(4, 2, 90.0), longer, shorter)[-2:] == [(200, longer), (200, shorter)]


def test_a_correction_without_times_comes_with_the_first_row():
    nulls = {**lap(4, 2, None, (None, None, None)), "st_speed": 299}
    assert grown(lap(4, 2, 90.0), nulls)[-1] == (180, nulls)


@pytest.mark.parametrize(
    "fields", [{"lap_number": None}, {"lap_number": "2"}, {"driver_number": None}, {}]
)
def test_a_row_that_does_not_say_whose_lap_it_is_comes_when_the_race_is_over(fields):
    nobodys = row(**{"driver_number": 4, "date_start": at(90), "lap_duration": 90.0, **fields})
    driver = nobodys["driver_number"]
    assert grown(nobodys, driver=driver) == [(RACE_END_S, nobodys)]


def test_the_recorded_rows_are_left_as_they_are():
    complete = lap(4, 2, 90.0)
    for _, version in grown(complete)[:-1]:
        version.clear()
    assert complete == lap(4, 2, 90.0)


def test_laps_of_two_cars_do_not_meet():
    rows = [lap(1, 2, 91.0), lap(4, 2, 90.0)]
    assert moments(*rows, driver=4) == [90, 120, 151, 180]
    assert moments(*rows, driver=1)[-4:] == [91, 121, 152, 181]
