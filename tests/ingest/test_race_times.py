"""The race's clock is found from lap rows that may lack a start, a time, a sector or a lap."""

import pytest

from f1strategy.ingest.errors import NoRaceTimes
from f1strategy.ingest.race_times import PLAUSIBLE_MS, lap_id, race_times
from tests.ingest.races import LIGHTS_OUT_MS, at, lap, row, small_race

HOUR_S = 3_600
UNKNOWN = (None, None, None)


def seconds(ms):
    return None if ms is None else (ms - LIGHTS_OUT_MS) / 1000


def times_of(laps, driver=4, number=2, **others):
    """Start, ends of the first two sectors, and end of one lap, in seconds after lights out."""
    one = race_times(laps, **others).laps[driver, number]
    return tuple(map(seconds, (one.start_ms, one.sector_1_end_ms, one.sector_2_end_ms, one.end_ms)))


def lights_out_s(laps):
    return seconds(race_times(laps).start_ms)


def flag(second, name="CHEQUERED"):
    return row(date=at(second), flag=name)


def test_a_complete_lap_is_divided_by_its_sectors():
    laps = [lap(4, 1, 0.0), lap(4, 2, 90.0, (30.125, 31.25, 29.5))]
    assert times_of(laps) == (90, 120.125, 151.375, 180.875)


def test_the_small_race_begins_and_ends_where_it_was_written():
    times = race_times(small_race()["laps"], small_race()["race_control"])
    assert (seconds(times.start_ms), seconds(times.end_ms)) == (0, 292)
    assert [(n, seconds(ms)) for n, ms in times.lap_starts_ms(1)] == [(1, 0), (2, 92), (3, 202)]
    assert times.lap_starts_ms(63) == []


class TestLightsOut:
    """Pitfall 2: the first lap's start, time and first sector are often null."""

    def test_it_is_the_earliest_start_of_a_first_lap(self):
        assert lights_out_s([lap(4, 1, 0.5), lap(1, 1, 0.25), lap(1, 2, 90.0)]) == 0.25

    def test_a_known_first_start_wins_over_what_the_second_laps_tell(self):
        laps = [lap(4, 1, 2.0), lap(1, 1, None), lap(1, 2, 90.0)]
        assert lights_out_s(laps) == 2
        assert lights_out_s(list(reversed(laps))) == 2

    def test_without_one_the_second_laps_start_less_the_sectors_of_the_first(self):
        laps = [lap(4, 1, None, (33.0, 31.0, 29.0)), lap(4, 2, 95.0)]
        assert lights_out_s(laps) == 95 - 93

    def test_a_missing_first_sector_is_the_fields_median(self):
        laps = [
            lap(4, 1, None, (None, 31.0, 29.0)),
            lap(4, 2, 95.0, (32.0, 31.0, 29.0)),
            lap(1, 2, 99.0, (34.0, 31.0, 29.0)),
            lap(1, 3, 199.0, (60.0, 31.0, 29.0)),
        ]
        assert lights_out_s(laps) == 95 - 60 - 34

    def test_the_earliest_of_several_cars_counts(self):
        laps = [lap(4, 1, None), lap(4, 2, 95.0), lap(1, 1, None), lap(1, 2, 93.0)]
        assert lights_out_s(laps) == 3

    def test_without_first_laps_it_is_the_first_known_start(self):
        assert lights_out_s([lap(4, 2, 95.0), lap(4, 3, 185.0)]) == 95

    def test_without_any_sector_it_is_the_second_laps_start(self):
        assert lights_out_s([lap(4, 1, None, UNKNOWN), lap(4, 2, 95.0, UNKNOWN)]) == 95

    def test_a_first_lap_without_a_start_begins_with_it(self):
        laps = [lap(1, 1, 0.0), lap(4, 1, None, (None, 31.0, 29.0)), lap(4, 2, 93.0)]
        assert times_of(laps, number=1) == (0, 33, 64, 93)


