"""The strategy job: telemetry.normalized -> race.field, strategy.options and strategy.alerts.

laps, keyed by session -> field -> keyed by session and driver -> option sets and alerts
strategy.requests, keyed by session and driver ---^           `-> strategy.replies, strategy.decisions
"""

import os
from dataclasses import dataclass
from pathlib import Path

from pyflink.datastream import DataStream, KeyedStream, StreamExecutionEnvironment

from f1strategy.artifacts.store import SHIPPED, load
from flink_jobs.environment import stream_environment, submit
from flink_jobs.kafka import keyed, sink, source
from flink_jobs.settings import JobSettings
from schemas import topics
from udfs.dead_letters import DEAD_LETTERS
from udfs.keyed_row import KEYED_BYTES
from udfs.plan_options import ALERTS, DECISIONS, REPLIES, PlanOptions
from udfs.track_field import FIELDS, TrackField

JOB = "strategy"


@dataclass(frozen=True, slots=True)
class StrategyStreams:
    """What the job publishes, as rows of key and bytes."""

    fields: DataStream
    options: DataStream
    alerts: DataStream
    replies: DataStream
    decisions: DataStream
    dead_letters: DataStream


def build(
    laps: KeyedStream,
    questions: KeyedStream,
    models: Path = SHIPPED,
    plan: PlanOptions | None = None,
    options_parallelism: int = 1,
) -> StrategyStreams:
    """Wire lap records, keyed by session, into fields, option sets and alerts. No sources, no sinks.

    questions: keyed by session and driver. models: folder of the fitted models. plan: the operator that
    answers, if another than the usual one; it has so many subtasks.
    """
    requests = laps.process(TrackField(models), KEYED_BYTES).name("field").uid("track-field-v1")
    options = keyed(requests).connect(questions).process(plan or PlanOptions(), KEYED_BYTES)
    # Workers of its own: the field is not held up by simulations, nor they by it.
    options = options.name("options").uid("plan-options-v1").slot_sharing_group("options")
    subtasks = options_parallelism
    options = options.set_parallelism(subtasks)
    # PyFlink puts a map of its own behind a side output: it needs a uid like every operator.
    fields = requests.get_side_output(FIELDS)
    alerts, replies = options.get_side_output(ALERTS), options.get_side_output(REPLIES)
    decisions = options.get_side_output(DECISIONS)
    unreadable = requests.get_side_output(DEAD_LETTERS)
    unreadable = unreadable.name("field-dead-letters").uid("field-dead-letters-v1")
    refused = options.get_side_output(DEAD_LETTERS)
    refused = refused.name("question-dead-letters").uid("question-dead-letters-v1")
    # As many subtasks all the way: otherwise records of one key could overtake each other.
    return StrategyStreams(
        fields=fields.name("fields").uid("fields-v1"),
        options=options,
        alerts=alerts.name("alerts").uid("alerts-v1").set_parallelism(subtasks),
        replies=replies.name("replies").uid("replies-v1").set_parallelism(subtasks),
        decisions=decisions.name("decisions").uid("decisions-v1").set_parallelism(subtasks),
        dead_letters=unreadable.union(refused.set_parallelism(subtasks)),
    )


def wired(settings: JobSettings, cluster: str | None = None) -> StreamExecutionEnvironment:
    """The job with its sources and sinks, for the cluster with this REST address if given; nothing is submitted yet.

    Raises `CorruptArtifact` when the models are damaged.
    """
    models = Path(settings.models)
    load(models)
    environment = stream_environment(settings, cluster)
    laps = keyed(source(environment, settings, topics.NORMALIZED, key_parts=1, job=JOB))
    questions = keyed(
        source(environment, settings, topics.REQUESTS, key_parts=2, job=JOB, from_latest=True)
    )
    plan = PlanOptions(settings.futures, settings.throttle_ms)
    subtasks = settings.options_parallelism
    streams = build(laps, questions, models, plan, subtasks)
    sink(streams.fields, settings, topics.FIELD)
    sink(streams.options, settings, topics.OPTIONS, subtasks)
    sink(streams.alerts, settings, topics.ALERTS, subtasks)
    sink(streams.replies, settings, topics.REPLIES, subtasks)
    sink(streams.decisions, settings, topics.DECISIONS, subtasks)
    sink(streams.dead_letters, settings, topics.DEAD_LETTERS)
    return environment


if __name__ == "__main__":
    submit(JOB, wired(JobSettings.from_environment(os.environ)))
