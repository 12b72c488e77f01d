"""Many clients of the API in one process, cheap enough not to be what is measured.

They speak WebSocket and HTTP just as far as the benchmark needs; frames are never taken apart but for the
number in them that says when their record was written.
"""

import asyncio
import base64
import os
import re
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

_WRITTEN: Final = re.compile(rb'"causedByIngestTimeMs":(\d+)')
_LENGTHS: Final = {126: ("!H", 2), 127: ("!Q", 8)}
_HANDSHAKE: Final = (
    "GET /graphql HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)


@dataclass(eq=False, slots=True)
class Subscriber(asyncio.Protocol):
    """Follows one subscription; notes for every event how long after its writing it came.

    after_ms: events written before are not counted, they are the state at the start.
    """

    host: str
    subscribe: str
    after_ms: Callable[[], float]
    waits_ms: list[float] = field(default_factory=list)
    is_following: asyncio.Event = field(default_factory=asyncio.Event)
    is_lost: bool = False
    transport: asyncio.Transport | None = None
    _buffer: bytearray = field(default_factory=bytearray)
    _is_open: bool = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 — create_connection made it
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(_HANDSHAKE.format(host=self.host, key=key).encode())

    def data_received(self, data: bytes) -> None:
        """Take in what came."""
        self._buffer += data
        if not self._is_open:
            head, found, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not found:
                return
            self._is_open = b" 101 " in head
            self._buffer = bytearray(rest)
            self.send('{"type":"connection_init"}')
            self.send(self.subscribe)
        now_ms = time.time() * 1000
        while (frame := self._next_frame()) is not None:
            self._heard(frame, now_ms)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note it."""
        self.is_lost = exc is not None or self.transport is not None

    def send(self, text: str) -> None:
        """A text frame; masked with zeros, which the protocol allows."""
        if self.transport is None:
            return
        payload = text.encode()
        size = len(payload)
        head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + struct.pack("!H", size)
        self.transport.write(head + bytes(4) + payload)

    def close(self) -> None:
        """Leave."""
        transport, self.transport = self.transport, None
        if transport is not None:
            transport.abort()

    def _next_frame(self) -> bytes | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 0x7F, 2
        if size in _LENGTHS:
            kind, width = _LENGTHS[size]
            if len(buffer) < 2 + width:
                return None
            (size,) = struct.unpack_from(kind, buffer, 2)
            start += width
        if len(buffer) < start + size:
            return None
        frame = bytes(buffer[start : start + size])
        if buffer[0] & 0x0F == 9 and self.transport is not None:  # a ping wants its pong
            self.transport.write(bytes([0x8A, 0x80 | size]) + bytes(4) + frame)
        del buffer[: start + size]
        return frame

    def _heard(self, frame: bytes, now_ms: float) -> None:
        self.is_following.set()
        written = _WRITTEN.search(frame)
        if written is not None and int(written[1]) >= self.after_ms():
            self.waits_ms.append(now_ms - int(written[1]))


async def ask_steadily(
    host: str, port: int, body: bytes, *, per_s: float, seconds: float, connections: int = 20
) -> tuple[list[float], int]:
    """Ask the same over and over, at fixed times whether answered or not: waits in ms, and failures.

    A question that has to wait for its turn began to wait at its time: a stall is not hidden.
    """
    waits_ms: list[float] = []
    failures = 0
    began_s = time.perf_counter()
    turns = iter(range(round(per_s * seconds)))
    request = (
        f"POST /graphql HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body

    async def connection() -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection(host, port)
        for turn in turns:
            due_s = began_s + turn / per_s
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            answer = await reader.readexactly(int(length[1]) if length else 0)
            waits_ms.append(1000 * (time.perf_counter() - due_s))
            failures += b" 200 " not in head or b'"errors"' in answer
        writer.close()

    await asyncio.gather(*(connection() for _ in range(connections)))
    return waits_ms, failures
