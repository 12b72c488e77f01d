"""Savepoints of released versions, with the messages that lay in Kafka when they were taken.

A folder holds, for one release: `raw.jsonl.gz`, a simulated race whole; `normalized.jsonl.gz`, what the jobs had
written by then; `JOB.tar.gz`, the savepoint of each job. Offsets in a savepoint are only right beside these messages.

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
from f1strategy.runtime.drain import drain
from f1strategy.runtime.flink_rest import FlinkRest
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.stack import Stack, StackState
from f1strategy.runtime.topic_reader import read_all
from schemas import codec
from schemas.records import RawEnvelope
from schemas.topics import NORMALIZED, RAW, Topic
from tests.integration.conftest import up
from tests.integration.oracle import envelopes

GOLDEN = Path(__file__).parent.parent / "golden" / "savepoints"
RELEASE = "1"
"""Raise it when a job's operators or what they store change; the older ones stay and must restore."""
OF_THIS_RELEASE = GOLDEN / RELEASE
JOBS = ("normalize", "strategy")
SEED, LAPS, SPLIT_LAP = 61, 8, 5


class Kept(msgspec.Struct, frozen=True):
    """A message, as a line of JSON."""

    partition: int
    key: str
    value: msgspec.Raw


def take(stack: Stack, folder: Path) -> None:
    """Write the savepoints of the code as it is, at a moment in a simulated race."""
    folder.mkdir(parents=True)
    race = list(envelopes(simulate(SEED, LAPS)))
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
        for job in reversed(JOBS):
            savepoint = flink.stop_with_savepoint(state.jobs[job])
            with tarfile.open(folder / f"{job}.tar.gz", "w:gz") as packed:
                packed.add(savepoint.removeprefix("file:"), arcname=job)
    written = read_all(state.bootstrap_servers, NORMALIZED)
    _write(
        folder / "normalized.jsonl.gz",
        (Kept(one.partition, one.key.decode(), msgspec.Raw(one.value)) for one in written),
    )


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
