"""Both jobs on Flink's local cluster: collections in, collected rows out, no broker.

What each publishes is compared with the plain fold, and with the same operators without Flink.
"""

import msgspec
import pytest

from f1strategy.lake.latest import rows
from f1strategy.lake.location import Lake
from f1strategy.lake.messages import Message
from f1strategy.lake.verify import verify
from f1strategy.timing.routing import Routed, SessionRouter
from schemas import codec
from schemas.records import (
    DeadLetter,
    FieldRecord,
    LapRecord,
    RawEnvelope,
    ReplyStatus,
    StrategyReply,
)
from schemas.tables import LAPS, RAW
from tests.flink_jobs.client_process import answer_of
from tests.flink_jobs.high_rate import LEFT_OUT
from tests.flink_jobs.local_run import POISON, high_rate_messages, lap_messages, raw_messages
from tests.timing.normalizing import contents
from tests.udfs.jobs import NormalizeJob, StrategyJob
from tests.udfs.small_race import KEY, LATE, RACE, raw
from tests.worn_fold import worn_fold

pytestmark = [pytest.mark.stack, pytest.mark.slow]

LETTERS = {"telemetry.raw", "telemetry.normalized", "strategy.requests"}
OF_NOBODY = "1:4"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Rows of key and text that each job published, from one process; and the lake's folder."""
    return answer_of("tests.flink_jobs.local_run", tmp_path_factory.mktemp("local"))


def by_key(rows):
    """The values of every key in the order in which they came."""
    told: dict[str, list[bytes]] = {}
    for key, text in rows:
        told.setdefault(key, []).append(text.encode())
    return told


def untimed(values):
    """The records without how long they took; alerts lie under the keys of their drivers."""
    return [msgspec.json.decode(value) | {"compute_ms": None} for value in values]


def dead_letters(rows):
    letters = [codec.decode(text, DeadLetter) for key, text in rows if key in LETTERS]
    return sorted(letters, key=lambda letter: letter.offset)


def test_a_shuffled_and_duplicated_race_gives_the_oracles_lap_records(published):
    newest = {key: values[-1] for key, values in by_key(published["normalize"]).items()}
    laps = [codec.decode(value, LapRecord) for key, value in newest.items() if key not in LETTERS]
    records = {(lap.session_key, lap.driver_number, lap.lap_number): lap for lap in laps}
    expected = worn_fold((*RACE, *LATE))
    assert len(expected) == 10
    assert contents(records) == contents(expected)


def test_python_meets_no_sound_high_rate_row_and_every_other_message_in_its_order(published):
    messages = high_rate_messages()
    doubtful = [
        (KEY, offset, value)
        for offset, (_, value) in enumerate(messages)
        if value not in LEFT_OUT.values()
    ]
    assert len(messages) - len(doubtful) == len(LEFT_OUT)
    told = [(*key.split(":"), text.encode()) for key, text in published["batches"]]
    assert [(key, int(offset), value) for key, offset, value in told] == doubtful


@pytest.mark.parametrize("value", LEFT_OUT.values(), ids=list(LEFT_OUT))
def test_what_is_left_out_would_lead_to_nothing(value):
    assert SessionRouter(int(KEY)).apply(codec.decode(value, RawEnvelope)) == Routed()


def test_lap_records_come_in_the_order_of_their_rows_however_drivers_spread(published):
    """The field of cars follows from it; batch by batch, on two subtasks."""
    job = NormalizeJob()
    expected = [
        (key, value.decode())
        for session, message in raw_messages()
        for key, value in job.send(session, raw(message))
    ]
    told = [(key, text) for key, text in published["normalize"] if key not in LETTERS]
    assert told == expected


def test_parts_of_batches_are_put_in_order_again(published):
    assert published["in order"] == [["é", "1"], ["b", "2"], ["c", "3"], ["c", "3+"], ["d", "4"]]


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("a part is missing", "session 9: batch 0 is not whole"),
        ("a batch is missing", "session 9: batch 0 is not whole"),
        ("a part came twice", "session 9: part of batch 0, sent on before"),
    ],
)
def test_a_batch_that_can_never_be_whole_fails_the_job(published, case, reason):
    assert reason in published[case]


def test_each_laps_revisions_count_up_one_by_one(published):
    rows = [row for row in published["normalize"] if row[0] not in LETTERS]
    revisions = {
        key: [codec.decode(value, LapRecord).revision for value in values]
        for key, values in by_key(rows).items()
    }
    assert max(map(len, revisions.values())) > 1
    assert revisions == {key: list(range(1, len(told) + 1)) for key, told in revisions.items()}


def test_poison_comes_out_beside_the_laps_with_its_place(published):
    undecodable, misplaced = dead_letters(published["normalize"])
    assert (undecodable.stage, undecodable.value) == ("decode", POISON)
    assert (undecodable.partition, undecodable.offset) == (3, 10)
    assert (misplaced.stage, misplaced.value) == ("route", raw_messages()[0][1])
    assert (misplaced.partition, misplaced.offset) == (3, len(raw_messages()) - 1)
    assert misplaced.error == "message key '9001' is not its session 9000"
    assert {letter.source_topic for letter in (undecodable, misplaced)} == {"telemetry.raw"}


def test_fields_and_options_are_those_of_the_operators_without_flink(published):
    job = StrategyJob()
    for session, value in lap_messages():
        job.send(session, raw(value))
    expected = by_key((key, value.decode()) for key, value in (*job.published, *job.alerts))
    told = by_key(row for row in published["strategy"] if row[0] not in {*LETTERS, OF_NOBODY})
    assert {key: untimed(values) for key, values in told.items()} == {
        key: untimed(values) for key, values in expected.items()
    }
    field = codec.decode(told[KEY][-1], FieldRecord)
    assert [(car.driver_number, car.laps_completed) for car in field.cars] == [(4, 5), (44, 5)]


def test_a_question_is_answered_from_keyed_state(published):
    ((_, text),) = [row for row in published["strategy"] if row[0] == OF_NOBODY]
    reply = codec.decode(text, StrategyReply)
    assert (reply.request_id, reply.status) == ("of-nobody", ReplyStatus.NO_RACE)


def test_poison_comes_out_beside_fields_and_options(published):
    question, letter = dead_letters(published["strategy"])
    assert (question.source_topic, question.stage) == ("strategy.requests", "decode")
    assert (question.offset, question.value) == (1, POISON)
    assert (letter.source_topic, letter.stage) == ("telemetry.normalized", "decode")
    assert (letter.partition, letter.offset, letter.value) == (3, 10, POISON)


def test_the_archive_holds_every_message_once_although_it_ran_twice(published):
    lake = Lake.at(published["lake"])
    for table, messages in ((RAW, raw_messages()), (LAPS, lap_messages())):
        placed = [
            Message(partition, offset, value)
            for partition in (0, 1)
            for offset, (_, value) in enumerate(messages)
        ]
        verdict = verify(table, placed, rows(lake, table), topic_id="id")
        assert verdict.is_exact
        assert (verdict.refused, verdict.older) == (2, 0)
        assert verdict.in_table == len(placed) - 2 > 20


def test_the_archive_tells_of_poison_that_no_other_job_reads_every_time_it_meets_it(published):
    letters = [codec.decode(text, DeadLetter) for text in published["archive"]]
    places = {(one.source_topic, one.stage, one.partition, one.offset) for one in letters}
    assert places == {("strategy.alerts", "archive", part, 1) for part in (0, 1)}
    assert len(letters) == 4
    assert {one.value for one in letters} == {POISON}
