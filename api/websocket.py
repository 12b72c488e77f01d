"""GraphQL over WebSocket (graphql-transport-ws), closed with the protocol's codes.

Ariadne's handler lets a malformed frame fall through to the server, which closes with a code that
clients take for a lost connection and retry for ever; and it writes every event for every client anew.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final, cast

import msgspec
from ariadne.asgi.handlers import GraphQLTransportWSHandler
from graphql import GraphQLError
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from api.context import Context, Services
from api.errors import Failed
from api.frames import (
    BAD_PROTOCOL,
    FAULT,
    FORBIDDEN,
    ID_TAKEN,
    PROTOCOL,
    TOO_MANY,
    CheckedSocket,
    asked_for,
    frame,
)
from api.gate import USER, Gate, authorization_of
from api.metrics import ApiMetrics
from api.operations import Asked, Operations, Prepared, Refused
from api.rates import ADDRESS, Rates, address_of
from api.rates import USER as USERS
from api.request_ids import new_request_id
from api.settings import ApiSettings
from api.subscriptions import KINDS
from api.tokens import BadToken
from api.users import DEVELOPER, User

log: Final = logging.getLogger("livef1.api.websocket")


class WebSocketHandler(GraphQLTransportWSHandler):
    """Ariadne's handler with the protocol enforced, and operations, sockets and rates limited."""

    def __init__(
        self,
        settings: ApiSettings,
        gate: Gate,
        operations: Operations,
        services: Services,
        rates: Rates,
        metrics: ApiMetrics,
    ) -> None:
        wait = timedelta(seconds=settings.connection_init_wait_s)
        super().__init__(connection_init_wait_timeout=wait)
        self._settings, self._gate, self._operations = settings, gate, operations
        self._services, self._rates, self._metrics = services, rates, metrics

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        settings = self._settings
        websocket = CheckedSocket(
            scope, receive, send, settings.max_body_bytes, settings.send_timeout_s
        )
        # Only an accepted connection can be told why it is closed.
        if PROTOCOL not in scope.get("subprotocols", ()):
            await websocket.accept()
            await websocket.close(BAD_PROTOCOL, f"expected the subprotocol {PROTOCOL}")
            return
        address = address_of(scope.get("client"))
        if not self._rates.opens_socket(ADDRESS, address):
            await websocket.accept(PROTOCOL)
            await websocket.close(TOO_MANY, "too many sockets from this address")
            return
        self._metrics.sockets.inc()
        try:
            await self._serve(websocket)
        finally:
            self._metrics.sockets.dec()
            self._rates.closes_socket(ADDRESS, address)
            if websocket.counted_as is not None:
                self._rates.closes_socket(USERS, websocket.counted_as)

    async def _serve(self, websocket: CheckedSocket) -> None:
        """Talk until the client leaves, or no longer reads."""
        talking = asyncio.ensure_future(self.handle_websocket(websocket))
        waiting = asyncio.ensure_future(websocket.is_slow.wait())
        try:
            await asyncio.wait({talking, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if websocket.is_slow.is_set():
                self._metrics.rejected.labels("slow_reader").inc()
            if talking.done():
                talking.result()
        finally:
            tasks = [talking, waiting, *websocket.operations.values()]
            if websocket.end is not None:
                tasks.append(websocket.end)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def handle_websocket_connection_init_message(
        self, websocket: WebSocket, message: dict[str, Any], client_context: Any
    ) -> None:
        """Let in who has a token, for as long as it is valid; tell where each topic is now."""
        checked = cast("CheckedSocket", websocket)  # `handle` made it
        if client_context.connection_init_received:
            await checked.refuse(TOO_MANY, "there was a connection_init before")
        client_context.connection_init_received = True
        try:
            authorization = authorization_of(message.get("payload"))
            user = await self._gate.admit(websocket.scope, authorization, "WebSocket")
        except BadToken:
            await checked.refuse(FORBIDDEN, "a valid token is needed")
        except Exception:
            log.exception("a connection could not be judged")
            await checked.refuse(FORBIDDEN, "the token could not be judged")
        await self._count(checked, user)
        if user.expires_s is not None:
            checked.end = asyncio.ensure_future(_end(websocket, user.expires_s))
        event_ids = {name: self._services.hub.event_id(kind) for name, kind in KINDS.items()}
        await websocket.send_json({"type": "connection_ack", "payload": {"eventIds": event_ids}})
        client_context.connection_acknowledged = True

    async def _count(self, websocket: CheckedSocket, user: User) -> None:
        if user is DEVELOPER:
            return
        if not self._rates.opens_socket(USERS, user.subject):
            await websocket.refuse(TOO_MANY, "too many sockets of this user")
        websocket.counted_as = user.subject

    async def handle_websocket_subscribe(
        self, websocket: WebSocket, data: Any, operation_id: str, client_context: Any
    ) -> None:
        """Start an operation in a task of its own: meanwhile the socket still hears its client."""
        checked = cast("CheckedSocket", websocket)  # `handle` made it
        if not client_context.connection_acknowledged:
            await websocket.close(4401, "subscribe before connection_init")
            return
        if operation_id in checked.operations:
            await websocket.close(ID_TAKEN, "there is an operation of this id")
            return
        user: User = websocket.scope[USER]
        if not self._rates.allows_request(user, address_of(websocket.scope.get("client"))):
            error = Failed("RATE_LIMITED", "Too many requests in a second; ask again later.")
            await self._tell_errors(checked, operation_id, [error])
            return
        if len(checked.operations) >= self._settings.max_operations_per_socket:
            most = self._settings.max_operations_per_socket
            message = f"A connection may have {most} operations at a time."
            error = Failed("TOO_MANY_OPERATIONS", message)
            await self._tell_errors(checked, operation_id, [error])
            return
        context = Context(self._services, user, new_request_id())
        task = asyncio.ensure_future(self._run(checked, asked_for(data), operation_id, context))
        checked.operations[operation_id] = task
        task.add_done_callback(partial(_done, checked, operation_id))

    async def stop_websocket_operation(
        self, websocket: WebSocket, operation_id: str, _client_context: Any
    ) -> None:
        """End an operation."""
        checked = cast("CheckedSocket", websocket)  # `handle` made it
        task = checked.operations.pop(operation_id, None)
        if task is not None:
            task.cancel()

    async def _run(
        self, websocket: CheckedSocket, asked: Asked, operation_id: str, context: Context
    ) -> None:
        try:
            prepared = self._operations.prepare(asked, context.user.roles)
            if prepared.is_subscription:
                await self._follow(websocket, prepared, asked, operation_id, context)
            else:
                _, text = await self._operations.answer(prepared, asked, context)
                await websocket.send_text(frame("next", operation_id, text.decode()))
        except Refused as refused:
            await self._tell_errors(websocket, operation_id, refused.errors)
            return
        await websocket.send_text(frame("complete", operation_id))

    async def _follow(
        self,
        websocket: CheckedSocket,
        prepared: Prepared,
        asked: Asked,
        operation_id: str,
        context: Context,
    ) -> None:
        async for text, delivery in self._operations.stream(prepared, asked, context):
            await websocket.send_text(frame("next", operation_id, text))
            if delivery.event.timestamp_ms:
                delay_s = time.time() - delivery.event.timestamp_ms / 1e3
                self._metrics.socket_s.observe(max(0.0, delay_s))

    async def _tell_errors(
        self, websocket: CheckedSocket, operation_id: str, errors: Sequence[GraphQLError]
    ) -> None:
        told = msgspec.json.encode(self._operations.formatted(errors)).decode()
        await websocket.send_text(frame("error", operation_id, told))


async def _end(websocket: WebSocket, expires_s: float) -> None:
    """Close the socket when its token ends."""
    await asyncio.sleep(max(0.0, expires_s - time.time()))
    await websocket.close(FORBIDDEN, "the token has expired")


def _done(websocket: CheckedSocket, operation_id: str, task: asyncio.Task[None]) -> None:
    """Forget a task that has done its work; close the socket if it could not."""
    if websocket.operations.get(operation_id) is task:
        del websocket.operations[operation_id]
    if not task.cancelled() and task.exception() is not None:
        log.error("an operation broke", exc_info=task.exception())
        closing = asyncio.ensure_future(websocket.close(FAULT, "internal error"))
        websocket.end = closing
