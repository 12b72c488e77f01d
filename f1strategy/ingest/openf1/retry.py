"""When to ask again and how long to wait before: exponential back-off with jitter, server's wish first."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

import httpx
import tenacity

from f1strategy.ingest.openf1.errors import GaveUp

T = TypeVar("T")

TIMEOUT_S: Final = 30.0
"""For one request: the API itself gives up on a query after 20 s, with a 408."""

logger = logging.getLogger(__name__)


class Transient(Exception):
    """A failure that the next attempt may not meet; `retry_after_s` is the server's own wish."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason, retry_after_s)
        self.reason, self.retry_after_s = reason, retry_after_s

    def __str__(self) -> str:
        return self.reason


class NoConnection(Transient):
    """Nobody was there to be asked."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How stubborn to be. The n-th wait is drawn from the upper half of `first_wait_s · 2ⁿ⁻¹`,
    capped at `longest_wait_s`; half of it is jitter, so that clients that failed together do not
    come back together. A longer `Retry-After` is honoured up to `longest_server_wait_s`.
    """

    attempts: int = 8
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0
    longest_server_wait_s: float = 300.0

    def wait_s(self, attempt: int, jitter: float, retry_after_s: float | None) -> float:
        """Seconds to wait after failed attempt number `attempt`; `jitter` is in [0, 1).

        >>> RetryPolicy().wait_s(1, 0.0, None), RetryPolicy().wait_s(3, 0.5, None)
        (0.25, 1.5)
        >>> RetryPolicy().wait_s(1, 0.0, 12.0)
        12.0
        """
        ceiling_s = min(self.longest_wait_s, self.first_wait_s * 2.0 ** (attempt - 1))
        own_s = ceiling_s * (0.5 + 0.5 * jitter)
        return max(own_s, retry_after_s or 0.0)


class Retrier:
    """Repeats an attempt while it raises `Transient`; `sleep` and `rng` are injected.

    `report` is told, in one line, why an attempt failed and when the next one follows.
    """

    def __init__(
        self,
        policy: RetryPolicy,
        *,
        sleep: Callable[[float], None],
        rng: random.Random,
        report: Callable[[str], None] | None = None,
    ) -> None:
        self._policy, self._sleep, self._rng = policy, sleep, rng
        self._report = report or logger.info

    def call(self, what: str, attempt: Callable[[], T]) -> T:
        """The attempt's result. Raises `GaveUp` naming `what` when it never succeeds."""
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(self._is_worth_another_try),
            stop=tenacity.stop_after_attempt(self._policy.attempts),
            wait=self._wait_s,
            sleep=self._sleep,
            before_sleep=lambda state: self._tell(what, state),
            reraise=True,
        )
        try:
            return retrying(attempt)
        except Transient as last:
            attempts = int(retrying.statistics["attempt_number"])
            raise GaveUp(what, attempts, last.reason) from last

    def _is_worth_another_try(self, error: BaseException) -> bool:
        if not isinstance(error, Transient):
            return False
        return (error.retry_after_s or 0.0) <= self._policy.longest_server_wait_s

    def _wait_s(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        retry_after_s = error.retry_after_s if isinstance(error, Transient) else None
        return self._policy.wait_s(state.attempt_number, self._rng.random(), retry_after_s)

    def _tell(self, what: str, state: tenacity.RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        self._report(
            f"{what}: {error}; attempt {state.attempt_number + 1} of {self._policy.attempts} "
            f"in {state.upcoming_sleep:.1f} s"
        )


def send(http: httpx.Client, request: httpx.Request) -> httpx.Response:
    """The whole answer. Raises `NoConnection`, and `Transient` for a broken line, a time-out, 408,
    429 and 5xx.
    """
    try:
        response = http.send(request)
    except httpx.ConnectError as error:
        reason = f"no connection to {request.url.host} ({error})"
        raise NoConnection(reason) from error
    except (httpx.TransportError, httpx.DecodingError) as error:
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise Transient(reason) from error
    if response.status_code in (408, 429) or response.status_code >= 500:
        wish_s = _retry_after_s(response.headers)
        wish = "" if wish_s is None else f", asks to wait {wish_s:.0f} s"
        reason = f"HTTP {response.status_code}{wish}"
        raise Transient(reason, wish_s)
    return response


def _retry_after_s(headers: httpx.Headers) -> float | None:
    """`Retry-After` in seconds: a number, or a date against the server's own `Date` (RFC 9110 §10.2.3)."""
    wish = headers.get("retry-after", "").strip()
    if wish.isascii() and wish.isdigit():
        return float(wish)
    until_s, now_s = http_time_s(wish), http_time_s(headers.get("date", ""))
    if until_s is None or now_s is None:
        return None
    return max(0.0, until_s - now_s)


def http_time_s(text: str) -> float | None:
    """Seconds since 1970 of an HTTP date, or None for anything else.

    >>> http_time_s("Sun, 07 Dec 2025 13:03:14 GMT"), http_time_s("soon")
    (1765112594.0, None)
    """
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
