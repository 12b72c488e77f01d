"""One fault in one race, from the first row to the verdict; kept as JSON."""

import random
import subprocess
import time
from pathlib import Path

import msgspec

from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.simulated import simulate
from f1strategy.runtime.cluster import JOB_MANAGER, TASK_MANAGER, TASK_MANAGERS
from f1strategy.runtime.drain import end_offsets
from f1strategy.runtime.flink_rest import FlinkRest
from schemas.topics import DEAD_LETTERS
from tests.chaos.faults import Fault
from tests.chaos.judge import Verdict, judge, positions
from tests.chaos.plant import Plant
from tests.integration.driving import Drive

FIRST_LAP = 4
SPEED = 10.0
LATEST_S = 8.0
"""The moment of the fault is drawn from so long after the first laps were answered."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A fault at one seed: how long it took, and what it cost; `caught_up_s` until nothing was left to read."""

    number: str
    seed: int
    recovery_s: float
    caught_up_s: float
    orphans: int
    notes: dict[str, float]
    verdict: Verdict
    day: str = ""
    """When it was measured, such as 2026-11-30."""
    commit: str = ""
    """What was measured, as git names it in short."""


class Unsteered(Drive):
    """A race that nobody steers from a page: the broker may go away."""

    def run(self) -> None:
        self.replay.run()


def suffer(plant: Plant, fault: Fault, seed: int) -> Outcome:
    """Drive a race, do the harm while rows come, drive it to the flag, and judge what is there."""
    rng = random.Random(f"{fault.number}/{seed}")
    race = simulate(rng.randrange(10_000, 900_000), fault.laps)
    letters, since = dead_letters(plant), positions(plant.state)
    servers = plant.state.bootstrap_servers
    with fault.publisher(servers, rng) if fault.publisher else Publisher(servers) as publisher:
        drive = Unsteered(plant.state, race, publisher)
        drive.on(FIRST_LAP)
        drive.replay.control.set_speed(SPEED)
        drive.replay.control.resume()
        time.sleep(rng.uniform(0.0, LATEST_S))
        suffered = fault.harm(plant, rng)
        well = time.monotonic()
        drive.to_the_flag(plant.state)
        caught_up_s = time.monotonic() - well
        extra = getattr(publisher, "extra", 0)
    expected = extra if fault.has_dead_letters else 0
    assert dead_letters(plant) - letters == expected
    sent_twice = 0 if fault.has_dead_letters else extra
    verdict = judge(plant.state, race, since, sent_twice=sent_twice, is_in_order=fault.is_in_order)
    notes = {**suffered.notes, **({"rows spoilt": extra} if extra else {})}
    return Outcome(
        number=fault.number,
        seed=seed,
        recovery_s=round(suffered.recovery_s, 1),
        caught_up_s=round(caught_up_s, 1),
        orphans=suffered.orphans,
        notes=notes,
        verdict=verdict,
        day=time.strftime("%Y-%m-%d"),
        commit=commit(),
    )


def dead_letters(plant: Plant) -> int:
    """How many messages nobody could read so far."""
    return sum(end_offsets(plant.state.bootstrap_servers, DEAD_LETTERS).values())


def is_whole(plant: Plant) -> bool:
    """Whether one JobManager and both TaskManagers run, and the stack's jobs and no others."""
    plant.one(JOB_MANAGER)
    plant.count(TASK_MANAGER, len(TASK_MANAGERS))
    with FlinkRest(plant.state.flink_rest) as flink:
        running = [one.job_id for one in flink.jobs() if one.is_running]
    return sorted(running) == sorted(plant.state.jobs.values())


def keep(outcome: Outcome, file: Path) -> None:
    """Add an outcome to a file of them; of a fault at a seed the last one stays."""
    known = {(one.number, one.seed): one for one in (read(file) if file.exists() else [])}
    known[outcome.number, outcome.seed] = outcome
    lines = (msgspec.json.encode(one).decode() for one in known.values())
    file.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def read(file: Path) -> list[Outcome]:
    """The outcomes that a file holds, in the order in which they were first measured."""
    return msgspec.json.decode(file.read_bytes(), type=list[Outcome])


def commit() -> str:
    """The commit of this checkout in short, "" outside of a repository."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
