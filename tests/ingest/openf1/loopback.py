"""An HTTP server on the loopback that answers as OpenF1's historical API does, and misbehaves on demand."""

import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.ingest.openf1.history import History

NO_RESULTS = {"detail": "No results found."}
IN_SESSION = {
    "detail": "Live F1 session in progress. Global API access will be restored once it ends."
}

Fault = Callable[["Handler", bytes], None]
"""Answers instead of the API; is given what the right answer would have been."""


@dataclass(frozen=True)
class Asked:
    """A request as it came in; `query` is decoded."""

    endpoint: str
    query: str
    authorization: str | None


@dataclass
class Loopback:
    """The API. `asked` tells what was asked so far; `says_nothing_with` is how it says that no row
    matches: 404, or 200 and an empty list as it did until 2025. `now_s` is its clock.

    It gives the account one token after the other, each for `token_life`, and forms are in `forms`.
    """

    history: History
    says_nothing_with: int = 404
    now_s: Callable[[], float] = time.time
    account: tuple[str, str] = ("desk@team.f1", "secret")
    token_life: Any = "3600"
    asked: list[Asked] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    _faults: list[tuple[str | None, Fault]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def token_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/token"

    @property
    def endpoints(self) -> list[str]:
        """The endpoints asked for, in order."""
        return [asked.endpoint for asked in self.asked]

    def misbehave(self, *faults: Fault, endpoint: str | None = None) -> None:
        """Answer the next requests (of one endpoint) by these faults, one each."""
        self._faults += [(endpoint, fault) for fault in faults]

    def next_fault(self, endpoint: str) -> Fault | None:
        for number, (of_endpoint, fault) in enumerate(self._faults):
            if of_endpoint in (None, endpoint):
                del self._faults[number]
                return fault
        return None


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:
        loopback, url = self.server.loopback, urlsplit(self.path)
        endpoint = url.path.removeprefix("/v1/")
        loopback.asked.append(
            Asked(endpoint, unquote(url.query), self.headers.get("Authorization"))
        )
        rows = loopback.history.answer(endpoint, url.query)
        code: int
        body: Any
        if rows is None:
            code, body = 404, {"detail": "Not Found"}
        elif rows or loopback.says_nothing_with == 200:
            code, body = 200, rows
        else:
            code, body = 404, NO_RESULTS
        if fault := loopback.next_fault(endpoint):
            fault(self, json.dumps(body).encode())
        else:
            self.reply(code, json.dumps(body).encode())

    def do_POST(self) -> None:
        loopback = self.server.loopback
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        loopback.forms.append(form)
        username, password = loopback.account
        kind = self.headers["Content-Type"]
        is_known = parse_qs(form) == {"username": [username], "password": [password]}
        if self.path != "/token" or kind != "application/x-www-form-urlencoded" or not is_known:
            code, answer = 401, {"detail": "Invalid username or password"}
        else:
            text = f"token {len(loopback.forms)}"
            code, answer = 200, {"access_token": text, "expires_in": loopback.token_life}
        body = json.dumps(answer | {"token_type": "bearer"}).encode()
        if fault := loopback.next_fault("token"):
            fault(self, body)
        else:
            self.reply(code, body)

    def reply(self, code: int, body: bytes, **headers: str) -> None:
        """A whole answer; a header `retry_after` is sent as `Retry-After`."""
        self.send_response_only(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        date = self.date_time_string(self.server.loopback.now_s())
        for name, value in ({"date": date} | headers).items():
            self.send_header(name.replace("_", "-").title(), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: tests look at `asked`."""


class _Server(ThreadingHTTPServer):
    def __init__(self, loopback: Loopback) -> None:
        self.loopback = loopback
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A client that has given up waiting is no error of the server's.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def status(code: int, detail: str = "", **headers: str) -> Fault:
    """An answer with this code; `retry_after="7"` asks for a pause."""
    body = json.dumps({"detail": detail}).encode()
    return lambda handler, _right: handler.reply(code, body, **headers)


def body(text: bytes) -> Fault:
    """200 with this body."""
    return lambda handler, _right: handler.reply(200, text)


def cut(handler: Handler, right: bytes) -> None:
    """The connection breaks in the middle of the body."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(right)))
    handler.end_headers()
    handler.wfile.write(right[: len(right) // 2])
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def truncated(handler: Handler, right: bytes) -> None:
    """Half the JSON, said to be all of it."""
    handler.reply(200, right[: len(right) // 2])


def no_answer(handler: Handler, _right: bytes) -> None:
    """The connection is closed without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


@dataclass
class Slow:
    """The right answer, but only after `release`; `begun` is set when the wait begins."""

    begun: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    def __call__(self, handler: Handler, right: bytes) -> None:
        self.begun.set()
        self.release.wait(timeout=60)
        handler.reply(200, right)
