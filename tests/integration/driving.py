"""Drives a race through a running stack a part at a time."""

import math
import threading

from f1strategy.ingest.causal import release
from f1strategy.ingest.clock import SystemClock
from f1strategy.ingest.publisher import Publisher
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.remote_control import remote_control
from f1strategy.ingest.replay import Replay
from f1strategy.runtime.drain import drain
from f1strategy.runtime.stack import StackState
from f1strategy.runtime.waiting import wait_until

SPEED = 10.0
PATIENCE_S = 120.0


class Drive:
    """Drives a race a part at a time: a replay that stands still in between, as the page may see."""

    def __init__(self, state: StackState, race: Recording, publisher: Publisher) -> None:
        self.state, self.race, self.publisher = state, race, publisher
        self.replay = Replay(
            release(race),
            session_key=race.session_key,
            source="test",
            publish=publisher.publish,
            clock=SystemClock(),
            speed=SPEED,
        )
        self.replay.control.pause()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        with remote_control(self.replay, self.race.session_key, self.state.bootstrap_servers):
            self.replay.run()

    def on(self, lap: int) -> None:
        self.replay.control.seek_lap(lap)
        wait_until(
            lambda: self.replay.progress.leader_lap >= lap - 1
            and not self.replay.control.changed.is_set(),
            what=f"lap {lap} released",
            hint="",
            timeout_s=PATIENCE_S,
        )
        self.drain(self.state)

    def to_the_flag(self, state: StackState) -> None:
        """Everything that is left, as fast as it goes."""
        self.replay.control.resume()
        self.replay.control.set_speed(math.inf)
        self.thread.join(PATIENCE_S)
        self.drain(state)

    def drain(self, state: StackState) -> None:
        self.publisher.flush()
        drain(state.bootstrap_servers, state.flink_rest, state.jobs)

    def end(self) -> None:
        self.replay.control.stop()
        self.thread.join(PATIENCE_S)
        assert not self.thread.is_alive()
