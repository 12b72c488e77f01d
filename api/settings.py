"""What the API is told from outside, read once at its start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from schemas.tokens import AUDIENCE, DEVELOPMENT_ISSUER

PROJECT_ROOT: Final = Path(__file__).resolve().parent.parent

PAGES: Final = PROJECT_ROOT / "dashboard" / "dist"
PRODUCTION: Final = "production"
MODES: Final = ("development", PRODUCTION)


class MissingSetting(ValueError):
    """An environment variable without which the service cannot start."""

    def __init__(self, name: str, meaning: str) -> None:
        super().__init__(name, meaning)
        self.name, self.meaning = name, meaning

    def __str__(self) -> str:
        return f"set {self.name}: {self.meaning}"


class UnsafeSetting(ValueError):
    """What is fine on a laptop and not in production."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """Whose tokens are believed. jwks: a file or a URL with the issuer's public keys."""

    jwks: str
    issuer: str
    audience: str = AUDIENCE


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Where the topics are, where the built pages are, who may ask, and for what.

    Without `tokens` everyone may ask for everything; production does not start so.
    """

    bootstrap_servers: str
    tokens: TokenSettings | None = None
    is_production: bool = False
    pages: Path = PAGES
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
        """Read the settings. Raises `MissingSetting`, `UnsafeSetting`.

        >>> ApiSettings.from_environment({"LIVEF1_BOOTSTRAP_SERVERS": "localhost:9092"}).pages.name
        'dist'
        """
        servers = environ.get("LIVEF1_BOOTSTRAP_SERVERS")
        if not servers:
            raise MissingSetting("LIVEF1_BOOTSTRAP_SERVERS", "the broker's address, host:port")
        pages = environ.get("LIVEF1_PAGES")
        is_production = _is_production(environ)
        return cls(
            servers,
            tokens=_tokens(environ, is_production=is_production),
            is_production=is_production,
            pages=Path(pages) if pages else PAGES,
        )


def _is_production(environ: Mapping[str, str]) -> bool:
    mode = environ.get("LIVEF1_MODE", MODES[0])
    if mode not in MODES:
        raise UnsafeSetting("LIVEF1_MODE", f"is {mode!r}; expected {' or '.join(MODES)}")
    return mode == PRODUCTION


def _tokens(environ: Mapping[str, str], *, is_production: bool) -> TokenSettings | None:
    jwks = environ.get("LIVEF1_JWKS")
    if not jwks:
        if is_production:
            raise MissingSetting("LIVEF1_JWKS", "file or URL of the token issuer's public keys")
        return None
    issuer = environ.get("LIVEF1_TOKEN_ISSUER")
    if not issuer:
        raise MissingSetting("LIVEF1_TOKEN_ISSUER", "the `iss` of the tokens to believe")
    if is_production and issuer == DEVELOPMENT_ISSUER:
        reason = f"{issuer!r} gives tokens to anyone; production needs an issuer of its own"
        raise UnsafeSetting("LIVEF1_TOKEN_ISSUER", reason)
    return TokenSettings(jwks, issuer, environ.get("LIVEF1_TOKEN_AUDIENCE", AUDIENCE))
