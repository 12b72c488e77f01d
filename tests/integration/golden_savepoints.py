"""Savepoints of released versions, with the messages that lay in Kafka when they were taken.

A folder holds, for one release: `raw.jsonl.gz`, a simulated race whole; `normalized.jsonl.gz` and, by their tables' names,
further topics as the jobs had written them by then; `JOB.tar.gz`, the savepoint of each job (release 1: not the archive's).
Offsets in a savepoint are only right beside these messages.

python -m tests.integration.golden_savepoints takes those of this release, if there are none yet.
"""

import gzip
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from kafka import KafkaProducer

from f1strategy.ingest.simulated import simulate
from f1strategy.lake.location import Lake
from f1strategy.runtime.archived import drain_archive
from f1strategy.runtime.drain import drain
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.stack import Stack, StackState
from f1strategy.runtime.topic_reader import read_all
from schemas import codec
from schemas.records import RawEnvelope
from schemas.tables import LAPS, TABLES, Table
from schemas.topics import RAW, Topic
from tests.integration.conftest import up
from tests.integration.oracle import envelopes

GOLDEN = Path(__file__).parent.parent / "golden" / "savepoints"
RELEASE = "2"
"""Raise it when a job's operators or what they store change; the older ones stay and must restore."""
OF_THIS_RELEASE = GOLDEN / RELEASE
JOBS = ("normalize", "strategy", "archive")
SEED, RACE_LAPS, SPLIT_LAP = 61, 8, 5
WRITTEN = [table for table in TABLES if table.topic is not RAW]


class Kept(msgspec.Struct, frozen=True):
    """A message, as a line of JSON."""

    partition: int
    key: str
    value: msgspec.Raw


def take(stack: Stack, folder: Path) -> None:
    """Write the savepoints of the code as it is, at a moment in a simulated race."""
    folder.mkdir(parents=True)
    race = list(envelopes(simulate(SEED, RACE_LAPS)))
    _write(
        folder / "raw.jsonl.gz",
        (Kept(0, RAW.key(one), msgspec.Raw(codec.encode(one))) for one in race),
    )
    state = stack.state()
    assert state is not None
    publish(state, RAW, read(folder / "raw.jsonl.gz")[: split(race)])
    state = stack.submit(state, JOBS)
    drain(state.bootstrap_servers, state.flink_rest, state.jobs)
    with FlinkRest(state.flink_rest) as flink:
        for job in ("strategy", "normalize", "archive"):
            if job == "archive":
                drain_archive(state.bootstrap_servers, Lake.at(state.lake))
            savepoint = flink.stop_with_savepoint(state.jobs[job])
            with tarfile.open(folder / f"{job}.tar.gz", "w:gz") as packed:
                packed.add(savepoint.removeprefix("file:"), arcname=job)
    for table in WRITTEN:
        messages = [
            Kept(one.partition, one.key.decode(), msgspec.Raw(one.value))
            for one in read_all(state.bootstrap_servers, table.topic)
        ]
        if messages:
            _write(folder / _file(table), messages)


def split(race: Sequence[RawEnvelope]) -> int:
    """How many of the race's rows were read before the savepoint."""
    return next(
        index
        for index, one in enumerate(race)
        if one.endpoint == "laps" and msgspec.json.decode(one.payload)["lap_number"] == SPLIT_LAP
    )


def read(path: Path) -> list[Kept]:
    """The messages of a file."""
    decoder = msgspec.json.Decoder(Kept)
    return [decoder.decode(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def written(folder: Path) -> dict[Topic, list[Kept]]:
    """What the jobs had written, by topic."""
    files = {table.topic: folder / _file(table) for table in WRITTEN}
    return {topic: read(file) for topic, file in files.items() if file.is_file()}


def jobs_of(folder: Path) -> tuple[str, ...]:
    """The jobs of which the release has savepoints."""
    return tuple(job for job in JOBS if (folder / f"{job}.tar.gz").is_file())


def publish(state: StackState, topic: Topic, messages: Iterable[Kept]) -> None:
    """Put messages where they lay; those of the raw topic in the partition of its key."""
    producer = KafkaProducer(bootstrap_servers=state.bootstrap_servers, acks="all")
    try:
        for one in messages:
            partition = None if topic is RAW else one.partition
            producer.send(
                topic.name, value=bytes(one.value), key=one.key.encode(), partition=partition
            )
        producer.flush()
    finally:
        producer.close()


def unpack(folder: Path, job: str, into: Path) -> str:
    """Where the savepoint of a job lies now."""
    with tarfile.open(folder / f"{job}.tar.gz") as packed:
        packed.extractall(into, filter="data")
    return (into / job).resolve().as_uri()


def _file(table: Table) -> str:
    return "normalized.jsonl.gz" if table is LAPS else f"{table.name}.jsonl.gz"


def _write(path: Path, messages: Iterable[Kept]) -> None:
    lines = b"".join(msgspec.json.encode(one) + b"\n" for one in messages)
    path.write_bytes(gzip.compress(lines, mtime=0))


def main() -> None:
    """Take this release's savepoints on a stack of their own. A released one is never overwritten."""
    if OF_THIS_RELEASE.exists():
        message = f"release {RELEASE} has its savepoints; raise RELEASE for other ones"
        raise SystemExit(message)
    with TemporaryDirectory() as run, Stack(RunFolder(Path(run))) as stack:
        up(stack, with_jobs=False)
        take(stack, OF_THIS_RELEASE)


if __name__ == "__main__":
    main()
