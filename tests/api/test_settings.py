"""Settings come from the environment, once."""

import pickle
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import ApiSettings, MissingSetting


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
