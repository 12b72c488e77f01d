"""NormalizeLaps: one driver's rows in, revised lap records out, both kept in state."""

import msgspec

from schemas import codec
from schemas.records import LapRecord, RawEnvelope
from tests.timing.builders import CAR, SESSION, at_ms, lap, message, position, stint, weather
from tests.timing.normalizing import content
from tests.udfs.dealt import in_order, part
from tests.udfs.fake_flink import Running
from tests.udfs.small_race import laps_of
from tests.worn_fold import worn_fold
from udfs.normalize_laps import NormalizeLaps

KEY = f"{SESSION}:{CAR}"
ROWS, LAPS = "driver-rows-v1", "published-laps-v1"


def revised(operator: Running, row: RawEnvelope, key: str = KEY) -> list[LapRecord]:
    """Deliver a row; the records that it revised."""
    output = operator.process(key, part(row))
    assert output.side == {}
    ((session, _),) = output.main
    assert session == key.partition(":")[0]
    rows = in_order(output.main)
    records = laps_of(rows)
    topic_keys = [f"{one.session_key}:{one.driver_number}:{one.lap_number}" for one in records]
    assert [topic_key for topic_key, _ in rows] == topic_keys
    return records


def test_a_row_leads_to_the_record_of_its_lap_as_the_oracle_has_it():
    operator = Running(NormalizeLaps)
    timed = lap(1, 0, 90.5)
    (record,) = revised(operator, timed)
    assert content(record) == content(worn_fold([timed])[SESSION, CAR, 1])
    assert (record.revision, record.lap_time_s) == (1, 90.5)


def test_state_holds_the_newest_rows_and_the_laps_last_published():
    operator = Running(NormalizeLaps)
    for row in (lap(1, 0), stint(1, 1, 1), weather(-30)):
        revised(operator, row)
    newest = lap(1, 0, 90.5, sequence=2)
    (record,) = revised(operator, newest)
    assert operator.entries(KEY) == {
        ROWS: ["laps:44:1", "stints:44:1", f"weather:{at_ms(-30)}"],
        LAPS: ["1"],
    }
    assert operator.state[ROWS][KEY]["laps:44:1"] == codec.encode(newest)
    assert operator.state[LAPS][KEY]["1"] == codec.encode(record)


def test_a_duplicate_delivers_nothing_and_writes_nothing():
    operator = Running(NormalizeLaps)
    revised(operator, lap(1, 0, 90.5))
    before = operator.restarted().state
    assert revised(operator, lap(1, 0, 90.5)) == []
    assert operator.state == before


def test_a_late_correction_publishes_the_next_revision():
    operator = Running(NormalizeLaps)
    revised(operator, lap(1, 0, 90.5))
    (corrected,) = revised(operator, lap(1, 0, 90.25, sequence=2))
    assert (corrected.revision, corrected.lap_time_s) == (2, 90.25)
    (placed,) = revised(operator, position(60, 3))
    assert (placed.revision, placed.position) == (3, 3)


def test_a_row_older_than_the_known_one_changes_nothing():
    operator = Running(NormalizeLaps)
    revised(operator, lap(1, 0, 90.25, sequence=2))
    assert revised(operator, lap(1, 0, 90.5, sequence=1)) == []
    assert operator.state[ROWS][KEY]["laps:44:1"] == codec.encode(lap(1, 0, 90.25, sequence=2))


def test_a_message_that_concerns_no_lap_is_not_kept():
    operator = Running(NormalizeLaps)
    revised(operator, lap(1, 0))
    assert revised(operator, message(50, "WAVED BLUE FLAG FOR CAR 23 (ALB)", flag="BLUE")) == []
    assert operator.entries(KEY)[ROWS] == ["laps:44:1"]


def test_one_number_in_two_sessions_is_two_drivers():
    operator = Running(NormalizeLaps)
    other = msgspec.structs.replace(lap(1, 0, 88.0), session_key=10)
    revised(operator, lap(1, 0, 90.5))
    (theirs,) = revised(operator, other, "10:44")
    assert (theirs.session_key, theirs.lap_time_s, theirs.revision) == (10, 88.0, 1)
    (ours,) = revised(operator, lap(1, 0, 90.25, sequence=2))
    assert (ours.session_key, ours.lap_time_s, ours.revision) == (SESSION, 90.25, 2)
    assert operator.entries("10:44") == {ROWS: ["laps:44:1"], LAPS: ["1"]}


def test_after_a_restart_revisions_count_on_and_repeats_stay_silent():
    operator = Running(NormalizeLaps)
    for row in (lap(1, 0, 90.5), lap(2, 90.5)):
        revised(operator, row)
    restarted = operator.restarted()
    assert revised(restarted, lap(1, 0, 90.5)) == []
    (placed,) = revised(restarted, position(100, 7))
    assert (placed.lap_number, placed.revision, placed.position) == (2, 2, 7)


def test_the_revision_names_the_row_that_caused_it():
    operator = Running(NormalizeLaps)
    revised(operator, lap(1, 0, 90.5))
    later = msgspec.structs.replace(position(60, 3), ingest_time_ms=at_ms(61))
    (placed,) = revised(operator, later)
    assert placed.caused_by_ingest_time_ms == at_ms(61)