class TestEndOfALap:
    def test_its_own_duration_wins_over_the_next_laps_start(self):
        """`date_start` is approximate (pitfall 18)."""
        laps = [lap(4, 2, 90.0), lap(4, 3, 180.6)]
        assert times_of(laps)[3] == 180

    def test_without_a_duration_it_is_the_next_laps_start(self):
        laps = [lap(4, 2, 90.0, (30.0, None, 29.0)), lap(4, 3, 180.6)]
        assert times_of(laps)[3] == 180.6

    def test_without_either_it_is_the_sum_of_the_sectors(self):
        laps = [{**lap(4, 2, 90.0), "lap_duration": None}]
        assert times_of(laps)[3] == 180

    def test_a_missing_sector_leaves_it_open(self):
        assert times_of([lap(4, 2, 90.0, (30.0, None, 29.0))]) == (90, 120, None, None)

    @pytest.mark.parametrize("duration", [-5.0, "90", 6 * HOUR_S, True])
    def test_an_unbelievable_duration_is_none(self, duration):
        laps = [{**lap(4, 2, 90.0), "lap_duration": duration}, lap(4, 3, 180.6)]
        assert times_of(laps)[3] == 180.6


class TestMissingSectors:
    @pytest.mark.parametrize(
        ("sectors", "expected"),
        [
            ((None, 31.0, 29.0), (120, 151)),  # counted back from the end
            ((30.0, None, 29.0), (120, 151)),
            ((30.0, 31.0, None), (120, 151)),
            ((None, None, 29.0), (None, 151)),
            ((30.0, None, None), (120, None)),
            ((None, 31.0, None), (None, None)),
            (UNKNOWN, (None, None)),
        ],
    )
    def test_a_sector_is_found_from_the_others_where_that_can_be(self, sectors, expected):
        laps = [{**lap(4, 2, 90.0, sectors), "lap_duration": 90.0}]
        assert times_of(laps)[1:3] == expected


class TestMissingStarts:
    def test_a_lap_begins_where_the_one_before_ends(self):
        laps = [lap(4, 1, 0.0), lap(4, 2, None), lap(4, 3, 181.0)]
        assert times_of(laps) == (90, 121, 152, 181)

    def test_or_as_long_before_the_next_as_it_took(self):
        laps = [lap(4, 2, None, (30.0, 31.0, 30.0)), lap(4, 3, 181.0)]
        assert times_of(laps) == (90, 120, 151, 181)

    def test_or_nobody_knows(self):
        assert times_of([lap(4, 2, None), lap(1, 2, 90.0)]) == (None, None, None, None)
        unknown = lap(4, 2, None, (30.0, None, 30.0))
        assert times_of([unknown, lap(4, 3, 181.0)]) == (None, None, 151, 181)

    def test_the_lap_before_must_be_there(self):
        """Pitfall 1: whole laps are missing."""
        laps = [lap(4, 1, 0.0), lap(4, 3, None), lap(4, 4, 271.0)]
        assert times_of(laps, number=3) == (181, 211, 242, 271)
        assert times_of([lap(4, 1, 0.0), lap(4, 3, None)], number=3) == (None,) * 4

    def test_a_missing_lap_is_not_invented(self):
        assert set(race_times([lap(4, 1, 0.0), lap(4, 3, 180.0)]).laps) == {(4, 1), (4, 3)}

    def test_laps_without_a_start_are_no_laps_that_began(self):
        times = race_times([lap(4, 3, 180.0), lap(4, 1, 0.0), lap(4, 5, None)])
        assert [number for number, _ in times.lap_starts_ms(4)] == [1, 3]


