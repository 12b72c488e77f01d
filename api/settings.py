"""What the API is told from outside, read once at its start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from schemas.tokens import AUDIENCE, DEVELOPMENT_ISSUER

PROJECT_ROOT: Final = Path(__file__).resolve().parent.parent

PAGES: Final = PROJECT_ROOT / "dashboard" / "dist"
CARDS: Final = PROJECT_ROOT / "docs" / "models"
REPORTS: Final = Path("reports")
"""Where `f1strategy report` writes unless it is told otherwise."""
PRODUCTION: Final = "production"
MODES: Final = ("development", PRODUCTION)
VARIABLES: Final = {
    "LIVEF1_BOOTSTRAP_SERVERS": "Kafka, as host:port, several by commas; required",
    "LIVEF1_MODE": "development, or production: no introspection, no GraphiQL, no start without tokens",
    "LIVEF1_JWKS": "file or URL of the token issuer's public keys; without it everybody may ask for everything",
    "LIVEF1_TOKEN_ISSUER": "the `iss` of the tokens to believe; required with keys",
    "LIVEF1_TOKEN_AUDIENCE": f"the `aud` that they must have; {AUDIENCE} if not said",
    "LIVEF1_ORIGINS": "pages of other hosts that may ask, by commas, such as https://desk.example; none if not said",
    "LIVEF1_LAKE": "the Delta tables, a folder or a URL such as s3://bucket/lake, for history",
    "LIVEF1_FLINK": "REST address of the cluster, host:port, for `systemStatus`",
    "LIVEF1_PAGES": "folder of the built dashboard; that of the project if not said",
    "LIVEF1_CARDS": "folder of the model cards; that of the project if not said",
    "LIVEF1_REPORTS": "folder of the reports that `f1strategy report` writes; `reports` if not said",
    "LIVEF1_REQUESTS_PER_S": "of one user; 50 if not said",
    "LIVEF1_REQUESTS_PER_S_ADDRESS": "of one address; 200 if not said",
    "LIVEF1_SOCKETS_PER_USER": "WebSockets of one user; 5 if not said",
    "LIVEF1_SOCKETS_PER_ADDRESS": "WebSockets of one address; 100 if not said",
}
"""Every environment variable that the service reads, and what it is for."""


class MissingSetting(ValueError):
    """An environment variable without which the service cannot start."""

    def __init__(self, name: str, meaning: str) -> None:
        super().__init__(name, meaning)
        self.name, self.meaning = name, meaning

    def __str__(self) -> str:
        return f"set {self.name}: {self.meaning}"


class BadSetting(ValueError):
    """An environment variable that does not say what it should."""

    def __init__(self, name: str, found: str, expected: str) -> None:
        super().__init__(name, found, expected)
        self.name, self.found, self.expected = name, found, expected

    def __str__(self) -> str:
        return f"{self.name}: expected {self.expected}, found {self.found!r}"


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
class RateSettings:
    """How much one user, and one address, may ask for. Without tokens there are no users to tell apart."""

    requests_per_s: int = 50
    requests_per_s_address: int = 200
    sockets_per_user: int = 5
    sockets_per_address: int = 100


USUAL: Final = RateSettings()


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Where the topics are, where the built pages are, who may ask, and for what.

    Without `tokens` everyone may ask for everything; production does not start so.
    """

    bootstrap_servers: str
    tokens: TokenSettings | None = None
    is_production: bool = False
    pages: Path = PAGES
    cards: Path = CARDS
    reports: Path = REPORTS
    lake: str | None = None
    flink: str | None = None
    origins: tuple[str, ...] = ()
    rates: RateSettings = USUAL
    max_body_bytes: int = 100 * 1024
    max_query_depth: int = 8
    max_query_cost: int = 200
    max_query_tokens: int = 1_000
    max_root_fields: int = 50
    query_timeout_s: float = 10.0
    send_timeout_s: float = 10.0
    max_operations_per_socket: int = 10
    connection_init_wait_s: float = 10.0
    ask_timeout_s: float = 5.0
    max_waiting_asks: int = 200

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the settings. Raises `MissingSetting`, `BadSetting`, `UnsafeSetting`.

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
            cards=Path(environ.get("LIVEF1_CARDS") or CARDS),
            reports=Path(environ.get("LIVEF1_REPORTS") or REPORTS),
            lake=environ.get("LIVEF1_LAKE") or None,
            flink=environ.get("LIVEF1_FLINK") or None,
            origins=_origins(environ.get("LIVEF1_ORIGINS", "")),
            rates=RateSettings(
                _count(environ, "LIVEF1_REQUESTS_PER_S", USUAL.requests_per_s),
                _count(environ, "LIVEF1_REQUESTS_PER_S_ADDRESS", USUAL.requests_per_s_address),
                _count(environ, "LIVEF1_SOCKETS_PER_USER", USUAL.sockets_per_user),
                _count(environ, "LIVEF1_SOCKETS_PER_ADDRESS", USUAL.sockets_per_address),
            ),
        )


def _count(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or int(text) < 1:
        raise BadSetting(name, text, "a whole number from 1")
    return int(text)


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(one.strip().rstrip("/") for one in text.split(",") if one.strip())
    for one in origins:
        if not one.startswith(("http://", "https://")):
            raise BadSetting(
                "LIVEF1_ORIGINS", one, "origins such as https://desk.example, by commas"
            )
    return origins


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
