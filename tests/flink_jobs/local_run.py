"""Runs the jobs between collections on Flink's local cluster: `python -m tests.flink_jobs.local_run FILE`.

In a process of its own, so that the JVM ends with it. Writes what each job published, as JSON.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JJavaError
from pyflink.common import Row, Types
from pyflink.datastream import DataStream, KeyedProcessFunction

from flink_jobs import archive, normalize, strategy
from flink_jobs.batches import batched, in_order
from flink_jobs.environment import stream_environment
from flink_jobs.kafka import PAYLOAD, keyed
from flink_jobs.settings import JobSettings
from schemas import codec
from schemas.records import Scenario, StrategyRequest
from schemas.tables import BY_TOPIC
from schemas.topics import ALERTS, NORMALIZED, RAW
from tests.flink_jobs.high_rate import GOES_ON, LEFT_OUT
from tests.schemas.examples import ALERT
from tests.udfs.jobs import FUTURES, NormalizeJob
from tests.udfs.small_race import KEY, LATE, RACE, raw
from udfs.dealt_rows import KEYED_PARTS, Slotted, packed
from udfs.keyed_row import KEYED_BYTES, keyed_row
from udfs.packed_rows import unpack
from udfs.plan_options import PlanOptions

SETTINGS = JobSettings(bootstrap_servers="broker.invalid:9092", parallelism=2, restart_attempts=1)
SMALL_BATCHES = replace(SETTINGS, parallelism=1, batch_rows=3)
MANY_BATCHES = replace(SETTINGS, batch_rows=5)
"""Several on their way to two subtasks at any moment."""
ALONE = replace(SETTINGS, parallelism=1)
SOURCE = Types.ROW([Types.STRING(), PAYLOAD])
POISON = b'{"schema":"raw/1"\xff'
QUESTION = codec.encode(
    StrategyRequest(
        request_id="of-nobody",
        session_key=1,
        driver_number=4,
        sent_time_ms=1,
        scenario=Scenario(pace_offset_s=1.0),
    )
)
ALARMS = [("9000:4", codec.encode(ALERT)), ("9000:4", POISON)]
Messages = list[tuple[str, bytes]]


def raw_messages() -> Messages:
    """The small race in another order, some of it twice, with poison in between."""
    rows = [*RACE, *LATE, *RACE[::3]]
    random.Random(7).shuffle(rows)
    messages = [(str(row.session_key), bytes(raw(row)[2])) for row in rows]
    return [*messages[:10], (KEY, POISON), *messages[10:], ("9001", messages[0][1])]


def high_rate_messages() -> Messages:
    """High-rate messages of all kinds, sound and doubtful in turn; this test writes texts, so only those."""
    told = [*LEFT_OUT.values(), *GOES_ON.values()]
    return [(KEY, value) for value in (*told[::2], *told[1::2]) if value.isascii()]


def lap_messages() -> Messages:
    """The lap records of the small race as they were published, with poison in between."""
    job = NormalizeJob()
    laps = [lap for row in (*RACE, *LATE) for lap in job.send(KEY, raw(row))]
    messages = [(key.partition(":")[0], value) for key, value in laps]
    return [*messages[:10], (KEY, POISON), *messages[10:]]


def run(
    messages: Messages, build: Callable[[DataStream], DataStream], settings: JobSettings = SETTINGS
) -> list[list[str]]:
    """Feed the messages, offsets counted from 0, through a job; keys and values of its outputs."""
    environment = stream_environment(settings)
    rows = [Row(key, Row(3, offset, value)) for offset, (key, value) in enumerate(messages)]
    stream = environment.from_collection(rows, type_info=SOURCE)
    with build(stream).execute_and_collect() as published:
        return [[key, bytes(value).decode()] for key, value in published]


class Unpacked(KeyedProcessFunction):  # type: ignore[misc]
    """What reaches Python of a batch, message by message: its offset and value."""

    def process_element(self, value: Row, ctx: KeyedProcessFunction.Context) -> Iterator[Row]:
        for _, offset, message in unpack(*value):
            yield keyed_row(f"{ctx.get_current_key()}:{offset}", message)


def unpacked(raw_stream: DataStream) -> DataStream:
    """The messages that the normalize job's first Python operator meets."""
    batches = batched(raw_stream, SMALL_BATCHES)
    return batches.process(Unpacked(), KEYED_BYTES)


