"""OpenF1's access token: fetched by form post, kept, and renewed before it expires.

The REST client sends it as a bearer token, the MQTT connection as its password.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, Self

import httpx
import msgspec

from f1strategy.ingest.clock import Clock
from f1strategy.ingest.openf1.errors import AccessDenied, OpenF1Error, UnexpectedAnswer
from f1strategy.ingest.openf1.retry import TIMEOUT_S, Retrier, RetryPolicy, send

DEFAULT_TOKEN_URL: Final = "https://api.openf1.org/token"  # noqa: S105 (an address)
RENEW_AFTER: Final = 0.75
"""Share of a token's life after which a new one is asked for: a quarter of an hour before the end of
an hour, because the endpoint has answered 502 in the middle of a race (`br-g/openf1#370`)."""
ASK_AGAIN_MS: Final = 60_000
"""How soon after a failed renewal the next one follows, while the old token still holds."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account at OpenF1. The username is its e-mail address; the broker insists on it."""

    username: str
    password: str = field(repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self | None:
        """`OPENF1_USERNAME` and `OPENF1_PASSWORD`; None unless both are set.

        >>> Credentials.from_environment({"OPENF1_USERNAME": "me@team.f1", "OPENF1_PASSWORD": "x"})
        Credentials(username='me@team.f1')
        """
        username, password = environ.get("OPENF1_USERNAME"), environ.get("OPENF1_PASSWORD")
        return cls(username, password) if username and password else None


@dataclass(frozen=True, slots=True)
class Token:
    """A token and when, by the clock's elapsed time, it should be renewed and ceases to hold."""

    text: str = field(repr=False)
    renew_at_ms: float
    expires_at_ms: float


class _Answer(msgspec.Struct):
    access_token: str
    # The API says "3600", a string; a number is what its documentation promises.
    expires_in: str | float


class TokenSource:
    """The token of one account, for any thread. It is called as the REST client's `token`."""

    def __init__(
        self,
        http: httpx.Client,
        credentials: Credentials,
        *,
        retrier: Retrier,
        clock: Clock,
        url: str = DEFAULT_TOKEN_URL,
    ) -> None:
        self._http, self._credentials, self._url = http, credentials, url
        self._retrier, self._clock = retrier, clock
        self._token: Token | None = None
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """The token's text; see `current`."""
        return self.current().text

    @property
    def username(self) -> str:
        """Whose token it is."""
        return self._credentials.username

    def current(self) -> Token:
        """A token that holds; asks for a new one when the last has a quarter of its life left.

        Raises `AccessDenied`, `UnexpectedAnswer` or `GaveUp` when there is none to be had. As long
        as the old one holds, a failed renewal is tried again a minute later.
        """
        with self._lock:
            now_ms = self._clock.elapsed_ms()
            if self._token is None or now_ms >= self._token.expires_at_ms:
                self._token = self._fetch()
            elif now_ms >= self._token.renew_at_ms:
                try:
                    self._token = self._fetch()
                except OpenF1Error:
                    again_ms = self._clock.elapsed_ms() + ASK_AGAIN_MS
                    self._token = replace(self._token, renew_at_ms=again_ms)
            return self._token

    def reject(self, text: str) -> None:
        """Forget a token that was refused, so that the next one is a new one."""
        with self._lock:
            if self._token is not None and self._token.text == text:
                self._token = None

    def _fetch(self) -> Token:
        return self._retrier.call(f"POST {self._url}", self._attempt)

    def _attempt(self) -> Token:
        account = {"username": self._credentials.username, "password": self._credentials.password}
        asked_at_ms = self._clock.elapsed_ms()
        response = send(self._http, self._http.build_request("POST", self._url, data=account))
        if response.status_code in (400, 401, 403, 422):
            raise AccessDenied(self._url, f"HTTP {response.status_code}: no token for this account")
        try:
            answer = msgspec.json.decode(response.content, type=_Answer)
            life_ms = float(answer.expires_in) * 1000
        except (msgspec.DecodeError, ValueError) as error:
            raise UnexpectedAnswer(self._url, f"HTTP {response.status_code}: {error}") from error
        if not answer.access_token or not 0 < life_ms < float("inf"):
            reason = f"a token for {answer.expires_in!r} s; expected a token and more than 0"
            raise UnexpectedAnswer(self._url, reason)
        return Token(
            answer.access_token, asked_at_ms + RENEW_AFTER * life_ms, asked_at_ms + life_ms
        )


@contextmanager
def open_tokens(
    credentials: Credentials,
    *,
    clock: Clock,
    url: str = DEFAULT_TOKEN_URL,
    report: Callable[[str], None] | None = None,
) -> Iterator[TokenSource]:
    """A source on real time; its connection is closed on leaving. `report` as for `open_client`."""
    retrier = Retrier(RetryPolicy(), sleep=time.sleep, rng=random.Random(), report=report)
    with httpx.Client(timeout=TIMEOUT_S) as http:
        yield TokenSource(http, credentials, retrier=retrier, clock=clock, url=url)
