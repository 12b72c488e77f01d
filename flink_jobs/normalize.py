"""The normalize job: telemetry.raw -> telemetry.normalized, one lap record per driver and lap, and
race.messages, what race control says.

    raw -> batches, keyed by session -> route -> parts, keyed by session and driver -> normalize
        -> in order again, keyed by session -> lap records

Python meets the rows of a few milliseconds at a time, and none of `car_data` and `location`. The field of
cars follows from the order of the lap records, so that is the order of the raw rows, however the drivers
are spread over subtasks.

Session-wide rows (flags, weather, race distance) reach every driver through the router: PyFlink's
broadcast side cannot touch the state of other keys, so a flag would not revise a lap until the
driver's next row.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from pyflink.datastream import DataStream, StreamExecutionEnvironment

from f1strategy.artifacts.store import load
from flink_jobs.batches import batched, in_order
from flink_jobs.environment import stream_environment, submit
from flink_jobs.kafka import keyed, sink, source
from flink_jobs.settings import JobSettings
from schemas import topics
from udfs.dead_letters import DEAD_LETTERS
from udfs.dealt_rows import KEYED_PARTS
from udfs.normalize_laps import NormalizeLaps
from udfs.route_session import MESSAGES, RouteSession

JOB = "normalize"


@dataclass(frozen=True, slots=True)
class NormalizedStreams:
    """What the job publishes, as rows of key and bytes."""

    laps: DataStream
    messages: DataStream
    dead_letters: DataStream


def build(raw: DataStream, settings: JobSettings) -> NormalizedStreams:
    """Wire rows of session and raw message into lap records. No sources, no sinks."""
    routed = (
        batched(raw, settings)
        .process(RouteSession(), KEYED_PARTS)
        .name("route")
        .uid("route-session-v1")
    )
    revised = keyed(routed).process(NormalizeLaps(Path(settings.models)), KEYED_PARTS)
    revised = revised.name("normalize").uid("normalize-laps-v1")
    # PyFlink puts a map of its own behind a side output; without a uid it would be the one operator
    # whose place in a savepoint depends on how many others the graph has.
    unroutable = routed.get_side_output(DEAD_LETTERS)
    unroutable = unroutable.name("route-dead-letters").uid("route-dead-letters-v1")
    unreadable = revised.get_side_output(DEAD_LETTERS)
    unreadable = unreadable.name("normalize-dead-letters").uid("normalize-dead-letters-v1")
    messages = routed.get_side_output(MESSAGES)
    messages = messages.name("race-messages").uid("race-messages-v1")
    return NormalizedStreams(
        laps=in_order(revised), messages=messages, dead_letters=unroutable.union(unreadable)
    )


def wired(settings: JobSettings, cluster: str | None = None) -> StreamExecutionEnvironment:
    """The job with its sources and sinks, for the cluster with this REST address if given; nothing is submitted yet.

    Raises `CorruptArtifact` when the models are damaged.
    """
    load(Path(settings.models))
    environment = stream_environment(settings, cluster)
    raw = source(environment, settings, topics.RAW, key_parts=1, job=JOB)
    streams = build(raw, settings)
    sink(streams.laps, settings, topics.NORMALIZED)
    sink(streams.messages, settings, topics.MESSAGES)
    sink(streams.dead_letters, settings, topics.DEAD_LETTERS)
    return environment


if __name__ == "__main__":
    submit(JOB, wired(JobSettings.from_environment(os.environ)))