def normalized(raw_stream: DataStream) -> DataStream:
    """Everything that the normalize job publishes, in one stream: their keys tell them apart.

    A session's rows stay together on their way to the job, as in their partition.
    """
    streams = normalize.build(keyed(raw_stream), MANY_BATCHES)
    return streams.laps.union(streams.dead_letters)


def ordered(*parts: tuple[int, int, list[Slotted]]) -> list[list[str]] | str:
    """What comes of these parts, number and parts of the batch and its rows, all of session 9; or of what the job fails."""
    rows = [Row("9", Row(number, count, *packed(rows))) for number, count, rows in parts]
    stream = stream_environment(ALONE).from_collection(rows, type_info=KEYED_PARTS)
    try:
        with in_order(stream).execute_and_collect() as sent:
            return [[key, bytes(value).decode()] for key, value in sent]
    except Py4JJavaError as error:
        return str(error)


def planned(laps: DataStream) -> DataStream:
    """Everything that the strategy job publishes; nothing waits, because no timer fires at the end.

    One question is asked, of another session: it must be answered whatever else flows.
    """
    environment = laps.get_execution_environment()
    rows = [Row("1:4", Row(0, 0, QUESTION)), Row("1:4", Row(0, 1, POISON))]
    questions = keyed(environment.from_collection(rows, type_info=SOURCE))
    plan = PlanOptions(futures=FUTURES, throttle_ms=0)
    streams = strategy.build(keyed(laps), questions, plan=plan, options_parallelism=2)
    return streams.fields.union(
        streams.options,
        streams.alerts,
        streams.replies,
        streams.decisions,
        streams.dead_letters,
    )


def archived(lake: str) -> list[str]:
    """Dead letters of the archive of both topics, in batches of seven rows and a last one of fewer.

    It runs twice, as if nobody had told Kafka how far it came.
    """
    settings = replace(SETTINGS, lake=lake, archive_rows=7, archive_interval_ms=60_000)
    messages = [
        Row(topic.name, Row(partition, offset, value))
        for topic, rows in ((RAW, raw_messages()), (NORMALIZED, lap_messages()), (ALERTS, ALARMS))
        for partition in (0, 1)
        for offset, (_, value) in enumerate(rows)
    ]
    letters = []
    for _ in range(2):
        stream = stream_environment(settings).from_collection(messages, type_info=SOURCE)
        refused = archive.build(stream, settings, dict.fromkeys(BY_TOPIC, "id"))
        with refused.execute_and_collect() as published:
            letters += [bytes(value).decode() for _, value in published]
    return letters


if __name__ == "__main__":
    outputs: dict[str, Any] = {
        "batches": run(high_rate_messages(), unpacked, SMALL_BATCHES),
        "in order": ordered(
            (1, 1, [Slotted(0, "d", b"4")]),
            (0, 3, [Slotted(2, "c", b"3"), Slotted(2, "c", b"3+")]),
            (0, 3, []),
            (0, 3, [Slotted(0, "é", b"1"), Slotted(1, "b", b"2")]),
        ),
        "a part is missing": ordered((0, 2, [Slotted(0, "a", b"1")])),
        "a batch is missing": ordered((1, 1, [Slotted(0, "a", b"1")])),
        "a part came twice": ordered((0, 1, []), (0, 1, [])),
        "normalize": run(raw_messages(), normalized),
        "strategy": run(lap_messages(), planned),
        "archive": archived(LAKE := f"{sys.argv[1]}.lake"),
        "lake": LAKE,
    }
    Path(sys.argv[1]).write_text(json.dumps(outputs))
