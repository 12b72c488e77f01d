"""Runs the jobs between collections on Flink's local cluster: `python -m tests.flink_jobs.local_run FILE`.

In a process of its own, so that the JVM ends with it. Writes what each job published, as JSON.
"""

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyflink.common import Row, Types
from pyflink.datastream import DataStream, KeyedStream

from flink_jobs import normalize, strategy
from flink_jobs.environment import stream_environment
from flink_jobs.kafka import PAYLOAD, keyed
from flink_jobs.settings import JobSettings
from tests.udfs.jobs import NormalizeJob
from tests.udfs.small_race import KEY, LATE, RACE, raw

SETTINGS = JobSettings(bootstrap_servers="broker.invalid:9092", parallelism=2, restart_attempts=1)
SOURCE = Types.ROW([Types.STRING(), PAYLOAD])
POISON = b'{"schema":"raw/1"\xff'
Messages = list[tuple[str, bytes]]


def raw_messages() -> Messages:
    """The small race in another order, some of it twice, with poison in between."""
    rows = [*RACE, *LATE, *RACE[::3]]
    random.Random(7).shuffle(rows)
    messages = [(str(row.session_key), bytes(raw(row)[2])) for row in rows]
    return [*messages[:10], (KEY, POISON), *messages[10:], ("9001", messages[0][1])]


def lap_messages() -> Messages:
    """The lap records of the small race as they were published, with poison in between."""
    job = NormalizeJob()
    laps = [lap for row in (*RACE, *LATE) for lap in job.send(KEY, raw(row))]
    messages = [(key.partition(":")[0], value) for key, value in laps]
    return [*messages[:10], (KEY, POISON), *messages[10:]]


def run(messages: Messages, build: Callable[[KeyedStream], DataStream]) -> list[list[str]]:
    """Feed the messages, offsets counted from 0, through a job; keys and values of its outputs."""
    environment = stream_environment(SETTINGS)
    rows = [Row(key, Row(3, offset, value)) for offset, (key, value) in enumerate(messages)]
    stream = environment.from_collection(rows, type_info=SOURCE)
    with build(keyed(stream)).execute_and_collect() as published:
        return [[key, bytes(value).decode()] for key, value in published]


def normalized(raw_stream: KeyedStream) -> DataStream:
    """Everything that the normalize job publishes, in one stream: their keys tell them apart."""
    streams = normalize.build(raw_stream)
    return streams.laps.union(streams.dead_letters)


def planned(laps: KeyedStream) -> DataStream:
    """Everything that the strategy job publishes."""
    streams = strategy.build(laps)
    return streams.fields.union(streams.options, streams.dead_letters)


if __name__ == "__main__":
    outputs: dict[str, Any] = {
        "normalize": run(raw_messages(), normalized),
        "strategy": run(lap_messages(), planned),
    }
    Path(sys.argv[1]).write_text(json.dumps(outputs))
