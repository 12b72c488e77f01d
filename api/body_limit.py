"""Refuses large request bodies before anything reads them."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """ASGI middleware: a body above the limit is answered with 413, a smaller one is handed on.

    Bytes are counted as they come, because a client may announce no length or a wrong one.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app, self._max_bytes = app, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        has_more = True
        while has_more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            has_more = message.get("more_body", False)
            if len(body) > self._max_bytes:
                await self._refusal()(scope, receive, send)
                return
        await self._app(scope, _replay(bytes(body), receive), send)

    def _refusal(self) -> JSONResponse:
        message = f"The request body is larger than {self._max_bytes} bytes."
        return JSONResponse(
            {"errors": [{"message": message, "extensions": {"code": "BODY_TOO_LARGE"}}]},
            status_code=413,
            headers={"Connection": "close"},
        )


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
