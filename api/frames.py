"""The frames of graphql-transport-ws, and a socket that knows no others."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any, Final

import msgspec
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from api.operations import Asked

PROTOCOL: Final = "graphql-transport-ws"
BAD_FRAME: Final = 4400
FORBIDDEN: Final = 4403
BAD_PROTOCOL: Final = 4406
ID_TAKEN: Final = 4409
TOO_MANY: Final = 4429
FAULT: Final = 4500
TOO_LARGE: Final = 1009

OperationId = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class Request(msgspec.Struct, rename="camel"):
    """What an operation asks for."""

    query: Annotated[str, msgspec.Meta(min_length=1)]
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


class ConnectionInit(msgspec.Struct, tag_field="type", tag="connection_init"):
    """Opens the conversation."""

    payload: dict[str, Any] | None = None


class Ping(msgspec.Struct, tag_field="type", tag="ping"):
    """Asks for a pong."""

    payload: dict[str, Any] | None = None


class Pong(msgspec.Struct, tag_field="type", tag="pong"):
    """Answers a ping, or says unasked that the client is there."""

    payload: dict[str, Any] | None = None


class Subscribe(msgspec.Struct, tag_field="type", tag="subscribe"):
    """Starts an operation."""

    id: OperationId
    payload: Request


class Complete(msgspec.Struct, tag_field="type", tag="complete"):
    """Ends an operation."""

    id: OperationId


Frame = ConnectionInit | Ping | Pong | Subscribe | Complete
_frames: Final = msgspec.json.Decoder(Frame)


def frame(kind: str, operation_id: str, payload: str | None = None) -> str:
    """A frame of the service; the payload is JSON already.

    >>> frame("complete", "1"), frame("next", "1", '{"data":null}')
    ('{"type":"complete","id":"1"}', '{"type":"next","id":"1","payload":{"data":null}}')
    """
    head = f'{{"type":"{kind}","id":{msgspec.json.encode(operation_id).decode()}'
    return f"{head}}}" if payload is None else f'{head},"payload":{payload}}}'


class CheckedSocket(WebSocket):
    """A socket on which a frame outside the protocol ends the conversation with its reason."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, max_bytes: int, send_timeout_s: float
    ) -> None:
        super().__init__(scope, receive, send)
        self._max_bytes, self._send_timeout_s = max_bytes, send_timeout_s
        self.operations: dict[str, asyncio.Task[None]] = {}
        """What is under way: a query until it is answered, a subscription until it is ended."""
        self.end: asyncio.Task[None] | None = None
        """Closes the socket when its token ends."""
        self.counted_as: str | None = None
        """Whose socket it is counted as."""
        self.is_slow = asyncio.Event()
        """Set once a frame has not gone out in time: the client does not read."""

    async def send(self, message: Message) -> None:
        """Send, or let go what is meant for a client that has left: the receiver will hear of it."""
        try:
            with suppress(WebSocketDisconnect, WebSocketDisconnected):
                async with asyncio.timeout(self._send_timeout_s):
                    await super().send(message)
        except TimeoutError:
            self.is_slow.set()

    async def receive_json(self, mode: str = "text") -> dict[str, Any]:
        """The next frame. Raises `WebSocketDisconnect` after closing on a bad one."""
        message = await self.receive()
        self._raise_on_disconnect(message)
        text = message.get(mode) or ""
        if len(text) > self._max_bytes:
            await self.refuse(TOO_LARGE, f"a frame may have {self._max_bytes} bytes")
        try:
            told: dict[str, Any] = msgspec.to_builtins(_frames.decode(text))
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
            await self.refuse(BAD_FRAME, str(error))
        return told

    async def refuse(self, code: int, reason: str) -> None:
        """Close with a code. Raises `WebSocketDisconnect`."""
        # RFC 6455 allows 123 bytes for the reason.
        await self.close(code, reason.encode("ascii", "replace")[:123].decode("ascii"))
        raise WebSocketDisconnect(code, reason)


def asked_for(payload: dict[str, Any]) -> Asked:
    """What the payload of a `subscribe` asks for."""
    return Asked(payload["query"], payload.get("operationName"), payload.get("variables"))
