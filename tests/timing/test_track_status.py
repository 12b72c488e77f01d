"""Race control's messages (pitfall 16 of the feed) and the state of the track they tell."""

import pytest

from tests.timing.builders import lap, laps, message, yellow
from tests.timing.normalizing import lap_records


def statuses(*rows, count=6):
    """Worst status of each lap of 90 s and status at its end."""
    records = lap_records(laps(count), *rows).values()
    return [(r.track_status.value, r.track_status_end.value) for r in records]


GREEN, SC = ("GREEN", "GREEN"), ("SC", "SC")


def test_without_messages_the_track_is_green():
    assert statuses(count=2) == [GREEN, GREEN]


def test_a_safety_car_lasts_until_the_track_is_clear():
    rows = (message(100, "SAFETY CAR DEPLOYED"), message(300, "SAFETY CAR IN THIS LAP"))
    told = statuses(*rows, message(350, "TRACK CLEAR"))
    assert told == [GREEN, SC, SC, ("SC", "GREEN"), GREEN, GREEN]


def test_safety_car_in_this_lap_still_neutralises_the_lap_to_its_end():
    told = statuses(message(100, "SAFETY CAR DEPLOYED"), message(275, "SAFETY CAR IN THIS LAP"))
    assert told == [GREEN, SC, SC, ("SC", "GREEN"), GREEN, GREEN]


def test_a_car_that_had_not_begun_the_last_neutralised_lap_drives_it_neutralised():
    told = statuses(message(100, "SAFETY CAR DEPLOYED"), message(260, "SAFETY CAR IN THIS LAP"))
    assert told == [GREEN, SC, SC, ("SC", "GREEN"), GREEN, GREEN]


def test_the_safety_car_through_the_pit_lane_is_no_deployment():
    assert statuses(message(100, "SAFETY CAR THROUGH THE PIT LANE"), count=2) == [GREEN, GREEN]


def test_words_about_the_safety_car_are_no_deployment():
    rows = (
        message(100, "LAPPED CARS MAY NOW OVERTAKE THE SAFETY CAR: 5, 31"),
        message(110, "INCIDENT INVOLVING CAR 14 (ALO) NOTED - SAFETY CAR INFRINGEMENT"),
    )
    assert statuses(*rows, count=2) == [GREEN, GREEN]


def test_green_follows_15_seconds_after_a_virtual_safety_car_ends():
    rows = (message(10, "VIRTUAL SAFETY CAR DEPLOYED"), message(170, "VIRTUAL SAFETY CAR ENDING"))
    assert statuses(*rows, count=4) == [("VSC", "VSC"), ("VSC", "VSC"), ("VSC", "GREEN"), GREEN]


def test_a_clear_track_ends_a_virtual_safety_car_sooner():
    rows = (message(10, "VIRTUAL SAFETY CAR DEPLOYED"), message(165, "VIRTUAL SAFETY CAR ENDING"))
    assert statuses(*rows, message(176, "TRACK CLEAR"), count=3)[2] == GREEN


def test_a_virtual_safety_car_deployed_anew_is_not_ended_by_the_old_message():
    rows = (
        message(10, "VIRTUAL SAFETY CAR DEPLOYED"),
        message(50, "VIRTUAL SAFETY CAR ENDING"),
        message(60, "VIRTUAL SAFETY CAR DEPLOYED"),
    )
    assert statuses(*rows, count=2) == [("VSC", "VSC"), ("VSC", "VSC")]


def test_a_virtual_safety_car_may_become_a_safety_car():
    rows = (message(100, "VIRTUAL SAFETY CAR DEPLOYED"), message(120, "SAFETY CAR DEPLOYED"))
    assert statuses(*rows, count=3) == [GREEN, SC, SC]


def test_a_yellow_sector_lasts_until_the_same_sector_is_clear():
    rows = (yellow(100, 3), yellow(105, 4, "DOUBLE YELLOW"), yellow(120, 3, "CLEAR"))
    told = statuses(*rows, yellow(200, 4, "CLEAR"), count=4)
    assert told == [GREEN, ("YELLOW", "YELLOW"), ("YELLOW", "GREEN"), GREEN]


def test_a_clear_track_clears_every_sector():
    told = statuses(yellow(100, 3), yellow(105, 4), message(150, "TRACK CLEAR"), count=3)
    assert told == [GREEN, ("YELLOW", "GREEN"), GREEN]


def test_a_yellow_sector_outlasts_a_virtual_safety_car():
    rows = (yellow(9, 3), message(10, "VIRTUAL SAFETY CAR DEPLOYED"))
    told = statuses(*rows, message(100, "VIRTUAL SAFETY CAR ENDING"), count=3)
    assert told == [("VSC", "VSC"), ("VSC", "YELLOW"), ("YELLOW", "YELLOW")]


