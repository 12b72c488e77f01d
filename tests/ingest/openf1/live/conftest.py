"""One mosquitto for a module's tests; every test finds it running."""

from collections.abc import Iterator

import pytest

from tests.ingest.openf1.live.mosquitto import Mosquitto


@pytest.fixture(scope="module")
def one_mosquitto(tmp_path_factory) -> Iterator[Mosquitto]:
    """Started once, ended at last."""
    broker = Mosquitto(tmp_path_factory.mktemp("mosquitto"))
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def mosquitto(one_mosquitto: Mosquitto) -> Mosquitto:
    """The broker, started again if a test before has killed it."""
    if not one_mosquitto.is_running:
        one_mosquitto.start()
    return one_mosquitto
