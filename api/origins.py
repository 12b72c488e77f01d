"""Turns away what a page of somebody else asks in the name of a user who happens to be signed in here."""

from collections.abc import Collection, Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.metrics import ApiMetrics

REFUSED: Final = {
    "errors": [
        {
            "message": "Pages of this origin may not ask here; LIVEF1_ORIGINS names those that may.",
            "extensions": {"code": "FORBIDDEN_ORIGIN"},
        }
    ]
}


class OriginCheck:
    """A browser names the page's origin: it must be this service's own, or one that is allowed.

    Programs name none and are let through; they have to know a token anyway.
    """

    def __init__(self, app: ASGIApp, allowed: Collection[str], metrics: ApiMetrics) -> None:
        self._app, self._allowed, self._metrics = app, frozenset(allowed), metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        is_asking = scope["type"] == "websocket" or scope.get("method") == "POST"
        if is_asking and not is_allowed(scope["headers"], self._allowed):
            self._metrics.rejected.labels("origin").inc()
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 4403, "reason": "origin"})
                return
            await JSONResponse(REFUSED, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_allowed(headers: Iterable[tuple[bytes, bytes]], allowed: Collection[str]) -> bool:
    """Whether a request with these headers may ask.

    >>> is_allowed([(b"origin", b"https://a.example"), (b"host", b"a.example")], ())
    True
    >>> is_allowed([(b"origin", b"https://b.example"), (b"host", b"a.example")], ())
    False
    """
    named = {name.lower(): value.decode("latin-1") for name, value in headers}
    origin = named.get(b"origin")
    if origin is None or origin in allowed:
        return True
    return urlsplit(origin).netloc == named.get(b"host", "") != ""
