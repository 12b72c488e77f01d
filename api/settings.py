"""What the API is told from outside, read once at its start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

PROJECT_ROOT: Final = Path(__file__).resolve().parent.parent


class MissingSetting(ValueError):
    """An environment variable without which the service cannot start."""

    def __init__(self, name: str, meaning: str) -> None:
        super().__init__(name, meaning)
        self.name, self.meaning = name, meaning

    def __str__(self) -> str:
        return f"set {self.name}: {self.meaning}"


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Where the topics are, where the built pages are, and what a client may ask for."""

    bootstrap_servers: str
    pages: Path = PROJECT_ROOT / "dashboard" / "dist"
    max_body_bytes: int = 100 * 1024
    max_query_depth: int = 8
    max_query_cost: int = 200
    max_query_tokens: int = 1_000
    max_operations_per_socket: int = 10
    connection_init_wait_s: float = 10.0
    ask_timeout_s: float = 5.0
    max_waiting_asks: int = 200

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the settings. Raises `MissingSetting`.

        >>> ApiSettings.from_environment({"LIVEF1_BOOTSTRAP_SERVERS": "localhost:9092"}).pages.name
        'dist'
        """
        servers = environ.get("LIVEF1_BOOTSTRAP_SERVERS")
        if not servers:
            raise MissingSetting("LIVEF1_BOOTSTRAP_SERVERS", "the broker's address, host:port")
        pages = environ.get("LIVEF1_PAGES")
        return cls(servers, Path(pages)) if pages else cls(servers)
