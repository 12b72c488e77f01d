"""Two GraphQL clients that others have written, each remembering what it was told of a race."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from docs.clients.python.follow import follow
from f1strategy.runtime.waiting import wait_until

QUERY = Path(__file__).parents[1] / "clients" / "options_updated.graphql"
PATIENCE_S = 120.0


class ClientGone(Exception):
    """A client has ended, or was told of an error."""


class Follower:
    """What a client knows: each driver's newest option set, and what became of its connection."""

    def __init__(self) -> None:
        self.newest: dict[int, dict[str, Any]] = {}
        self.connection: list[str] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def lap(self) -> int:
        """The lap of the car that is furthest."""
        return max((options["lapNumber"] for options in self.newest.values()), default=0)

    def take(self, data: dict[str, Any]) -> None:
        """Hear an update."""
        options = data["optionsUpdated"]
        self.newest[options["driverNumber"]] = options

    def check(self) -> None:
        """Raise `ClientGone` if it does not follow any more."""
        if self._task is not None and self._task.done():
            raise ClientGone from self._task.exception()

    @asynccontextmanager
    async def following(self, work: Coroutine[Any, Any, None]) -> AsyncGenerator[None, None]:
        """Let it follow in the background until the block ends."""
        self._task = asyncio.create_task(work)
        try:
            yield
        finally:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task


@asynccontextmanager
async def gql_follower(url: str, session_key: int) -> AsyncGenerator[Follower, None]:
    """The sample client, made with Python's gql."""
    follower = Follower()

    async def listen() -> None:
        variables = {"sessionKey": session_key}
        told = follow(url, QUERY.read_text(), variables, on_connection=follower.connection.append)
        async for data in told:
            follower.take(data)

    async with follower.following(listen()):
        yield follower


@asynccontextmanager
async def node_follower(
    command: Sequence[str], url: str, session_key: int
) -> AsyncGenerator[tuple[Follower, Callable[[], None]], None]:
    """The sample client, made with npm's graphql-ws, and what cuts its connection."""
    follower = Follower()
    pipe = asyncio.subprocess.PIPE
    arguments = [url, str(QUERY), json.dumps({"sessionKey": session_key})]
    process = await asyncio.create_subprocess_exec(*command, *arguments, stdin=pipe, stdout=pipe)
    told, orders = process.stdout, process.stdin
    assert told is not None
    assert orders is not None

    async def listen() -> None:
        async for line in told:
            message = json.loads(line)
            if message["event"] == "next" and "errors" not in message:
                follower.take(message["data"])
            elif message["event"] in ("connected", "closed"):
                follower.connection.append(message["event"])
            else:
                raise ClientGone(message)

    try:
        async with follower.following(listen()):
            yield follower, lambda: orders.write(b"cut\n")
    finally:
        orders.close()
        await process.wait()


async def until(true: Callable[[], bool], what: str, *followers: Follower) -> None:
    """Wait in a thread, so that the clients go on, and fail with a client that does not."""

    def watch() -> None:
        for follower in followers:
            follower.check()

    await asyncio.to_thread(
        wait_until,
        true,
        what=what,
        hint="see what the clients were told",
        timeout_s=PATIENCE_S,
        every_s=0.05,
        watch=watch,
    )
