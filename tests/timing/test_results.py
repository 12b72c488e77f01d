"""Results and race distance: versioned inputs (pitfalls 15 and 17 of the feed)."""

import pytest

from tests.timing.builders import laps, of_car, of_session
from tests.timing.normalizing import Normalizing, lap_records


def test_the_result_stands_on_the_drivers_last_lap():
    records = lap_records(laps(3), of_car("session_result", position=4, dnf=False))
    assert [record.result_position for record in records.values()] == [None, None, 4]
    assert [record.result_status for record in records.values()] == [None, None, "classified"]


@pytest.mark.parametrize("status", ["dnf", "dns", "dsq"])
def test_a_car_that_is_not_classified_says_why(status):
    record = lap_records(laps(1), of_car("session_result", position=None, **{status: True}))[1]
    assert (record.result_position, record.result_status) == (None, status)


def test_a_result_changed_by_a_penalty_revises_the_last_lap_only():
    normalizing = Normalizing().take([*laps(3), of_car("session_result", position=4)])
    (revised,) = normalizing.apply(of_car("session_result", position=6, sequence=2))
    assert (revised.lap_number, revised.result_position) == (3, 6)


def test_a_shortened_race_revises_every_lap():
    announced = of_session("race_info", season=2025, circuit="yas-marina", scheduled_laps=58)
    shortened = of_session("race_info", 2, season=2025, circuit="yas-marina", scheduled_laps=44)
    revised = Normalizing().take([*laps(3), announced]).apply(shortened)
    assert [(record.lap_number, record.scheduled_laps) for record in revised] == [
        (1, 44),
        (2, 44),
        (3, 44),
    ]
    assert (revised[0].season, revised[0].circuit) == (2025, "yas-marina")


def test_a_record_carries_the_driver():
    driver = of_car("drivers", name_acronym="HAM", team_name="Ferrari", team_colour="ED1131")
    record = lap_records(laps(1), driver)[1]
    assert (record.driver_code, record.team_name, record.team_colour) == (
        "HAM",
        "Ferrari",
        "ED1131",
    )


def test_a_driver_without_laps_has_no_records():
    assert lap_records(of_car("session_result", position=None, dns=True)) == {}
