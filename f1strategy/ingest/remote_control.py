"""A replay's remote control over Kafka: it obeys `replay.commands` and tells `replay.status`."""

import logging
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from f1strategy.ingest.errors import IngestError
from f1strategy.ingest.replay import Replay
from f1strategy.ingest.replay_control import ReplayControl
from schemas import codec
from schemas.records import ReplayAction, ReplayCommand, ReplayStatus
from schemas.topics import REPLAY_COMMANDS, REPLAY_STATUS

TELL_EVERY_S: Final = 1.0
LISTEN_MS: Final = 100
TOO_OLD_MS: Final = 30_000
"""A command that has waited so long was meant for another moment."""
RETRY_S: Final = 1.0
END_S: Final = 5.0

log = logging.getLogger("livef1.replay")


def obey(control: ReplayControl, command: ReplayCommand) -> str | None:
    """Do what a command says; the answer is why not, or None when it is done."""
    try:
        match command.action:
            case ReplayAction.PAUSE:
                control.pause()
            case ReplayAction.PLAY:
                control.resume()
            case ReplayAction.SET_SPEED:
                if command.speed_factor is None:
                    return "SET_SPEED needs a speed_factor"
                control.set_speed(command.speed_factor or math.inf)
            case ReplayAction.SEEK_LAP:
                if command.lap_number is None:
                    return "SEEK_LAP needs a lap"
                control.seek_lap(command.lap_number)
    except IngestError as refusal:
        return str(refusal)
    return None


def status_of(
    replay: Replay,
    session_key: int,
    now_ms: int,
    command_id: str | None = None,
    refusal: str | None = None,
) -> ReplayStatus:
    """How far the replay is, as its record."""
    progress = replay.progress
    return ReplayStatus(
        session_key=session_key,
        told_time_ms=now_ms,
        lap_number=progress.leader_lap,
        last_lap_number=progress.last_lap,
        race_time_s=round(progress.race_time_s, 1),
        race_duration_s=round(progress.race_duration_s, 1),
        speed_factor=0.0 if math.isinf(progress.speed) else progress.speed,
        is_paused=progress.is_paused,
        is_over=progress.is_over,
        command_id=command_id,
        refusal=refusal,
    )


@contextmanager
def remote_control(replay: Replay, session_key: int, bootstrap_servers: str) -> Iterator[None]:
    """Let the replay be controlled from elsewhere while the block runs, and tell its end after it.

    Trouble with the broker never reaches the replay: it is logged, and tried again.
    """
    remote = _Remote(replay, session_key, bootstrap_servers)
    thread = threading.Thread(target=remote.run, name="remote-control", daemon=True)
    thread.start()
    try:
        yield
    finally:
        remote.ending.set()
        thread.join(END_S)


class _Remote:
    def __init__(self, replay: Replay, session_key: int, bootstrap_servers: str) -> None:
        self._replay, self._session_key = replay, session_key
        self._servers = bootstrap_servers.split(",")
        self._command_id: str | None = None
        self._refusal: str | None = None
        self.ending = threading.Event()

    def run(self) -> None:
        while not self.ending.is_set():
            try:
                self._serve()
            except (KafkaError, OSError) as error:
                log.warning("the replay cannot be controlled: %s", error)
                self.ending.wait(RETRY_S)

    def _serve(self) -> None:
        consumer = KafkaConsumer(
            bootstrap_servers=self._servers, enable_auto_commit=False, fetch_max_wait_ms=LISTEN_MS
        )
        producer = KafkaProducer(bootstrap_servers=self._servers, acks="all", linger_ms=0)
        try:
            partition = TopicPartition(REPLAY_COMMANDS.name, 0)
            consumer.assign([partition])
            consumer.seek_to_end(partition)
            consumer.position(partition)
            told_s = -math.inf
            while not self.ending.is_set():
                heard = consumer.poll(timeout_ms=LISTEN_MS).get(partition, [])
                has_obeyed = sum(self._obey(message.value) for message in heard) > 0
                if has_obeyed or time.monotonic() - told_s >= TELL_EVERY_S:
                    self._tell(producer)
                    told_s = time.monotonic()
            self._tell(producer)
        finally:
            producer.close(timeout=END_S)
            consumer.close()

    def _obey(self, value: bytes) -> bool:
        try:
            command = codec.decode(value, ReplayCommand)
        except codec.MalformedRecord as error:
            log.warning("a command that cannot be read: %s", error)
            return False
        age_ms = _now_ms() - command.sent_time_ms
        if command.session_key != self._session_key or age_ms > TOO_OLD_MS:
            return False
        self._command_id, self._refusal = command.command_id, obey(self._replay.control, command)
        return True

    def _tell(self, producer: Any) -> None:
        status = status_of(
            self._replay, self._session_key, _now_ms(), self._command_id, self._refusal
        )
        key = REPLAY_STATUS.key(status).encode()
        producer.send(REPLAY_STATUS.name, value=codec.encode(status), key=key)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
