"""One driver's records row by row: revisions, order of arrival (pitfall 18 of the feed), state."""

import pytest

from f1strategy.timing.fold import fold
from f1strategy.timing.rows import MalformedRow
from f1strategy.timing.timeline import DriverTimeline
from schemas import codec
from schemas.records import LapRecord, RawEnvelope
from tests.timing.builders import (
    CAR,
    SESSION,
    at_ms,
    envelope,
    grid,
    interval,
    lap,
    laps,
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

RACE = [
    of_session("race_info", season=2025, circuit="yas-marina", scheduled_laps=5),
    of_car("drivers", name_acronym="HAM"),
    grid(7),
    *laps(4),
    lap(5, 360, 92.0),
    stint(1, 1, 3),
    stint(2, 4, 5, "HARD"),
    pit(285, 3),
    *(position(seconds, place) for seconds, place in ((20, 6), (181, 5), (290, 9))),
    *(interval(seconds, seconds / 10, 1.0) for seconds in range(0, 460, 4)),
    weather(-60, 25.0),
    weather(200, 24.0, rain=1),
    message(100, "VIRTUAL SAFETY CAR DEPLOYED"),
    message(150, "VIRTUAL SAFETY CAR ENDING"),
    yellow(310, 2),
    message(452, "CHEQUERED FLAG"),
    of_car("session_result", position=9),
]


@pytest.mark.parametrize("order", [1, -1], ids=["as it happened", "backwards"])
def test_the_final_records_are_the_oracles_whatever_the_order(order):
    assert contents(Normalizing().take(RACE[::order]).laps) == contents(fold(RACE))


def test_a_duplicate_changes_nothing_and_is_not_stored_again():
    timeline = DriverTimeline(SESSION, CAR)
    assert timeline.apply(lap(1, 0)).laps
    assert timeline.apply(lap(1, 0)) == ((), ())


def test_an_older_version_that_arrives_late_changes_nothing():
    timeline = DriverTimeline(SESSION, CAR)
    timeline.apply(lap(1, 0, 90.0, sequence=2))
    assert timeline.apply(lap(1, 0, sequence=1)) == ((), ())


def test_a_revision_counts_up_and_names_what_caused_it():
    timeline = DriverTimeline(SESSION, CAR)
    (first,) = timeline.apply(lap(1, 0)).laps
    row = codec.as_row(position(10, 3)) | {"ingest_time_ms": at_ms(11)}
    moved = RawEnvelope(**{**row, "payload": position(10, 3).payload})
    (second,) = timeline.apply(moved).laps
    assert (first.revision, first.position) == (1, None)
    assert (second.revision, second.position) == (2, 3)
    assert second.caused_by_ingest_time_ms == at_ms(11)


def test_a_row_that_changes_no_content_publishes_nothing_but_is_kept():
    timeline = DriverTimeline(SESSION, CAR)
    timeline.apply(lap(1, 0))
    applied = timeline.apply(interval(30, 1.5))
    assert applied.laps == ()
    assert [key for key, _ in applied.to_store] == [f"intervals:{CAR}:{at_ms(30)}"]


def test_a_late_gap_at_the_line_revises_the_lap_it_belongs_to():
    normalizing = Normalizing().take([*laps(4), interval(170, 9.0)])
    (revised,) = normalizing.apply(interval(179, 9.5))
    assert (revised.lap_number, revised.gap_to_leader_s) == (2, 9.5)


def test_a_late_place_revises_the_laps_until_the_next_place():
    normalizing = Normalizing().take([*laps(4), lap(5, 360), position(0, 9), position(300, 3)])
    revised = normalizing.apply(position(100, 5))
    assert [(record.lap_number, record.position) for record in revised] == [(2, 5), (3, 5)]


def test_a_change_of_the_track_status_revises_the_running_lap():
    normalizing = Normalizing().take([*laps(2), lap(3, 180)])
    (revised,) = normalizing.apply(message(200, "SAFETY CAR DEPLOYED"))
    assert (revised.lap_number, revised.track_status_end) == (3, "SC")


def test_the_next_laps_row_completes_the_lap():
    normalizing = Normalizing().take([lap(1, 0)])
    revised = normalizing.apply(lap(2, 95.0))
    assert [(record.lap_number, record.is_complete) for record in revised] == [
        (1, True),
        (2, False),
    ]


def test_messages_that_concern_no_lap_are_not_kept():
    normalizing = Normalizing().take([lap(1, 0)])
    normalizing.take(
        [
            message(10, "WAVED BLUE FLAG FOR CAR 44 (HAM)", flag="BLUE", scope="Driver"),
            message(20, "CAR 4 (NOR) LAP DELETED - TRACK LIMITS AT TURN 1 LAP 1 17:00:00"),
            message(30, "CAR 44 (HAM) LAP DELETED - TRACK LIMITS AT TURN 1 LAP 1 17:00:00"),
            message(40, "SAFETY CAR DEPLOYED"),
        ]
    )
    kept = [key for key in normalizing.stored_rows() if key.startswith("race_control")]
    assert [key.rpartition(":")[2] for key in kept] == ["00", "SAFETY CAR DEPLOYED"]


@pytest.mark.parametrize("stop", range(0, len(RACE), 12))
def test_a_restored_timeline_goes_on_where_the_old_one_stopped(stop):
    whole = Normalizing().take(RACE)
    restored = Normalizing().take(RACE[:stop]).restored().take(RACE[stop:])
    assert restored.laps == whole.laps


def test_rows_delivered_again_after_a_restore_change_nothing():
    restored = Normalizing().take(RACE).restored()
    assert [lap for row in RACE for lap in restored.apply(row)] == []


def test_a_row_that_cannot_be_read_is_refused_and_leaves_the_records_alone():
    timeline = DriverTimeline(SESSION, CAR)
    timeline.apply(lap(1, 0))
    with pytest.raises(MalformedRow):
        timeline.apply(envelope("laps", {}))
    assert [record.lap_number for record in timeline.apply(lap(1, 0, 90.0, sequence=2)).laps] == [1]


def test_the_oracle_leaves_out_what_the_job_sends_to_the_dead_letters():
    assert list(fold([envelope("laps", {}), envelope("car_data", {}), lap(1, 0)])) == [
        (SESSION, CAR, 1)
    ]


def test_records_survive_the_topic():
    for record in fold(RACE).values():
        assert codec.decode(codec.encode(record), LapRecord) == record


def test_a_stored_row_that_would_be_refused_today_is_left_out_when_the_state_is_read():
    restored = DriverTimeline(SESSION, CAR)
    for row in (lap(1, 0, 90.0), lap(2, 90.0, 0.0)):
        restored.restore_row("any", codec.encode(row))
    (first,) = restored.apply(lap(3, 180.0)).laps[:1]
    assert (first.lap_number, first.lap_time_s) == (1, 90.0)
