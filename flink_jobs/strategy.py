"""The strategy job: telemetry.normalized -> race.field and strategy.options.

laps, keyed by session -> field -> keyed by session and driver -> option sets
"""

import os
from dataclasses import dataclass
from pathlib import Path

from pyflink.datastream import DataStream, KeyedStream

from f1strategy.artifacts.store import SHIPPED, load
from flink_jobs.environment import stream_environment
from flink_jobs.kafka import keyed, keyed_source, sink
from flink_jobs.settings import JobSettings
from schemas import topics
from udfs.dead_letters import DEAD_LETTERS
from udfs.keyed_row import KEYED_BYTES
from udfs.plan_options import PlanOptions
from udfs.track_field import FIELDS, TrackField

JOB = "strategy"


@dataclass(frozen=True, slots=True)
class StrategyStreams:
    """What the job publishes, as rows of key and bytes."""

    fields: DataStream
    options: DataStream
    dead_letters: DataStream


def build(laps: KeyedStream, models: Path = SHIPPED) -> StrategyStreams:
    """Wire lap records, keyed by session, into fields and option sets. No sources, no sinks.

    models: folder of the fitted models.
    """
    requests = laps.process(TrackField(models), KEYED_BYTES).name("field").uid("track-field-v1")
    options = keyed(requests).process(PlanOptions(), KEYED_BYTES)
    # PyFlink puts a map of its own behind a side output: it needs a uid like every operator.
    fields = requests.get_side_output(FIELDS)
    dead_letters = requests.get_side_output(DEAD_LETTERS)
    return StrategyStreams(
        fields=fields.name("fields").uid("fields-v1"),
        options=options.name("options").uid("plan-options-v1"),
        dead_letters=dead_letters.name("field-dead-letters").uid("field-dead-letters-v1"),
    )


def submit(settings: JobSettings, cluster: str | None = None) -> str:
    """Submit the job, to the cluster with this REST address if given; the answer is its id.

    Raises `CorruptArtifact` when the models are damaged, before anything is submitted.
    """
    models = Path(settings.models)
    load(models)
    environment = stream_environment(settings, cluster)
    laps = keyed_source(environment, settings, topics.NORMALIZED, key_parts=1, job=JOB)
    streams = build(laps, models)
    sink(streams.fields, settings, topics.FIELD)
    sink(streams.options, settings, topics.OPTIONS)
    sink(streams.dead_letters, settings, topics.DEAD_LETTERS)
    return str(environment.execute_async(JOB).get_job_id())


if __name__ == "__main__":
    submit(JobSettings.from_environment(os.environ))
