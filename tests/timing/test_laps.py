"""Lap rows: missing, null, filled in and late (pitfalls 1-5 of the feed), and the deleted (21)."""

from tests.timing.builders import at_ms, lap, laps, message, pit, stint
from tests.timing.normalizing import Normalizing, lap_records


def test_a_timed_lap_ends_after_its_own_time():
    first = lap_records(lap(1, 0, 95.5), lap(2, 96.0))[1]
    assert first.is_complete
    assert (first.lap_start_time_ms, first.lap_end_time_ms) == (at_ms(0), at_ms(95.5))
    assert (first.lap_time_s, first.lap_time_origin) == (95.5, "timed")


def test_every_lap_with_a_row_has_a_record_and_the_newest_still_runs():
    records = lap_records(lap(1, 0, 95.0), lap(2, 95.0))
    assert list(records) == [1, 2]
    running = records[2]
    assert not running.is_complete
    assert running.lap_end_time_ms is None
    assert running.lap_time_s is None


def test_a_lap_without_a_time_is_timed_from_line_to_line():
    stopped = lap_records(lap(5, 400), lap(6, 512.25))[5]
    assert stopped.is_complete
    assert (stopped.lap_time_s, stopped.lap_time_origin) == (112.25, "line")


def test_a_lap_that_begins_no_earlier_than_the_next_has_no_time():
    for next_start in (400, 399.5):
        told = lap_records(lap(5, 400), lap(6, next_start))[5]
        assert told.is_complete
        assert (told.lap_time_s, told.lap_time_origin) == (None, None)


def test_lap_1_without_start_and_time_ends_where_lap_2_begins():
    first = lap_records(lap(1, duration_sector_2=38.5), lap(2, 92.0, 88.0))[1]
    assert first.is_complete
    assert (first.lap_start_time_ms, first.lap_end_time_ms) == (None, at_ms(92.0))
    assert (first.lap_time_s, first.lap_time_origin) == (None, None)
    assert (first.sector_1_s, first.sector_2_s) == (None, 38.5)


def test_a_lap_without_a_start_begins_where_the_lap_before_ended():
    second = lap_records(lap(1, 0, 95.0), lap(2, None, 88.0))[2]
    assert (second.lap_start_time_ms, second.lap_end_time_ms) == (at_ms(95.0), at_ms(183.0))


def test_a_lap_before_a_missing_one_is_complete_without_an_end():
    records = lap_records(lap(1, 0, 95.0), lap(2, 95.0), lap(4, 275.0))
    assert records[2].is_complete
    assert records[2].lap_end_time_ms is None
    assert records[2].position is None
    assert 3 not in records


def test_a_missing_lap_repaired_days_later_gets_its_record():
    normalizing = Normalizing().take([lap(1, 0, 95.0), lap(3, 185.0, 90.0)])
    revised = normalizing.apply(lap(2, 95.0, 90.0))
    assert [(record.lap_number, record.revision) for record in revised] == [(2, 1)]


def test_sectors_that_arrive_after_the_next_lap_began_correct_the_lap():
    normalizing = Normalizing().take([lap(1, 0), lap(2, 95.0)])
    late = lap(1, 0, 95.1, duration_sector_3=31.5, sequence=2)
    (corrected,) = normalizing.apply(late)
    assert (corrected.lap_number, corrected.revision) == (1, 3)
    assert (corrected.lap_time_s, corrected.lap_time_origin) == (95.1, "timed")
    assert corrected.sector_3_s == 31.5


def test_lap_1_is_no_out_lap_whatever_the_feed_says():
    records = lap_records(laps(3, is_pit_out_lap=True))
    assert [record.is_out_lap for record in records.values()] == [False, True, True]


def test_the_lap_after_an_in_lap_is_an_out_lap_even_if_the_feed_forgets():
    records = lap_records(laps(4), pit(left=200, in_lap=2))
    assert [record.is_in_lap for record in records.values()] == [False, True, False, False]
    assert [record.is_out_lap for record in records.values()] == [False, False, True, False]


def test_a_clean_lap_is_timed_green_on_slicks_and_away_from_the_pits():
    records = lap_records(laps(6), lap(7, 540), stint(1, 1, 3), stint(2, 4, 7), pit(285, 3))
    assert [number for number, record in records.items() if record.is_clean] == [2, 5, 6]


def test_no_lap_on_intermediates_is_clean():
    records = lap_records(laps(3), stint(1, 1, 3, "INTERMEDIATE"))
    assert not any(record.is_clean for record in records.values())


def test_a_deleted_lap_keeps_its_time_but_is_not_clean():
    struck = "CAR 44 (HAM) TIME 1:30.000 DELETED - TRACK LIMITS AT TURN 1 LAP 3 17:04:30"
    records = lap_records(laps(4), stint(1, 1, 4), message(400, struck))
    assert [number for number, record in records.items() if record.is_deleted] == [3]
    assert records[3].lap_time_s == 90.0
    assert not records[3].is_clean
    assert records[4].is_clean


def test_a_deletion_without_a_lap_time_names_the_lap():
    struck = "CAR 44 (HAM) LAP DELETED - TRACK LIMITS AT TURN 9 LAP 2 15:43:57 (PIT)"
    assert lap_records(laps(3), message(400, struck))[2].is_deleted


def test_a_deletion_without_a_lap_number_names_the_lap_by_its_time():
    struck = "CAR 44 (HAM) TIME 1:26.031 DELETED - TRACK LIMITS AT TURN 16 (NEXT LAP)"
    records = lap_records(
        lap(1, 0, 90.0), lap(2, 90, 86.031), lap(3, 176.031, 88), message(0, struck)
    )
    assert [record.is_deleted for record in records.values()] == [False, True, False]


def test_another_cars_deletion_is_none_of_this_cars():
    struck = "CAR 4 (NOR) TIME 1:30.000 DELETED - TRACK LIMITS AT TURN 1 LAP 3 17:04:30"
    assert not lap_records(laps(4), message(400, struck))[3].is_deleted


def test_a_reinstated_time_is_no_longer_deleted():
    struck = "CAR 44 (HAM) TIME 1:30.000 DELETED - TRACK LIMITS AT TURN 1 LAP 3 17:04:30"
    back = "CAR 44 (HAM) TIME 1:30.000 WILL BE REINSTATED"
    records = lap_records(laps(4), message(500, back), message(400, struck))
    assert not records[3].is_deleted