@pytest.mark.parametrize("flag", ["BLUE", "BLACK AND WHITE"])
def test_flags_for_one_driver_say_nothing_of_the_track(flag):
    row = message(100, f"{flag} FLAG FOR CAR 44 (HAM)", category="Flag", flag=flag, scope="Driver")
    assert statuses(row, count=2) == [GREEN, GREEN]


def test_a_message_counts_by_its_date_not_by_its_lap_number_or_arrival():
    rows = (
        message(150, "TRACK CLEAR", lap_number=1),
        message(100, "SAFETY CAR DEPLOYED", lap_number=None),
    )
    assert statuses(*rows, count=3) == [GREEN, ("SC", "GREEN"), GREEN]


def test_two_messages_of_one_second_are_both_kept():
    rows = (yellow(100, 3), message(100, "VIRTUAL SAFETY CAR DEPLOYED"))
    told = statuses(*rows, message(120, "VIRTUAL SAFETY CAR ENDING"), count=2)
    assert told == [GREEN, ("VSC", "YELLOW")]


def red_flag(*rows, number, start):
    """The status of a lap after a red flag at 15:00 local, one hour ahead of the clock here."""
    red = message(150, "RED FLAG", category="Flag", flag="RED", scope="Track")
    record = lap_records(lap(number, start, 100.0), red, *rows)[number]
    return record.track_status.value, record.track_status_end.value


def test_a_clear_track_does_not_end_a_red_flag():
    assert red_flag(message(900, "TRACK CLEAR"), number=3, start=950) == ("RED", "RED")


def test_a_red_flag_lasts_until_the_announced_minute():
    resume = message(1500, "RACE WILL RESUME AT 15:33")
    assert red_flag(resume, number=3, start=1700) == ("RED", "RED")
    assert red_flag(resume, number=3, start=1950) == ("RED", "SC")
    assert red_flag(resume, number=3, start=1990)[0] == "SC"


def test_after_a_standing_restart_the_first_lap_from_the_grid_is_green():
    resume = message(1500, "RACE WILL RESUME AT 15:33 - STANDING START PROCEDURE")
    assert red_flag(resume, number=4, start=2200) == GREEN


def test_a_rolling_restart_is_neutralised_until_the_safety_car_enters_the_pits():
    resume = message(1500, "RACE WILL RESUME AT 15:33 - ROLLING START PROCEDURE")
    enters = message(2300, "SAFETY CAR WILL ENTER PITS: ROLLING START PROCEDURE")
    assert red_flag(resume, enters, number=4, start=2200) == SC
    assert red_flag(resume, enters, number=5, start=2395) == GREEN


def test_a_restart_that_is_put_off_begins_at_the_later_time():
    rows = (
        message(1500, "RACE WILL RESUME AT 15:33"),
        message(1800, "RACE WILL RESUME AT 15:43"),
    )
    assert red_flag(*rows, number=3, start=2100) == ("RED", "RED")


def test_an_open_pit_exit_ends_a_red_flag_that_nobody_ended():
    row = message(900, "GREEN LIGHT - PIT EXIT OPEN", category="Flag", flag="GREEN", scope="Track")
    assert red_flag(row, number=3, start=1200) == GREEN


def test_a_running_lap_shows_the_status_now():
    rows = [lap(1, 0, 90.0), lap(2, 90.0), message(100, "SAFETY CAR DEPLOYED")]
    running = lap_records(rows)[2]
    assert (running.track_status, running.track_status_end) == ("SC", "SC")


def test_what_is_announced_for_later_is_not_the_status_now():
    rows = [lap(2, 90.0), message(100, "VIRTUAL SAFETY CAR DEPLOYED")]
    ending = message(130, "VIRTUAL SAFETY CAR ENDING")
    assert lap_records(rows, ending)[2].track_status_end == "VSC"
    assert lap_records(rows, ending, yellow(150, 7))[2].track_status_end == "YELLOW"


def test_a_lap_without_any_time_shows_the_status_now_until_it_is_complete():
    row = message(100, "SAFETY CAR DEPLOYED")
    assert lap_records(lap(1), row)[1].track_status == "SC"
    assert lap_records(lap(1), lap(2), row)[1].track_status == "GREEN"


def test_the_flag_is_taken_at_the_first_crossing_after_it():
    flag = message(359.5, "CHEQUERED FLAG", category="Flag", flag="CHEQUERED", scope="Track")
    told = [record.is_chequered for record in lap_records(laps(4), flag).values()]
    assert told == [False, False, False, True]


def test_the_winner_may_cross_the_line_seconds_before_the_message():
    assert lap_records(laps(4), message(363.5, "CHEQUERED FLAG"))[4].is_chequered


def test_a_car_that_retired_before_the_flag_did_not_take_it():
    assert not lap_records(laps(4), message(600, "CHEQUERED FLAG"))[4].is_chequered
