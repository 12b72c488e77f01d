"""Hands every change of the view to the clients that wait for it, each at its own pace."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import contextmanager

from api.metrics import ApiMetrics
from api.view import Key, RaceView, S, Shown, concerns, is_over, key_of


class Mailbox:
    """What one subscriber has not taken yet: at most the newest record of each key.

    So a client that does not read costs no more memory than the race has cars, and reads the
    present when it comes back. A record that replaces a waiting one keeps its place in the queue:
    no driver starves behind a busier one.
    """

    def __init__(self) -> None:
        self._waiting: dict[Key, Shown] = {}
        self._filled = asyncio.Event()

    def put(self, record: Shown) -> bool:
        """Leave a record; true if it took the place of one that was never read."""
        replaced = key_of(record) in self._waiting
        self._waiting[key_of(record)] = record
        self._filled.set()
        return replaced

    async def take(self) -> Shown:
        """The record that has waited longest, as soon as there is one."""
        await self._filled.wait()
        record = self._waiting.pop(next(iter(self._waiting)))
        if not self._waiting:
            self._filled.clear()
        return record


class Hub:
    """The view and its subscribers. Belongs to the event loop's thread."""

    def __init__(self, metrics: ApiMetrics) -> None:
        self.view = RaceView()
        self._metrics = metrics
        self._listeners: dict[Mailbox, Callable[[Shown], bool]] = {}

    def publish(self, records: Iterable[Shown]) -> None:
        """Take records in and leave those that are news with whoever waits for them."""
        for record in filter(self.view.apply, records):
            for mailbox, wants in self._listeners.items():
                if wants(record) and mailbox.put(record):
                    self._metrics.conflated.inc()

    async def follow(
        self, kind: type[S], session_key: int | None = None, driver_number: int | None = None
    ) -> AsyncGenerator[S, None]:
        """What is known of a session and driver now (None: of all), then every change."""

        def wants(record: Shown) -> bool:
            return isinstance(record, kind) and concerns(record, session_key, driver_number)

        with self._listening(wants) as mailbox:
            for known in self.view.newest(kind, session_key, driver_number):
                if not is_over(known):
                    mailbox.put(known)
            while True:
                record = await mailbox.take()
                if isinstance(record, kind):
                    yield record

    @contextmanager
    def _listening(self, wants: Callable[[Shown], bool]) -> Iterator[Mailbox]:
        mailbox = Mailbox()
        self._listeners[mailbox] = wants
        self._metrics.subscribers.inc()
        try:
            yield mailbox
        finally:
            del self._listeners[mailbox]
            self._metrics.subscribers.dec()
