"""Fixtures for the tests of the API."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.api.in_memory_kafka import InMemoryKafka, eventually
from tests.api.service import Service, running


@pytest.fixture
def serve() -> Iterator[Callable[..., Service]]:
    """Start services that end with the test."""
    with ExitStack() as stack:

        def start(kafka: InMemoryKafka, **settings: Any) -> Service:
            service = stack.enter_context(running(kafka, **settings))
            if not (kafka.is_away or kafka.is_holding_back):
                eventually(service.is_ready)
            return service

        yield start
