"""`f1strategy live` in a process of its own, from a real MQTT broker to lap records in Kafka."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from f1strategy.ingest.openf1.live.stream import Transport
from f1strategy.ingest.race_info import race_info
from f1strategy.ingest.recording import Recording
from f1strategy.ingest.simulated import simulate
from f1strategy.runtime.drain import drain, end_offsets
from f1strategy.runtime.waiting import wait_until
from schemas.topics import RAW
from tests.ingest.openf1.live.mosquitto import Mosquitto
from tests.ingest.openf1.live.openf1_world import World
from tests.ingest.openf1.loopback import Loopback
from tests.integration.oracle import differences, folded

pytestmark = [pytest.mark.stack, pytest.mark.mqtt, pytest.mark.slow]

COMMAND = Path(sys.executable).parent / "f1strategy"
HOUR_S = 3600
USERNAME, PASSWORD = Loopback.account
KNOWN_BEFORE = 60
"""So many rows a stream that is joined late does not tell: the calendar, the drivers, the grid."""


@pytest.fixture
def mosquitto(tmp_path):
    """A broker for this test."""
    broker = Mosquitto(tmp_path)
    broker.start()
    yield broker
    broker.kill()


@contextmanager
def live(state, api, mosquitto, screen: Path, session: str, password: str):
    """The command as a user types it."""
    command = [str(COMMAND), "live", session, "--ca-file", str(mosquitto.ca_file)]
    broker = mosquitto.broker(Transport.TLS)
    environment = {
        "OPENF1_USERNAME": USERNAME,
        "OPENF1_PASSWORD": password,
        "OPENF1_BASE_URL": api.base_url,
        "OPENF1_TOKEN_URL": api.token_url,
        "OPENF1_MQTT": f"{broker.host}:{broker.port}",
        "LIVEF1_BOOTSTRAP_SERVERS": state.bootstrap_servers,
    }
    with screen.open("wb") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def as_the_calendar_tells(recording: Recording) -> Recording:
    """The race at its full distance: no endpoint tells that it is shorter."""
    told = race_info(recording.session_key, recording.name, recording.rows)
    return replace(recording, race_info=told)


def raw_rows(state):
    return sum(end_offsets(state.bootstrap_servers, RAW).values())


def test_a_race_followed_live_becomes_the_laps_that_its_recording_gives(
    running, mosquitto, tmp_path
):
    recording = as_the_calendar_tells(simulate(31, 6))
    world = World(recording)
    total, screen = len(world.rows), tmp_path / "screen.txt"
    session = str(recording.session_key)
    list(world.next_rows(KNOWN_BEFORE))
    mosquitto.let_in(USERNAME, "token 1")

    def until(what, true):
        wait_until(true, what=what, hint=screen.read_text(), timeout_s=90, every_s=0.1)

    with (
        Loopback(world.history, now_s=lambda: world.now_ms / 1000 + HOUR_S / 2) as api,
        live(running, api, mosquitto, screen, session, PASSWORD) as process,
    ):
        until("live stream", lambda: "following the live stream" in screen.read_text())
        mosquitto.publish(world.next_rows(total // 2))
        mosquitto.kill()
        until("break told", lambda: "no live stream" in screen.read_text())
        list(world.next_rows(total // 5))
        mosquitto.start()
        until("stream back", lambda: screen.read_text().count("following the live stream") == 2)
        mosquitto.publish(world.next_rows(total))

        def is_whole():
            drain(running.bootstrap_servers, running.flink_rest, running.jobs)
            return not differences(running, recording.session_key, folded(recording))

        wait_until(is_whole, what="whole race", hint="see the topics", timeout_s=120, every_s=1.0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 130
    assert "the same command goes on" in screen.read_text()


def test_without_an_account_nothing_is_started(running, mosquitto, tmp_path):
    before = raw_rows(running)
    with (
        Loopback(World(simulate(31, 3)).history) as api,
        live(running, api, mosquitto, tmp_path / "screen.txt", "latest", "") as process,
    ):
        assert process.wait(60) == 2
    said = (tmp_path / "screen.txt").read_text()
    assert "set OPENF1_USERNAME and OPENF1_PASSWORD" in said
    assert raw_rows(running) == before


def test_a_wrong_password_is_said_in_one_line(running, mosquitto, tmp_path):
    with (
        Loopback(World(simulate(31, 3)).history) as api,
        live(running, api, mosquitto, tmp_path / "screen.txt", "latest", "a wrong one") as process,
    ):
        assert process.wait(60) == 1
    said = (tmp_path / "screen.txt").read_text()
    assert "denied" in said
    assert "Traceback" not in said
