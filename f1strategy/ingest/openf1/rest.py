"""OpenF1's historical API as a politely asking client: an endpoint and filters in, rows out.

Used by `fetch` for whole sessions and by the live feed to fill gaps.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import httpx
import msgspec

from f1strategy.ingest.openf1.errors import (
    AccessDenied,
    BadBaseUrl,
    HistoryBlocked,
    NotFound,
    UnexpectedAnswer,
    Unreachable,
)
from f1strategy.ingest.openf1.rate_limit import POLITE, Rate, TokenBucket
from f1strategy.ingest.openf1.retry import (
    TIMEOUT_S,
    NoConnection,
    Retrier,
    RetryPolicy,
    Transient,
    http_time_s,
    send,
)

DEFAULT_BASE_URL: Final = "https://api.openf1.org/v1"
Row = dict[str, Any]
Filters = Mapping[str, str | int]
TokenOf = Callable[[], str | None]

_rows_decoder = msgspec.json.Decoder(list[Row])


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows as the API gave them, and when, by its own clock, it was asked (null if it did not say)."""

    rows: tuple[Row, ...]
    asked_at_ms: int | None


class OpenF1Client:
    """Asks one endpoint at a time; every request passes the bucket, failed ones are repeated.

    Raises `BadBaseUrl` for a base URL that is no address.
    """

    def __init__(
        self,
        http: httpx.Client,
        *,
        base_url: str,
        bucket: TokenBucket,
        retrier: Retrier,
        token: TokenOf = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http, self._base_url = http, _checked(base_url)
        self._bucket, self._retrier = bucket, retrier
        self._token, self._clock = token, clock
        self._was_reached = False

    def rows(self, endpoint: str, filters: Filters) -> tuple[Row, ...]:
        """The endpoint's rows that match; see `ask`."""
        return self.ask(endpoint, filters).rows

    def ask(self, endpoint: str, filters: Filters) -> Answer:
        """One query. Filters are sent as `name=value`: `{"date>": t}` asks for `date>=t`, and a filter
        without value is its name alone: `{f"date<{t}": ""}` asks for `date<t`.

        Raises `HistoryBlocked`, `AccessDenied`, `NotFound`, `UnexpectedAnswer` at once, `Unreachable`
        if there is no connection from the first, and `GaveUp` when line or server stay bad.
        """
        url = httpx.URL(f"{self._base_url}/{endpoint}", params=dict(filters))
        return self._retrier.call(f"GET {url}", lambda: self._attempt(url))

    def _attempt(self, url: httpx.URL) -> Answer:
        token = self._token()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._bucket.take()
        sent_at_s = self._clock()
        response = self._send(self._http.build_request("GET", url, headers=headers))
        under_way_s = self._clock() - sent_at_s
        if response.status_code != 200:
            return self._without_rows(response)
        answered_at_s = http_time_s(response.headers.get("date", ""))
        asked_at_ms = None if answered_at_s is None else round((answered_at_s - under_way_s) * 1000)
        return Answer(_rows(response), asked_at_ms)

    def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            response = send(self._http, request)
        except NoConnection as error:
            if self._was_reached:
                raise
            # A wrong address or no network at all: more patience would not help.
            raise Unreachable(str(request.url), error.reason) from error
        self._was_reached = True
        return response

    def _without_rows(self, response: httpx.Response) -> Answer:
        detail = _detail(response)
        # The API says "No results found." with 404 where it used to answer an empty list.
        if response.status_code != 404 or "no results" not in detail.lower():
            _refuse(response, detail)
        return Answer((), None)


def _checked(base_url: str) -> str:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise BadBaseUrl(base_url) from error
    # An address with a password in it would end up in messages and recordings.
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query:
        raise BadBaseUrl(base_url)
    return base_url.rstrip("/")


def _rows(response: httpx.Response) -> tuple[Row, ...]:
    try:
        return tuple(_rows_decoder.decode(response.content))
    except msgspec.ValidationError as error:
        reason = f"expected a list of rows: {error}"
        raise UnexpectedAnswer(str(response.url), reason) from error
    except msgspec.DecodeError as error:
        reason = f"truncated or broken JSON of {len(response.content)} bytes: {error}"
        raise Transient(reason) from error


def _detail(response: httpx.Response) -> str:
    """What the API says about a refusal: its `detail` field, else the start of the body."""
    try:
        body = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return response.text[:200]
    return str(body.get("detail", body)) if isinstance(body, dict) else str(body)[:200]


def _refuse(response: httpx.Response, detail: str) -> NoReturn:
    url = str(response.url)
    if response.status_code in (401, 403):
        # "Session in progress, access is restricted …" (2025), "Live F1 session in progress. …" (2026).
        blocked = "session in progress" in detail.lower()
        raise HistoryBlocked(url, detail) if blocked else AccessDenied(url, detail)
    if response.status_code == 404:
        raise NotFound(url, detail)
    raise UnexpectedAnswer(url, f"HTTP {response.status_code}: {detail}")


@contextmanager
def open_client(
    base_url: str = DEFAULT_BASE_URL,
    *,
    token: TokenOf = lambda: None,
    policy: RetryPolicy | None = None,
    rates: Sequence[Rate] = POLITE,
    report: Callable[[str], None] | None = None,
) -> Iterator[OpenF1Client]:
    """A client on real time; its connections are closed on leaving.

    `report` is told of every attempt that failed and of the wait before the next; without it they
    are only logged.
    """
    retrier = Retrier(policy or RetryPolicy(), sleep=time.sleep, rng=random.Random(), report=report)
    bucket = TokenBucket(time.monotonic, time.sleep, rates=rates)
    with httpx.Client(timeout=TIMEOUT_S) as http:
        yield OpenF1Client(http, base_url=base_url, bucket=bucket, retrier=retrier, token=token)