class TestMistakenDates:
    """Pitfall 18."""

    @pytest.mark.parametrize("second", [-13 * HOUR_S, 13 * HOUR_S, -LIGHTS_OUT_MS / 1000])
    def test_a_start_that_is_half_a_day_off_is_none(self, second):
        laps = [lap(4, 1, 0.0), lap(4, 2, second), lap(4, 3, 180.0), lap(4, 4, 270.0)]
        assert times_of(laps) == (90, 120, 151, 180)
        assert (lights_out_s(laps), seconds(race_times(laps).end_ms)) == (0, 360)

    def test_a_race_with_a_red_flag_of_hours_is_believed(self):
        laps = [lap(4, 1, 0.0), lap(4, 2, 3.0 * HOUR_S)]
        assert times_of(laps)[0] == 3 * HOUR_S

    @pytest.mark.parametrize("text", ["", "yesterday", 12, None])
    def test_a_start_that_is_no_time_is_none(self, text):
        laps = [lap(4, 1, 0.0), {**lap(4, 2, 0.0), "date_start": text}]
        assert times_of(laps)[0] == 90

    def test_a_rows_own_date_is_believed_within_half_a_day_of_the_race(self):
        times = race_times([lap(4, 1, 0.0), lap(4, 2, 90.0), lap(4, 3, 180.0)])
        half_a_day_s = PLAUSIBLE_MS / 1000
        middle_s = 90
        assert [
            seconds(times.moment_ms(row(date=at(middle_s + off)), "date"))
            for off in (-half_a_day_s, half_a_day_s)
        ] == [middle_s - half_a_day_s, middle_s + half_a_day_s]
        for off in (-half_a_day_s - 0.001, half_a_day_s + 0.001):
            assert times.moment_ms(row(date=at(middle_s + off)), "date") is None
        assert times.moment_ms(row(), "date") is None


class TestEndOfTheRace:
    def test_it_is_over_when_the_last_car_is_home(self):
        laps = [lap(4, 1, 0.0), lap(1, 1, 0.0, (30.0, 31.0, 45.0))]
        assert seconds(race_times(laps).end_ms) == 106

    def test_the_flag_comes_out_later(self):
        assert seconds(race_times([lap(4, 1, 0.0)], [flag(100)]).end_ms) == 100

    def test_the_last_cars_come_home_after_the_flag(self):
        assert seconds(race_times([lap(4, 1, 0.0)], [flag(80)]).end_ms) == 90

    @pytest.mark.parametrize(
        "control",
        [
            row(date=at(100), flag="GREEN"),
            row(date=at(100), flag=None),
            row(date=at(100)),
            row(date=None, flag="CHEQUERED"),
            flag(13 * HOUR_S),
        ],
    )
    def test_no_other_row_ends_the_race(self, control):
        assert seconds(race_times([lap(4, 1, 0.0)], [control]).end_ms) == 90

    def test_a_car_that_stopped_on_the_track_was_last_seen_at_a_sectors_end(self):
        laps = [lap(4, 1, 0.0), lap(4, 2, 90.0, (30.0, 31.0, None))]
        assert seconds(race_times(laps).end_ms) == 151


class TestWhichRowCounts:
    def test_a_correction_does_not_move_the_clock(self):
        """Its release is `grown_laps`' matter; two rows of a lap are one lap."""
        laps = [lap(4, 2, 90.0), lap(4, 2, 95.0, (40.0, 31.0, 29.0))]
        assert times_of(laps) == (90, 120, 151, 180)

    @pytest.mark.parametrize(
        "fields",
        [
            {"driver_number": None, "lap_number": 2},
            {"driver_number": 4, "lap_number": None},
            {"driver_number": "4", "lap_number": 2},
            {"lap_number": 2},
            {},
        ],
    )
    def test_a_row_that_does_not_say_whose_lap_it_is_counts_for_nothing(self, fields):
        nobodys = row(date_start=at(-500), lap_duration=5_000.0, **fields)
        assert lap_id(nobodys) is None
        times = race_times([lap(4, 1, 0.0), nobodys])
        assert (seconds(times.start_ms), seconds(times.end_ms)) == (0, 90)

    def test_a_lap_belongs_to_its_driver_and_number(self):
        assert lap_id(lap(4, 2, None)) == (4, 2)


@pytest.mark.parametrize(
    ("laps", "known"),
    [([], 0), ([lap(4, 1, None), lap(4, 2, None), lap(4, 2, None), row()], 2)],
)
def test_laps_of_which_none_began_have_no_clock(laps, known):
    with pytest.raises(NoRaceTimes) as refused:
        race_times(laps)
    assert refused.value.laps == known
