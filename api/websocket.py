"""GraphQL over WebSocket (graphql-transport-ws), closed with the protocol's codes on bad frames.

Ariadne's handler lets a malformed frame fall through to the server, which closes with a code that
clients take for a lost connection and retry for ever.
"""

import asyncio
import logging
import time
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Final, cast

import msgspec
from ariadne.asgi.handlers import GraphQLTransportWSHandler
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from api.gate import Gate, authorization_of
from api.settings import ApiSettings
from api.tokens import BadToken

PROTOCOL: Final = "graphql-transport-ws"
BAD_FRAME: Final = 4400
BAD_PROTOCOL: Final = 4406
FORBIDDEN: Final = 4403
ID_TAKEN: Final = 4409
TOO_LARGE: Final = 1009

log = logging.getLogger("livef1.api.websocket")

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


class CheckedSocket(WebSocket):
    """A socket on which a frame outside the protocol ends the conversation with its reason."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, max_bytes: int) -> None:
        super().__init__(scope, receive, send)
        self._max_bytes = max_bytes
        self.starting: dict[str, asyncio.Task[None]] = {}
        """Operations that are not under way yet: a query stays here until it is answered."""
        self.end: asyncio.Task[None] | None = None
        """Closes the socket when its token ends."""

    async def send(self, message: Message) -> None:
        """Send, or let go what is meant for a client that has left: the receiver will hear of it."""
        with suppress(WebSocketDisconnect, WebSocketDisconnected):
            await super().send(message)

    async def receive_json(self, mode: str = "text") -> dict[str, Any]:
        """The next frame. Raises `WebSocketDisconnect` after closing on a bad one."""
        message = await self.receive()
        self._raise_on_disconnect(message)
        text = message.get(mode) or ""
        if len(text) > self._max_bytes:
            await self._refuse(TOO_LARGE, f"a frame may have {self._max_bytes} bytes")
        try:
            frame: dict[str, Any] = msgspec.to_builtins(_frames.decode(text))
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
            await self._refuse(BAD_FRAME, str(error))
        return frame

    async def _refuse(self, code: int, reason: str) -> None:
        # RFC 6455 allows 123 bytes for the reason.
        await self.close(code, reason.encode("ascii", "replace")[:123].decode("ascii"))
        raise WebSocketDisconnect(code, reason)


async def _end(websocket: WebSocket, expires_s: float) -> None:
    """Close the socket when its token ends."""
    await asyncio.sleep(max(0.0, expires_s - time.time()))
    await websocket.close(FORBIDDEN, "the token has expired")


def _started(
    starting: dict[str, asyncio.Task[None]], operation_id: str, task: asyncio.Task[None]
) -> None:
    """Forget a task that has done its work; tell the log if it could not."""
    starting.pop(operation_id, None)
    if not task.cancelled() and task.exception() is not None:
        log.error("an operation could not start", exc_info=task.exception())


class WebSocketHandler(GraphQLTransportWSHandler):
    """Ariadne's handler with the protocol enforced and the operations of a socket limited."""

    def __init__(self, settings: ApiSettings, gate: Gate) -> None:
        wait = timedelta(seconds=settings.connection_init_wait_s)
        super().__init__(connection_init_wait_timeout=wait)
        self._max_bytes = settings.max_body_bytes
        self._max_operations = settings.max_operations_per_socket
        self._gate = gate

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        websocket = CheckedSocket(scope, receive, send, self._max_bytes)
        if PROTOCOL not in scope.get("subprotocols", ()):
            # Only an accepted connection can be told why it is closed.
            await websocket.accept()
            await websocket.close(BAD_PROTOCOL, f"expected the subprotocol {PROTOCOL}")
            return
        try:
            await self.handle_websocket(websocket)
        finally:
            for task in (*websocket.starting.values(), websocket.end):
                if task is not None:
                    task.cancel()

    async def handle_websocket_connection_init_message(
        self, websocket: WebSocket, message: dict[str, Any], client_context: Any
    ) -> None:
        """Let in who has a token, for as long as it is valid."""
        checked = cast("CheckedSocket", websocket)  # `handle` made it
        if not client_context.connection_init_received:
            try:
                payload = message.get("payload")
                user = await self._gate.admit(
                    websocket.scope, authorization_of(payload), "WebSocket"
                )
            except BadToken:
                client_context.connection_init_received = True
                await websocket.close(FORBIDDEN, "a valid token is needed")
                return
            if user.expires_s is not None:
                checked.end = asyncio.ensure_future(_end(websocket, user.expires_s))
        await super().handle_websocket_connection_init_message(websocket, message, client_context)

    async def handle_websocket_subscribe(
        self, websocket: WebSocket, data: Any, operation_id: str, client_context: Any
    ) -> None:
        """Start an operation unless the socket has too many.

        In a task of its own: while a query waits for its answer, the socket still hears its client.
        """
        checked = cast("CheckedSocket", websocket)  # `handle` made it
        starting = checked.starting
        if operation_id in starting:
            await websocket.close(ID_TAKEN)
            return
        start = super().handle_websocket_subscribe(websocket, data, operation_id, client_context)
        if not client_context.connection_acknowledged:
            await start
            return
        if len(client_context.operations) + len(starting) < self._max_operations:
            starting[operation_id] = asyncio.ensure_future(start)
            starting[operation_id].add_done_callback(partial(_started, starting, operation_id))
            return
        start.close()
        message = f"A connection may have {self._max_operations} operations at a time."
        error = {"message": message, "extensions": {"code": "TOO_MANY_OPERATIONS"}}
        await websocket.send_json({"type": "error", "id": operation_id, "payload": [error]})

    async def stop_websocket_operation(
        self, websocket: WebSocket, operation_id: str, client_context: Any
    ) -> None:
        """End an operation, also one that is only starting."""
        checked = cast("CheckedSocket", websocket)  # `handle` made it
        starting = checked.starting.pop(operation_id, None)
        if starting is not None:
            starting.cancel()
        await super().stop_websocket_operation(websocket, operation_id, client_context)
