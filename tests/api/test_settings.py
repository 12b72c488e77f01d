"""Settings come from the environment, once."""

import pickle
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import ApiSettings, BadSetting, MissingSetting, RateSettings


def test_the_brokers_address_is_taken_from_the_environment():
    settings = ApiSettings.from_environment({"LIVEF1_BOOTSTRAP_SERVERS": "broker:9092"})
    assert settings.bootstrap_servers == "broker:9092"
    assert settings.pages.parts[-2:] == ("dashboard", "dist")


def test_pages_may_be_elsewhere():
    environ = {"LIVEF1_BOOTSTRAP_SERVERS": "broker:9092", "LIVEF1_PAGES": "/srv/pages"}
    assert ApiSettings.from_environment(environ).pages == Path("/srv/pages")


def test_without_a_broker_the_service_does_not_start(monkeypatch):
    monkeypatch.delenv("LIVEF1_BOOTSTRAP_SERVERS", raising=False)
    with pytest.raises(MissingSetting, match="set LIVEF1_BOOTSTRAP_SERVERS: the broker's address"):
        create_app()


def test_the_error_survives_pickling():
    error = MissingSetting("X", "y")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 (our own bytes)


BROKER = {"LIVEF1_BOOTSTRAP_SERVERS": "broker:9092"}


def test_what_is_not_said_has_its_default():
    settings = ApiSettings.from_environment(BROKER)
    assert settings.rates == RateSettings()
    assert (settings.origins, settings.lake, settings.flink) == ((), None, None)


def test_limits_origins_and_neighbours_are_taken_from_the_environment():
    said = {
        "LIVEF1_REQUESTS_PER_S": "1",
        "LIVEF1_REQUESTS_PER_S_ADDRESS": "2",
        "LIVEF1_SOCKETS_PER_USER": "3",
        "LIVEF1_SOCKETS_PER_ADDRESS": "4",
        "LIVEF1_ORIGINS": "https://a.example/, http://b.example:8080",
        "LIVEF1_LAKE": "s3://lake",
        "LIVEF1_FLINK": "flink:8081",
    }
    settings = ApiSettings.from_environment({**BROKER, **said})
    assert settings.rates == RateSettings(1, 2, 3, 4)
    assert settings.origins == ("https://a.example", "http://b.example:8080")
    assert (settings.lake, settings.flink) == ("s3://lake", "flink:8081")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LIVEF1_REQUESTS_PER_S", "many"),
        ("LIVEF1_SOCKETS_PER_USER", "0"),
        ("LIVEF1_SOCKETS_PER_ADDRESS", "-1"),
        ("LIVEF1_ORIGINS", "desk.example"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_with_its_name(name, text):
    with pytest.raises(BadSetting, match=f"{name}: expected .*, found '{text}'"):
        ApiSettings.from_environment({**BROKER, name: text})
