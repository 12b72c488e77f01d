"""The service as a process would run it, for a test: on a free loopback port, fed from memory."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from api.app import create_app
from api.settings import ApiSettings
from tests.api.in_memory_kafka import InMemoryKafka, eventually

SETTINGS = ApiSettings(bootstrap_servers="in memory", pages=Path("/nonexistent"))


class Service:
    """A running service and the topics that it reads."""

    def __init__(self, port: int, kafka: InMemoryKafka, server: uvicorn.Server) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.socket_url = f"ws://127.0.0.1:{port}/graphql"
        self.kafka = kafka
        self.server = server
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=10)

    def ask(self, query: str, **variables: Any) -> Any:
        """The whole answer to a query."""
        return self.http.post("/graphql", json={"query": query, "variables": variables}).json()

    def is_ready(self) -> bool:
        return self.http.get("/health/ready").is_success

    def stop(self) -> None:
        """Ask it to shut down, as a signal would."""
        self.server.should_exit = True

    def metric(self, name: str) -> float:
        """The value of a metric without labels."""
        lines = self.http.get("/metrics").text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


@contextmanager
def running(kafka: InMemoryKafka, **settings: Any) -> Iterator[Service]:
    """Serve until the block ends; fails when the service does not shut down."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(replace(SETTINGS, **settings), kafka.consumer, kafka.producer)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    service = Service(listener.getsockname()[1], kafka, server)
    try:
        eventually(lambda: server.started)
        yield service
    finally:
        service.http.close()
        service.stop()
        thread.join(10)
        listener.close()
        assert not thread.is_alive(), "the service does not shut down"
