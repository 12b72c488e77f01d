"""A replay is told what to do through the API, and tells everybody how far it is."""

import time
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from schemas.records import ReplayAction, ReplayCommand, ReplayStatus
from tests.api.in_memory_kafka import InMemoryKafka, eventually
from tests.api.racing import SESSION
from tests.api.racing import field as race_field
from tests.api.socket_client import talking

STATUS = "lapNumber isPaused isOver speedFactor refusal"
REPLAY = f"query {{ replay(sessionKey: 9839) {{ {STATUS} }} }}"
CONTROL = f"""mutation ($action: ReplayAction!, $speed: Float, $lap: Int) {{
  controlReplay(sessionKey: 9839, action: $action, speedFactor: $speed, lapNumber: $lap) {{ {STATUS} }} }}"""


def now_ms() -> int:
    return round(time.time() * 1000)


def status(**changes: Any) -> ReplayStatus:
    content: dict[str, Any] = {
        "session_key": SESSION,
        "told_time_ms": now_ms(),
        "lap_number": 3,
        "last_lap_number": 58,
        "race_time_s": 270.0,
        "race_duration_s": 5_400.0,
        "speed_factor": 10.0,
        "is_paused": False,
        "is_over": False,
    }
    return ReplayStatus(**{**content, **changes})


@dataclass
class Obedient:
    """A replay that does what it is told, and cannot go back."""

    now: ReplayStatus = field(default_factory=status)
    heard: list[ReplayCommand] = field(default_factory=list)

    def answer(self, command: ReplayCommand) -> ReplayStatus:
        self.heard.append(command)
        change: dict[str, Any] = {}
        match command.action:
            case ReplayAction.PAUSE | ReplayAction.PLAY:
                change["is_paused"] = command.action is ReplayAction.PAUSE
            case ReplayAction.SET_SPEED:
                change["speed_factor"] = command.speed_factor
            case ReplayAction.SEEK_LAP:
                assert command.lap_number is not None
                is_back = command.lap_number < self.now.lap_number
                change = (
                    {"refusal": "no way back"} if is_back else {"lap_number": command.lap_number}
                )
        self.now = msgspec.structs.replace(
            self.now, told_time_ms=now_ms(), command_id=command.command_id, **change
        )
        return self.now


@pytest.fixture
def replay():
    return Obedient()


@pytest.fixture
def service(serve, replay):
    kafka = InMemoryKafka(race_field(), replay.now)
    kafka.replay = replay.answer
    service = serve(kafka)
    eventually(lambda: service.ask(REPLAY)["data"]["replay"])
    return service


@pytest.mark.parametrize(
    ("action", "arguments", "field_name", "expected"),
    [
        ("PAUSE", {}, "isPaused", True),
        ("PLAY", {}, "isPaused", False),
        ("SET_SPEED", {"speed": 2.5}, "speedFactor", 2.5),
        ("SET_SPEED", {"speed": 0}, "speedFactor", 0),
        ("SEEK_LAP", {"lap": 30}, "lapNumber", 30),
        ("SEEK_LAP", {"lap": 1}, "refusal", "no way back"),
    ],
)
def test_a_command_is_answered_when_it_is_obeyed(
    service, replay, action, arguments, field_name, expected
):
    answer = service.ask(CONTROL, action=action, **arguments)
    assert answer["data"]["controlReplay"][field_name] == expected
    (command,) = replay.heard
    assert command.session_key == SESSION
    assert command.requested_by


@pytest.mark.parametrize("speed", [-1, 1001, 1e300])
def test_a_speed_that_no_replay_has_is_refused(service, replay, speed):
    (error,) = service.ask(CONTROL, action="SET_SPEED", speed=speed)["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert replay.heard == []


@pytest.mark.parametrize(
    "gone", [None, status(told_time_ms=now_ms() - 60_000), status(is_over=True)]
)
def test_a_race_that_is_not_replayed_is_not_controlled(serve, gone):
    service = serve(InMemoryKafka(race_field(), *([gone] if gone else [])))
    (error,) = service.ask(CONTROL, action="PAUSE")["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "is not being replayed" in error["message"]


def test_a_replay_that_does_not_answer_is_told_of(service, monkeypatch):
    monkeypatch.setattr("api.replays.OBEYED_S", 0.2)
    service.kafka.replay = lambda _: None
    (error,) = service.ask(CONTROL, action="PAUSE")["errors"]
    assert error["extensions"]["code"] == "TIMEOUT"


def test_without_kafka_there_is_no_command(service):
    service.kafka.is_away = True
    (error,) = service.ask(CONTROL, action="PAUSE")["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"


def test_everybody_hears_of_it(service):
    with talking(service.socket_url) as client:
        client.initialise()
        client.subscribe(f"subscription {{ replayChanged {{ {STATUS} }} }}")
        assert client.next_data()["replayChanged"]["isPaused"] is False
        service.ask(CONTROL, action="PAUSE")
        assert client.next_data()["replayChanged"]["isPaused"] is True


def test_an_older_status_that_is_read_again_changes_nothing(service, replay):
    service.ask(CONTROL, action="PAUSE")
    service.kafka.publish(status(told_time_ms=now_ms() - 5_000))
    service.kafka.publish(race_field(revision=99))
    asked = "{ field(sessionKey: 9839) { revision } }"
    eventually(lambda: service.ask(asked)["data"]["field"]["revision"] == 99)
    assert service.ask(REPLAY)["data"]["replay"]["isPaused"] is True
