"""A stack of its own with a race under way, for benchmarks of the whole."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from f1strategy.ingest.causal import release
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.replay import Replay
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.stack import Stack, StackState
from f1strategy.runtime.topic_reader import read_all
from f1strategy.runtime.upkeep import start_tending
from f1strategy.runtime.waiting import wait_until
from schemas import codec
from schemas.records import OptionSet
from schemas.topics import OPTIONS

FEWEST_CARS = 12
PATIENCE_S = 180.0
Report = Callable[[str], None]


@contextmanager
def race_under_way(
    race: Recording, speed: float, from_lap: int, report: Report
) -> Iterator[tuple[StackState, Replay]]:
    """Replay the race from this lap on until the block ends; it begins once the jobs have caught up.

    All that `f1strategy up` starts is there, the lake's upkeep too.

    Raises what a stack that fails raises.
    """
    with TemporaryDirectory() as folder, Stack(RunFolder(Path(folder)), report) as stack:
        state = stack.up()
        start_tending(stack, state)
        with Publisher(state.bootstrap_servers) as publisher:
            replay = Replay(
                release(race),
                session_key=race.session_key,
                source="recording",
                publish=publisher.publish,
                clock=SystemClock(),
                speed=speed,
            )
            thread = threading.Thread(target=replay.run, daemon=True)
            replay.control.seek_lap(from_lap)
            thread.start()
            try:
                report(f"waiting until the jobs have caught up with lap {from_lap}")
                wait_until(
                    lambda: len(newest_options(state, race.session_key, from_lap - 1))
                    >= FEWEST_CARS,
                    what=f"options after lap {from_lap - 1}",
                    hint="see the jobs in Flink",
                    timeout_s=PATIENCE_S,
                    every_s=1.0,
                    watch=stack.check,
                )
                yield state, replay
            finally:
                replay.control.stop()
                thread.join()


def newest_options(state: StackState, session_key: int, lap: int) -> dict[int, OptionSet]:
    """The newest option sets with plans after this lap or a later one, by car number."""
    sets = (
        codec.decode(one.value, OptionSet) for one in read_all(state.bootstrap_servers, OPTIONS)
    )
    return {
        one.driver_number: one
        for one in sets
        if one.session_key == session_key and one.lap_number >= lap and one.plans
    }
